"""The pump: one pass over an opened source, packet by packet.

In: a demuxer. Out: seconds of sound and pictures, and packets for the recorder. Runs in the reader
thread (or straight through, for `extract`); everything that can be wrong with a packet is counted
and passed over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
from av.audio.frame import AudioFrame
from av.container.input import InputContainer
from av.video.codeccontext import VideoCodecContext

from monitors.frames import SPACING_MS_MIN, JpegEncoder
from monitors.items import Item
from monitors.recorder import Recorder
from monitors.seconds import SecondCloser
from monitors.segment_file import Media, MediaPacket
from monitors.timeline import HOLE_TICKS, SPARSE_TICKS, TICKS_PER_MS, Placed, Timeline, ms_of
from schemas.capture import Frame, GapReason
from schemas.moment import Span

log = logging.getLogger(__name__)

TICKS_PER_S = 1000 * TICKS_PER_MS

DEMUX_ERRORS_MAX = 200
"""A demuxer finds its way again after a few errors; one that gives nothing else is at its end."""

PICTURE_TICKS = TICKS_PER_S // 30
"""Taken for the length of a picture that carries none."""


@dataclass(frozen=True)
class Tracks:
    """The streams of a demuxer that are used: its best picture, its best sound."""

    video: Media | None
    audio: Media | None

    @property
    def used(self) -> list[Media]:
        """Those that exist."""
        return [stream for stream in (self.video, self.audio) if stream is not None]


def tracks_of(container: InputContainer) -> Tracks:
    """Choose the streams. Cover pictures and streams of unknown codecs do not count."""
    video = next((s for s in container.streams.video if s.codec_context and s.codec_context.width > 0), None)
    if video is not None and "attached_pic" in str(video.disposition):
        video = None
    audio = next(
        (s for s in container.streams.audio if s.codec_context and s.codec_context.sample_rate), None
    )
    if video is not None:
        video.codec_context.thread_count = 1
        video.codec_context.thread_type = "NONE"
    return Tracks(video, audio)


def ticks_of(stamp: int, base: Fraction) -> int:
    """A time stamp in ticks of 90 kHz."""
    return (stamp * base.numerator * TICKS_PER_S + base.denominator // 2) // base.denominator


class _Clock:
    """`ticks_of` for one stream; a fraction for each packet would cost more than the packet."""

    def __init__(self, stream: Media | None) -> None:
        base = stream.time_base if stream is not None and stream.time_base else Fraction(1, TICKS_PER_S)
        self._times = base.numerator * TICKS_PER_S
        self._by = base.denominator
        self._half = base.denominator // 2

    def ticks(self, stamp: int) -> int:
        """A time stamp in ticks of 90 kHz."""
        return (stamp * self._times + self._half) // self._by


def start_of(container: InputContainer) -> int:
    """First presentation time, in ticks; what the container says of itself."""
    return (container.start_time or 0) * TICKS_PER_S // av.time_base


class Pump:
    """Moves packets of a session's source to where they belong.

    Args:
        why: asked at a hole for what the source knows of its reason.
        limit_ms: media time at which to stop; None for no limit.
    """

    def __init__(
        self,
        session_id: str,
        timeline: Timeline,
        closer: SecondCloser,
        *,
        emit: Callable[[Item], None],
        recorder: Recorder | None = None,
        limit_ms: int | None = None,
        why: Callable[[], tuple[GapReason, str]] = lambda: (GapReason.MISSING, "the source skipped"),
    ) -> None:
        self.timeline = timeline
        self.closer = closer
        self.recorder = recorder
        self.errors = 0
        self.full = False
        self._session_id = session_id
        self._emit = emit
        self._limit_ms = limit_ms
        self._why = why
        self._jpeg = JpegEncoder()
        self._last_frame_ms = -SPACING_MS_MIN
        self._video_end: int | None = None

    def run(self, container: InputContainer, tracks: Tracks, before: Callable[[int], bool]) -> None:
        """Pump until the demuxer ends.

        Args:
            container: the opened source.
            tracks: those of it that are used.
            before: called with each packet's media time before anything is done with it; waits as
                long as it likes, and answers False to stop.
        """
        if self.recorder is not None:
            self.recorder.begin_part(tracks.used)
        self._video_end = None
        self.closer.has_video |= tracks.video is not None
        self.closer.has_audio |= tracks.audio is not None
        video_index = tracks.video.index if tracks.video is not None else None
        video_clock, audio_clock = _Clock(tracks.video), _Clock(tracks.audio)
        for packet in self._packets(container, tracks):
            pts = packet.pts if packet.pts is not None else packet.dts
            if pts is None or packet.size == 0 or packet.is_discard:
                continue
            video = packet.stream_index == video_index
            clock = video_clock if video else audio_clock
            dts = clock.ticks(packet.dts if packet.dts is not None else pts)
            duration = clock.ticks(packet.duration or 0)
            placed = self.timeline.place("video" if video else "audio", clock.ticks(pts), dts, duration)
            if placed is None or placed.pts_ticks < 0:
                continue
            if not before(ms_of(placed.pts_ticks)):
                return
            self._one(packet, placed, duration, video)
            if self._limit_ms is not None and self.closer.closed_ms >= self._limit_ms:
                self.full = True
                return

    def _packets(self, container: InputContainer, tracks: Tracks) -> Iterator[MediaPacket]:
        for _ in range(DEMUX_ERRORS_MAX):
            try:
                yield from cast("Iterator[MediaPacket]", container.demux(tracks.used))
            except av.InvalidDataError:
                self._error()
            except av.EOFError:
                return
            else:
                return

    def _one(self, packet: MediaPacket, placed: Placed, duration: int, video: bool) -> None:
        if placed.break_from_ticks is not None:
            self._break(placed, placed.break_from_ticks)
        if video:
            self._picture(packet, placed, duration)
        else:
            self._sound(packet, placed)
        if self.recorder is not None:
            self.recorder.write(packet, placed, duration or (PICTURE_TICKS if video else 0))
        self.closer.advance()

    def _break(self, placed: Placed, from_ticks: int) -> None:
        self._video_end = None
        start_ms, end_ms = ms_of(from_ticks), ms_of(placed.pts_ticks)
        self.closer.stretch(end_ms, placed.discontinuity)
        hole = Span(max(start_ms, self.closer.gap_said_ms), max(start_ms, self.closer.gap_said_ms, end_ms))
        if hole.duration_ms >= HOLE_TICKS // TICKS_PER_MS:
            reason, detail = self._why()
            self.closer.lost(hole, reason, detail)

    def _picture(self, packet: MediaPacket, placed: Placed, duration: int) -> None:
        start = placed.pts_ticks
        end = start + (duration or PICTURE_TICKS)
        if self._video_end is not None and start - self._video_end <= SPARSE_TICKS:
            start = self._video_end  # shown until now; pictures out of order cover nothing twice
        self._video_end = max(end, self._video_end or 0)
        self.closer.video(start // TICKS_PER_MS, end // TICKS_PER_MS, placed.dts_ticks // TICKS_PER_MS)
        at_ms = ms_of(placed.pts_ticks)
        if not packet.is_keyframe or at_ms - self._last_frame_ms < SPACING_MS_MIN:
            return
        jpeg, width, height = self._decoded(packet)
        if jpeg:
            self._last_frame_ms = at_ms
            self.closer.frame(
                Frame(
                    session_id=self._session_id,
                    at_ms=at_ms,
                    discontinuity=placed.discontinuity,
                    width=width,
                    height=height,
                    jpeg=jpeg,
                )
            )

    def _decoded(self, packet: MediaPacket) -> tuple[bytes, int, int]:
        context = packet.stream.codec_context
        assert isinstance(context, VideoCodecContext)  # noqa: S101 - the caller's track is one
        try:
            # A keyframe stands alone: decoded and flushed at once, it needs none of the others.
            pictures = [*context.decode(packet), *context.decode(None)]
            context.flush_buffers()
        except (av.FFmpegError, ValueError):
            context.flush_buffers()
            self._error()
            return b"", 0, 0
        for picture in pictures:
            if picture.is_corrupt:
                self._error()
            try:
                return self._jpeg.encode(picture)
            except (av.FFmpegError, ValueError):
                self._error()
        return b"", 0, 0

    def _sound(self, packet: MediaPacket, placed: Placed) -> None:
        origin = packet.pts if packet.pts is not None else packet.dts
        try:
            frames = packet.decode()
        except (av.FFmpegError, ValueError):
            self._error()
            return
        for frame in frames:
            if not isinstance(frame, AudioFrame):
                continue
            late = 0
            if frame.pts != origin and frame.pts is not None and origin is not None:
                late = ticks_of(frame.pts - origin, frame.time_base or packet.time_base)
            if abs(late) > TICKS_PER_S:
                late = 0
            try:
                self.closer.audio.write(frame, placed.pts_ticks + late)
            except (av.FFmpegError, ValueError):
                self._error()

    def _error(self) -> None:
        self.errors += 1
        if self.recorder is not None:
            self.recorder.damage()
