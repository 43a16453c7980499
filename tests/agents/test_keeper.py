from __future__ import annotations

from typing import Any

import pytest

from agents.keeper import FAILURES_MAX, Delivery, Keeper, Remembered
from schemas.capture import Watermark, WindowState
from streams.door import DoorShut
from streams.road import Received, RoadClosed
from streams.telemetry import Counters
from tests.fakes.memory_door import FakeMemoryDoor
from tests.fakes.publisher import FakePublisher
from tests.fakes.simple_judges import simple_judges

SESSION = "0190a000-0000-7000-8000-000000000001"


class Ground:
    def __init__(self, log_name: str = "", door: FakeMemoryDoor | None = None) -> None:
        self.door = door or FakeMemoryDoor()
        self.publisher = FakePublisher()
        self.counters = Counters()
        self.fenced: list[Remembered] = []
        self.judges: dict[str, Any] = dict(simple_judges())
        self.keeper = Keeper(
            self.door,
            self.publisher,
            self.judges,
            self.counters,
            log_name=log_name,
            on_fenced=self.fenced.append,
        )
        self.acked: list[int] = []

    async def hear(self, offset: int, session_id: str = SESSION) -> Remembered:
        kept = await self.keeper.recall("chat", session_id)
        mark = Watermark(
            session_id=session_id, until_ms=(offset + 1) * 1000, discontinuity=0, state=WindowState.LIVE
        )
        self.judges["chat"].hear(kept.memory, mark)
        received = Received("chat.batches", 0, offset, session_id, mark)
        kept.took_in(Delivery("chat", session_id, received, lambda: self.acked.append(offset)))
        return kept


async def test_an_event_is_acked_once_a_saved_memory_holds_it() -> None:
    ground = Ground()
    await ground.hear(0)
    await ground.hear(1)
    assert ground.acked == []
    assert await ground.keeper.save()
    assert ground.acked == [0, 1]
    assert not await ground.keeper.save()


async def test_nothing_is_acked_while_the_door_is_shut_or_the_broker_away() -> None:
    ground = Ground()
    await ground.hear(0)
    ground.door.shut = True
    with pytest.raises(DoorShut):
        await ground.keeper.save()
    ground.door.shut = False
    ground.publisher.down = True
    with pytest.raises(RoadClosed):
        await ground.keeper.save()
    assert ground.acked == []
    assert ground.door.memories == {}
    ground.publisher.down = False
    await ground.keeper.save()
    assert ground.acked == [0]


async def test_a_memory_in_the_middle_of_an_event_is_left_for_later() -> None:
    ground = Ground()
    kept = await ground.hear(0)
    kept.settled = False
    assert not await ground.keeper.save()
    kept.settled = True
    assert await ground.keeper.save()


async def test_a_successor_begins_where_the_saved_memory_ends() -> None:
    first = Ground()
    await first.hear(0)
    await first.hear(5)
    await first.keeper.save()
    second = Ground(door=first.door)
    kept = await second.keeper.recall("chat", SESSION)
    assert (kept.offset, kept.saved_offset, kept.memory.closed_ms) == (5, 5, 6000)


async def test_who_knows_less_than_the_door_is_fenced_and_others_are_saved() -> None:
    zombie = Ground()
    await zombie.hear(0)
    other = "0190a000-0000-7000-8000-000000000002"
    await zombie.hear(0, other)
    successor = Ground(door=zombie.door)
    await successor.hear(0)
    await successor.hear(1)
    await successor.keeper.save()
    await zombie.keeper.save()
    assert [kept.session_id for kept in zombie.fenced] == [SESSION]
    assert len(zombie.fenced[0].unsaved) == 1  # to be heard again
    assert zombie.keeper.known("chat", SESSION) is None
    assert ("chat", other) in zombie.door.memories
    assert zombie.acked == [0]


async def test_a_refused_memory_does_not_stop_the_others() -> None:
    ground = Ground()
    other = "0190a000-0000-7000-8000-000000000002"
    ground.door.refused.add(other)
    await ground.hear(0)
    await ground.hear(0, other)
    await ground.keeper.save()
    assert list(ground.door.memories) == [("chat", SESSION)]
    assert ground.acked == [0, 0]
    assert ground.counters.counts["memories_refused"] == 1


@pytest.mark.parametrize("status", [401, 403, 404, 405])
async def test_a_no_that_is_not_about_the_memory_acks_nothing(status: int) -> None:
    ground = Ground()
    await ground.hear(0)
    ground.door.no_status = status
    with pytest.raises(DoorShut, match=f"HTTP {status}"):
        await ground.keeper.save()
    with pytest.raises(DoorShut):
        await ground.keeper.recall("chat", "0190a000-0000-7000-8000-000000000002")
    assert ground.acked == []
    ground.door.no_status = None
    await ground.keeper.save()
    assert ground.acked == [0]


async def test_a_memory_at_which_the_door_fails_does_not_stop_the_others() -> None:
    ground = Ground()
    other = "0190a000-0000-7000-8000-000000000002"
    await ground.hear(0)
    await ground.hear(0, other)
    ground.door.fails_at.add(other)
    await ground.keeper.save()
    assert ground.acked == [0]
    for _ in range(FAILURES_MAX - 1):
        await ground.keeper.save()
    assert ground.acked == [0, 0]
    assert ground.counters.counts["memories_refused"] == 1


async def test_a_door_that_is_shut_is_no_fault_of_a_memory() -> None:
    ground = Ground()
    await ground.hear(0)
    ground.door.shut = True
    for _ in range(FAILURES_MAX + 1):
        with pytest.raises(DoorShut):
            await ground.keeper.save()
    assert ground.acked == []


async def test_offsets_of_an_earlier_broker_mean_nothing() -> None:
    old = Ground("127.0.0.1:1")
    await old.hear(700)
    await old.keeper.save()
    new = Ground("127.0.0.1:2", old.door)
    kept = await new.keeper.recall("chat", SESSION)
    assert kept.offset == -1
    assert kept.memory.closed_ms == 701_000  # what was heard is not forgotten
    await new.hear(0)
    await new.keeper.save()
    assert new.fenced == []
    assert new.acked == [0]
    newest = Ground("127.0.0.1:2", old.door)
    assert (await newest.keeper.recall("chat", SESSION)).offset == 0


async def test_a_log_shorter_than_the_memory_was_made_anew() -> None:
    old = Ground()
    await old.hear(700)
    await old.keeper.save()
    new = Ground(door=old.door)
    assert (await new.keeper.recall("chat", SESSION, log_end=3)).offset == -1
    same = Ground(door=old.door)
    assert (await same.keeper.recall("chat", SESSION, log_end=701)).offset == 700


async def test_the_door_itself_may_have_reset_the_position() -> None:
    ground = Ground("127.0.0.1:2")
    await ground.hear(3)
    await ground.keeper.save()
    stored = ground.door.memories["chat", SESSION]
    import msgspec

    ground.door.memories["chat", SESSION] = msgspec.structs.replace(stored, position=-1)
    kept = await Ground("127.0.0.1:2", ground.door).keeper.recall("chat", SESSION)
    assert (kept.epoch, kept.offset, kept.turn) == (0, -1, 0)
    assert kept.memory.closed_ms == 4000


async def test_a_turn_without_an_event_is_saved_too() -> None:
    ground = Ground()
    kept = await ground.hear(0)
    await ground.keeper.save()
    before = ground.door.memories["chat", SESSION].position
    kept.memory.closed_ms = 99_000
    kept.turned()
    assert await ground.keeper.save()
    stored = ground.door.memories["chat", SESSION]
    assert before < stored.position < 2**53
    again = await Ground(door=ground.door).keeper.recall("chat", SESSION)
    assert (again.offset, again.turn, again.memory.closed_ms) == (0, 1, 99_000)


async def test_an_unreadable_memory_begins_afresh_and_is_counted() -> None:
    ground = Ground()
    await ground.hear(0)
    await ground.keeper.save()
    import msgspec

    stored = ground.door.memories["chat", SESSION]
    ground.door.memories["chat", SESSION] = msgspec.structs.replace(stored, body=b"\xff")
    again = Ground(door=ground.door)
    kept = await again.keeper.recall("chat", SESSION)
    assert kept.memory.closed_ms == 0
    assert again.counters.counts["memories_unreadable"] == 1


async def test_while_a_verdict_is_awaited_the_newest_event_stays_unacked() -> None:
    ground = Ground()
    await ground.hear(0)
    kept = await ground.hear(1)
    kept.pending = True
    await ground.keeper.save()
    assert ground.acked == [0]
    assert not await ground.keeper.save()
    kept.pending = False
    await ground.keeper.save()
    assert ground.acked == [0, 1]
