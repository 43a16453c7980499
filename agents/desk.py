"""Where deliveries come in and are given to their sessions; holds the bounds, and saves in time.

In: deliveries of all judges and sessions of the partitions that this process has. Out: what the
judges say, saved memories, acks. Knows nothing of Faust: the app hands deliveries in.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from agents.case import Bench, Case, Fusion, HighlightDoor
from agents.judge import Judge
from agents.keeper import Delivery, Keeper, MemoryDoor, Remembered
from agents.timelines import TimelineDoor, Timelines
from schemas.judging import Highlight
from streams.clock import Clock
from streams.door import DoorShut
from streams.road import Publisher, Received
from streams.telemetry import Counters

log = logging.getLogger(__name__)

EVICT_AFTER_MS = 60_000
"""A session that said nothing for a minute is at the door and need not be in memory as well."""

EVICT_EVERY_SAVES = 15
"""How often that is looked at, in saves: every half minute."""

PARTING_S = 2.0
"""How long a last save may take when partitions are revoked: the group waits for us meanwhile."""

SAVE_GAP_MS_MIN = 200
"""Saves that turns of highlights ask for are at least so far apart."""


LIGHT = frozenset({"chat", "fusion"})
"""Judges whose events are small: lines of chat and scores, no media."""

RELIEF_MAX = 7
"""How often the bound of media is widened by itself: Faust reads all topics in one loop, so that at one
bound nothing is read at all, and a sense that is waited for would never come. 8000 frames are 160 MB."""


class DeskDoor(MemoryDoor, HighlightDoor, TimelineDoor, Protocol):
    """What the desk needs of the door."""


class Closer(Protocol):
    """Gets the transcript of a closed highlight (`agents.closing.Closings`)."""

    def close(self, case: Case, highlight: Highlight) -> None:
        """Answer by `Case.transcribed`, once, later."""
        ...

    async def forget(self) -> None:
        """Give up what is under way."""
        ...


@dataclass(frozen=True)
class DeskBounds:
    """See the settings of the same names."""

    save_every_ms: int = 2000
    unacked_max: int = 1000
    unacked_light_max: int = 100_000


class Desk:
    """The sessions of this process.

    Args:
        log_end: one past the last event that is known to be in a topic's partition.
    """

    def __init__(
        self,
        judges: Mapping[str, Judge[Any]],
        fusion: Fusion,
        *,
        door: DeskDoor,
        publisher: Publisher,
        closer: Closer,
        counters: Counters,
        clock: Clock,
        bounds: DeskBounds | None = None,
        log_name: str = "",
        log_end: Callable[[str, int], int | None] = lambda _topic, _partition: None,
    ) -> None:
        self._bounds = bounds or DeskBounds()
        self._clock = clock
        self._closer = closer
        self.counters = counters
        self.keeper = Keeper(door, publisher, judges, counters, log_name=log_name, on_fenced=self._hear_again)
        self.timelines = Timelines(door, self.keeper, fusion, counters)
        self._bench = Bench(
            judges=judges,
            fusion=fusion,
            keeper=self.keeper,
            door=door,
            publisher=publisher,
            counters=counters,
            clock=clock,
            close=closer.close,
            save_soon=self._ask_save,
            send_soon=self.timelines.soon,
            heard_one=self._heard_one,
            more_room=self._more_room,
            log_end=log_end,
        )
        self._cases: dict[str, tuple[Case, asyncio.Task[None]]] = {}
        self._unacked: dict[str, int] = dict.fromkeys(judges, 0)
        self._relief = 0
        self._room = asyncio.Condition()
        self._save_wanted = asyncio.Event()
        self._saving = asyncio.Lock()
        self._failure: BaseException | None = None
        self._term = 0
        self._save_shut = False
        self.heard = 0

    @property
    def term(self) -> int:
        """Grows with each assignment of partitions; what was delivered in an earlier one is void."""
        return self._term

    @property
    def waits_for_door(self) -> bool:
        """Whether the lack of progress is the door's."""
        return bool(self._bench.shut) or self._save_shut

    @property
    def waiting(self) -> int:
        """Deliveries that were taken in and not heard yet."""
        return sum(case.waiting for case, _ in self._cases.values())

    @property
    def full(self) -> frozenset[str]:
        """Judges that read no further for now, being at their bound."""
        return frozenset(name for name, count in self._unacked.items() if count >= self._bound(name))

    @property
    def sessions(self) -> int:
        """Sessions in memory."""
        return len(self._cases)

    async def take(
        self, judge: str, session_id: str, received: Received, ack: Callable[[], None], term: int
    ) -> None:
        """Take an event in; waits while too many of this judge are not acked.

        `term` is the assignment that the event came in: an event of an older one is left alone.
        """
        async with self._room:
            await self._room.wait_for(lambda: self._unacked[judge] < self._bound(judge) or term != self._term)
        if term != self._term:
            return
        self._unacked[judge] += 1
        delivery = Delivery(judge, session_id, received, lambda: self._acked(judge, ack, term))
        self._case(session_id).deliver(delivery)

    async def run(self) -> None:
        """Save in time, until cancelled. Raises what ended a session's task: RoadClosed, or a bug."""
        saves = 0
        while True:
            await self._rest()
            if self._failure is not None:
                raise self._failure
            try:
                await self.save()
            except DoorShut as shut:
                if not self._save_shut:
                    log.warning("memories wait to be saved: %s", shut)
                self._save_shut = True
                continue
            self._save_shut = False
            saves += 1
            if saves % EVICT_EVERY_SAVES == 0:
                self._evict()

    async def save(self) -> None:
        """Save and ack what can be. Raises DoorShut, RoadClosed."""
        async with self._saving:
            if await self.keeper.save():
                self.counters.add("saves")
        await self._tell_room()

    async def forget(self, *, part_well: bool = True) -> None:
        """The partitions are no longer ours: save what can be saved quickly, forget everything."""
        if part_well and self._cases:
            with suppress(DoorShut, ConnectionError, TimeoutError):
                await asyncio.wait_for(self.save(), PARTING_S)
        self._term += 1
        tasks = [task for _, task in self._cases.values()]
        self._cases.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._closer.forget()
        self.keeper.forget()
        self._bench.shut.clear()
        self._unacked = dict.fromkeys(self._unacked, 0)
        self._relief = 0
        await self._tell_room()

    async def _rest(self) -> None:
        """Until the next save is due, a turn of a highlight asks for one, or a session's task failed."""
        with suppress(TimeoutError):
            # Not `wait_for`, which swallows a cancellation that comes with what it waits for.
            async with asyncio.timeout(self._bounds.save_every_ms / 1000):
                await self._save_wanted.wait()
        if self._save_wanted.is_set() and self._failure is None:
            self._save_wanted.clear()
            await asyncio.sleep(min(SAVE_GAP_MS_MIN, self._bounds.save_every_ms) / 1000)

    def _case(self, session_id: str) -> Case:
        if session_id not in self._cases:
            case = Case(session_id, self._bench)
            task = asyncio.create_task(case.run(), name=f"session {session_id}")
            task.add_done_callback(self._case_ended)
            self._cases[session_id] = (case, task)
        return self._cases[session_id][0]

    def _case_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) and self._failure is None:
            self._failure = error
            self._save_wanted.set()

    def _evict(self) -> None:
        now_ms = self._clock.monotonic_ms()
        gone = [
            session_id
            for session_id, (case, _) in self._cases.items()
            if case.idle and now_ms - case.active_ms > EVICT_AFTER_MS
        ]
        for session_id in gone:
            _, task = self._cases.pop(session_id)
            task.cancel()
        self.keeper.forget(gone)

    def _hear_again(self, dropped: Remembered) -> None:
        self._case(dropped.session_id).hear_again(dropped)

    def _heard_one(self, _: Delivery) -> None:
        self.heard += 1

    def _bound(self, judge: str) -> int:
        if judge in LIGHT:
            return self._bounds.unacked_light_max
        return self._bounds.unacked_max * (1 + self._relief)

    def _more_room(self) -> bool:
        """Widen the bound for a session that waits for a sense which is not read because of it."""
        if not self.full or self._relief >= RELIEF_MAX:
            return False
        self._relief += 1
        self.counters.add("bounds_widened")
        self._ask_save()  # after which those that wait for room look again
        return True

    def _ask_save(self) -> None:
        self._save_wanted.set()

    def _acked(self, judge: str, ack: Callable[[], None], term: int) -> None:
        if term != self._term:
            return
        self._unacked[judge] -= 1
        ack()

    async def _tell_room(self) -> None:
        media = (count for name, count in self._unacked.items() if name not in LIGHT)
        if all(2 * count < self._bounds.unacked_max for count in media):
            self._relief = 0
        async with self._room:
            self._room.notify_all()
