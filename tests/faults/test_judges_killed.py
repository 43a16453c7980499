"""Real judging processes on a real road: killed, deaf, their broker killed. Nothing is lost or changed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.capture import AudioWindow, ChatBatch, ChatMessage, Watermark, WindowState
from schemas.ids import derived_id
from schemas.judging import HighlightState, JudgingEnded
from streams.admin import ensure_topics
from streams.brokers import Broker
from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.install import installed_kafka
from streams.brokers.local import LocalBroker
from streams.producer import RoadProducer
from streams.settings import ProcessSettings
from streams.topics import CHAT_BATCHES, HIGHLIGHTS, MEDIA_AUDIO, MEDIA_FRAMES
from tests.conftest import missing
from tests.fakes.http_door import FakeHttpDoor

pytestmark = pytest.mark.usefixtures("minutes")

SESSIONS = tuple(f"0190a000-0000-7000-8000-0000000000{number:02x}" for number in range(6))
SECONDS = 60
LOUD = (20, 21, 22, 40, 41, 42)
TICK_S = 0.2
"""Five times as fast as life: the broker misses a killed worker after some 7 s, 35 s of media."""
ALL_ENDED_S = 60.0
READY_S = 25.0
STARTS_MAX = 3
"""Faust is known to join a group now and then and never be given partitions (decision 7)."""


class Judges:
    """The processes."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self._env = {**os.environ, **env}
        self._folder = folder
        self.running: list[asyncio.subprocess.Process] = []

    async def start(self, *how: str) -> asyncio.subprocess.Process:
        """One more process; one that hangs at its start is started anew, as the supervisor does."""
        for _ in range(STARTS_MAX):
            process = await self._started(*how)
            if process is not None:
                return process
        raise AssertionError(f"{STARTS_MAX} judging processes in a row were never given partitions")

    async def _started(self, *how: str) -> asyncio.subprocess.Process | None:
        ready = self._folder / f"ready-{len(self.running)}"
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.fakes.judging_process",
            *how,
            env={**self._env, "HYPECUT_READY_FILE": str(ready), "HYPECUT_NODE": ready.name},
        )
        try:
            async with asyncio.timeout(READY_S):
                while not await asyncio.to_thread(ready.exists):
                    assert process.returncode is None
                    await asyncio.sleep(0.1)
        except TimeoutError:
            process.kill()
            await process.wait()
            return None
        self.running.append(process)
        return process

    async def stop(self) -> list[int | None]:
        for process in self.running:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        return [await process.wait() for process in self.running]


async def _media(road: RoadProducer, second: int) -> None:
    at_ms = second * 1000
    for session_id in SESSIONS:
        mark = Watermark(
            session_id=session_id,
            until_ms=at_ms + 1000,
            discontinuity=0,
            state=WindowState.LIVE,
            final=second == SECONDS - 1,
        )
        if second in LOUD:
            lines = tuple(ChatMessage(at_ms=at_ms, author=f"{line:016x}", text="wow") for line in range(12))
            batch = ChatBatch(session_id=session_id, discontinuity=0, messages=lines)
            await road.send(CHAT_BATCHES, session_id, batch)
        window = AudioWindow(
            session_id=session_id, start_ms=at_ms, discontinuity=0, covered_ms=1000, pcm=bytes(200)
        )
        await road.send(MEDIA_AUDIO, session_id, window)
        for topic in (CHAT_BATCHES, MEDIA_AUDIO, MEDIA_FRAMES):
            await road.send(topic, session_id, mark)


async def _hear_ends(settings: ProcessSettings) -> dict[str, JudgingEnded]:
    from streams.consumer import RoadConsumer

    ended: dict[str, JudgingEnded] = {}
    async with RoadConsumer(settings, group=None, topics=(HIGHLIGHTS,)) as consumer:
        async for received in consumer:
            if isinstance(received.event, JudgingEnded):
                ended[received.event.session_id] = received.event
            if len(ended) == len(SESSIONS):
                break
    return ended


def _local(folder: Path) -> LocalBroker:
    kafka = installed_kafka(folder)
    if kafka is None:
        missing("Apache Kafka: run `hypecut kafka install` and set HYPECUT_KAFKA_HOME")
        raise AssertionError
    return LocalBroker(folder, kafka)


@pytest.fixture(params=["embedded", pytest.param("local", marks=pytest.mark.kafka)])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Broker:
    """Not started."""
    return EmbeddedBroker() if request.param == "embedded" else _local(tmp_path)


@dataclass
class Stage:
    """What stands when a test begins."""

    broker: Broker
    settings: ProcessSettings
    door: FakeHttpDoor
    road: RoadProducer
    judges: Judges


@asynccontextmanager
async def _stage(broker: Broker, folder: Path, **env: str) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        address = await broker.start()
        stack.push_async_callback(broker.stop)
        door = await stack.enter_async_context(FakeHttpDoor())
        settings = ProcessSettings(kafka=address, kafka_kind=broker.kind, api_url=door.url, data=folder)
        await ensure_topics(settings)
        road = await stack.enter_async_context(RoadProducer(settings))
        env |= {
            "HYPECUT_KAFKA": address,
            "HYPECUT_KAFKA_KIND": broker.kind.value,
            "HYPECUT_API_URL": door.url,
            "HYPECUT_DATA": str(folder),
            "HYPECUT_SPEECH_MODEL": "none",
        }
        judges = Judges(env, folder)
        stack.push_async_callback(judges.stop)
        yield Stage(broker, settings, door, road, judges)


def _check(stage: Stage, ended: dict[str, JudgingEnded]) -> None:
    expected = {
        session_id: {derived_id(session_id, "highlight", start_ms) for start_ms in (20_000, 40_000)}
        for session_id in SESSIONS
    }
    assert {session_id: set(end.final_ids) for session_id, end in ended.items()} == expected
    put = stage.door.rules.put
    assert set(put) == set().union(*expected.values())
    assert {(each.start_ms, each.end_ms, each.score, each.state) for each in put.values()} == {
        (20_000, 23_000, 14.0, HighlightState.FINAL),
        (40_000, 43_000, 14.0, HighlightState.FINAL),
    }


async def test_a_worker_that_reads_nothing_exits_and_the_next_one_does_the_work(
    broker: Broker, tmp_path: Path
) -> None:
    async with _stage(broker, tmp_path, HYPECUT_JUDGES_STALL_MS="3000") as stage:
        await _media(stage.road, 0)
        deaf = await stage.judges.start("deaf")
        assert await asyncio.wait_for(deaf.wait(), 30) == 1
        await stage.judges.start()
        for second in range(1, SECONDS):
            await _media(stage.road, second)
        ended = await asyncio.wait_for(_hear_ends(stage.settings), ALL_ENDED_S)
    _check(stage, ended)


async def test_killing_one_of_two_loses_and_changes_nothing(broker: Broker, tmp_path: Path) -> None:
    async with _stage(broker, tmp_path) as stage:
        first = await stage.judges.start()
        await stage.judges.start()
        ends = asyncio.create_task(_hear_ends(stage.settings))
        for second in range(SECONDS):
            await _media(stage.road, second)
            if second == 21:  # in the middle of a highlight of every session
                first.kill()
            await asyncio.sleep(TICK_S)
        ended = await asyncio.wait_for(ends, ALL_ENDED_S)
    _check(stage, ended)
    assert await stage.judges.stop() == [-signal.SIGKILL, 0]


async def test_draining_one_of_two_loses_and_changes_nothing(broker: Broker, tmp_path: Path) -> None:
    async with _stage(broker, tmp_path) as stage:
        first = await stage.judges.start()
        await stage.judges.start()
        ends = asyncio.create_task(_hear_ends(stage.settings))
        left = None
        for second in range(SECONDS):
            await _media(stage.road, second)
            if second == 21:  # in the middle of a highlight of every session
                stage.door.drained.add("ready-0")
                left = asyncio.create_task(first.wait())
            await asyncio.sleep(TICK_S)
        assert left is not None
        assert await asyncio.wait_for(left, 10) == 0
        ended = await asyncio.wait_for(ends, ALL_ENDED_S)
        assert stage.door.beats["ready-1"].busy > 0
    _check(stage, ended)
    assert await stage.judges.stop() == [0, 0]


async def test_a_judge_that_is_started_while_it_is_drained_waits_until_it_is_taken_back(
    tmp_path: Path,
) -> None:
    async with _stage(EmbeddedBroker(), tmp_path) as stage:
        stage.door.drained.add("ready-0")
        waiting = await stage.judges.start()  # it is well, and has no partitions
        for second in range(SECONDS):
            await _media(stage.road, second)
        ends = asyncio.create_task(_hear_ends(stage.settings))
        await asyncio.wait({ends}, timeout=5)
        assert not ends.done()
        assert stage.door.rules.memories == {}
        assert waiting.returncode is None
        stage.door.drained.clear()
        ended = await asyncio.wait_for(ends, ALL_ENDED_S)
    _check(stage, ended)
    assert await stage.judges.stop() == [0]


@pytest.mark.kafka
async def test_a_killed_broker_that_comes_back_changes_nothing(tmp_path: Path) -> None:
    local = _local(tmp_path)
    async with _stage(local, tmp_path) as stage:
        await stage.judges.start()
        ends = asyncio.create_task(_hear_ends(stage.settings))
        for second in range(SECONDS):
            await _media(stage.road, second)
            if second == 21:
                assert local.pid is not None
                os.kill(local.pid, signal.SIGKILL)
                await asyncio.sleep(1.0)
                await local.start()
            await asyncio.sleep(TICK_S)
        ended = await asyncio.wait_for(ends, ALL_ENDED_S)
    _check(stage, ended)
    assert await stage.judges.stop() == [0]
