"""Brings the minutes of timelines to the door, beside the judging and never in its way.

In: the minutes in the fusion's memories. Out: batches at the door, and what it has marked in the
memories. What it does not take now stays there, is saved with the memory, and is brought later, by
this process or by its successor.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from agents.keeper import FAILURES_MAX, Keeper, Remembered
from agents.minutes import FUSION, Minute, Minutes, as_told
from streams.door import DoorRefused, DoorShut, TimelineMinute
from streams.telemetry import Counters

log = logging.getLogger(__name__)

SEND_EVERY_S = 15.0
"""How much later than a second is judged people see it in the timeline; a call for all sessions."""

SEND_GAP_S = 1.0
"""Sends that ends of sessions ask for are at least so far apart."""

BATCH_MINUTES = 500
"""The most that the door takes at a time."""

BATCHES_MAX = 20
"""In one go: after an outage the rest waits for the next, so that the door can breathe."""

NOT_OF_THE_MINUTES = frozenset({401, 403})
"""Refusals that are about us, and not about what we bring; they pass."""


class TimelineDoor(Protocol):
    """The part of the door that takes minutes (`streams.door.Door`)."""

    async def put_minutes(self, minutes: list[TimelineMinute]) -> tuple[str, ...]:
        """Safe to repeat; the sessions that are unknown. Raises DoorShut, DoorRefused."""
        ...

    async def health(self) -> None:
        """Return when the door answers. Raises DoorShut."""
        ...


class Gathering(Protocol):
    """The judge that gathers minutes (`agents.fusion.judge.FusionJudge`)."""

    def waits(self, memory: Any) -> bool:
        """Whether something must still be done about a session of which nothing more may be heard."""
        ...

    def minutes(self, memory: Any) -> Minutes:
        """The part of its memory that is the timeline."""
        ...


@dataclass(frozen=True)
class _Parcel:
    """A minute on its way, as it was when it left."""

    kept: Remembered
    minutes: Minutes
    minute: Minute
    told: TimelineMinute


class Timelines:
    """The timelines of all sessions of this process."""

    def __init__(self, door: TimelineDoor, keeper: Keeper, judge: Gathering, counters: Counters) -> None:
        self._door = door
        self._keeper = keeper
        self._judge = judge
        self._counters = counters
        self._wanted = asyncio.Event()
        self._sending = asyncio.Lock()
        self._failures: dict[str, int] = {}
        self._shut = False

    def soon(self) -> None:
        """Send before the next time is due: a session is over."""
        self._wanted.set()

    async def run(self) -> None:
        """Send in time, until cancelled. A door that is shut is tried again each time."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SEND_EVERY_S):
                    await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.send()
            except DoorShut as shut:
                if not self._shut:
                    log.warning("timelines wait to be sent: %s", shut)
                self._shut = True
            else:
                self._shut = False
            await asyncio.sleep(SEND_GAP_S)

    async def send(self) -> None:
        """Bring what the door has not. Raises DoorShut: the rest stays for the next time."""
        async with self._sending:
            parcels = list(self._parcels())
            for begin in range(0, min(len(parcels), BATCH_MINUTES * BATCHES_MAX), BATCH_MINUTES):
                await self._send(parcels[begin : begin + BATCH_MINUTES])

    def _parcels(self) -> Iterator[_Parcel]:
        for kept in self._keeper.of_judge(FUSION):
            minutes = self._judge.minutes(kept.memory)
            if minutes.lost_count:
                self._counters.add("minutes_lost", minutes.lost_count)
                minutes.lost_count = 0
            for sense, minute in minutes.unsent():
                yield _Parcel(kept, minutes, minute, as_told(kept.session_id, sense, minute))

    async def _send(self, parcels: list[_Parcel]) -> None:
        try:
            await self._put(parcels)
        except DoorRefused as refused:
            if refused.status in NOT_OF_THE_MINUTES:
                raise DoorShut(f"the governance API takes no timelines of us: {refused}") from refused
            await self._send_one_by_one(parcels)
        except DoorShut:
            await self._door.health()  # raises where the door is shut, and no session is at fault
            await self._send_one_by_one(parcels)

    async def _send_one_by_one(self, parcels: list[_Parcel]) -> None:
        """One session keeps the others waiting no longer."""
        for session_id in dict.fromkeys(parcel.kept.session_id for parcel in parcels):
            theirs = [parcel for parcel in parcels if parcel.kept.session_id == session_id]
            try:
                await self._put(theirs)
            except DoorRefused as refused:
                self._give_up(theirs, refused)
            except DoorShut as shut:
                await self._door.health()
                self._failures[session_id] = self._failures.get(session_id, 0) + 1
                if self._failures[session_id] >= FAILURES_MAX:
                    self._give_up(theirs, shut)

    async def _put(self, parcels: list[_Parcel]) -> None:
        unknown = await self._door.put_minutes([parcel.told for parcel in parcels])
        if unknown:
            log.warning("the door knows no session %s: no timeline is kept of it", ", ".join(unknown))
        self._counters.add("minutes_sent", len(parcels))
        self._mark(parcels)

    def _give_up(self, parcels: list[_Parcel], error: Exception) -> None:
        session_id = parcels[0].kept.session_id
        log.error("%d minutes of the timeline of session %s are lost: %s", len(parcels), session_id, error)
        self._counters.add("minutes_lost", len(parcels))
        self._mark(parcels)

    def _mark(self, parcels: Iterable[_Parcel]) -> None:
        for parcel in parcels:
            parcel.minute.sent_ms = parcel.told.covered_ms
        for kept, minutes in {id(one.kept): (one.kept, one.minutes) for one in parcels}.values():
            self._failures.pop(kept.session_id, None)
            minutes.forget()
            kept.turned()
            kept.pending = self._judge.waits(kept.memory)
