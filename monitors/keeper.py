"""Puts finished segments into the object store and says so on the road.

In: spooled files. Out: `Segment` events, and `Lost` for what the store did not take. A store that
takes nothing costs its segments; capture and judging go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from monitors.items import Lost, Spooled
from schemas.capture import GapReason, Segment
from schemas.moment import Span
from streams.recording import segment_key
from streams.road import Publisher
from streams.store import ObjectStore, StoreUnwritable
from streams.topics import MEDIA_SEGMENTS

log = logging.getLogger(__name__)

WAITING_MAX = 30
"""Two minutes of segments; a store that is slower than that is as good as full."""


class SegmentKeeper:
    """Keeps the segments of one session, in order.

    Attributes:
        recorded_until_ms: end of the newest segment in the store.
    """

    def __init__(
        self,
        session_id: str,
        store: ObjectStore,
        publisher: Publisher,
        *,
        on_lost: Callable[[Lost], Awaitable[None]],
        on_kept: Callable[[Span], Awaitable[None]],
        recorded_until_ms: int = 0,
    ) -> None:
        self.recorded_until_ms = recorded_until_ms
        self._session_id = session_id
        self._store = store
        self._publisher = publisher
        self._on_lost = on_lost
        self._on_kept = on_kept
        self._waiting: asyncio.Queue[Spooled] = asyncio.Queue(WAITING_MAX)
        self._refused = False

    async def add(self, spooled: Spooled) -> None:
        """Take a file over; it is gone from the spool afterwards, whatever happens."""
        try:
            self._waiting.put_nowait(spooled)
        except asyncio.QueueFull:
            await self._lose(spooled, "the object store is too slow")

    async def run(self) -> None:
        """Store what comes, for ever."""
        while True:
            spooled = await self._waiting.get()
            try:
                await self._keep(spooled)
            finally:
                self._waiting.task_done()

    async def drained(self) -> None:
        """Return when everything added so far is dealt with."""
        await self._waiting.join()

    async def _keep(self, spooled: Spooled) -> None:
        key = segment_key(self._session_id, spooled.span, spooled.discontinuity, spooled.kind, spooled.suffix)
        try:
            info = await asyncio.to_thread(self._store.put, key, spooled.path)
        except (StoreUnwritable, OSError) as error:
            if not self._refused:
                log.error("session %s: recording pauses, %s", self._session_id, error)
            self._refused = True
            await self._lose(spooled, "the object store took it not")
            return
        if self._refused:
            log.info("session %s: the object store takes segments again", self._session_id)
        self._refused = False
        spooled.path.unlink(missing_ok=True)
        event = Segment(
            session_id=self._session_id,
            key=key,
            start_ms=spooled.span.start_ms,
            end_ms=spooled.span.end_ms,
            kind=spooled.kind,
            discontinuity=spooled.discontinuity,
            bytes_count=info.bytes_count,
        )
        self.recorded_until_ms = max(self.recorded_until_ms, spooled.span.end_ms)
        await self._publisher.send(MEDIA_SEGMENTS, self._session_id, event)
        await self._on_kept(spooled.span)

    async def _lose(self, spooled: Spooled, detail: str) -> None:
        spooled.path.unlink(missing_ok=True)
        await self._on_lost(Lost(spooled.span, GapReason.DISK, detail))
