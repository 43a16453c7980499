"""The meter: what minutes of a session are worth a credit.

In: which stretches were recorded, which were lost, and how far the session has said its seconds. Out: a
`CreditTick` for each minute. A moment counts when a segment of it is in the object store and nothing says
that it was lost: the store's listing and the gaps at the door are then enough to count it again, so that
whoever takes a session over goes on where its last process was cut off, on whichever node.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Protocol

from schemas.capture import Gap, GapReason
from schemas.credits import MINUTE_MS, CreditTick
from schemas.moment import Span
from streams.door import Session
from streams.recording import ENDLESS_MS, segments_between
from streams.store import ObjectStore

KEPT_MINUTES = 5
"""Minutes that were told and may still be told better: a segment that was late, or salvaged."""


class MeterDoor(Protocol):
    """The part of the door that knows what was counted before."""

    async def gaps_of(self, session_id: str) -> list[Gap]:
        """What was lost."""
        ...

    async def last_minute(self, session_id: str) -> int | None:
        """The last minute that was counted."""
        ...


class Meter:
    """Counts the minutes of one session.

    Args:
        session_id: of the ticks.
        from_minute: the first to tell; those before were told.
    """

    def __init__(self, session_id: str, from_minute: int = 0) -> None:
        self._session_id = session_id
        self._next = from_minute
        self._recorded: dict[int, list[Span]] = {}
        self._lost: dict[int, list[Span]] = {}
        self._ads: dict[int, list[Span]] = {}
        self._until_ms = from_minute * MINUTE_MS
        self._better: set[int] = set()

    def recorded(self, span: Span) -> None:
        """A segment is in the store."""
        self._until_ms = max(self._until_ms, span.end_ms)
        for minute in _spread(self._recorded, span):
            if minute < self._next:
                self._better.add(minute)

    def lost(self, span: Span, reason: GapReason) -> None:
        """A stretch does not count; said again with a later end while it grows."""
        self._until_ms = max(self._until_ms, span.end_ms)
        _spread(self._lost, span)
        if reason is GapReason.AD:
            _spread(self._ads, span)

    def ticks(self, said_ms: int) -> list[CreditTick]:
        """The minutes that are complete: recorded or lost to their end, and said to it."""
        complete = min(said_ms, self._until_ms) // MINUTE_MS
        told = [self._tick(minute) for minute in sorted(self._better)]
        self._better.clear()
        while self._next < complete:
            told.append(self._tick(self._next))
            self._next += 1
        self._forget()
        return told

    def rest(self, end_ms: int) -> list[CreditTick]:
        """What is left when the session ends, the last minute as far as it came.

        A recorder that was killed may have been further than the session ever said: that does not count.
        """
        self._until_ms = max(self._until_ms, end_ms)
        for minute, spans in self._recorded.items():
            self._recorded[minute] = [
                Span(span.start_ms, min(span.end_ms, end_ms)) for span in spans if span.start_ms < end_ms
            ]
        whole = self.ticks(end_ms)
        if end_ms > self._next * MINUTE_MS:
            whole.append(self._tick(self._next))
            self._next += 1
        return whole

    def _tick(self, minute: int) -> CreditTick:
        recorded, lost = self._recorded.get(minute, ()), self._lost.get(minute, ())
        ads = _length(self._ads.get(minute, ()))
        return CreditTick(
            session_id=self._session_id,
            minute=minute,
            covered_ms=_length([*recorded, *lost]) - _length(lost),
            gap_ms=_length(lost) - ads,
            ad_ms=ads,
        )

    def _forget(self) -> None:
        for kept in (self._recorded, self._lost, self._ads):
            for minute in [minute for minute in kept if minute < self._next - KEPT_MINUTES]:
                del kept[minute]


async def resumed(door: MeterDoor, store: ObjectStore, session_id: str) -> Meter:
    """The meter of a session that another process has counted before.

    It begins some minutes before the last one that the door knows, in case more of them has come to light.

    Raises:
        DoorShut, DoorRefused
    """
    last = await door.last_minute(session_id)
    first = max(0, (last or 0) - KEPT_MINUTES)
    return await _counted(door, store, session_id, Span(first * MINUTE_MS, ENDLESS_MS))


async def recounted(door: MeterDoor, store: ObjectStore, session: Session, span: Span) -> list[CreditTick]:
    """The minutes that a stretch touches, counted anew: a segment of it has only now come into the store.

    A session that runs is left to its own meter.

    Raises:
        DoorShut, DoorRefused
    """
    if session.ended_at_ms is None:
        return []
    first, last = span.start_ms // MINUTE_MS, max(span.end_ms - 1, span.start_ms) // MINUTE_MS
    touched = Span(first * MINUTE_MS, (last + 1) * MINUTE_MS)
    meter = await _counted(door, store, session.session_id, touched)
    return [
        tick for tick in meter.rest(min(session.ended_at_ms, touched.end_ms)) if first <= tick.minute <= last
    ]


async def _counted(door: MeterDoor, store: ObjectStore, session_id: str, span: Span) -> Meter:
    meter = Meter(session_id, span.start_ms // MINUTE_MS)
    for ref in await asyncio.to_thread(segments_between, store, session_id, span):
        meter.recorded(Span(max(ref.span.start_ms, span.start_ms), min(ref.span.end_ms, span.end_ms)))
    for gap in await door.gaps_of(session_id):
        if gap.end_ms > span.start_ms and gap.start_ms < span.end_ms:
            start_ms, end_ms = max(gap.start_ms, span.start_ms), min(gap.end_ms, span.end_ms)
            meter.lost(Span(start_ms, end_ms), gap.reason)
    return meter


def _spread(by_minute: dict[int, list[Span]], span: Span) -> list[int]:
    """Enter a span in each minute that it touches; which those are."""
    touched: list[int] = []
    minute = span.start_ms // MINUTE_MS
    while minute * MINUTE_MS < span.end_ms:
        start, end = minute * MINUTE_MS, (minute + 1) * MINUTE_MS
        part = Span(max(start, span.start_ms), min(end, span.end_ms))
        known = by_minute.setdefault(minute, [])
        known[:] = _merged([*known, part])
        touched.append(minute)
        minute += 1
    return touched


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The same stretches, apart from each other and in order."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start_ms):
        if merged and span.start_ms <= merged[-1].end_ms:
            merged[-1] = Span(merged[-1].start_ms, max(merged[-1].end_ms, span.end_ms))
        elif span.duration_ms > 0:
            merged.append(span)
    return merged


def _length(spans: Iterable[Span]) -> int:
    return sum(span.duration_ms for span in _merged(spans))
