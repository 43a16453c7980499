"""A tap on streamlink's HLS reader: the bytes, and what they belong to.

In: a streamlink HLS stream of any plugin. Out: its bytes up to each discontinuity, and notes on
the segments behind them (calendar, losses, advertisements, end). The plugin's own classes are
extended, never replaced: Twitch's know about its advertisements and low latency.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from monitors.sources.guard import Guard
from streams.clock import Clock

MARKS_MAX = 2000
"""Segments that may wait in streamlink's buffer: 16 MB hold far fewer."""

MISSING_MAX = 3600
"""Segments that may be missing in one place before their numbers are taken for a new count."""

HEAD_BYTES = 4096
"""Enough to tell MPEG-TS from fragmented MP4."""

AD_NEWS_MS = 15_000
"""A break brings a segment every few seconds; without one for so long, its playlist has died in it."""

POLL_S = 0.2
"""How soon a stop is noticed; a poll costs a few microseconds."""


@dataclass(frozen=True)
class Mark:
    """A segment whose bytes begin at `offset`.

    Attributes:
        date_ms: program date time, epoch ms.
        missing_ms: length of the segments before it that could not be fetched.
        after_ad: an advertisement was left out before it.
    """

    offset: int
    number: int
    date_ms: int | None
    duration_ms: int
    discontinuity: bool
    missing_ms: int = 0
    after_ad: bool = False


class Tap:
    """Notes of one streamlink reader; written by its threads, read by the reader thread."""

    def __init__(self, clock: Clock, resume_after: int | None = None, guard: Guard | None = None) -> None:
        self._clock = clock
        self.guard = guard
        self.lock = threading.Lock()
        self.marks: deque[Mark] = deque(maxlen=MARKS_MAX)
        self.written = 0
        self.last_number: int | None = None
        self.ended_by_list = False
        self.recorded_playlist = False
        self.refusal = ""
        self.trouble: Exception | None = None
        self.edge_ms = 0
        self.target_ms = 0
        self.resume_after = resume_after
        self.began_anew = False
        self.has_map = False
        self._durations: dict[int, int] = {}
        self._after_ad = False
        self._ad_at_ms: int | None = None

    def playlist(self, segments: list[Any], first: int, ended: bool, at_start: bool) -> None:
        """A playlist was read; capture begins at segment `first`."""
        with self.lock:
            for segment in segments:
                self._durations[segment.num] = round(segment.duration * 1000)
            while len(self._durations) > MARKS_MAX:
                del self._durations[next(iter(self._durations))]
            self.ended_by_list = ended
            if at_start:
                self.recorded_playlist = ended
                self.edge_ms = sum(round(s.duration * 1000) for s in segments if s.num >= first)

    def begins(self, segment: Any) -> None:
        """The bytes of a segment follow."""
        with self.lock:
            if segment.num == self.last_number:
                return  # its initialization section was noted already
            date = _epoch_ms(segment.date)
            self.marks.append(
                Mark(
                    offset=self.written,
                    number=segment.num,
                    date_ms=date,
                    duration_ms=round(segment.duration * 1000),
                    discontinuity=bool(segment.discontinuity),
                    missing_ms=self._missing(segment.num),
                    after_ad=self._after_ad,
                )
            )
            self.has_map = segment.map is not None
            self.last_number = segment.num
            self._after_ad = False

    def advertisement(self, number: int) -> None:
        """A segment is left out because it is an advertisement."""
        with self.lock:
            self.last_number = number
            self._after_ad = True
            self._ad_at_ms = self._clock.monotonic_ms()

    def in_a_break(self) -> bool:
        """Whether segments of an advertisement are still coming."""
        with self.lock:
            if self._ad_at_ms is None:
                return False
            return self._clock.monotonic_ms() - self._ad_at_ms < max(AD_NEWS_MS, 2 * self.target_ms)

    def _missing(self, number: int) -> int:
        last = self.last_number
        if last is None or not last + 1 < number <= last + MISSING_MAX:
            return 0
        usual = next(reversed(self._durations.values()), 0)
        return sum(self._durations.get(lost, usual) for lost in range(last + 1, number))


def _epoch_ms(date: datetime | None) -> int | None:
    if date is None:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return round(date.timestamp() * 1000)


def tapped_reader(stream: Any, tap: Tap) -> Any:
    """A reader for the stream that also tells the tap; not yet opened."""
    reader_class = type(stream).__reader__

    class TappedWriter(reader_class.__writer__):  # type: ignore[misc, name-defined]
        def write(self, segment: Any, result: Any, *data: Any) -> None:
            if self.should_filter_segment(segment):
                tap.advertisement(segment.num)
            else:
                tap.begins(segment)
            super().write(segment, result, *data)

        def create_decryptor(self, key: Any, num: int) -> Any:
            try:
                return super().create_decryptor(key, num)
            except Exception as error:
                tap.refusal = str(error).partition(": http")[0]
                raise

    class TappedWorker(reader_class.__worker__):  # type: ignore[misc, name-defined]
        def process_segments(self, playlist: Any) -> None:
            at_start = bool(self.sequence < 0)  # type: ignore[has-type]
            super().process_segments(playlist)
            tap.target_ms = round(1000 * (playlist.targetduration or 0))
            if at_start and tap.resume_after is not None:
                numbers = [segment.num for segment in playlist.segments]
                # Only where the count goes on: a playlist that begins anew is read from its edge.
                if numbers[0] <= tap.resume_after + 1 <= numbers[-1] + 1:
                    self.sequence = tap.resume_after + 1
                    tap.last_number = tap.resume_after
                tap.began_anew = numbers[-1] < tap.resume_after
            tap.playlist(playlist.segments, self.sequence, bool(playlist.is_endlist), at_start)

    class TappedReader(reader_class):  # type: ignore[misc, valid-type]
        __writer__ = TappedWriter
        __worker__ = TappedWorker

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            write = self.buffer.write

            def counted(data: bytes) -> None:
                with tap.lock:
                    tap.written += len(data)
                write(data)

            self.buffer.write = counted

    return TappedReader(stream, name=stream.name)


class PartBytes:
    """The bytes of one stretch, as a file that PyAV reads."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    def read(self, size: int) -> bytes:
        """At most `size` bytes; empty at the end of the stretch."""
        return self._flow.read(size)


class Flow:
    """All bytes of an opened reader, stretch by stretch.

    Attributes:
        ended: the reader has nothing more.
        given_up: `Idle.waiting` said so, or what it leads to must not be read.
        boundary: the mark that ended this stretch.
        reached: the newest segment whose bytes were read.
        missing_ms, after_ad: what was left out up to there, until somebody takes note and resets it.
    """

    def __init__(self, reader: Any, tap: Tap, idle: Any) -> None:
        self._reader = reader
        self._tap = tap
        self._idle = idle
        self._position = 0
        self.head = b""
        self.ended = False
        self.given_up = False
        self.boundary: Mark | None = None
        self.reached: Mark | None = None
        self.missing_ms = 0
        self.after_ad = False

    def next_part(self) -> Mark | None:
        """Begin the next stretch; None when nothing follows."""
        self.boundary = None
        self.head = b""
        chunk = self.read(HEAD_BYTES, first=True)
        self.head = chunk
        return self.reached if chunk else None

    def read(self, size: int, first: bool = False) -> bytes:
        """At most `size` bytes of this stretch."""
        if self.head:
            piece, self.head = self.head[:size], self.head[size:]
            return piece
        guard = self._tap.guard
        while not self.ended and not self.given_up:
            if guard is not None and guard.exhausted:
                self.given_up = True
                break
            alive = self._reader.writer.is_alive()
            with self._tap.lock:
                size_now = self._up_to_boundary(size, first)
                if size_now == 0:
                    return b""
                data: bytes = self._reader.buffer.read(size_now, block=False)
            if data:
                self._position += len(data)
                self._idle.data()
                return data
            if not alive:
                self.ended = True
            # Streamlink's reader stays paused until content comes, however long no advertisement does.
            elif not self._idle.waiting(self._reader.is_paused() and self._tap.in_a_break()):
                self.given_up = True
            else:
                self._reader.buffer.wait_used(POLL_S)
        return b""

    def _up_to_boundary(self, size: int, first: bool) -> int:
        marks = self._tap.marks
        while marks and marks[0].offset <= self._position:
            mark = marks[0]
            if mark.discontinuity and mark.offset > 0 and not first:
                self.boundary = mark
                return 0
            marks.popleft()
            self.reached = mark
            self.missing_ms += mark.missing_ms
            self.after_ad |= mark.after_ad
        for mark in marks:
            if mark.discontinuity:
                return min(size, mark.offset - self._position)
        return size
