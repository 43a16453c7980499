"""What of a highlight's span was recorded, and where it lies in the clip.

In: the span wanted and recorded segments. Out: runs of segments that decode as one, and the parts
of the clip, each from one run. Plain values, no I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.moment import Span
from streams.recording import SegmentRef

GAP_MS_MAX = 500
"""A shorter gap is bridged by holding the picture; a longer one would look like a hang, and is
cut out."""

PART_MS_MIN = 100
"""A shorter part is a flicker of three frames."""


@dataclass(frozen=True)
class Picture:
    """A video stream: codec, size in pixels, pixel aspect as a fraction, frames per 1000 s."""

    codec: str
    width: int
    height: int
    aspect: tuple[int, int]
    rate_milli: int


@dataclass(frozen=True)
class Shape:
    """What must be alike for two segments to be decoded as one.

    Attributes:
        streams: kind and codec of each stream, in the file's order.
        picture: the first video stream; None without one.
        sound: sample rate and channels of the first audio stream; None without one.
    """

    streams: tuple[str, ...]
    picture: Picture | None
    sound: tuple[int, int] | None

    def joins(self, other: Shape) -> bool:
        """Whether the two go through one decoder. The frame rate is a guess and may differ."""
        mine, its = self.picture, other.picture
        same_picture = (mine is None and its is None) or (
            mine is not None
            and its is not None
            and (mine.codec, mine.width, mine.height, mine.aspect)
            == (its.codec, its.width, its.height, its.aspect)
        )
        return self.streams == other.streams and self.sound == other.sound and same_picture


@dataclass(frozen=True)
class Recorded:
    """A segment, fetched: its key's facts, the local file, and what is in it."""

    ref: SegmentRef
    path: Path
    shape: Shape


@dataclass(frozen=True)
class Run:
    """Segments that follow one another and decode as one."""

    segments: tuple[Recorded, ...]

    @property
    def span(self) -> Span:
        """Media time that the run covers."""
        return Span(self.segments[0].ref.span.start_ms, max(one.ref.span.end_ms for one in self.segments))

    @property
    def shape(self) -> Shape:
        """What is in each of its segments."""
        return self.segments[0].shape


@dataclass(frozen=True)
class Part:
    """A stretch of the clip.

    Attributes:
        span: session media time it shows.
        run: number of the run it comes from.
        offset_ms: where the stretch begins in the run.
    """

    span: Span
    run: int
    offset_ms: int


def runs_of(recorded: Sequence[Recorded]) -> tuple[Run, ...]:
    """Segments, oldest first, gathered into runs."""
    runs: list[list[Recorded]] = []
    for one in recorded:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and last.ref.discontinuity == one.ref.discontinuity
            and abs(one.ref.span.start_ms - last.ref.span.end_ms) <= GAP_MS_MAX
            and last.shape.joins(one.shape)
        ):
            runs[-1].append(one)
        else:
            runs.append([one])
    return tuple(Run(tuple(run)) for run in runs)


def parts_of(wanted: Span, runs: Sequence[Run]) -> tuple[Part, ...]:
    """The parts of the span that are in the runs, in order, never twice."""
    parts: list[Part] = []
    for number, run in enumerate(runs):
        reached_ms = parts[-1].span.end_ms if parts else wanted.start_ms
        start_ms = max(run.span.start_ms, reached_ms)
        end_ms = min(run.span.end_ms, wanted.end_ms)
        if end_ms - start_ms < PART_MS_MIN:
            continue
        if parts and 0 < start_ms - reached_ms <= GAP_MS_MAX:
            before = parts[-1]
            parts[-1] = Part(Span(before.span.start_ms, start_ms), before.run, before.offset_ms)
        parts.append(Part(Span(start_ms, end_ms), number, start_ms - run.span.start_ms))
    return tuple(parts)


@dataclass(frozen=True)
class Timeline:
    """The parts of a clip, one after another."""

    parts: tuple[Part, ...]

    @property
    def duration_ms(self) -> int:
        """Length of the clip."""
        return sum(part.span.duration_ms for part in self.parts)

    def clip_ms(self, at_ms: int) -> int | None:
        """Where an instant of the session lies in the clip; None when it was cut out."""
        before_ms = 0
        for part in self.parts:
            if part.span.covers(at_ms):
                return before_ms + at_ms - part.span.start_ms
            before_ms += part.span.duration_ms
        return None

    def frames(self, fps: int) -> tuple[int, ...]:
        """Frames of each part; what rounding takes from one it gives to the next."""
        return self._shares(fps)

    def samples(self, rate_hz: int) -> tuple[int, ...]:
        """Samples of each part."""
        return self._shares(rate_hz)

    def _shares(self, per_second: int) -> tuple[int, ...]:
        shares: list[int] = []
        before_ms = given = 0
        for part in self.parts:
            before_ms += part.span.duration_ms
            upto = (before_ms * per_second + 500) // 1000
            shares.append(upto - given)
            given = upto
        return tuple(shares)


@dataclass(frozen=True)
class Footage:
    """What was recorded of the span, how the clip is put together from it, and frames per second."""

    runs: tuple[Run, ...]
    timeline: Timeline
    fps: int
