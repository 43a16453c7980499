from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest

from monitors.chat import shelf, twitch
from monitors.chat.message import AuthorHash
from monitors.chat.twitch import ARRIVAL_MS, TwitchChat
from streams.clock import SystemClock
from tests.fakes.twitch_irc import FakeTwitchIrc


@pytest.fixture
async def irc() -> AsyncIterator[FakeTwitchIrc]:
    async with FakeTwitchIrc() as server:
        yield server


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twitch, "FIRST_WAIT_S", 0.01)


def line(text: str, at_ms: int, user: int = 1) -> str:
    return f"@user-id={user};room-id=9;tmi-sent-ts={at_ms} :someone!s@s PRIVMSG #room :{text}"


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


def waiting(chat: TwitchChat) -> int:
    return chat.waiting


async def test_lines_lie_where_they_were_said(irc: FakeTwitchIrc) -> None:
    now_ms = SystemClock().now_ms()
    chat = TwitchChat("Room", irc.url, AuthorHash("k"), SystemClock())
    chat.start(now_ms - 10_000)
    await irc.joined.wait()
    await irc.say(line("first", now_ms - 3000), line("second", now_ms - 2000, 2), "garbage")
    await irc.say("PING :tmi.twitch.tv", line("years ago", 1_500_000_000_000, 3))
    await until(lambda: waiting(chat) == 3)
    assert [(m.text, m.at_ms) for m in chat.until(9000)] == [("first", 7000), ("second", 8000)]
    (old,) = chat.until(60_000)
    assert 9000 <= old.at_ms <= 16_000
    assert irc.heard[:2] == ["CAP REQ :twitch.tv/tags twitch.tv/commands", "PASS SCHMOOPIIE"]
    assert irc.heard[2].startswith("NICK justinfan")
    await until(lambda: "PONG :tmi.twitch.tv" in irc.heard)
    assert irc.heard[3] == "JOIN #room"
    await chat.close()


async def test_a_line_for_a_closed_second_belongs_to_the_open_one(irc: FakeTwitchIrc) -> None:
    now_ms = SystemClock().now_ms()
    chat = TwitchChat("room", irc.url, AuthorHash("k"), SystemClock())
    chat.start(now_ms - 10_000)
    await irc.joined.wait()
    assert chat.until(9000) == []
    await irc.say(line("late", now_ms - 5000))
    await until(lambda: waiting(chat) == 1)
    assert [m.at_ms for m in chat.until(10_000)] == [9000]
    await chat.close()


async def test_it_connects_again_by_itself(irc: FakeTwitchIrc, caplog: pytest.LogCaptureFixture) -> None:
    now_ms = SystemClock().now_ms()
    chat = TwitchChat("secretname", irc.url, AuthorHash("k"), SystemClock())
    with caplog.at_level(logging.DEBUG, "monitors"):
        chat.start(now_ms)
        await irc.joined.wait()
        await irc.say(line("one", now_ms))
        await irc.say(":tmi.twitch.tv RECONNECT")
        await until(lambda: irc.joins == 2)
        await irc.hang_up()
        await until(lambda: irc.joins == 3)
        await irc.say(line("two", now_ms))
        await until(lambda: waiting(chat) == 2)
        await chat.close()
    assert "secretname" not in caplog.text
    assert "someone" not in caplog.text


class Hand:
    """A clock that a test sets."""

    now = 1_000_000

    def now_ms(self) -> int:
        return self.now

    def monotonic_ms(self) -> int:
        return self.now


async def test_seconds_without_a_connection_are_told_apart(irc: FakeTwitchIrc) -> None:
    hand = Hand()
    chat = TwitchChat("room", irc.url, AuthorHash("k"), hand)
    chat.start(hand.now)
    await until(lambda: bool(chat._up_spans))
    hand.now += 3000
    assert chat.known_until_ms() == 3000 - ARRIVAL_MS
    await chat.close()
    hand.now += 3000
    assert [chat.live(second) for second in (0, 2000, 3000, 5000)] == [True, True, False, False]


async def test_a_dead_connection_is_noticed_and_was_up_until_its_last_line(
    irc: FakeTwitchIrc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twitch, "PING_EVERY_S", 0.02)
    monkeypatch.setattr(twitch, "SILENCE_S", 0.4)
    hand = Hand()
    chat = TwitchChat("room", irc.url, AuthorHash("k"), hand)
    chat.start(hand.now)
    # A room in which nobody speaks is no dead connection.
    await until(lambda: irc.heard.count("PING :hypecut") > 30)
    assert irc.joins == 1
    irc.out_of_reach = True
    pings = len(irc.heard)
    await until(lambda: len(irc.heard) > pings + 1)  # what was answered before has arrived
    hand.now += 60_000
    await until(lambda: irc.joins == 2)
    await chat.close()
    assert not chat.live(30_000)


async def test_a_chat_that_reconnects_often_never_waits_longer(
    irc: FakeTwitchIrc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twitch, "SPANS_MAX", 2)
    chat = TwitchChat("room", irc.url, AuthorHash("k"), SystemClock())
    chat.start(0)
    for joins in range(1, 15):
        await until(lambda joins=joins: irc.joins == joins)
        await irc.hang_up()
    await chat.close()


async def test_lines_that_are_dropped_are_said(
    irc: FakeTwitchIrc, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shelf, "WAITING_MAX", 2)
    now_ms = SystemClock().now_ms()
    chat = TwitchChat("room", irc.url, AuthorHash("k"), SystemClock())
    chat.start(now_ms - 10_000)
    await irc.joined.wait()
    await irc.say(*(line(f"n{n}", now_ms) for n in range(5)))
    await until(lambda: chat.dropped_count == 3)
    await chat.close()
    assert [record.getMessage() for record in caplog.records] == [
        "chat: more lines come than the session takes; the oldest are dropped",
        "chat: 3 lines were dropped in all",
    ]


async def test_nobody_there_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    chat = TwitchChat("room", "ws://127.0.0.1:9/", AuthorHash("k"), SystemClock())
    with caplog.at_level(logging.WARNING):
        chat.start(0)
        await until(lambda: bool(caplog.records))
        await asyncio.sleep(0.1)
        await chat.close()
    assert len(caplog.records) == 1
    assert not chat.live(0)
