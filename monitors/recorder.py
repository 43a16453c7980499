"""The recorder: a source's own packets, cut on keyframes into segments of about four seconds.

In: placed packets, and news of damage. Out: finished files in the spool, and `Lost` for what the
disk did not take. A full disk costs the segment that met it; the next one tries again.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import av

from monitors.items import Lost, Spooled
from monitors.segment_file import Media, MediaPacket, SegmentFile, suffix_for
from monitors.timeline import TICKS_PER_MS, Placed, ms_of
from schemas.capture import GapReason, SegmentKind
from schemas.moment import Span
from streams.recording import SEGMENT_MS_MAX, segment_key

log = logging.getLogger(__name__)

LEAD_MS_MAX = 1000
"""Sound that comes before the keyframe of its segment is kept with it; interleaving needs less."""

RETRY_TICKS = 1000 * TICKS_PER_MS
"""A source without pictures has no keyframes to wait for; after trouble it tries once a second."""


class Recorder:
    """Writes the segments of one session.

    Args:
        folder: the session's spool.
        emit: takes `Spooled` and `Lost`.
        target_ms: length at which the next keyframe begins a new segment.
    """

    def __init__(
        self,
        session_id: str,
        folder: Path,
        emit: Callable[[Spooled | Lost], None],
        target_ms: int,
    ) -> None:
        self._session_id = session_id
        self._folder = folder
        self._emit = emit
        self._target_ticks = target_ms * TICKS_PER_MS
        self._streams: Sequence[Media] = ()
        self._video_index: int | None = None
        self._suffix = "ts"
        self._file: SegmentFile | None = None
        self._discontinuity = 0
        self._damaged = False
        self._awaits_keyframe = True
        self._lost_from_ticks: int | None = None
        self._lost_until_ticks = 0
        self._refused = False
        self._retry_ticks = 0
        self._last_ticks = 0
        self._paused = False

    def begin_part(self, streams: Sequence[Media]) -> None:
        """Packets of newly opened streams follow."""
        self._finish(SegmentKind.FULL)
        self._streams = streams
        self._suffix = suffix_for(streams)
        video = [stream.index for stream in streams if stream.type == "video"]
        self._video_index = video[0] if video else None
        self._awaits_keyframe = True
        self._paused = False

    def pause(self) -> None:
        """Nothing comes just now: what is recorded is needed before the source goes on."""
        self._finish(SegmentKind.FULL)
        self._awaits_keyframe = True
        self._paused = True

    def damage(self) -> None:
        """Something in the present segment does not decode."""
        self._damaged = True

    def write(self, packet: MediaPacket, placed: Placed, duration_ticks: int) -> None:
        """Record a packet. Never raises for what the disk does."""
        video = packet.stream.index == self._video_index
        if placed.discontinuity < self._discontinuity or self._is_left_over(packet, placed, video):
            return  # a straggler from before a break would tear the new segment's time stamps
        if placed.discontinuity > self._discontinuity:
            self._finish(SegmentKind.FULL)
            self._discontinuity = placed.discontinuity
            self._awaits_keyframe = True
        self._last_ticks = placed.pts_ticks
        if video:
            if packet.is_keyframe:
                self._awaits_keyframe = False
            elif self._awaits_keyframe:
                self._damaged = self._lost_from_ticks is None
                self._lost_until_ticks = max(self._lost_until_ticks, placed.pts_ticks)
                return
        if self._cut_before(packet, placed, video):
            self._finish(SegmentKind.FULL)
        if packet.is_corrupt:
            self._damaged = True
        try:
            if self._file is None and not self._begin(placed):
                return
            assert self._file is not None  # noqa: S101 - `_begin` made it
            self._file.write(packet, placed, duration_ticks)
        except (OSError, av.FFmpegError, ValueError) as error:
            self._trouble(error, placed.pts_ticks, placed.pts_ticks + duration_ticks)

    def finish(self, whole: bool) -> None:
        """Close the last segment; it is `PARTIAL` when the source goes on without us."""
        self._finish(SegmentKind.FULL if whole else SegmentKind.PARTIAL)
        self._say_lost()

    def _is_left_over(self, packet: MediaPacket, placed: Placed, video: bool) -> bool:
        """Whether the demuxer held it back in a pause: a few ms that would be a segment of their own."""
        if not self._paused:
            return False
        begins = self._video_index is None or (video and packet.is_keyframe)
        self._paused = not begins and placed.pts_ticks - self._last_ticks <= LEAD_MS_MAX * TICKS_PER_MS
        return self._paused

    def _cut_before(self, packet: MediaPacket, placed: Placed, video: bool) -> bool:
        if self._file is None or self._file.start_ticks is None:
            return False
        length = placed.pts_ticks - self._file.start_ticks
        if (video and packet.is_keyframe) or self._video_index is None:
            return length >= self._target_ticks
        return length >= (SEGMENT_MS_MAX - LEAD_MS_MAX) * TICKS_PER_MS

    def _begin(self, placed: Placed) -> bool:
        if self._lost_from_ticks is not None:
            waits = (
                self._awaits_keyframe
                if self._video_index is not None
                else placed.pts_ticks < self._retry_ticks
            )
            if waits:
                return False  # after trouble a segment begins whole, with its keyframe
            self._lost_until_ticks = placed.pts_ticks
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{max(0, ms_of(placed.pts_ticks)):012d}-{self._discontinuity:06d}.{self._suffix}.part"
        self._file = SegmentFile(self._folder / name, self._streams, self._suffix)
        return True

    def _finish(self, kind: SegmentKind) -> None:
        file, self._file = self._file, None
        damaged, self._damaged = self._damaged, False
        if file is None:
            return
        if file.start_ticks is None:
            file.abandon()
            return
        try:
            span = file.close()
            if kind is SegmentKind.FULL and (damaged or file.bent_count):
                kind = SegmentKind.SUSPECT
            key = segment_key(self._session_id, span, self._discontinuity, kind, file.suffix)
            path = file.path.with_name(Path(key).name)
            file.path.rename(path)
        except (OSError, av.FFmpegError, ValueError) as error:
            self._file = file
            self._trouble(error, file.start_ticks, file.end_ticks)
            return
        self._say_lost()
        self._refused = False
        self._emit(Spooled(path, span, kind, self._discontinuity, file.suffix))

    def _trouble(self, error: Exception, start_ticks: int, end_ticks: int) -> None:
        file, self._file = self._file, None
        if file is not None:
            start_ticks = start_ticks if file.start_ticks is None else file.start_ticks
            file.abandon()
        if self._lost_from_ticks is None:
            self._lost_from_ticks = start_ticks
        self._lost_until_ticks = max(self._lost_until_ticks, end_ticks)
        self._retry_ticks = end_ticks + RETRY_TICKS
        self._awaits_keyframe = True
        self._emit(self._lost())
        if not self._refused:
            self._refused = True
            log.error(
                "session %s: recording pauses, %s; capture and judging go on, recording goes on by "
                "itself once that is mended",
                self._session_id,
                _why(error, self._folder),
            )

    def _say_lost(self) -> None:
        if self._lost_from_ticks is None:
            return
        self._emit(self._lost())
        self._lost_from_ticks = None
        self._lost_until_ticks = 0

    def _lost(self) -> Lost:
        start_ms = max(0, ms_of(self._lost_from_ticks or 0))
        return Lost(
            Span(start_ms, max(start_ms, ms_of(self._lost_until_ticks))), GapReason.DISK, "not recorded"
        )


def _why(error: Exception, folder: Path) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"the disk of {folder} is full: free some space or set HYPECUT_DATA"
    if isinstance(error, OSError) and error.errno is not None and not isinstance(error, av.FFmpegError):
        return f"{folder} cannot be written ({error.strerror}): mend it or set HYPECUT_DATA"
    return f"the source's packets could not be written as they are ({error})"
