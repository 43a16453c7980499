"""How many may listen at a time: in, a caller; out, a place that is given back, or a refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from api.problems import Problem

STREAMS_MAX = 500
"""In one process. Each holds a connection and some 50 kB; more processes take more."""

STREAMS_OF_ONE_MAX = 20
"""Of one caller: every tab of a browser is one."""

RETRY_AFTER_S = 10


class TooManyStreams(Problem):
    """This caller listens too often already."""

    status = 429
    slug = "too-many-streams"
    title = "Too many streams"


class NoRoom(Problem):
    """This process has as many listeners as it takes."""

    status = 503
    slug = "no-room-for-streams"
    title = "There is no room for another stream"


class Slots:
    """Who listens in this process."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many listen."""
        return self._taken.total()

    @contextmanager
    def take(self, who: str) -> Iterator[None]:
        """A place, for as long as this is open. Raises TooManyStreams, NoRoom."""
        later = {"Retry-After": str(RETRY_AFTER_S)}
        if self._taken[who] >= STREAMS_OF_ONE_MAX:
            raise TooManyStreams(
                f"this caller has {STREAMS_OF_ONE_MAX} open streams", "close some of them", headers=later
            )
        if self.taken >= STREAMS_MAX:
            raise NoRoom(
                f"{STREAMS_MAX} streams are open in this process",
                f"try again in {RETRY_AFTER_S} s, or poll GET /v1/events",
                headers=later,
            )
        self._taken[who] += 1
        try:
            yield
        finally:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]
