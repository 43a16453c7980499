"""A broker that is gone for good, and one that has forgotten where a group was."""

from __future__ import annotations

import asyncio
import time

import pytest

from schemas.capture import AudioWindow, Watermark, WindowState
from streams import consumer as consumers
from streams import producer as producers
from streams.admin import ensure_topics
from streams.brokers.embedded import EmbeddedBroker
from streams.consumer import RoadConsumer
from streams.producer import RoadProducer
from streams.road import RoadClosed
from streams.settings import BrokerKind, ProcessSettings
from streams.telemetry import Counters
from streams.topics import MEDIA_AUDIO, SIGNALS
from tests.streams.running_broker import RunningBroker

PATIENCE_S = 1.0
"""Of the clients here; long for a broker in the same process."""

BOUND_S = 20.0
"""In which each must have said so, on a busy machine."""


def mark(second: int) -> Watermark:
    return Watermark(session_id="s", until_ms=second * 1000, discontinuity=0, state=WindowState.LIVE)


async def started() -> tuple[EmbeddedBroker, ProcessSettings]:
    broker = EmbeddedBroker()
    settings = ProcessSettings(kafka=await broker.start(), kafka_kind=BrokerKind.EMBEDDED)
    await ensure_topics(settings)
    return broker, settings


async def test_sender_is_told_when_the_broker_is_gone_and_ends_within_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(producers, "STOP_S", 0.5)
    broker, settings = await started()
    counters = Counters()
    producer = RoadProducer(settings, counters, patience_s=PATIENCE_S)
    await producer.start()
    await producer.publish(SIGNALS, "s", mark(0))
    await broker.stop()
    with pytest.raises(RoadClosed, match=settings.kafka):
        await producer.publish(SIGNALS, "s", mark(1))
    with pytest.raises(RoadClosed, match=settings.kafka):
        await producer.send(SIGNALS, "s", mark(2))
    began = time.monotonic()
    await producer.stop()
    assert time.monotonic() - began < BOUND_S
    others = asyncio.all_tasks() - {asyncio.current_task()}
    assert not others
    assert counters.counts["events_unsent"] == 1


async def test_full_buffer_makes_the_sender_wait_and_then_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(producers, "STOP_S", 0.5)
    monkeypatch.setattr(producers, "BUFFER_EVENTS_MAX", 3)
    broker, settings = await started()
    producer = RoadProducer(settings, patience_s=PATIENCE_S)
    await producer.start()
    await producer.publish(SIGNALS, "s", mark(0))
    await broker.stop()
    for second in range(3):
        await producer.send(SIGNALS, "s", mark(second))
    began = time.monotonic()
    with pytest.raises(RoadClosed, match="took nothing"):
        await producer.send(SIGNALS, "s", mark(3))
    assert time.monotonic() - began > PATIENCE_S / 2
    await producer.stop()


async def test_listener_is_told_when_the_broker_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "PROBE_EVERY_MS", 200)
    monkeypatch.setattr(consumers, "HANG_S", 0.5)
    broker, settings = await started()
    async with asyncio.timeout(BOUND_S):
        consumer = RoadConsumer(settings, [SIGNALS], None)
        await consumer.start()
        consumer._patience_s = PATIENCE_S
        await broker.stop()
        with pytest.raises(RoadClosed, match=settings.kafka):
            await anext(consumer)
        await consumer.stop()
    assert not asyncio.all_tasks() - {asyncio.current_task()}


async def test_group_goes_on_at_the_oldest_event_when_its_own_was_dropped(embedded: RunningBroker) -> None:
    """The embedded broker keeps 5 MiB a partition: a group that was away comes back to less."""
    settings = embedded.settings
    await ensure_topics(settings)
    async with RoadProducer(settings) as producer:

        async def send(seconds: range) -> None:
            for second in seconds:
                pcm = second.to_bytes(4, "big") * 8000
                window = AudioWindow(
                    session_id="s", start_ms=second * 1000, discontinuity=0, covered_ms=1000, pcm=pcm
                )
                await producer.send(MEDIA_AUDIO, "dropped", window)
            await producer.flush()

        async def hear_from(group: str) -> int:
            async with RoadConsumer(settings, [MEDIA_AUDIO], group) as consumer, asyncio.timeout(BOUND_S):
                received = await anext(consumer)
                await consumer.ack(received)
                assert isinstance(received.event, AudioWindow)
                return received.event.start_ms // 1000

        await send(range(1))
        assert await hear_from("slow") == 0
        await send(range(1, 400))
        first = await hear_from("slow")
    assert 100 < first < 400
