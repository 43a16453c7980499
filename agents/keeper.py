"""Keeps what the judges remember: loads it through the door, saves it there, and only then acks.

In: events that were heard, with the place they came from. Out: memories at the door, and acks.

The rule that makes a killed worker harmless: everything that a judge said is with the broker before
its memory is saved, and an event is acked only once a saved memory holds it.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from agents.judge import Judge, MemoryUnreadable
from streams.door import DoorRefused, DoorShut, Fenced, Memory
from streams.road import Received
from streams.telemetry import Counters

log = logging.getLogger(__name__)

TURN_BITS = 10
OFFSET_BITS = 34
EPOCH_MAX = (1 << 53 - OFFSET_BITS - TURN_BITS) - 1
"""A position at the door is three numbers in one that grows with every change: which life of the log,
how many of its events were heard, and how often the memory changed since by a verdict. It stays below
2^53, which every JSON reader keeps exactly; 2^34 events are twenty years of ten channels a partition."""

BATCH_BYTES_MAX = 2 * 1024 * 1024
"""Memories in one call to the door: a few hundred sessions, and far below what a request may hold."""

FOR_GOOD = frozenset({413, 422})
"""The door took a look at what we sent and will never take it. Any other no (a token that is being
changed, a proxy that leads elsewhere) is the door's trouble, and passes."""


FAILURES_MAX = 6
"""So often the door may fail at one request while it answers others; each try has lasted ten seconds.
Then the request is at fault, and must not keep the others waiting."""


class MemoryDoor(Protocol):
    """The part of the door that keeps memories (`streams.door.Door`)."""

    async def health(self) -> None:
        """Return when the door answers. Raises DoorShut."""
        ...

    async def save_memories(self, memories: list[Memory]) -> None:
        """All or nothing. Raises Fenced, DoorRefused, DoorShut."""
        ...

    async def memory(self, judge: str, session_id: str) -> Memory | None:
        """None when there is none. Raises DoorShut."""
        ...


class Flushing(Protocol):
    """The part of the publisher that confirms."""

    async def flush(self) -> None:
        """Return when the broker has everything sent so far."""
        ...


@dataclass(frozen=True, eq=False)
class Delivery:
    """One event for one judge. `ack` tells Kafka that it need not come again."""

    judge: str
    session_id: str
    received: Received
    ack: Callable[[], None]


class _Envelope(msgspec.Struct, frozen=True, array_like=True):
    """What is stored in `Memory.body`: which life of the log the position belongs to."""

    log_name: str
    body: bytes


@dataclass(eq=False)
class Remembered:
    """One judge's memory of one session, in this process.

    Attributes:
        memory: the judge's own object.
        epoch, offset: the last event in it; offset -1 for none of this life of the log.
        turn: changes since that event.
        settled: false from hearing an event until all that follows from it was handed over.
        saved_offset: the last event that the door's copy holds.
        unsaved: events in `memory` that are not acked, oldest first.
        pending: a highlight waits for its last word, or a whole minute for the door. The newest event
            then stays unacked: it comes again to the successor of a killed worker, which thereby learns
            of the session.
        changes, saved_changes: counts; equal when the door holds `memory` as it is.
        failures: saves in a row at which the door failed, though it answered others.
    """

    judge: str
    session_id: str
    memory: Any
    epoch: int = 0
    offset: int = -1
    turn: int = 0
    saved_offset: int = -1
    settled: bool = True
    unsaved: deque[Delivery] = field(default_factory=deque)
    pending: bool = False
    changes: int = 0
    saved_changes: int = 0
    failures: int = 0

    @property
    def dirty(self) -> bool:
        """Whether there is something to save, or to ack after a save."""
        return self.changes != self.saved_changes or len(self.unsaved) > self.pending

    def took_in(self, delivery: Delivery) -> None:
        """An event is in the memory now."""
        self.offset = delivery.received.offset
        self.turn = 0
        self.changes += 1
        self.unsaved.append(delivery)

    def turned(self) -> None:
        """The memory has changed without an event."""
        self.turn += 1
        self.changes += 1

    @property
    def position(self) -> int:
        """As the door keeps it."""
        heard = (self.epoch << OFFSET_BITS) + self.offset + 1
        return (heard << TURN_BITS) + min(self.turn, (1 << TURN_BITS) - 1)


@dataclass(frozen=True)
class _Snapshot:
    """A memory as it was frozen, and what may be acked once it is stored."""

    remembered: Remembered
    stored: Memory
    changes: int
    offset: int
    acks: tuple[Delivery, ...]


class Keeper:
    """Memories of all judges and sessions of this process.

    Args:
        judges: by name.
        log_name: see `AgentSettings.log_name`.
        on_fenced: gets the events that a dropped memory held, to be heard again.
    """

    def __init__(
        self,
        door: MemoryDoor,
        publisher: Flushing,
        judges: Mapping[str, Judge[Any]],
        counters: Counters,
        *,
        log_name: str = "",
        on_fenced: Callable[[Remembered], None] | None = None,
    ) -> None:
        self._door = door
        self._publisher = publisher
        self._judges = judges
        self._counters = counters
        self._log_name = log_name
        self._on_fenced = on_fenced or (lambda _: None)
        self._kept: dict[tuple[str, str], Remembered] = {}

    def known(self, judge: str, session_id: str) -> Remembered | None:
        """The memory, if this process has it already."""
        return self._kept.get((judge, session_id))

    def of_judge(self, judge: str) -> list[Remembered]:
        """What one judge remembers of all sessions of this process."""
        return [kept for (name, _), kept in self._kept.items() if name == judge]

    def of_session(self, session_id: str) -> list[Remembered]:
        """What this process remembers of a session."""
        return [kept for name in self._judges if (kept := self._kept.get((name, session_id)))]

    async def recall(self, judge: str, session_id: str, log_end: int | None = None) -> Remembered:
        """The memory of a judge and session, loaded through the door at first.

        `log_end` is one past the last offset that is known to exist in the judge's partition; a
        memory that has heard more is of an earlier life of the log.

        Raises:
            DoorShut
            DoorRefused: the door can have no memory of such a session, now or later.
        """
        kept = self._kept.get((judge, session_id))
        if kept is None:
            try:
                stored = await self._door.memory(judge, session_id)
            except DoorRefused as refused:
                if refused.status in FOR_GOOD:
                    raise
                raise shut_by(refused) from refused
            kept = self._thawed(judge, session_id, stored, log_end)
            self._kept[judge, session_id] = kept
        return kept

    def forget(self, session_ids: Iterable[str] | None = None) -> None:
        """Drop memories as they are, saved or not; all of them without an argument."""
        if session_ids is None:
            self._kept.clear()
            return
        for session_id in session_ids:
            for name in self._judges:
                self._kept.pop((name, session_id), None)

    async def save(self) -> bool:
        """Save every memory that has changed, then ack what they hold.

        Memories in the middle of an event are left for the next time.

        Returns:
            Whether there was anything to save.

        Raises:
            DoorShut, RoadClosed: nothing was acked.
        """
        snapshots = [self._snapshot(kept) for kept in self._kept.values() if kept.settled and kept.dirty]
        if not snapshots:
            return False
        await self._publisher.flush()
        for batch in _batches(snapshots):
            try:
                await self._door.save_memories([snapshot.stored for snapshot in batch])
            except DoorRefused:
                await self._save_one_by_one(batch)
            except DoorShut:
                await self._door.health()  # raises where the door is shut, and no memory is at fault
                await self._save_one_by_one(batch)
            else:
                self._saved(batch)
        return True

    async def _save_one_by_one(self, batch: list[_Snapshot]) -> None:
        for snapshot in batch:
            kept = snapshot.remembered
            try:
                await self._door.save_memories([snapshot.stored])
            except Fenced:
                self._counters.add("memories_fenced")
                log.warning(
                    "another worker knows more of session %s (%s): its memory is loaded anew",
                    kept.session_id,
                    kept.judge,
                )
                if self._kept.get((kept.judge, kept.session_id)) is kept:
                    del self._kept[kept.judge, kept.session_id]
                    self._on_fenced(kept)
            except DoorRefused as refused:
                if refused.status not in FOR_GOOD:
                    raise shut_by(refused) from refused
                self._counters.add("memories_refused")
                log.error(
                    "the door keeps no memory of session %s (%s): %s; it is judged no more after a restart",
                    kept.session_id,
                    kept.judge,
                    refused,
                )
                self._saved([snapshot])
            except DoorShut as shut:
                await self._door.health()
                self._failed_at(snapshot, shut)
            else:
                self._saved([snapshot])

    def _failed_at(self, snapshot: _Snapshot, shut: DoorShut) -> None:
        """The door answers, but not to this memory: the others are saved, and it is tried some more."""
        kept = snapshot.remembered
        kept.failures += 1
        self._counters.add("memories_failed")
        if kept.failures < FAILURES_MAX:
            return
        self._counters.add("memories_refused")
        log.error(
            "the door fails at every memory of session %s (%s): %s; it is judged no more after a restart",
            kept.session_id,
            kept.judge,
            shut,
        )
        self._saved([snapshot])

    def _saved(self, batch: list[_Snapshot]) -> None:
        self._counters.add("memories_saved", len(batch))
        for snapshot in batch:
            kept = snapshot.remembered
            kept.saved_changes, kept.saved_offset = snapshot.changes, snapshot.offset
            kept.failures = 0
            for delivery in snapshot.acks:
                delivery.ack()
                kept.unsaved.popleft()

    def _snapshot(self, kept: Remembered) -> _Snapshot:
        envelope = _Envelope(self._log_name, self._judges[kept.judge].freeze(kept.memory))
        stored = Memory(
            judge=kept.judge,
            session_id=kept.session_id,
            position=kept.position,
            body=msgspec.msgpack.encode(envelope),
        )
        acks = tuple(kept.unsaved)
        return _Snapshot(kept, stored, kept.changes, kept.offset, acks[:-1] if kept.pending else acks)

    def _thawed(self, judge: str, session_id: str, stored: Memory | None, log_end: int | None) -> Remembered:
        if stored is None:
            return Remembered(judge, session_id, self._judges[judge].new_memory(session_id))
        # A negative position: the door itself has noticed that the log began anew.
        epoch, offset, turn = _read_position(stored.position) if stored.position >= 0 else (-1, -1, 0)
        try:
            envelope = msgspec.msgpack.decode(stored.body, type=_Envelope)
            memory = self._judges[judge].thaw(envelope.body)
        except (MemoryUnreadable, msgspec.DecodeError) as error:
            self._counters.add("memories_unreadable")
            log.error("the memory of session %s (%s) cannot be read: %s", session_id, judge, error)
            memory, envelope = self._judges[judge].new_memory(session_id), _Envelope(self._log_name, b"")
        made_anew = envelope.log_name != self._log_name or (log_end is not None and offset >= log_end)
        if made_anew:
            return Remembered(judge, session_id, memory, min(epoch + 1, EPOCH_MAX))
        return Remembered(judge, session_id, memory, max(epoch, 0), offset, turn, saved_offset=offset)


def shut_by(refused: DoorRefused) -> DoorShut:
    """A refusal that says nothing of what we sent."""
    return DoorShut(
        f"the governance API lets us do nothing: {refused}; check HYPECUT_TOKEN and HYPECUT_API_URL"
    )


def _read_position(position: int) -> tuple[int, int, int]:
    """Epoch, offset, turn."""
    heard, turn = divmod(position, 1 << TURN_BITS)
    epoch, events = divmod(heard, 1 << OFFSET_BITS)
    return epoch, events - 1, turn


def _batches(snapshots: list[_Snapshot]) -> Iterable[list[_Snapshot]]:
    batch: list[_Snapshot] = []
    size = 0
    for snapshot in snapshots:
        if batch and size + len(snapshot.stored.body) > BATCH_BYTES_MAX:
            yield batch
            batch, size = [], 0
        batch.append(snapshot)
        size += len(snapshot.stored.body)
    yield batch
