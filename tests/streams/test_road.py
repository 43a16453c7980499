"""The producer and the consumer, on the embedded broker and on a real Kafka."""

from __future__ import annotations

import asyncio
import socket
from collections import defaultdict

import pytest
from aiokafka import AIOKafkaProducer

from schemas.capture import AudioWindow, Watermark, WindowState
from schemas.rendering import DeadLetter
from streams.client import EventTooLarge
from streams.consumer import RoadConsumer
from streams.producer import RoadProducer
from streams.road import Received, RoadClosed
from streams.settings import BrokerKind, ProcessSettings
from streams.telemetry import Counters
from streams.topics import DEAD_LETTERS, Topic
from tests.streams.patience import WAIT_S, eventually
from tests.streams.running_broker import LoopThread

SILENCE_S = 1.0
"""What has not come after this, when something before it came within milliseconds, does not come."""


def mark(second: int, session: str = "s") -> Watermark:
    return Watermark(session_id=session, until_ms=second * 1000, discontinuity=0, state=WindowState.LIVE)


def second_of(received: Received) -> int:
    assert isinstance(received.event, Watermark)
    return received.event.until_ms // 1000


async def heard(consumer: RoadConsumer, count: int, *, ack: bool = True) -> list[Received]:
    events: list[Received] = []
    async with asyncio.timeout(WAIT_S):
        while len(events) < count:
            event = await anext(consumer)
            events.append(event)
            if ack:
                await consumer.ack(event)
    return events


async def hears_nothing(consumer: RoadConsumer) -> bool:
    try:
        async with asyncio.timeout(SILENCE_S):
            await anext(consumer)
    except TimeoutError:
        return True
    return False


async def test_events_arrive_whole_and_in_order_within_a_key(settings: ProcessSettings, topic: Topic) -> None:
    counters = Counters()
    async with RoadProducer(settings, counters) as producer:
        for second in range(300):
            await producer.send(topic, f"session-{second % 5}", mark(second, f"session-{second % 5}"))
        await producer.flush()
    assert counters.counts["events_sent"] == 300
    async with RoadConsumer(settings, [topic], "in-order") as consumer:
        by_key: dict[str, list[int]] = defaultdict(list)
        partitions: dict[str, set[int]] = defaultdict(set)
        for event in await heard(consumer, 300):
            by_key[event.key].append(second_of(event))
            partitions[event.key].add(event.partition)
    assert by_key == {f"session-{k}": list(range(k, 300, 5)) for k in range(5)}
    assert all(len(found) == 1 for found in partitions.values())


async def test_next_start_begins_at_the_first_event_not_acked(
    settings: ProcessSettings, topic: Topic
) -> None:
    async with RoadProducer(settings) as producer:
        for second in range(6):
            await producer.publish(topic, "one", mark(second))
    async with RoadConsumer(settings, [topic], "gap") as consumer:
        events = await heard(consumer, 6, ack=False)
        for event in events:
            if second_of(event) != 2:
                await consumer.ack(event)
        assert consumer.in_flight == 1
        await consumer.stop(drain_s=0)
    async with RoadConsumer(settings, [topic], "gap") as consumer:
        assert [second_of(event) for event in await heard(consumer, 4)] == [2, 3, 4, 5]
    async with RoadConsumer(settings, [topic], "gap") as consumer:
        assert await hears_nothing(consumer)


async def test_full_consumer_gives_out_nothing_and_stays_in_its_group(
    settings: ProcessSettings, topic: Topic
) -> None:
    async with RoadProducer(settings) as producer:
        for second in range(4):
            await producer.publish(topic, "one", mark(second))
    moved: list[object] = []
    async with RoadConsumer(
        settings, [topic], "full", in_flight_max=2, on_assigned=moved.append, on_revoked=moved.append
    ) as consumer:
        first, second = await heard(consumer, 2, ack=False)
        waiting = asyncio.create_task(anext(consumer))
        # Longer than the session timeout: only heartbeats keep the membership.
        done, _ = await asyncio.wait([waiting], timeout=8.0)
        assert not done
        assert len(moved) == 1
        await consumer.ack(first)
        third = await asyncio.wait_for(waiting, WAIT_S)
        assert second_of(third) == 2
        await consumer.ack(second)
        await consumer.ack(third)
    async with RoadConsumer(settings, [topic], "full") as consumer:
        assert [second_of(event) for event in await heard(consumer, 1)] == [3]


async def test_bytes_that_are_no_event_go_to_the_dead_letters(
    settings: ProcessSettings, topic: Topic
) -> None:
    counters = Counters()
    async with (
        RoadConsumer(settings, [DEAD_LETTERS], None, from_start=False) as letters,
        RoadConsumer(settings, [topic], "dead", counters=counters) as consumer,
    ):
        raw = AIOKafkaProducer(bootstrap_servers=settings.kafka)
        await raw.start()
        await raw.send_and_wait(topic.name, b"\xc1 not ours", key=b"one")
        await raw.stop()
        async with RoadProducer(settings) as producer:
            await producer.publish(topic, "one", mark(1))
        assert [second_of(event) for event in await heard(consumer, 1)] == [1]
        (letter,) = [event.event for event in await heard(letters, 1)]
    assert isinstance(letter, DeadLetter)
    assert (letter.topic, letter.key, letter.body, letter.stage) == (topic.name, "one", b"\xc1 not ours", "")
    assert "not an event" in letter.reason
    assert counters.counts["events_undecodable"] == 1
    async with RoadConsumer(settings, [topic], "dead") as consumer:
        assert await hears_nothing(consumer)


async def test_dead_letter_keeps_the_event_the_stage_and_the_reason(
    settings: ProcessSettings, topic: Topic
) -> None:
    async with (
        RoadConsumer(settings, [DEAD_LETTERS], None, from_start=False) as letters,
        RoadProducer(settings) as producer,
    ):
        await producer.dead_letter(Received(topic.name, 0, 7, "one", mark(3)), "caption", "no font")
        (letter,) = [event.event for event in await heard(letters, 1)]
    assert isinstance(letter, DeadLetter)
    assert (letter.topic, letter.key, letter.stage, letter.reason) == (
        topic.name,
        "one",
        "caption",
        "no font",
    )


async def test_onlooker_hears_all_or_only_what_is_new(settings: ProcessSettings, topic: Topic) -> None:
    async with RoadProducer(settings) as producer:
        for second in range(20):
            await producer.send(topic, f"k{second}", mark(second))
        await producer.flush()
        async with (
            RoadConsumer(settings, [topic], None, from_start=False) as late,
            RoadConsumer(settings, [topic], None) as early,
        ):
            for second in range(20, 40):
                await producer.send(topic, f"k{second}", mark(second))
            assert {second_of(e) for e in await heard(late, 20, ack=False)} == set(range(20, 40))
            assert {second_of(e) for e in await heard(early, 40, ack=False)} == set(range(40))


async def test_second_member_takes_a_share_and_work_in_flight_is_not_lost(
    settings: ProcessSettings, topic: Topic
) -> None:
    keys = [f"k{number}" for number in range(24)]
    elsewhere = LoopThread()
    lost: set[tuple[str, int]] = set()
    again: list[Received] = []

    async def go_on(consumer: RoadConsumer) -> None:
        async for event in consumer:
            again.append(event)
            await consumer.ack(event)

    async def member() -> RoadConsumer:
        return await RoadConsumer(settings, [topic], "share").__aenter__()

    async with (
        RoadProducer(settings) as producer,
        RoadConsumer(settings, [topic], "share", on_revoked=lost.update) as first,
    ):
        for key in keys:
            await producer.send(topic, key, mark(0, key))
        in_flight = await heard(first, len(keys), ack=False)
        listening = asyncio.create_task(go_on(first))
        second = await elsewhere.run(member())
        try:
            await eventually(lambda: lost and second.assigned == lost)
            assert not first.assigned & lost
            # The first still works on everything; acks for what it lost must change nothing.
            for event in in_flight:
                await first.ack(event)
            moved = sorted(event.key for event in in_flight if (event.topic, event.partition) in lost)
            assert 0 < len(moved) < len(keys)
            assert sorted(event.key for event in await elsewhere.run(heard(second, len(moved)))) == moved
            for key in keys:
                await producer.send(topic, key, mark(1, key))
            news = await elsewhere.run(heard(second, len(moved)))
            assert {second_of(event) for event in news} == {1}
            await eventually(lambda: len(again) >= len(keys) - len(moved))
            # What stayed was not given out a second time.
            assert {second_of(event) for event in again} == {1}
            assert sorted([*moved, *(event.key for event in again)]) == sorted(keys)
        finally:
            await elsewhere.run(second.stop())
            elsewhere.close()
            first.end()
            await asyncio.wait_for(listening, WAIT_S)


async def test_rewinding_consumer_hears_the_whole_topic_again(
    settings: ProcessSettings, topic: Topic
) -> None:
    async with RoadProducer(settings) as producer:
        for second in range(3):
            await producer.publish(topic, "one", mark(second))
    for _ in range(2):
        async with RoadConsumer(settings, [topic], "table", rewind=True) as consumer:
            assert [second_of(event) for event in await heard(consumer, 3)] == [0, 1, 2]


async def test_iteration_ends_when_asked_to(settings: ProcessSettings, topic: Topic) -> None:
    async with RoadConsumer(settings, [topic], None) as consumer:
        asyncio.get_running_loop().call_later(0.2, consumer.end)
        async with asyncio.timeout(WAIT_S):
            assert [event async for event in consumer] == []


async def test_event_larger_than_its_topic_is_refused(settings: ProcessSettings) -> None:
    small = Topic("test-small", "session", 1000, max_bytes=1024)
    window = AudioWindow(session_id="s", start_ms=0, discontinuity=0, covered_ms=0, pcm=bytes(2000))
    async with RoadProducer(settings) as producer:
        with pytest.raises(EventTooLarge, match="test-small"):
            await producer.send(small, "s", window)


async def test_missing_broker_is_named_within_the_patience() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unheard.getsockname()[1]}"
        settings = ProcessSettings(kafka=address, kafka_kind=BrokerKind.CLUSTER)
        with pytest.raises(RoadClosed, match=address):
            await RoadProducer(settings, patience_s=0.7).start()
        with pytest.raises(RoadClosed, match=address):
            await RoadConsumer(settings, [DEAD_LETTERS], "g", patience_s=0.7).start()
