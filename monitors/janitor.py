"""The janitor: removes recorded segments that are older than the DVR window.

In: the object store, and what the governance API wants kept. Out: deleted objects. What a highlight
holds stays; while the API does not answer, everything stays.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import Protocol

from schemas.moment import Span
from streams.clock import Clock
from streams.door import DoorRefused, DoorShut
from streams.recording import SegmentRef, parse_segment_key
from streams.store import ObjectStore

log = logging.getLogger(__name__)

EVERY_S = 60.0
"""A DVR window is minutes at least; a listing of a day's segments takes well under a second."""

UNKNOWN = 404


class Holds(Protocol):
    """The part of the door that the janitor needs."""

    async def holds(self, session_id: str) -> list[Span]:
        """Spans to keep."""
        ...


class Janitor:
    """Prunes the recordings of all sessions in a store."""

    def __init__(self, store: ObjectStore, door: Holds, clock: Clock, dvr_ms: int) -> None:
        self._store = store
        self._door = door
        self._clock = clock
        self._dvr_ms = dvr_ms

    async def run(self) -> None:
        """Sweep for ever."""
        while True:
            try:
                await self.sweep()
            except (OSError, DoorShut) as error:
                log.warning("recordings were not pruned: %s", error)
            await asyncio.sleep(EVERY_S)

    async def sweep(self) -> int:
        """Delete what is too old. Returns how many segments."""
        old = await asyncio.to_thread(self._old)
        deleted = 0
        for session_id, refs in old.items():
            try:
                kept = await self._door.holds(session_id)
            except DoorRefused as refused:
                if refused.status != UNKNOWN:
                    log.warning("recordings of %s were not pruned: %s", session_id, refused)
                    continue
                kept = []  # a session that nobody knows is needed by nobody
            for ref in refs:
                if any(ref.span.overlap_ms(span) > 0 for span in kept):
                    continue
                await asyncio.to_thread(self._store.delete, ref.key)
                deleted += 1
        return deleted

    def _old(self) -> dict[str, list[SegmentRef]]:
        now_ms = self._clock.now_ms()
        newest: dict[str, int] = defaultdict(int)
        found: list[tuple[SegmentRef, int]] = []
        for info in self._store.list("sessions/"):
            ref = parse_segment_key(info.key)
            if ref is not None:
                newest[ref.session_id] = max(newest[ref.session_id], ref.span.end_ms)
                found.append((ref, now_ms - info.modified_ms))
        old: dict[str, list[SegmentRef]] = defaultdict(list)
        for ref, age_ms in found:
            # A recording played faster than real time fills its window faster, too.
            if max(age_ms, newest[ref.session_id] - ref.span.end_ms) > self._dvr_ms:
                old[ref.session_id].append(ref)
        return old
