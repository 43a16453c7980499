"""A real Kafka under the stack, killed and orphaned."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from schemas.capture import Watermark, WindowState
from streams.brokers.install import installed_kafka
from streams.consumer import RoadConsumer
from streams.producer import RoadProducer
from streams.restarts import Pace
from streams.settings import BrokerKind, ProcessSettings
from streams.stack import Stack, StackEvent, StackEventKind
from streams.topics import SIGNALS
from tests.conftest import missing
from tests.faults.test_stack import TINY, report, runs
from tests.streams.patience import eventually

pytestmark = pytest.mark.kafka

QUICK = Pace(first_wait_ms=100, stop_ms=1500)
ORPHANS_S = 10.0


@pytest.fixture
def settings(tmp_path: Path) -> ProcessSettings:
    if installed_kafka(tmp_path) is None:
        missing("Apache Kafka: run `hypecut kafka install` and set HYPECUT_KAFKA_HOME")
    return ProcessSettings(kafka="local", data=tmp_path, node="test")


def mark(second: int) -> Watermark:
    return Watermark(session_id="s", until_ms=second * 1000, discontinuity=0, state=WindowState.LIVE)


async def test_killed_broker_comes_back_at_its_address_and_nothing_is_lost(
    settings: ProcessSettings,
) -> None:
    events: list[StackEvent] = []
    seconds: list[int] = []

    async def listen(consumer: RoadConsumer) -> None:
        async for received in consumer:
            assert isinstance(received.event, Watermark)
            seconds.append(received.event.until_ms // 1000)
            await consumer.ack(received)

    commands = {"agents": (*TINY, "works")}
    async with Stack(settings, ("agents",), commands=commands, pace=QUICK, on_event=events.append) as stack:
        before = (stack.kafka, stack.pids("agents"))
        assert stack.kafka.kind is BrokerKind.LOCAL
        async with (
            RoadProducer(stack.settings) as producer,
            RoadConsumer(stack.settings, [SIGNALS], "faults") as consumer,
        ):
            listening = asyncio.create_task(listen(consumer))
            for second in range(100):
                await producer.send(SIGNALS, "s", mark(second))
            await eventually(lambda: len(seconds) > 50)
            (java,) = stack.pids("broker")
            os.kill(java, signal.SIGKILL)
            for second in range(100, 200):
                await producer.send(SIGNALS, "s", mark(second))
                await asyncio.sleep(0.01)
            await producer.flush()
            await eventually(lambda: 199 in seconds)
            # At least once, and in order but for what is heard again.
            assert sorted(set(seconds)) == list(range(200))
            assert stack.pids("broker") not in ([], [java])
            consumer.end()
            await listening
        assert (stack.kafka, stack.pids("agents")) == before
        (java,) = stack.pids("broker")
    assert not runs(java)
    kinds = [event.kind for event in events if event.part == "broker"]
    assert kinds.count(StackEventKind.DIED) == 1
    assert kinds.count(StackEventKind.READY) == 2


async def test_kafka_goes_with_a_killed_supervisor_and_keeps_what_it_held(
    settings: ProcessSettings,
) -> None:
    data = settings.data
    supervisor = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.streams.tiny_stack", str(data), "local", stdout=asyncio.subprocess.PIPE
    )
    assert supervisor.stdout is not None
    address = (await asyncio.wait_for(supervisor.stdout.readline(), 120)).decode().strip()
    reached = settings.model_copy(update={"kafka": address, "kafka_kind": BrokerKind.LOCAL})
    async with RoadProducer(reached) as producer:
        await producer.publish(SIGNALS, "s", mark(7))
    java = int((data / "kafka" / "kafka.pid").read_text())
    pids = [java, report(data, "api")["pid"], report(data, "agents")["child"]]
    assert all(runs(pid) for pid in pids)
    supervisor.kill()
    await supervisor.wait()
    await eventually(lambda: not any(runs(pid) for pid in pids), ORPHANS_S)
    async with Stack(settings, ()) as stack:
        assert stack.kafka.address == address
        async with RoadConsumer(stack.settings, [SIGNALS], None) as consumer:
            received = await asyncio.wait_for(anext(consumer), 30)
            assert received.event == mark(7)
