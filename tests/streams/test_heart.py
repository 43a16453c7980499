"""The sign of life: it tells, it hears, and nothing that the door does disturbs the work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from streams.door import DoorRefused, DoorShut, Heartbeat, RegisteredWorker, WorkerRegistration
from streams.heart import BEAT_S, Heart, beating
from streams.settings import ProcessSettings

ME = WorkerRegistration(node="n", kind="render", slots=2)


class FakeWorkerDoor:
    """Answers as the real one does, from a list of what is to go wrong first."""

    def __init__(self, *faults: Exception | None) -> None:
        self.faults = list(faults)
        self.state = "active"
        self.calls: list[str] = []
        self.beats: list[Heartbeat] = []

    async def register_worker(self, registration: WorkerRegistration) -> RegisteredWorker:
        self.calls.append("register")
        return self._answer(registration.node)

    async def heartbeat(self, worker_id: str, beat: Heartbeat) -> RegisteredWorker:
        self.calls.append("beat")
        self.beats.append(beat)
        return self._answer(worker_id)

    def _answer(self, worker_id: str) -> RegisteredWorker:
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        return RegisteredWorker(worker_id=worker_id, node="n", kind="render", state=self.state)


class HandPause:
    """Lets a heart beat as often as it is told to."""

    def __init__(self, beats: int, between: Callable[[int], None] = lambda _: None) -> None:
        self.left = beats
        self.over = asyncio.Event()
        self._between = between

    async def __call__(self, wait_s: float) -> None:
        assert wait_s == BEAT_S
        self.left -= 1
        if self.left <= 0:
            self.over.set()
            await asyncio.Event().wait()
        self._between(self.left)


async def soon(condition: Callable[[], bool]) -> None:
    """Let the others run until it holds."""
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to hold")


async def beat(door: FakeWorkerDoor, pause: HandPause, heart: Heart | None = None) -> Heart:
    heart = heart or Heart(door, ME, pause)
    task = asyncio.create_task(heart.run())
    async with asyncio.timeout(5):
        await pause.over.wait()
    assert not task.done(), "it goes on"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return heart


async def test_it_registers_once_and_then_tells_the_load() -> None:
    door, pause = FakeWorkerDoor(), HandPause(3)
    heart = Heart(door, ME, pause)
    heart.load = lambda: Heartbeat(busy=len(door.beats), slots=2)
    await beat(door, pause, heart)
    assert door.calls == ["register", "beat", "beat"]
    assert [one.busy for one in door.beats] == [0, 1]
    assert not heart.draining


@pytest.mark.parametrize(
    "fault",
    [
        DoorShut("away"),
        DoorRefused(401, "no token"),
        DoorRefused(422, "odd"),
        TimeoutError("late"),
        ValueError("not JSON"),
        RuntimeError("a bug"),
    ],
)
async def test_a_door_in_trouble_is_told_of_once_and_asked_again(
    fault: Exception,
) -> None:
    records: list[logging.LogRecord] = []
    listener = logging.Handler()
    listener.emit = records.append  # type: ignore[method-assign]
    logger = logging.getLogger("streams.heart")
    logger.setLevel(logging.INFO)
    logger.addHandler(listener)
    door, pause = FakeWorkerDoor(fault, fault, None, fault, None), HandPause(5)
    try:
        await beat(door, pause)
    finally:
        logger.removeHandler(listener)
    assert door.calls == ["register", "register", "register", "beat", "beat"]
    told = [record for record in records if record.levelno >= logging.WARNING]
    assert len(told) == 2, "once for each time that it went away"
    assert sum("hears this worker again" in record.getMessage() for record in records) == 2


async def test_who_was_forgotten_registers_with_the_same_beat() -> None:
    door, pause = FakeWorkerDoor(None, DoorRefused(404, "forgotten")), HandPause(3)
    await beat(door, pause)
    assert door.calls == ["register", "beat", "register", "beat"]


async def test_an_api_that_knows_no_workers_is_left_alone() -> None:
    door = FakeWorkerDoor(DoorRefused(404, "no such path"))
    await asyncio.wait_for(Heart(door, ME).run(), 5)
    assert door.calls == ["register"]


async def test_a_drain_is_told_once_and_can_be_taken_back() -> None:
    door, told = FakeWorkerDoor(), []

    def order(left: int) -> None:
        door.state = {4: "draining", 3: "draining", 2: "active"}.get(left, "active")

    pause = HandPause(5, order)
    heart = Heart(door, ME, pause)
    heart.on_drain(lambda: told.append(heart.draining))
    await beat(door, pause, heart)
    assert told == [True]
    assert not heart.draining


async def test_who_asks_late_hears_of_the_drain_at_once() -> None:
    door, told = FakeWorkerDoor(), []
    door.state = "draining"
    heart = await beat(door, HandPause(1))
    heart.on_drain(lambda: told.append("leave"))
    assert told == ["leave"]


async def test_a_drained_process_waits_until_it_is_called_up() -> None:
    door, stop = FakeWorkerDoor(), asyncio.Event()
    door.state = "draining"
    gate = asyncio.Event()

    async def pause(_: float) -> None:
        await gate.wait()
        gate.clear()

    heart = Heart(door, ME, pause)
    running = asyncio.create_task(heart.run())
    well: list[str] = []
    waiting = asyncio.create_task(heart.called_up(stop, lambda: well.append("waits")))
    async with asyncio.timeout(5):
        await soon(lambda: heart.draining)
        for _ in range(20):
            await asyncio.sleep(0)
        assert not waiting.done()
        assert well == ["waits"]
        door.state = "active"
        gate.set()
        assert await waiting is True
        door.state = "draining"
        gate.set()
        await soon(lambda: heart.draining)
        stop.set()
        assert await heart.called_up(stop) is False
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_door_that_does_not_answer_keeps_nobody_from_work(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(FakeWorkerDoor):
        async def register_worker(self, registration: WorkerRegistration) -> RegisteredWorker:
            await asyncio.Event().wait()
            raise AssertionError

    monkeypatch.setattr("streams.heart.FIRST_WORD_S", 0.01)
    async with beating(Silent(), ProcessSettings(), "render") as heart:
        assert await asyncio.wait_for(heart.called_up(asyncio.Event()), 5) is True
