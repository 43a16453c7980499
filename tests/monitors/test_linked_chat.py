from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from monitors.chat import road as roads
from monitors.chat.base import NoChat
from monitors.chat.choose import ChatMeans, chat_of
from monitors.chat.emotes import NO_EMOTES, FetchedEmotes
from monitors.chat.irc import parse
from monitors.chat.lane import ChatLane
from monitors.chat.linked import LinkedChat
from monitors.chat.message import AuthorHash
from monitors.chat.road import BACKLOG_MS, SILENT_MS, ChatRoad, RoadChat
from monitors.chat.twitch import ARRIVAL_MS, TwitchChat
from monitors.settings import MonitorSettings
from schemas.capture import Watermark, WindowState
from schemas.chat import (
    ChannelChat,
    ChatBatch,
    ChatEvent,
    ChatEventKind,
    ChatMessage,
    Withdrawal,
)
from streams.road import Received, RoadClosed

HASH = AuthorHash("k")
BEGAN_MS = 1_000_000


class Hand:
    """A clock that a test sets."""

    now = BEGAN_MS

    def now_ms(self) -> int:
        return self.now

    def monotonic_ms(self) -> int:
        return self.now


class Silence:
    """A consumer that never says anything."""

    def __aiter__(self) -> Silence:
        return self

    async def __anext__(self) -> Received:
        await asyncio.Event().wait()
        raise StopAsyncIteration


@asynccontextmanager
async def silence() -> AsyncIterator[Silence]:
    yield Silence()


def said(text: str, at_ms: int, message_id: str) -> ChatMessage:
    return ChatMessage(at_ms=BEGAN_MS + at_ms, author="a", text=text, message_id=message_id)


def spoke(
    until_ms: int, *messages: ChatMessage, live: bool = True, events: tuple[ChatEvent, ...] = ()
) -> ChannelChat:
    return ChannelChat(
        channel="room",
        broadcaster_id="9",
        until_ms=BEGAN_MS + until_ms,
        live=live,
        messages=messages,
        events=events,
    )


class Anonymous(TwitchChat):
    """The anonymous reader, with a test in the place of the network."""

    def start(self, started_at_ms: int) -> None:
        self._shelf.started_at_ms = started_at_ms

    def hears(self, text: str, at_ms: int, message_id: str) -> None:
        tags = f"id={message_id};user-id=1;room-id=9;tmi-sent-ts={BEGAN_MS + at_ms}"
        self._take(parse(f"@{tags} :nick!n@n PRIVMSG #room :{text}"))


class World:
    """One linked channel, one session."""

    def __init__(self) -> None:
        self.hand = Hand()
        self.road = ChatRoad(self.hand, silence)
        self.anonymous = Anonymous("room", "ws://127.0.0.1:9/", HASH, self.hand)
        self.chat = LinkedChat(RoadChat("Room", self.road, self.hand), self.anonymous)

    def tick(self, until_ms: int, *messages: ChatMessage, live: bool = True) -> None:
        self.hand.now = BEGAN_MS + until_ms + 300
        self.road.hear(spoke(until_ms, *messages, live=live))


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World()
    world.chat.start(BEGAN_MS)
    yield world
    await world.chat.close()
    await world.road.close()


def texts(world: World, until_ms: int) -> list[str]:
    return [line.text for line in world.chat.until(until_ms)]


async def test_the_road_says_how_far_everything_is_known(world: World) -> None:
    world.tick(1000, said("one", 500, "m1"))
    assert world.chat.known_until_ms() == 1000
    assert texts(world, 1000) == ["one"]
    assert world.chat.live(0)
    assert not world.chat.live(1000)


async def test_what_both_say_counts_once(world: World) -> None:
    world.anonymous.hears("one", 490, "m1")
    world.tick(1000, said("one", 500, "m1"), said("two", 600, "m2"))
    assert texts(world, 1000) == ["one", "two"]
    world.anonymous.hears("two", 610, "m2")  # later than the road
    world.tick(2000)
    assert texts(world, 2000) == []


async def test_a_road_that_falls_silent_leaves_no_hole_and_doubles_nothing(world: World) -> None:
    for second in range(1, 6):
        world.anonymous.hears(f"n{second}", 1000 * second - 500, f"m{second}")
        world.tick(1000 * second, said(f"n{second}", 1000 * second - 480, f"m{second}"))
    got = texts(world, world.chat.known_until_ms() or 0)
    # The road's process dies; the other reader hears on.
    for second in range(6, 19):
        world.hand.now = BEGAN_MS + 1000 * second
        world.anonymous.hears(f"n{second}", 1000 * second - 500, f"m{second}")
        known_ms = world.chat.known_until_ms() or 0
        got += texts(world, known_ms)
        if world.hand.now - BEGAN_MS < 5300 + SILENT_MS:
            assert known_ms == 5000  # what the road still owes may come
        else:
            assert known_ms == 1000 * second - ARRIVAL_MS
    assert all(world.chat.live(1000 * second) for second in range(17))
    # It comes back, and says again what was heard meanwhile.
    repeated = [said(f"n{second}", 1000 * second - 480, f"m{second}") for second in (17, 18, 19)]
    world.tick(19_000, *repeated)
    got += texts(world, world.chat.known_until_ms() or 0)
    assert got == [f"n{second}" for second in range(1, 20)]


async def test_a_channel_that_is_not_linked_is_read_anonymously(world: World) -> None:
    world.hand.now += 3000
    world.anonymous.hears("one", 500, "m1")
    world.road.hear(spoke(3000, said("other", 100, "x")))
    lonely = LinkedChat(RoadChat("else", world.road, world.hand), world.anonymous)
    assert lonely.known_until_ms() == 3000 - ARRIVAL_MS
    assert [line.text for line in lonely.until(1500)] == ["one"]
    world.hand.now += 1000
    assert [lonely.live(second) for second in (2000, 3000)] == [False, True]


async def test_where_the_bot_is_the_door_says_what_a_wish_counts(world: World) -> None:
    world.anonymous.hears("!clip", 500, "m1")
    world.anonymous.hears("!clip", 600, "m2")
    wish = ChatEvent(event_id="m1", at_ms=BEGAN_MS + 500, kind=ChatEventKind.WANTED, author="a", amount=170)
    world.hand.now = BEGAN_MS + 1300
    world.road.hear(spoke(1000, events=(wish,)))
    (only,) = world.chat.beside(1000)
    assert isinstance(only, ChatEvent)
    assert (only.event_id, only.amount) == ("m1", 170)
    # Nobody listens for the road: the line itself is the wish.
    world.anonymous.hears("!clip", 1500, "m3")
    world.tick(2000, live=False)
    (only,) = world.chat.beside(2000)
    assert isinstance(only, ChatEvent)
    assert only.event_id == "m3"


async def test_seconds_in_which_nobody_listened_are_told_apart(world: World) -> None:
    world.tick(1000)
    world.tick(3000, live=False)
    world.tick(4000)
    world.tick(20_000)  # whoever says so began a moment ago
    assert [world.chat.live(second) for second in (0, 1000, 2000, 3000, 5000, 19_000)] == [
        *(True, False, False),
        *(True, False, True),
    ]


async def test_a_session_that_begins_late_hears_the_last_seconds() -> None:
    world = World()
    world.hand.now = BEGAN_MS + 60_000
    world.road.hear(spoke(60_000 - BACKLOG_MS - 1, said("old", 1, "m0")))
    world.road.hear(spoke(58_000, said("one", 57_000, "m1")))
    world.road.hear(spoke(60_000, said("two", 59_000, "m2")))
    late = RoadChat("room", world.road, world.hand)
    late.start(BEGAN_MS + 56_000)
    assert [(line.text, line.at_ms) for line in late.until(9000)] == [("one", 1000), ("two", 3000)]
    assert late.known_until_ms() == 4000
    world.hand.now += 2 * SILENT_MS
    assert late.known_until_ms() == 4000 + SILENT_MS  # a road that is silent for good holds nobody up
    await late.close()
    world.road.hear(spoke(61_000, said("three", 60_500, "m3")))
    assert late.until(99_000) == []
    await world.road.close()


async def test_channels_that_are_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roads, "CHANNELS_MAX", 2)
    road = ChatRoad(Hand(), silence)
    for name in ("a", "b", "a", "c"):
        road.hear(ChannelChat(channel=name, broadcaster_id="1", until_ms=1, live=True))
    assert set(road._backlog) == {"a", "c"}


async def test_a_broker_that_is_gone_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(roads, "AGAIN_S", 0.0)
    event = spoke(1000, said("one", 500, "m1"))
    tries = 0
    heard = asyncio.Event()

    @asynccontextmanager
    async def consumer() -> AsyncIterator[roads.Hears]:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise RoadClosed("no broker")

        class One:
            async def __aiter__(self) -> AsyncIterator[Received]:
                yield Received("twitch.chat", 0, 0, "9", event)
                await asyncio.Event().wait()

        yield One()

    road = ChatRoad(Hand(), consumer)
    road.join("room", lambda _: heard.set())
    async with asyncio.timeout(5):
        await heard.wait()
    assert [record.getMessage() for record in caplog.records] == [
        "no chat of linked channels comes for now: no broker"
    ]
    await road.close()


async def test_the_lane_says_lines_events_and_withdrawals_together(world: World) -> None:
    lane = ChatLane("s", world.chat)
    lane.second(1000, 0, False)
    raid = ChatEvent(event_id="e", at_ms=BEGAN_MS + 600, kind=ChatEventKind.RAID, author="b", amount=9)
    taken = Withdrawal(at_ms=BEGAN_MS + 610, message_id="m0")
    world.hand.now = BEGAN_MS + 1300
    world.road.hear(
        ChannelChat(
            channel="room",
            broadcaster_id="9",
            until_ms=BEGAN_MS + 1000,
            live=True,
            messages=(said("one", 100, "m1"), said("two", 620, "m2")),
            events=(raid,),
            withdrawals=(taken,),
        )
    )
    first, second, mark = lane.events()
    assert isinstance(first, ChatBatch)
    assert isinstance(second, ChatBatch)
    assert [line.text for line in first.messages] == ["one"]
    assert [line.text for line in second.messages] == ["two"]
    assert [(one.event_id, one.at_ms) for one in second.events] == [("e", 600)]
    assert second.withdrawals == (Withdrawal(at_ms=610, message_id="m0"),)
    assert isinstance(mark, Watermark)
    assert (mark.until_ms, mark.state) == (1000, WindowState.LIVE)


async def test_the_kind_of_a_twitch_chat(tmp_path: Path) -> None:
    settings = MonitorSettings(data=tmp_path)
    hand = Hand()
    road = ChatRoad(hand, silence)
    assert isinstance(chat_of("twitch:room", settings, hand, trusted=False), TwitchChat)
    linked = chat_of("twitch:room", settings, hand, trusted=False, means=ChatMeans(road))
    assert isinstance(linked, LinkedChat)
    assert isinstance(chat_of("none", settings, hand, trusted=False, means=ChatMeans(road)), NoChat)
    assert ChatMeans.of(settings, hand).emotes is NO_EMOTES
    asking = ChatMeans.of(MonitorSettings.model_validate({"data": tmp_path, "channel_emotes": "on"}), hand)
    assert isinstance(asking.emotes, FetchedEmotes)
    await asking.close()
