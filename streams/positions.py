"""What a consumer has given out and not got back, and what it may therefore commit.

In: offsets given out and acked, and which partitions are ours. Out: per partition, the position up
to the first event that is not acked. No I/O: the consumer does that.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Place = tuple[str, int]
"""Topic and partition."""


@dataclass
class _Held:
    """One partition: `next_offset` follows the last given out; `open` are the unacked, in order."""

    next_offset: int | None = None
    open: dict[int, None] = field(default_factory=dict)
    committed: int | None = None

    def due(self) -> int | None:
        """The position to commit; None when it is committed, or when nothing was given out."""
        position = next(iter(self.open), self.next_offset)
        return None if position == self.committed else position


class Positions:
    """The partitions of one consumer."""

    def __init__(self) -> None:
        self._held: dict[Place, _Held] = {}

    @property
    def places(self) -> frozenset[Place]:
        """The partitions that are ours."""
        return frozenset(self._held)

    @property
    def in_flight(self) -> int:
        """Events given out and not acked."""
        return sum(len(held.open) for held in self._held.values())

    def assign(self, places: frozenset[Place]) -> tuple[frozenset[Place], frozenset[Place]]:
        """These are ours now. Returns those that are new, and those that are lost.

        What stays keeps its events in flight. What is lost is forgotten: when it comes back later,
        somebody else may have worked on it, and it begins at the committed position.
        """
        fresh = places - self._held.keys()
        lost = self._held.keys() - places
        for place in lost:
            del self._held[place]
        for place in fresh:
            self._held[place] = _Held()
        for held in self._held.values():
            held.committed = None
        return frozenset(fresh), frozenset(lost)

    def next_offset(self, place: Place) -> int | None:
        """Where to go on; None when nothing was given out yet."""
        return self._held[place].next_offset

    def give_out(self, topic: str, partition: int, offset: int) -> bool:
        """An event leaves for the caller. False when its partition is not ours (any more)."""
        held = self._held.get((topic, partition))
        if held is None:
            return False
        held.open[offset] = None
        held.next_offset = offset + 1
        return True

    def ack(self, topic: str, partition: int, offset: int) -> bool:
        """An event is dealt with. False when it was not open here (any more)."""
        held = self._held.get((topic, partition))
        if held is None or offset not in held.open:
            return False
        del held.open[offset]
        return True

    def due(self) -> dict[Place, int]:
        """Positions that are not committed yet."""
        return {place: offset for place, held in self._held.items() if (offset := held.due()) is not None}

    def committed(self, positions: dict[Place, int]) -> None:
        """These positions are with the broker."""
        for place, offset in positions.items():
            if place in self._held:
                self._held[place].committed = offset
