"""The credit agent, put together: Faust, the agent, the watchdog.

In: settings, a door and a road. Out: charged minutes, until cancelled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from agents.app import CHARGED, FaustSide
from agents.credits.agent import STAGE, CreditAgent
from agents.settings import AgentSettings
from agents.watchdog import LOOK_EVERY_S, LogEnds, Place, View, Watchdog
from streams.clock import SystemClock
from streams.door import Door
from streams.producer import RoadProducer
from streams.road import Received
from streams.telemetry import Counters
from streams.topics import CREDIT_TICKS

log = logging.getLogger(__name__)

STOP_S = 4.0
"""For the last minutes, and again for leaving the group; the supervisor gives a process 10 s."""


class CreditWorker:
    """One member of the credit agents' group."""

    def __init__(
        self, settings: AgentSettings, door: Door, road: RoadProducer, counters: Counters, ends: LogEnds
    ) -> None:
        self._settings = settings
        self._road = road
        self._counters = counters
        self._ends = ends
        self._agent = CreditAgent(door, road, counters)
        self._read: dict[Place, int] = {}
        self._unplaced: set[Place] = set()
        self._taken_away: frozenset[Place] = frozenset()
        self._faust = FaustSide(
            settings,
            settings.credits_group,
            CHARGED,
            take=self._take,
            dead=self._dead,
            assigned=self._on_assigned,
            revoked=self._on_revoked,
        )
        self.ready = asyncio.Event()
        """Set once partitions were assigned."""

    async def run(self) -> None:
        """Until cancelled, or until something fails, which is raised: Stalled, ConnectionError."""
        parts = [
            asyncio.create_task(part, name=name)
            for name, part in {
                "credits-faust": self._join(),
                "credits": self._agent.run(),
                "credits-watchdog": self._watch(),
            }.items()
        ]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in done:
                part.result()
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
            await self._leave()

    async def _join(self) -> None:
        await self._faust.start()
        await self._faust.ended()

    async def _leave(self) -> None:
        for end in (self._agent.forget, self._faust.stop):
            try:
                await asyncio.wait_for(end(), STOP_S)
            except (TimeoutError, ConnectionError) as error:
                log.warning("not every minute was charged at the end, and will be heard again: %r", error)

    async def _take(self, _: str, received: Received, ack: Callable[[], None]) -> None:
        place = (received.topic, received.partition)
        self._read[place] = received.offset + 1
        self._unplaced.discard(place)
        await self._agent.take(received, ack)

    async def _dead(self, topic: str, key: str, body: bytes, reason: str) -> None:
        self._counters.add("events_undecodable")
        log.warning("an event of %s is unreadable: %s", topic, reason)
        await self._road.dead_bytes(topic, key, body, STAGE, reason)

    async def _on_assigned(self, places: frozenset[Place]) -> None:
        self._read = {}
        self._taken_away = frozenset()
        self._unplaced = {place for place in places if place[0] == CREDIT_TICKS.name}
        log.info("%d partitions of minutes are ours", len(self._unplaced))
        self.ready.set()

    async def _on_revoked(self, places: frozenset[Place]) -> None:
        self._taken_away = self._taken_away or places
        self._read = {}
        self._unplaced = set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._agent.forget(), STOP_S)

    async def _watch(self) -> None:
        watchdog = Watchdog(SystemClock(), self._settings.judges_stall_ms)
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for place in list(self._unplaced):
                position = await self._ends.committed(place)
                if position is not None and place in self._unplaced:
                    self._unplaced.discard(place)
                    self._read[place] = position
            read = dict(self._read)
            watchdog.look(
                View(
                    ends=await self._ends.ends(frozenset(read) or self._taken_away),
                    read={place: max(seen, self._read.get(place, seen)) for place, seen in read.items()},
                    full=frozenset({CREDIT_TICKS.name} if self._agent.full else ()),
                    waiting=self._agent.waiting,
                    judged=self._agent.charged,
                    excused=self._agent.waits_for_door,
                    homeless=bool(self._taken_away),
                    beginnings=await self._ends.beginnings(frozenset(read)) or {},
                )
            )
