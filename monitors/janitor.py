"""The janitor: removes recorded segments that are older than the DVR window.

In: the object store, and what the governance API wants kept. Out: deleted objects, and drafts that
killed processes left behind. What a highlight holds stays; while the API does not answer, everything
stays.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import Protocol, runtime_checkable

from schemas.moment import Span
from streams.clock import Clock
from streams.door import DoorRefused, DoorShut
from streams.recording import SegmentRef, parse_segment_key
from streams.store import ObjectStore

log = logging.getLogger(__name__)

EVERY_S = 60.0
"""A DVR window is minutes at least; a listing of a day's segments takes well under a second."""

DRAFT_MS = 3_600_000
"""Putting the longest clip takes seconds; what was not finished in an hour has nobody any more."""

UNKNOWN = 404


@runtime_checkable
class LeavesDrafts(Protocol):
    """A store in which a killed process leaves something behind; others clean up by themselves."""

    def sweep_drafts(self, older_than_ms: int) -> int:
        """Remove drafts of that age. Returns how many."""
        ...


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
        self._drafts_at_ms: int | None = None

    async def run(self) -> None:
        """Sweep for ever."""
        while True:
            try:
                await self.sweep()
            except (OSError, DoorShut) as error:
                log.warning("recordings were not pruned: %s", error)
            except Exception:
                # A disk fills up unseen when nobody sweeps any more: a bug costs one sweep.
                log.exception("recordings were not pruned; it is tried again")
            await asyncio.sleep(EVERY_S)

    async def sweep(self) -> int:
        """Delete what is too old. Returns how many segments. Raises DoorShut."""
        await self._sweep_drafts()
        old = await asyncio.to_thread(self._old)
        deleted = 0
        for session_id, refs in old.items():
            kept = await self._kept(session_id)
            if kept is None:
                continue
            unneeded = [ref for ref in refs if not any(ref.span.overlap_ms(span) > 0 for span in kept)]
            deleted += await asyncio.to_thread(self._delete, session_id, unneeded)
        return deleted

    async def _kept(self, session_id: str) -> list[Span] | None:
        """What is held of a session; None when that is not known, so that all of it stays."""
        try:
            return await self._door.holds(session_id)
        except DoorShut:
            raise
        except DoorRefused as refused:
            if refused.status == UNKNOWN:
                return []  # a session that nobody knows is needed by nobody
            log.warning("recordings of %s were not pruned: %s", session_id, refused)
        except Exception:
            log.exception(
                "recordings of %s were not pruned: the answer of the API is not understood", session_id
            )
        return None

    def _delete(self, session_id: str, refs: list[SegmentRef]) -> int:
        deleted = 0
        failure: OSError | None = None
        for ref in refs:
            try:
                self._store.delete(ref.key)
                deleted += 1
            except OSError as error:
                failure = error
        if failure is not None:
            log.warning(
                "%d old segments of %s could not be deleted (%s): let the monitor's user write the store",
                len(refs) - deleted,
                session_id,
                failure.strerror or failure,
            )
        return deleted

    async def _sweep_drafts(self) -> None:
        now_ms = self._clock.monotonic_ms()
        if not isinstance(self._store, LeavesDrafts):
            return
        if self._drafts_at_ms is not None and now_ms - self._drafts_at_ms < DRAFT_MS:
            return
        self._drafts_at_ms = now_ms
        removed = await asyncio.to_thread(self._store.sweep_drafts, DRAFT_MS)
        if removed:
            log.info("%d drafts of killed processes were removed from the object store", removed)

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
