"""Lets no sense of a session run far ahead of the others when a worker catches up.

In: how far each sense of one session has heard. Out: whether an event may be heard yet.

The fusion takes a sense that is far behind for absent. After an outage the topics are read as fast
as they come, one perhaps before another; without this, the order of reading would decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schemas.capture import Watermark
from schemas.codec import AnyEvent
from schemas.judging import MODALITIES
from streams.clock import Clock

AHEAD_MS_MAX = 4_000
"""Media time between the first and the last sense; well under `JudgingSettings.missing_after_ms`."""

HOLD_MS_MAX = 5_000
"""How long the others wait, on the wall's clock, for a sense that says nothing: longer than Kafka
takes to hand over what lies waiting, short enough that a sense that really failed delays nobody."""

_SENSES = tuple(modality.value for modality in MODALITIES)


def _until_ms(event: AnyEvent | None) -> int:
    return event.until_ms if isinstance(event, Watermark) else 0


class Pacer:
    """The senses of one session.

    Args:
        more_room: asked when a hold is over; where it says yes, what is waited for could not come, as
            the worker read nothing for a while, and is waited for anew.
    """

    def __init__(
        self,
        clock: Clock,
        ahead_ms: int = AHEAD_MS_MAX,
        hold_ms: int = HOLD_MS_MAX,
        more_room: Callable[[], bool] = lambda: False,
    ) -> None:
        self._more_room = more_room
        self._clock = clock
        self._ahead_ms = ahead_ms
        self._hold_ms = hold_ms
        self._reached_ms: dict[str, int] = dict.fromkeys(_SENSES, 0)
        self._done: set[str] = set()
        self._held_since_ms: int | None = None

    def may_hear(self, judge: str, event: AnyEvent, heads: Mapping[str, AnyEvent | None]) -> bool:
        """Whether this is the event's turn. Asked again later when not (see `wait_ms`).

        Args:
            judge: whose event it is.
            event: the next of that judge.
            heads: the next event of each sense. A sense that was not heard since a restart says by
                it where it stands; without this, three senses would wait for one another.
        """
        if judge not in self._reached_ms or not isinstance(event, Watermark):
            return True
        behind = [
            sense
            for sense, reached_ms in self._reached_ms.items()
            if sense != judge
            and sense not in self._done
            and max(reached_ms, _until_ms(heads.get(sense))) + self._ahead_ms < event.until_ms
        ]
        if not behind:
            return True
        now_ms = self._clock.monotonic_ms()
        if self._held_since_ms is None:
            self._held_since_ms = now_ms
        if now_ms - self._held_since_ms < self._hold_ms:
            return False
        if self._more_room():
            self._held_since_ms = now_ms
            return False
        self._done.update(behind)
        return True

    def heard(self, judge: str, event: AnyEvent) -> None:
        """The event was heard (or skipped, being in the memory already)."""
        if judge not in self._reached_ms:
            return
        self._done.discard(judge)
        if not isinstance(event, Watermark):
            return
        self._held_since_ms = None
        self._reached_ms[judge] = max(self._reached_ms[judge], event.until_ms)
        if event.final:
            self._done.add(judge)

    def wait_ms(self) -> int | None:
        """How long until a held event may be heard anyway; None when none is held."""
        if self._held_since_ms is None:
            return None
        return max(0, self._hold_ms - (self._clock.monotonic_ms() - self._held_since_ms))
