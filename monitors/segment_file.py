"""One recorded file: packets in, not re-encoded, MPEG-TS or Matroska out.

Time stamps in the file are those of the session (modulo 26.5 hours in MPEG-TS, which counts 33
bits), so that the file's own `start_time` is the `start_ms` of its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from monitors.timeline import TICKS_PER_MS, Placed
from schemas.moment import Span

BUFFER_BYTES = 8192
"""What a kill may cost of a segment; at 6 Mbit/s this is a hundred small writes a second."""

TICK = Fraction(1, 1000 * TICKS_PER_MS)

_TS_VIDEO = frozenset({"h264", "hevc", "mpeg2video", "mpeg1video"})
_TS_AUDIO = frozenset({"aac", "mp3", "mp2", "ac3", "eac3"})

Media = VideoStream | AudioStream
MediaPacket: TypeAlias = "av.Packet[VideoStream] | av.Packet[AudioStream]"


def suffix_for(streams: Sequence[Media]) -> str:
    """`ts` where MPEG-TS carries all codecs well, else `mkv`."""
    known = _TS_VIDEO | _TS_AUDIO
    return "ts" if all(stream.codec_context.name in known for stream in streams) else "mkv"


class SegmentFile:
    """A file being written. Raises OSError when the disk takes no more."""

    def __init__(self, path: Path, streams: Sequence[Media], suffix: str) -> None:
        self.path = path
        self.suffix = suffix
        self.start_ticks: int | None = None
        self.end_ticks = 0
        self.bent_count = 0
        self._file = path.open("wb", buffering=0)
        self._last_dts: dict[int, int] = {}
        try:
            name = "mpegts" if suffix == "ts" else "matroska"
            self._container = av.open(self._file, "w", format=name, buffer_size=BUFFER_BYTES)
            self._streams = {
                stream.index: self._container.add_stream_from_template(stream) for stream in streams
            }
        except BaseException:
            self._file.close()
            raise

    def write(self, packet: MediaPacket, placed: Placed, duration_ticks: int) -> None:
        """Add a packet; it belongs to the file from then on."""
        index = packet.stream.index
        # A muxer takes only rising decoding times from 0 on; pictures that are shown out of order
        # at the very start have negative ones.
        dts = max(placed.dts_ticks, self._last_dts.get(index, -1) + 1)
        pts = placed.pts_ticks
        if pts < dts:
            self.bent_count += 1
            pts = dts
        self._last_dts[index] = dts
        packet.pts, packet.dts, packet.time_base = pts, dts, TICK
        packet.duration = duration_ticks
        packet.stream = self._streams[index]
        self._container.mux(packet)
        self.start_ticks = pts if self.start_ticks is None else min(self.start_ticks, pts)
        self.end_ticks = max(self.end_ticks, pts + duration_ticks)

    def close(self) -> Span:
        """Finish the file. Returns what it holds, in session media time."""
        try:
            self._container.close()
        finally:
            self._file.close()
        start = (self.start_ticks or 0) // TICKS_PER_MS
        return Span(start, max(start, -(-self.end_ticks // TICKS_PER_MS)))

    def abandon(self) -> None:
        """Close and remove it, whatever the disk says."""
        for close in (self._container.close, self._file.close):
            try:
                close()
            except (OSError, ValueError, av.FFmpegError):
                continue
        self.path.unlink(missing_ok=True)
