"""The minutes of a session's timeline, as the fusion judge gathers them.

In: seconds with their score, and transcripts. Out: for each sense and minute one record, kept in the
judge's memory until the door has it: a killed worker's successor goes on with the same minutes.

Pure bookkeeping: nothing that is decided looks at it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from schemas.judging import Transcript
from schemas.moment import SECOND_MS, Span
from streams.door import TimelineMinute

MINUTE_MS = 60_000

STAY_MINUTES = 3
"""So long the newest minutes of a sense stay: what is said of one late, as the transcripts of two
highlights that are heard at once may be, is added to what was said before."""

MINUTES_MAX = 600
"""Of one session; two hours of five senses, 30 kB. A door that takes nothing for longer has the newest."""

SCORE_MAX = 1_000_000.0
"""More is nonsense, and the door would refuse it with all that is sent beside it."""

SPEECH = "speech"
FUSION = "fusion"

TALK_WORDS_PER_S = 2.5
"""What steady talk says; so many words a second are 1.0 times normal. Speech is heard at highlights
alone, and has no baseline of its own."""


class Minute(msgspec.Struct, array_like=True):
    """What one sense said in one minute.

    Attributes:
        covered_ms: of the minute. `sent_ms`: how much of it the door has.
        sum_milli, max_milli: of the scores, in thousandths.
        peak_ms: start of the second with the highest score.
    """

    start_ms: int
    covered_ms: int = 0
    sent_ms: int = 0
    seconds_count: int = 0
    sum_milli: int = 0
    max_milli: int = -1
    peak_ms: int = 0

    @property
    def unsent(self) -> bool:
        """Whether there is more than the door has."""
        return self.covered_ms > self.sent_ms

    def add(self, start_ms: int, milli: int) -> None:
        """A second was scored."""
        self.seconds_count += 1
        self.sum_milli += milli
        if milli > self.max_milli:
            self.max_milli, self.peak_ms = milli, start_ms


class Minutes(msgspec.Struct, array_like=True):
    """The minutes of a session that the door has not, or that still grow.

    Attributes:
        of: by sense, oldest first.
        ended: nothing grows any more.
        lost_count: minutes that no door took in time.
    """

    of: dict[str, list[Minute]] = msgspec.field(default_factory=dict)
    ended: bool = False
    lost_count: int = 0

    def add(self, sense: str, start_ms: int, score: float) -> None:
        """A sense has scored a second. What is no number, of a stage that is not ours, is left out."""
        if not math.isfinite(score):
            return
        minute = self._at(sense, start_ms)
        minute.covered_ms = min(MINUTE_MS, minute.covered_ms + SECOND_MS)
        minute.add(start_ms, round(1000 * min(max(score, 0.0), SCORE_MAX)))

    def add_speech(self, span: Span, transcript: Transcript) -> None:
        """A span was listened to; a second that lies in it only in part has no score."""
        counts: dict[int, int] = {}
        for word in transcript.words:
            second_ms = word.start_ms // SECOND_MS * SECOND_MS
            counts[second_ms] = counts.get(second_ms, 0) + 1
        for minute_ms in range(span.start_ms // MINUTE_MS * MINUTE_MS, span.end_ms, MINUTE_MS):
            inside = Span(max(span.start_ms, minute_ms), min(span.end_ms, minute_ms + MINUTE_MS))
            minute = self._at(SPEECH, inside.start_ms)
            minute.covered_ms = min(MINUTE_MS, minute.covered_ms + inside.end_ms - inside.start_ms)
            first_ms = -(-inside.start_ms // SECOND_MS) * SECOND_MS
            for second_ms in range(first_ms, inside.end_ms - SECOND_MS + 1, SECOND_MS):
                minute.add(second_ms, round(1000 * counts.get(second_ms, 0) / TALK_WORDS_PER_S))

    def unsent(self) -> Iterator[tuple[str, Minute]]:
        """What the door has not, by sense, oldest first."""
        for sense, minutes in self.of.items():
            for minute in minutes:
                if minute.unsent:
                    yield sense, minute

    @property
    def overdue(self) -> bool:
        """Whether a minute that grows no more is not at the door: it must not be forgotten."""
        if self.ended:
            return next(self.unsent(), None) is not None
        # The oldest tells for all: what is done and sent is forgotten before another minute begins.
        return any(of and of[0].unsent and self._is_done(of, of[0]) for of in self.of.values())

    def forget(self) -> None:
        """Drop what the door has and what grows no more."""
        for minutes in self.of.values():
            minutes[:] = [
                one for one in minutes if one.unsent or not one.covered_ms or not self._is_done(minutes, one)
            ]  # one that covers nothing has just been made

    def _is_done(self, minutes: list[Minute], minute: Minute) -> bool:
        return self.ended or minute.start_ms <= minutes[-1].start_ms - STAY_MINUTES * MINUTE_MS

    def _at(self, sense: str, at_ms: int) -> Minute:
        minutes = self.of.setdefault(sense, [])
        start_ms = at_ms // MINUTE_MS * MINUTE_MS
        for minute in reversed(minutes):
            if minute.start_ms == start_ms:
                return minute
            if minute.start_ms < start_ms:
                break
        made = Minute(start_ms)
        minutes.append(made)
        minutes.sort(key=lambda one: one.start_ms)
        self.forget()
        if sum(map(len, self.of.values())) > MINUTES_MAX:
            self._lose_oldest()
        return made

    def _lose_oldest(self) -> None:
        longest = max(self.of.values(), key=len)
        self.lost_count += longest.pop(0).unsent


def as_told(session_id: str, sense: str, minute: Minute) -> TimelineMinute:
    """A minute as the door takes it. A span of speech shorter than a second has no score: 0."""
    return TimelineMinute(
        session_id=session_id,
        start_ms=minute.start_ms,
        sense=sense,
        seconds_count=min(60, minute.seconds_count),
        score_mean=round(minute.sum_milli / max(1, minute.seconds_count) / 1000, 3),
        score_max=max(0, minute.max_milli) / 1000,
        peak_ms=max(minute.start_ms, minute.peak_ms),
        covered_ms=minute.covered_ms,
    )
