"""When something that died is started again, and when that is given up.

In: how long it lived. Out: how long to wait. No clock and no processes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """The waits of a supervisor, in ms.

    Attributes:
        first_wait_ms: most deaths are single: the work should go on at once.
        longest_wait_ms: what dies again and again must not use up the machine.
        healthy_ms: who lived so long died of something new; the waits begin anew.
        restarts_max: deaths in a row, each before it was healthy, after which nothing will help.
            With the waits above that is three minutes.
        ready_ms: a start that takes longer hangs; loading models on a busy machine takes 30 s.
        stop_ms: what a process may take to stop; the supervisor has 10 s for all and the broker.
        look_ms: how often ready files and the broker are looked at.
    """

    first_wait_ms: int = 500
    longest_wait_ms: int = 30_000
    healthy_ms: int = 60_000
    restarts_max: int = 10
    ready_ms: int = 120_000
    stop_ms: int = 5_500
    look_ms: int = 100


class Backoff:
    """The waits of one process."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._deaths = 0

    def died(self, lived_ms: int) -> int | None:
        """How long to wait in ms before it is started again; None: it is given up."""
        if lived_ms >= self._pace.healthy_ms:
            self._deaths = 0
        self._deaths += 1
        if self._deaths > self._pace.restarts_max:
            return None
        return min(self._pace.first_wait_ms << (self._deaths - 1), self._pace.longest_wait_ms)
