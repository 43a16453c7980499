"""Which encoders this machine has, found by encoding a picture with each.

In: ffmpeg. Out: encoders with the arguments that make a good clip.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from render.ffmpeg import Ffmpeg, FfmpegFailed, FfmpegKilled, FfmpegMissing

TEST_LIMIT_MS = 20_000
"""A GPU's first encoding after boot loads its driver, which takes seconds; a hang takes for ever."""

GOP_S = 2
"""A keyframe every two seconds lets players seek without a wait."""


@dataclass(frozen=True)
class Encoder:
    """A video encoder of ffmpeg.

    Attributes:
        name: ffmpeg's.
        arguments: for quality and speed.
        on_gpu: takes one of the sessions that the GPU's driver allows.
    """

    name: str
    arguments: tuple[str, ...]
    on_gpu: bool = False

    def options(self, fps: int, threads: int) -> list[str]:
        """Arguments for ffmpeg's command line."""
        bound = [] if self.on_gpu else ["-threads", str(threads)]
        return ["-c:v", self.name, *self.arguments, "-g", str(GOP_S * fps), *bound]


_CEILING = ("-maxrate", "12M", "-bufsize", "24M")
"""The platforms that clips are for encode again; beyond 12 Mbit/s only the upload grows."""

_NVENC = ("-preset", "p5", "-tune", "hq", "-rc", "vbr", "-cq", "22", "-b:v", "0", *_CEILING)

ENCODERS = (
    Encoder("h264_nvenc", (*_NVENC, "-profile:v", "high"), on_gpu=True),
    Encoder("hevc_nvenc", (*_NVENC, "-tag:v", "hvc1"), on_gpu=True),
    Encoder("libx264", ("-preset", "veryfast", "-crf", "21", "-profile:v", "high", *_CEILING)),
    Encoder("libopenh264", ("-b:v", "8M", "-maxrate", "12M", "-profile:v", "high")),
    Encoder("h264_videotoolbox", ("-b:v", "8M", "-profile:v", "high")),
)

PREFERRED = ("h264_nvenc", "libx264", "libopenh264", "h264_videotoolbox")
"""H.264 plays everywhere; the others are for those who name them in `HYPECUT_RENDER_ENCODER`."""


@dataclass(frozen=True)
class Trial:
    """How an encoder's test ended. `reason` is empty when it passed."""

    encoder: Encoder
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether it encoded the picture."""
        return not self.reason


class NoEncoder(Exception):
    """No encoder works: says what each answered, and the remedy."""


def try_encoder(ffmpeg: Ffmpeg, encoder: Encoder) -> Trial:
    """Encode one picture of the size of a small clip.

    Raises:
        FfmpegMissing: there is no ffmpeg to try it with. FfmpegKilled: there is no memory to try it.
    """
    source = ["-f", "lavfi", "-i", "color=c=gray:s=320x568:r=30:d=0.04"]
    target = ["-frames:v", "1", *encoder.options(30, 1), "-pix_fmt", "yuv420p", "-f", "null", "-"]
    try:
        ffmpeg.run(
            ["-loglevel", "error", *source, *target],
            Path(os.sep),  # no file is read or written, so that a full disk is no verdict on an encoder
            limit_ms=TEST_LIMIT_MS,
            cancelled=threading.Event(),
        )
    except (FfmpegKilled, FfmpegMissing):
        raise
    except FfmpegFailed as error:
        return Trial(encoder, error.first)
    return Trial(encoder)


def choose_encoder(ffmpeg: Ffmpeg, wanted: str = "") -> tuple[Encoder, Encoder | None]:
    """The best encoder that works, and one without a GPU to fall back on when that is another.

    Args:
        ffmpeg: to try them with.
        wanted: name of the only one to take; empty for any of `PREFERRED`.

    Raises:
        NoEncoder: none works, or the wanted one does not. FfmpegMissing, FfmpegKilled: see there.
    """
    names = (wanted,) if wanted else PREFERRED
    by_name = {encoder.name: encoder for encoder in ENCODERS}
    if wanted and wanted not in by_name:
        known = ", ".join(by_name)
        raise NoEncoder(f"HYPECUT_RENDER_ENCODER={wanted} is not known; choose one of {known}")
    chosen: Encoder | None = None
    reasons: list[str] = []
    for name in names:
        trial = try_encoder(ffmpeg, by_name[name])
        if not trial.passed:
            reasons.append(f"{name}: {trial.reason}")
        elif chosen is None and not trial.encoder.on_gpu:
            return trial.encoder, None
        elif chosen is None:
            chosen = trial.encoder
        elif not trial.encoder.on_gpu:
            return chosen, trial.encoder
    if chosen is None:
        raise NoEncoder(
            "no video encoder works with this ffmpeg; point HYPECUT_FFMPEG at one with libx264. "
            + " | ".join(reasons)
        )
    return chosen, None
