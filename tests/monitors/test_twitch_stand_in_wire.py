"""The stand-in for Twitch on the wire: rules of sockets, Helix and IRC, and the shapes of real samples."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from monitors.chat.irc import parse
from monitors.chat.message import AuthorHash
from monitors.chat.twitch import TwitchChat
from streams.clock import SystemClock
from tests.fakes.twitch import FakeTwitch
from tests.fakes.twitch_oauth import Token
from tests.monitors.twitchio_client import until


@pytest.fixture
async def fake() -> AsyncIterator[FakeTwitch]:
    async with FakeTwitch(ticking=False) as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class Wire:
    """Calls of Helix with a token, and sockets as they are."""

    def __init__(self, fake: FakeTwitch, http: aiohttp.ClientSession, token: Token) -> None:
        self.fake = fake
        self.http = http
        self.headers = {"Authorization": f"Bearer {token.access}", "Client-Id": token.client_id}

    async def __call__(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
        url = f"{self.fake.api_url}/{path}"
        async with self.http.request(method, url, json=body, params=query, headers=self.headers) as answer:
            return answer.status, await answer.json() if answer.content_length else None

    async def subscribe(self, kind: str, session_id: str, condition: dict[str, str]) -> tuple[int, Any]:
        transport = {"method": "websocket", "session_id": session_id}
        body = {"type": kind, "version": "1", "condition": condition, "transport": transport}
        return await self("POST", "eventsub/subscriptions", body)

    async def say(self, login: str, sender: str, text: str, **more: str) -> tuple[int, Any]:
        who = {
            "broadcaster_id": self.fake.user(login).user_id,
            "sender_id": self.fake.user(sender).user_id,
        }
        return await self("POST", "chat/messages", {**who, "message": text, **more})


@pytest.fixture
def bot(fake: FakeTwitch, http: aiohttp.ClientSession) -> Wire:
    return Wire(fake, http, fake.bot())


async def welcomed(http: aiohttp.ClientSession, url: str) -> tuple[aiohttp.ClientWebSocketResponse, str]:
    socket = await http.ws_connect(url)
    hello = await socket.receive_json(timeout=5)
    assert hello["metadata"]["message_type"] == "session_welcome"
    return socket, hello["payload"]["session"]["id"]


def chat_of(fake: FakeTwitch, login: str) -> dict[str, str]:
    return {
        "broadcaster_user_id": fake.channel(login).user.user_id,
        "user_id": fake.user("hypecutbot").user_id,
    }


async def texts(socket: aiohttp.ClientWebSocketResponse, count: int) -> list[str]:
    frames = [await socket.receive_json(timeout=5) for _ in range(count)]
    return [frame["payload"]["event"]["message"]["text"] for frame in frames]


async def test_the_old_socket_hears_until_the_new_one_is_welcomed(
    fake: FakeTwitch, http: aiohttp.ClientSession, bot: Wire
) -> None:
    old, session = await welcomed(http, f"{fake.eventsub_url}?keepalive_timeout_seconds=30")
    status, made = await bot.subscribe("channel.chat.message", session, chat_of(fake, "streamer"))
    assert (status, made["total"], made["total_cost"], made["max_total_cost"]) == (202, 1, 0, 10)
    await fake.board.reconnect()
    await fake.say("streamer", "viewer1", "between")
    order = await old.receive_json(timeout=5)
    assert order["metadata"]["message_type"] == "session_reconnect"
    assert order["payload"]["session"]["status"] == "reconnecting"
    assert await texts(old, 1) == ["between"]
    new, moved = await welcomed(http, order["payload"]["session"]["reconnect_url"])
    assert moved != session
    await fake.say("streamer", "viewer1", "after")
    assert await texts(new, 1) == ["after"]
    assert [one.session_id for one in fake.board.enabled()] == [moved]
    await fake.advance(30_000)
    assert (await old.receive(timeout=5)).data == 4004
    again = await http.ws_connect(order["payload"]["session"]["reconnect_url"])
    assert (await again.receive(timeout=5)).data == 4007
    assert len(fake.sent) == 2
    await new.close()


async def test_sockets_end_as_twitch_ends_them(
    fake: FakeTwitch, http: aiohttp.ClientSession, bot: Wire
) -> None:
    unused, _ = await welcomed(http, fake.eventsub_url)
    used, session = await welcomed(http, fake.eventsub_url)
    await bot.subscribe("channel.chat.message", session, chat_of(fake, "streamer"))
    await fake.advance(9_999)
    await fake.advance(1)
    assert (await unused.receive(timeout=5)).data == 4003
    assert (await used.receive_json(timeout=5))["metadata"]["message_type"] == "session_keepalive"
    await used.send_str("hello?")
    assert (await used.receive(timeout=5)).data == 4001
    status, body = await bot.subscribe("channel.chat.message", session, chat_of(fake, "streamer"))
    assert (status, body["message"]) == (
        400,
        "websocket transport session does not exist or has already disconnected",
    )
    await fake.say("streamer", "viewer1", "nobody there")
    assert [told.kind for told in fake.missed] == ["channel.chat.message"]


async def test_stamps_of_a_wrong_clock(fake: FakeTwitch, http: aiohttp.ClientSession, bot: Wire) -> None:
    socket, session = await welcomed(http, fake.eventsub_url)
    await bot.subscribe("channel.chat.message", session, chat_of(fake, "streamer"))
    fake.board.skew_ms = -3_600_000
    await fake.say("streamer", "viewer1", "an hour ago")
    frame = await socket.receive_json(timeout=5)
    stamp = frame["metadata"]["message_timestamp"]
    assert stamp < frame["payload"]["subscription"]["created_at"]
    assert len(stamp) == len("2023-07-19T14:56:51.634234626Z")
    await socket.close()


async def test_subscriptions_need_what_twitch_needs(
    fake: FakeTwitch, http: aiohttp.ClientSession, bot: Wire
) -> None:
    socket, session = await welcomed(http, fake.eventsub_url)
    streamer = fake.channel("streamer").user.user_id
    own = {"broadcaster_user_id": streamer}
    status, body = await bot.subscribe("channel.subscribe", session, own)
    assert (status, body["message"]) == (403, "subscription missing proper authorization")
    assert (await bot.subscribe("stream.online", session, {"broadcaster_user_id": "1"}))[0] == 400
    assert (await bot.subscribe("channel.dance", session, own))[0] == 400
    status, made = await bot.subscribe("stream.online", session, own)
    assert (status, made["data"][0]["cost"]) == (202, 1)
    assert (await bot.subscribe("stream.online", session, own))[0] == 409
    token = fake.token("streamer", "channel:read:subscriptions")
    linked = Wire(fake, http, token)
    status, body = await linked.subscribe("channel.subscribe", session, own)
    assert (status, body["message"]) == (
        400,
        "websocket transport cannot have subscriptions created by different users",
    )
    assert (await bot.subscribe("stream.offline", session, own))[1]["data"][0]["cost"] == 0
    for n in range(9):
        condition = {"broadcaster_user_id": fake.channel(f"unlinked{n}").user.user_id}
        assert (await bot.subscribe("stream.online", session, condition))[0] == 202
    condition = {"broadcaster_user_id": fake.channel("unlinked9").user.user_id}
    assert (await bot.subscribe("stream.online", session, condition))[0] == 429
    _, listed = await bot("GET", "eventsub/subscriptions", type="stream.online")
    assert (len(listed["data"]), listed["total"], listed["total_cost"]) == (10, 11, 10)
    one = listed["data"][0]["id"]
    assert await bot("DELETE", "eventsub/subscriptions", id=one) == (204, None)
    assert (await bot("DELETE", "eventsub/subscriptions", id=one))[0] == 404
    assert (await linked("GET", "eventsub/subscriptions"))[1]["total"] == 0
    app = Wire(fake, http, fake.authority.issue(fake.app.client_id, None, ()))
    status, body = await app.subscribe("stream.online", session, own)
    assert (status, body["message"]) == (400, "invalid transport and auth combination")
    await socket.close()


async def test_lines_that_helix_does_not_say(
    fake: FakeTwitch, http: aiohttp.ClientSession, bot: Wire
) -> None:
    async def dropped(text: str) -> str:
        status, body = await bot.say("streamer", "hypecutbot", text)
        assert status == 200
        (one,) = body["data"]
        assert one["is_sent"] is (one["drop_reason"] is None)
        return one["drop_reason"]["code"] if one["drop_reason"] else ""

    assert await dropped("hello") == ""
    assert await dropped("hello") == "msg_duplicate"
    await fake.advance(30_000)
    assert await dropped("hello") == ""
    await fake.timeout("streamer", "hypecutbot", 60)
    assert await dropped("a") == "user_timed_out"
    await fake.advance(60_000)
    assert [await dropped(f"{n}") for n in range(21)] == [""] * 20 + ["msg_ratelimit"]
    await fake.advance(30_000)
    fake.refuse("streamer", "msg_rejected", "Your message is being checked by mods.")
    assert await dropped("b") == "msg_rejected"
    fake.user("hypecutbot").verified = False
    fake.channel("streamer").verified_only = True
    assert await dropped("b") == "msg_verified_email"
    fake.channel("streamer").suspended = True
    assert await dropped("b") == "msg_channel_suspended"
    assert (await bot.say("streamer", "hypecutbot", "x" * 501))[0] == 400
    assert (await bot.say("streamer", "hypecutbot", "x", reply_parent_message_id="1"))[0] == 400
    assert (await bot.say("streamer", "somebody", "x"))[0] == 401
    reader = Wire(fake, http, fake.token("hypecutbot", "user:read:chat"))
    status, body = await reader.say("streamer", "hypecutbot", "x")
    assert (status, body["message"]) == (401, "Missing scope: user:write:chat")
    app = Wire(fake, http, fake.authority.issue(fake.app.client_id, None, ()))
    fake.channel("other")
    assert (await app.say("other", "hypecutbot", "x"))[0] == 403
    fake.token("other", "channel:bot")
    assert (await app.say("other", "hypecutbot", "x"))[0] == 200
    assert len(fake.said_by_bot) == 2 + 20 + 1
    assert len(fake.chat.said) == len(fake.said_by_bot) + 6


async def test_helix_counts_points_and_breaks_when_it_is_told_to(fake: FakeTwitch, bot: Wire) -> None:
    fake.helix.points_max = 3
    url = f"{fake.api_url}/users"
    statuses, left = [], []
    for _ in range(4):
        async with bot.http.get(url, headers=bot.headers) as answer:
            statuses.append(answer.status)
            left.append(answer.headers["Ratelimit-Remaining"])
            resets_at_s = int(answer.headers["Ratelimit-Reset"])
    assert statuses == [200, 200, 200, 429]
    assert left == ["2", "1", "0", "0"]
    assert 0 < resets_at_s - fake.clock.now_ms() / 1000 <= 62
    await fake.advance(20_000)
    assert (await bot("GET", "users"))[0] == 200
    await fake.advance(60_000)
    fake.fail("/helix/users", 500, times=1)
    assert (await bot("GET", "users"))[0] == 500
    fake.fail("/helix/chat/messages", 0, drops=True)
    with pytest.raises(aiohttp.ClientError):
        await bot.say("streamer", "hypecutbot", "said, but nobody is told so")
    assert len(fake.said_by_bot) == 1
    hung = fake.fail("/helix/users", 0, hangs=True)
    asked = asyncio.create_task(bot("GET", "users"))
    await until(lambda: hung not in fake.faults.orders)
    assert not asked.done()
    fake.faults.let_go()
    assert (await asked)[0] == 200


async def test_our_reader_hears_what_is_said(fake: FakeTwitch) -> None:
    fake.channel("streamer")
    chat = TwitchChat("Streamer", fake.irc_url, AuthorHash("k"), SystemClock())
    chat.start(SystemClock().now_ms() - 10_000)
    await fake.irc.joined.wait()
    await fake.say("streamer", "viewer1", "so much Kappa @viewer1 PogChamp", role="moderator")
    await fake.cheer("streamer", "viewer2", 500, "go")
    await until(lambda: len(chat._shelf) == 3)  # two lines, and the bits
    first, second = chat.until(60_000)
    assert (first.text, first.emotes, first.role.name) == (
        "so much Kappa @ PogChamp",
        ("Kappa", "PogChamp"),
        "MODERATOR",
    )
    assert second.bits == 500
    await chat.close()


async def test_rooms_of_irc(fake: FakeTwitch, http: aiohttp.ClientSession) -> None:
    for n in range(20):
        fake.channel(f"room{n}")
    fake.channel("gone").suspended = True
    socket = await http.ws_connect(fake.irc_url)
    await socket.send_str("CAP REQ :twitch.tv/tags twitch.tv/commands\r\nNICK justinfan5\r\n")
    await socket.send_str("JOIN #room1,#room2,#gone,#nobody\r\nPING :x\r\n")
    heard: list[str] = []

    async def lines(wanted: str) -> list[str]:
        while not any(wanted in line for line in heard):
            heard.extend((await socket.receive_str(timeout=5)).splitlines())
        return [line for line in heard if wanted in line]

    (pong,) = await lines("PONG")
    assert pong.endswith(":x")
    assert len(await lines("ROOMSTATE")) == 2
    assert len(await lines("msg-id=msg_channel_suspended")) == 2
    line = await fake.say("room2", "viewer1", "a; b\\")
    (said,) = await lines("PRIVMSG")
    assert parse(said).tags["id"] == line.message_id
    assert (await fake.gift("room1", "viewer1", "one", "two")) in (await lines("submysterygift"))[0]
    await lines("recipient-user-name=two")
    await fake.raid("other", "room1", 12)
    assert parse((await lines("msg-id=raid"))[0]).tags["msg-param-viewerCount"] == "12"
    await fake.delete(line.message_id)
    assert parse((await lines("CLEARMSG"))[0]).tags["target-msg-id"] == line.message_id
    await fake.timeout("room1", "viewer1", 60)
    assert parse((await lines("ban-duration"))[0]).tags["ban-duration"] == "60"
    await fake.clear("room1")
    await lines("CLEARCHAT #room1")
    await fake.irc.reconnect()
    await lines("RECONNECT")
    await socket.send_str("JOIN " + ",".join(f"#room{n}" for n in range(3, 20)) + "\r\nPING :y\r\n")
    await lines(":y")
    assert (fake.irc.joins, fake.irc.joins_ignored) == (18, 1)
    await fake.advance(300_000)
    await lines("PING :tmi.twitch.tv")
    await fake.advance(60_000)
    assert (await socket.receive(timeout=5)).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}


async def test_events_have_the_fields_of_real_ones(fake: FakeTwitch, shared_data: Path) -> None:
    await fake.go_live("streamer", "A title", "Just Chatting")
    line = await fake.say("streamer", "viewer1", "hello")
    await fake.sub("streamer", "viewer2", 5)
    await fake.timeout("streamer", line.user.login)
    await fake.raid("streamer", "third")
    await fake.go_offline("streamer")
    made = {told.kind: told.event for told in fake.board.told}
    samples = (shared_data / "wire" / "eventsub_frames.ndjson").read_text().splitlines()
    seen = set()
    for sample in samples:
        frame = json.loads(sample)
        kind = frame["metadata"].get("subscription_type")
        if kind is None:
            continue
        seen.add(kind)
        missing = set(frame["payload"]["event"]) - set(made[kind])
        # The only sample of `channel.update` is of its first version.
        assert missing <= ({"is_mature"} if kind == "channel.update" else set()), kind
    assert {"channel.chat.message", "channel.chat.notification", "channel.moderate"} <= seen
