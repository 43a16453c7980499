"""Pictures: keyframes only, small, as JPEG.

In: keyframe packets. Out: JPEGs of at most 640x360 pixels and 64 kB, at most two a second.
Whole decoding of one 1080p60 channel takes 28 % of a core, keyframes less than 1 %.
"""

from __future__ import annotations

from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext

WIDTH_MAX = 640
HEIGHT_MAX = 360
JPEG_BYTES_MAX = 64_000
SPACING_MS_MIN = 500
"""All-intra sources have a keyframe every frame; two a second are enough to see a scene change."""

_TIME_BASE = Fraction(1, 1000)
_QUALITIES = (4, 8, 16, 31)
"""Quantisers tried in turn until the picture fits: 4 looks clean, 31 is the coarsest there is."""


class JpegEncoder:
    """Encodes pictures with FFmpeg's own MJPEG encoder; keeps one context for each size."""

    def __init__(self) -> None:
        self._contexts: dict[tuple[int, int, int], VideoCodecContext] = {}
        self._count = 0

    def encode(self, picture: av.VideoFrame) -> tuple[bytes, int, int]:
        """JPEG, width and height. Empty when even the coarsest quality is too large."""
        width, height = fitted(picture.width, picture.height)
        small = picture.reformat(
            width, height, "yuvj420p", interpolation="FAST_BILINEAR", dst_color_range="JPEG"
        )
        for quality in _QUALITIES:
            self._count += 1  # encoders refuse time stamps that do not rise
            small.pts, small.time_base = self._count, _TIME_BASE
            jpeg = b"".join(bytes(packet) for packet in self._context(width, height, quality).encode(small))
            if 0 < len(jpeg) <= JPEG_BYTES_MAX:
                return jpeg, width, height
        return b"", width, height

    def _context(self, width: int, height: int, quality: int) -> VideoCodecContext:
        key = (width, height, quality)
        if key not in self._contexts:
            context = av.CodecContext.create("mjpeg", "w")
            assert isinstance(context, VideoCodecContext)  # noqa: S101 - what `mjpeg` is
            context.width, context.height, context.pix_fmt = width, height, "yuvj420p"
            context.time_base = _TIME_BASE
            context.thread_count = 1
            context.qmin = context.qmax = quality
            self._contexts[key] = context
        return self._contexts[key]


def fitted(width: int, height: int) -> tuple[int, int]:
    """The largest even size of the same shape within the bounds; never larger than the picture."""
    scale = min(1.0, WIDTH_MAX / max(1, width), HEIGHT_MAX / max(1, height))
    return max(2, int(width * scale) // 2 * 2), max(2, int(height * scale) // 2 * 2)
