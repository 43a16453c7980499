"""The chat of linked channels over a real road: one consumer, from a producer to a session."""

from __future__ import annotations

import asyncio
from pathlib import Path

from monitors.chat.choose import ChatMeans
from monitors.chat.road import RoadChat
from monitors.settings import MonitorSettings
from schemas.chat import ChannelChat, ChatMessage
from streams.admin import ensure_topics
from streams.brokers.embedded import EmbeddedBroker
from streams.clock import SystemClock
from streams.producer import RoadProducer
from streams.telemetry import Counters
from streams.topics import DEAD_LETTERS, TWITCH_CHAT
from tests.streams.running_broker import RunningBroker


async def test_two_sessions_of_two_channels_hear_their_own(tmp_path: Path) -> None:
    with RunningBroker(EmbeddedBroker()) as broker:
        own = broker.settings.model_dump(include={"kafka", "kafka_kind"})
        settings = MonitorSettings(**own, data=tmp_path)
        await ensure_topics(settings, [TWITCH_CHAT, DEAD_LETTERS])
        clock = SystemClock()
        means = ChatMeans.of(settings, clock)
        assert means.road is not None
        began_ms = clock.now_ms() - 5000
        chats = {name: RoadChat(name, means.road, clock) for name in ("one", "two")}
        for chat in chats.values():
            chat.start(began_ms)
        said = 0
        async with RoadProducer(settings, Counters()) as producer, asyncio.timeout(30):
            # The consumer begins with the newest: what was said before it was there is not heard.
            while not all(chat.fresh for chat in chats.values()):
                said += 1
                for name in chats:
                    event = ChannelChat(
                        channel=name,
                        broadcaster_id=name,
                        until_ms=clock.now_ms(),
                        live=True,
                        messages=(
                            ChatMessage(at_ms=clock.now_ms(), author="a", text=name, message_id=f"m{said}"),
                        ),
                    )
                    await producer.publish(TWITCH_CHAT, name, event)
                await asyncio.sleep(0.1)  # as its process would
        for name, chat in chats.items():
            assert {line.text for line in chat.until(60_000)} == {name}
            await chat.close()
        await means.close()
