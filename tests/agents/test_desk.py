from __future__ import annotations

import asyncio
from typing import Any

import pytest

from agents import case as case_module
from agents.case import Case
from agents.desk import EVICT_AFTER_MS, Desk, DeskBounds
from agents.pacing import AHEAD_MS_MAX, HOLD_MS_MAX
from schemas.capture import ChatBatch, ChatMessage, Watermark, WindowState
from schemas.event import Event
from schemas.judging import MODALITIES, Highlight, Modality, Signal
from streams.road import Received, RoadClosed
from streams.telemetry import Counters
from streams.topics import HIGHLIGHTS, SIGNALS
from tests.fakes.judging_world import StillClock
from tests.fakes.memory_door import FakeMemoryDoor
from tests.fakes.publisher import FakePublisher
from tests.fakes.simple_judges import simple_judges

SESSION = "0190a000-0000-7000-8000-000000000001"
OTHER = "0190a000-0000-7000-8000-000000000002"


class NoClosings:
    def __init__(self) -> None:
        self.asked: list[tuple[Case, Highlight]] = []

    def close(self, case: Case, highlight: Highlight) -> None:
        self.asked.append((case, highlight))

    async def forget(self) -> None:
        self.asked.clear()


class Ground:
    def __init__(self, door: FakeMemoryDoor | None = None, **bounds: int) -> None:
        self.door = door or FakeMemoryDoor()
        self.publisher = FakePublisher()
        self.closings = NoClosings()
        self.clock = StillClock()
        judges: dict[str, Any] = dict(simple_judges())
        self.desk = Desk(
            judges,
            judges["fusion"],
            door=self.door,
            publisher=self.publisher,
            closer=self.closings,
            counters=Counters(),
            clock=self.clock,
            bounds=DeskBounds(**bounds),
        )
        self.acked: list[int] = []
        self.offset = -1

    async def take(
        self, judge: str, event: Event, session_id: str = SESSION, term: int | None = None
    ) -> None:
        self.offset += 1
        offset = self.offset
        received = Received("topic", 0, offset, session_id, event)  # type: ignore[arg-type]
        term = self.desk.term if term is None else term
        await self.desk.take(judge, session_id, received, lambda: self.acked.append(offset), term)

    async def settle(self) -> None:
        for _ in range(60):
            await asyncio.sleep(0)


def mark(until_ms: int, session_id: str = SESSION, *, final: bool = False) -> Watermark:
    return Watermark(
        session_id=session_id, until_ms=until_ms, discontinuity=0, state=WindowState.LIVE, final=final
    )


def line(text: str, session_id: str = SESSION) -> ChatBatch:
    message = ChatMessage(at_ms=10, author="a" * 16, text=text)
    return ChatBatch(session_id=session_id, discontinuity=0, messages=(message,))


def signal(start_ms: int, score: float, modality: Modality) -> Signal:
    return Signal(
        session_id=SESSION,
        modality=modality,
        start_ms=start_ms,
        discontinuity=0,
        state=WindowState.LIVE,
        score=score,
        parts={},
    )


@pytest.mark.parametrize("text", ["poison", "bug"])
async def test_what_cannot_be_judged_is_dead_lettered_and_the_rest_goes_on(text: str) -> None:
    ground = Ground()
    await ground.take("chat", line(text))
    await ground.take("chat", line("wow"))
    await ground.take("chat", mark(1000))
    await ground.take("chat", mark(1000, OTHER), OTHER)
    await ground.settle()
    assert [stage for _, stage, _ in ground.publisher.dead] == ["chat"]
    assert [event.score for event in ground.publisher.on(SIGNALS)] == [1.0, 0.0]  # type: ignore[attr-defined]
    await ground.desk.save()
    assert sorted(ground.acked) == [0, 1, 2, 3]
    await ground.desk.forget()


async def test_reading_stops_at_the_bound_and_goes_on_after_a_save() -> None:
    ground = Ground(unacked_max=3)
    for second in range(3):
        await ground.take("audio", mark(1000 + second * 1000))
    fourth = asyncio.create_task(ground.take("audio", mark(4000)))
    other_judge = asyncio.create_task(ground.take("chat", mark(1000)))
    await ground.settle()
    assert not fourth.done()
    assert other_judge.done()
    assert ground.desk.full == {"audio"}
    await ground.desk.save()
    await ground.settle()
    assert fourth.done()
    assert ground.desk.full == set()
    await ground.desk.forget()


async def test_a_backlog_of_chat_does_not_keep_sound_from_being_read() -> None:
    ground = Ground()
    for second in range(3000):  # far more than is taken of media
        await asyncio.wait_for(ground.take("chat", mark(1000 + second * 1000)), 1)
    assert ground.desk.full == set()
    await ground.desk.forget(part_well=False)


async def test_a_sense_that_is_waited_for_is_read_though_another_is_at_its_bound() -> None:
    ground = Ground(unacked_max=20)
    pictures = [mark(1000 + second * 1000) for second in range(30)]
    reading = asyncio.create_task(_one_after_another(ground, "vision", pictures))
    await ground.settle()
    assert ground.desk.full == {"vision"}  # and so nothing else is read
    ground.clock.at_ms += HOLD_MS_MAX
    wake_all(ground)
    await ground.settle()
    await ground.desk.save()
    await ground.settle()
    assert reading.done()
    assert ground.desk.full == set()
    heard = len(ground.publisher.on(SIGNALS))
    assert heard == AHEAD_MS_MAX // 1000  # nothing was given up: sound and chat are still waited for
    for judge in ("audio", "chat"):
        await _one_after_another(ground, judge, pictures)
    await ground.settle()
    assert len(ground.publisher.on(SIGNALS)) == 90
    await ground.desk.forget(part_well=False)


async def _one_after_another(ground: Ground, judge: str, marks: list[Watermark]) -> None:
    for one in marks:
        await ground.take(judge, one)


def wake_all(ground: Ground) -> None:
    for case, _ in ground.desk._cases.values():
        case._wake.set()


async def test_a_shut_door_stops_one_session_and_loses_nothing() -> None:
    ground = Ground()
    await ground.take("chat", mark(1000))
    await ground.settle()
    ground.door.shut = True
    await ground.take("chat", mark(1000, OTHER), OTHER)  # its memory must come from the door
    await ground.take("chat", mark(2000))
    await ground.settle()
    assert ground.desk.waits_for_door
    assert len(ground.publisher.on(SIGNALS)) == 2
    assert ground.acked == []
    await ground.desk.forget(part_well=False)


async def test_an_event_of_a_session_that_can_have_no_memory_is_dead_lettered() -> None:
    ground = Ground()
    ground.door.no_status = 422
    await ground.take("chat", mark(1000))
    await ground.settle()
    assert [stage for _, stage, _ in ground.publisher.dead] == ["chat"]
    assert ground.acked == [0]
    ground.door.no_status = None
    await ground.take("chat", mark(1000, OTHER), OTHER)
    await ground.settle()
    assert len(ground.publisher.on(SIGNALS)) == 1
    await ground.desk.forget(part_well=False)


async def test_what_the_door_fails_at_each_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_module, "DOOR_PAUSE_S", 0.0)
    ground = Ground()
    ground.door.fails_at.add(SESSION)
    await ground.take("chat", mark(1000))
    await ground.settle()
    assert [stage for _, stage, _ in ground.publisher.dead] == ["chat"]
    assert not ground.desk.waits_for_door
    await ground.desk.forget(part_well=False)


async def test_after_partitions_are_revoked_nothing_of_before_is_acked() -> None:
    ground = Ground()
    await ground.take("chat", mark(1000))
    await ground.settle()
    term = ground.desk.term
    await ground.desk.forget()
    assert ground.acked == [0]  # the parting save
    await ground.take("chat", mark(2000), term=term)  # still in the buffer of an agent
    await ground.settle()
    assert ground.desk.sessions == 0
    await ground.take("chat", mark(2000))
    await ground.settle()
    assert [event.start_ms for event in ground.publisher.on(SIGNALS)] == [0, 1000]  # type: ignore[attr-defined]
    await ground.desk.forget()


async def test_a_broker_that_is_away_ends_the_process() -> None:
    ground = Ground(save_every_ms=50)
    run = asyncio.create_task(ground.desk.run())
    ground.publisher.down = True
    await ground.take("chat", mark(1000))
    with pytest.raises(RoadClosed):
        await asyncio.wait_for(run, 5)
    await ground.desk.forget(part_well=False)


async def test_a_highlight_is_at_the_door_before_it_is_on_the_road() -> None:
    ground = Ground()
    ground.door.shut = True
    for modality in MODALITIES:
        await ground.take("fusion", signal(0, 9.0, modality))
    await ground.settle()
    assert ground.publisher.sent == []
    ground.door.shut = False
    await ground.desk.forget(part_well=False)
    for modality in MODALITIES:
        await ground.take("fusion", signal(0, 9.0, modality))
    await ground.settle()
    (opened,) = ground.publisher.on(HIGHLIGHTS)
    assert ground.door.put[opened.highlight_id] == opened  # type: ignore[attr-defined]
    await ground.desk.forget()


async def test_the_door_refusing_a_highlight_stops_nothing() -> None:
    ground = Ground()
    ground.door.refused.add(SESSION)
    for start_ms, score in ((0, 9.0), (1000, 0.0)):
        for modality in MODALITIES:
            await ground.take("fusion", signal(start_ms, score, modality))
    await ground.settle()
    assert len(ground.closings.asked) == 1
    assert ground.desk.counters.counts["highlights_refused"] == 1
    await ground.desk.forget(part_well=False)


async def test_a_quiet_saved_session_leaves_memory_and_comes_back() -> None:
    ground = Ground(save_every_ms=1)
    await ground.take("chat", mark(1000))
    await ground.settle()
    run = asyncio.create_task(ground.desk.run())
    ground.clock.at_ms += EVICT_AFTER_MS + 1
    for _ in range(5000):
        await asyncio.sleep(0.001)  # the saves are its clock
        if not ground.desk.sessions:
            break
    assert ground.desk.counters.counts["saves"] == 1
    await ground.take("chat", mark(1000))  # again
    await ground.take("chat", mark(2000))
    await ground.settle()
    assert [event.start_ms for event in ground.publisher.on(SIGNALS)] == [0, 1000]  # type: ignore[attr-defined]
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    await ground.desk.forget()


async def test_a_session_whose_turn_another_worker_took_hears_its_events_again() -> None:
    ground = Ground()
    await ground.take("chat", mark(1000))
    await ground.settle()
    (kept,) = ground.desk.keeper.of_session(SESSION)
    ahead = await Ground().desk.keeper.recall("chat", SESSION)
    ahead.memory.closed_ms, ahead.offset = 500_000, 900
    from agents.keeper import _Envelope, msgspec

    body = msgspec.msgpack.encode(_Envelope("", msgspec.msgpack.encode(ahead.memory)))
    from streams.door import Memory

    ground.door.memories["chat", SESSION] = Memory(
        judge="chat", session_id=SESSION, position=ahead.position, body=body
    )
    await ground.desk.save()
    await ground.settle()
    (again,) = ground.desk.keeper.of_session(SESSION)
    assert again is not kept
    assert again.memory.closed_ms == 500_000
    assert ground.acked == [0]  # the other worker's memory holds it
    await ground.desk.forget()
