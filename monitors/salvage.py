"""Brings into the store what was left in the spool, and counts it.

In: files of processes that were killed, or whose store was too slow at the end of a session. Out: segments
in the store and on the road, and the minutes of ended sessions anew. A file leaves the spool after that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from monitors.meter import MeterDoor, recounted
from monitors.spool import salvage, spooled_sessions
from schemas.capture import Segment
from schemas.moment import Span
from streams.door import DoorRefused, DoorShut, Session
from streams.road import Publisher
from streams.store import ObjectStore
from streams.topics import CREDIT_TICKS, MEDIA_SEGMENTS

log = logging.getLogger(__name__)

EVERY_S = 60.0
"""What could not be stored at the end of a session is tried again so often."""


class SalvageDoor(MeterDoor, Protocol):
    """The part of the door that knows whether a session is over."""

    async def session(self, session_id: str) -> Session:
        """Raises DoorRefused (404), DoorShut."""
        ...


class Salvager:
    """Looks after the spool of this machine."""

    def __init__(self, data: Path, store: ObjectStore, door: SalvageDoor, publisher: Publisher) -> None:
        self._data = data
        self._store = store
        self._door = door
        self._publisher = publisher

    async def run(self) -> None:
        """Salvage what ended sessions have left, for ever."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.salvage([one for one in spooled_sessions(self._data) if await self._is_over(one)])
            except DoorShut as shut:
                log.info("the spool waits: %s", shut)
            except OSError as error:
                log.warning("the spool cannot be looked through: %s", error)

    async def salvage(self, session_ids: Sequence[str] | None = None) -> None:
        """Salvage what these sessions left, or all, while nobody captures here yet. Raises RoadClosed."""
        found = salvage(self._data, self._store, session_ids)
        try:
            while (segment := await asyncio.to_thread(next, found, None)) is not None:
                await self._publisher.publish(MEDIA_SEGMENTS, segment.session_id, segment)
                await self._count(segment)
        except DoorShut as shut:
            log.warning("what is left in the spool is counted later: %s", shut)
        finally:
            await asyncio.to_thread(found.close)  # type: ignore[attr-defined]  # a generator

    async def _count(self, segment: Segment) -> None:
        try:
            session = await self._door.session(segment.session_id)
        except DoorRefused:
            return
        span = Span(segment.start_ms, segment.end_ms)
        for tick in await recounted(self._door, self._store, session, span):
            await self._publisher.publish(CREDIT_TICKS, segment.session_id, tick)

    async def _is_over(self, session_id: str) -> bool:
        try:
            return (await self._door.session(session_id)).ended_at_ms is not None
        except DoorRefused as refused:
            return refused.status == 404
