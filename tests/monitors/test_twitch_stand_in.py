"""The stand-in for Twitch, through the real TwitchIO client."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
import twitchio
from twitchio import eventsub
from twitchio.eventsub.websockets import Websocket

from tests.fakes.twitch import FakeTwitch
from tests.fakes.twitch_kinds import KINDS
from tests.monitors.twitchio_client import BOT, Hearing, hearing, point, until


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTwitch]:
    async with FakeTwitch() as server:
        point(monkeypatch, server)
        # TwitchIO waits seconds before it connects again.
        monkeypatch.setattr("twitchio.backoff.Backoff.calculate", lambda _: 0.01)
        yield server


@pytest.fixture
async def bot(fake: FakeTwitch) -> AsyncIterator[Hearing]:
    async with hearing(fake) as client:
        yield client


def sends(client: Hearing, fake: FakeTwitch, text: str, **more: Any) -> Any:
    streamer = client.create_partialuser(fake.user("streamer").user_id)
    return streamer.send_message(text, sender=client.bot_id, token_for=client.bot_id, **more)


async def test_a_line_is_heard_and_one_is_said_back(fake: FakeTwitch, bot: Hearing) -> None:
    await bot.listen(fake, "streamer")
    line = await fake.say("streamer", "viewer1", "hello Kappa", role="subscriber")
    await until(lambda: bot.texts)
    (message,) = bot.of("message")
    assert (message.id, message.text) == (line.message_id, "hello Kappa")
    assert [(f.type, f.text) for f in message.fragments] == [("text", "hello "), ("emote", "Kappa")]
    assert message.chatter.name == "viewer1"
    assert message.chatter.subscriber
    assert (await sends(bot, fake, "hi", reply_to_message_id=message.id)).sent
    await until(lambda: len(bot.texts) == 2)
    assert bot.texts[1] == "@viewer1 hi"
    assert bot.of("message")[1].reply.parent_message_id == line.message_id
    (said,) = fake.said_by_bot
    assert (said.channel, said.text, said.reply_to) == ("streamer", "hi", line.message_id)


async def test_a_reconnect_keeps_the_subscriptions(fake: FakeTwitch, bot: Hearing) -> None:
    await bot.listen(fake, "streamer")
    (old,) = fake.sockets
    await fake.say("streamer", "viewer1", "before")
    await until(lambda: bot.texts)
    await fake.board.reconnect()
    await until(lambda: len(bot.of("websocket_welcome")) == 2)
    await fake.say("streamer", "viewer1", "after")
    await until(lambda: len(bot.texts) == 2)
    assert bot.texts == ["before", "after"]
    assert [(method, path) for method, path, _ in fake.helix.asked].count(
        ("POST", "eventsub/subscriptions")
    ) == 1
    await until(lambda: len(fake.sockets) == 1)
    assert fake.sockets != [old]
    assert fake.missed == []


async def test_after_an_abrupt_close_it_subscribes_anew(fake: FakeTwitch, bot: Hearing) -> None:
    await bot.listen(fake, "streamer")
    fake.board.refuses = 2
    await fake.board.drop()
    await fake.say("streamer", "viewer1", "nobody hears this")
    await until(fake.board.enabled)
    await fake.say("streamer", "viewer1", "and this they hear")
    await until(lambda: bot.texts)
    assert bot.texts == ["and this they hear"]
    assert [told.event["message"]["text"] for told in fake.missed] == ["nobody hears this"]
    assert len(fake.sent) == 1
    states = sorted(one.status for one in fake.board.subscriptions.values())
    assert states == ["enabled", "websocket_disconnected"]


async def test_a_token_that_ends_in_the_middle_is_refreshed(fake: FakeTwitch, bot: Hearing) -> None:
    await bot.listen(fake, "streamer")
    await sends(bot, fake, "one")
    await fake.advance(5 * 3600 * 1000)
    assert (await sends(bot, fake, "two")).sent
    assert fake.authority.refreshed == [BOT]
    assert [(path, status) for _, path, status in fake.helix.asked if path == "chat/messages"] == [
        ("chat/messages", 200),
        ("chat/messages", 401),
        ("chat/messages", 200),
    ]
    assert [said.text for said in fake.said_by_bot] == ["one", "two"]


async def test_a_refresh_token_that_is_void_ends_it(fake: FakeTwitch, bot: Hearing) -> None:
    await bot.listen(fake, "streamer")
    fake.authority.disconnect(BOT)
    with pytest.raises(twitchio.HTTPException) as refused:
        await sends(bot, fake, "one")
    assert (refused.value.status, refused.value.extra["message"]) == (400, "Invalid refresh token")
    await until(lambda: bot.of("subscription_revoked"))
    (revoked,) = bot.of("subscription_revoked")
    assert revoked.raw["status"] == "authorization_revoked"
    assert fake.board.enabled() == []


async def test_what_comes_twice_has_the_same_id(fake: FakeTwitch, bot: Hearing) -> None:
    await bot.listen(fake, "streamer")
    fake.board.doubles = 1
    await fake.say("streamer", "viewer1", "twice")
    await fake.say("streamer", "viewer1", "once")
    await fake.board.repeat(fake.sent[1])
    await until(lambda: len(bot.texts) == 4)
    assert bot.texts == ["twice", "twice", "once", "once"]
    ids = [message.metadata.message_id for message in bot.of("message")]
    assert [ids[0], ids[2]] == fake.sent
    assert ids[0] == ids[1]
    assert ids[2] == ids[3]


async def test_a_half_open_socket_is_noticed_and_what_it_lost_is_known(
    fake: FakeTwitch, bot: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Websocket.__init__

    def impatient(self: Websocket, **more: Any) -> None:
        made(self, **more)
        self._heartbeat = 0.2  # type: ignore[assignment]

    monkeypatch.setattr(Websocket, "__init__", impatient)
    await bot.listen(fake, "streamer")
    fake.board.silence()
    await fake.say("streamer", "viewer1", "into the void")
    await until(lambda: len(fake.board.enabled()) == 2)
    await fake.say("streamer", "viewer1", "heard")
    await until(lambda: bot.texts)
    assert bot.texts == ["heard"]
    (lost,) = fake.missed
    assert lost.event["message"]["text"] == "into the void"
    # Twitch itself notices after a while.
    await fake.advance(30_000)
    assert len(fake.board.enabled()) == 1


async def test_a_bot_that_is_banned_is_told(fake: FakeTwitch, bot: Hearing) -> None:
    await bot.listen(fake, "streamer")
    await fake.ban("streamer", BOT)
    await until(lambda: bot.of("subscription_revoked"))
    (revoked,) = bot.of("subscription_revoked")
    assert revoked.raw["status"] == "chat_user_banned"
    with pytest.raises(twitchio.MessageRejectedError, match=r"permanently banned.*user_banned"):
        await sends(bot, fake, "hello?")
    with pytest.raises(twitchio.HTTPException) as refused:
        await bot.listen(fake, "streamer")
    assert refused.value.status == 403
    await fake.unban("streamer", BOT)
    assert (await sends(bot, fake, "hello!")).sent


async def test_three_sockets_with_three_hundred_each(
    fake: FakeTwitch, bot: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    fake.helix.points_max = 5000
    payloads = [
        eventsub.ChatMessageSubscription,
        eventsub.ChatNotificationSubscription,
        eventsub.ChatMessageDeleteSubscription,
        eventsub.ChatClearSubscription,
        eventsub.ChatClearUserMessagesSubscription,
        eventsub.ChatSettingsUpdateSubscription,
    ]
    logins = [f"channel{n}" for n in range(150)]
    sockets = []
    for _ in range(4):
        socket = Websocket(client=bot, token_for=bot.bot_id, http=bot._http)
        await socket.connect(fail_once=True)
        bot._websockets[str(bot.bot_id)][str(socket.session_id)] = socket
        sockets.append(str(socket.session_id))

    async def wants(kind: Any, login: str, socket: str) -> None:
        channel = fake.channel(login).user.user_id
        wanted = kind(broadcaster_user_id=channel, user_id=bot.bot_id)
        await bot.subscribe_websocket(wanted, as_bot=True, socket_id=socket)

    for n, login in enumerate(logins):
        for kind in payloads:
            await wants(kind, login, sockets[n // 50])
    assert len(fake.board.enabled()) == 900
    with pytest.raises(twitchio.HTTPException, match="number of subscriptions on the websocket"):
        await wants(payloads[0], "one_more", sockets[0])
    with pytest.raises(twitchio.HTTPException, match="number of websocket transports limit exceeded"):
        await wants(payloads[0], "one_more", sockets[3])
    with caplog.at_level(logging.ERROR, "twitchio"):
        await wants(payloads[0], logins[0], sockets[0])
    assert "already exists" in caplog.text
    for login in (logins[0], logins[60], logins[149]):
        await fake.say(login, "viewer1", login)
    await until(lambda: len(bot.texts) == 3)
    assert bot.texts == [logins[0], logins[60], logins[149]]


async def test_all_that_happens_is_understood(
    fake: FakeTwitch, bot: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    scopes = {scope for kind in KINDS.values() for group in (kind.scopes, *kind.also) for scope in group}
    token = fake.token("streamer", *scopes)
    await bot.add_token(token.access, token.refresh)
    me = fake.user("streamer").user_id
    known = [
        one
        for one in vars(eventsub).values()
        if isinstance(one, type) and issubclass(one, eventsub.SubscriptionPayload) and one.__init__
    ]
    for name, kind in KINDS.items():
        (payload,) = [
            one for one in known if getattr(one, "type", "") == name and one.version == kind.version
        ]
        fields = kind.condition or ("to_broadcaster_user_id",)
        await bot.subscribe_websocket(payload(**dict.fromkeys(fields, me)), token_for=me, as_bot=False)
    outward = eventsub.ChannelRaidSubscription(from_broadcaster_user_id=me)
    await bot.subscribe_websocket(outward, token_for=me, as_bot=False)
    before = len(bot.heard)
    await everything(fake)
    await until(lambda: len(bot.heard) - before == len(fake.sent))
    assert {told.kind for told in fake.board.told if told.sent} == set(KINDS)
    assert fake.missed == []  # the rest happened in other channels
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    heard = [name for name, _ in bot.heard[before:]]
    assert heard.count("chat_notification") == 8
    (train,) = bot.of("hype_train_end")
    assert train.level == 3
    anonymous = bot.of("chat_notification")[3]
    assert (anonymous.notice_type, anonymous.anonymous) == ("community_sub_gift", True)
    assert anonymous.community_sub_gift.total == 2


async def everything(fake: FakeTwitch) -> None:
    await fake.go_live("streamer", "A title", "Just Chatting", "de")
    line = await fake.say("streamer", "viewer1", "hi @streamer Kappa")
    await fake.cheer("streamer", "viewer1", 100, "yes")
    await fake.raid("other", "streamer", 55)
    await fake.raid("streamer", "third", 66)
    await fake.follow("streamer", "viewer9")
    await fake.sub("streamer", "viewer2")
    await fake.sub("streamer", "viewer3", 12, "a year")
    await fake.sub_ends("streamer", "viewer2")
    await fake.gift("streamer", None, "one", "two")
    await fake.gift("streamer", "viewer4", "three")
    await fake.announce("streamer", "streamer", "hey")
    await fake.shoutout("streamer", "third")
    await fake.shoutout("third", "streamer")
    await fake.hype_train("streamer")
    await fake.poll("streamer", "Which?", {"this": 1, "that": 2})
    await fake.prediction("streamer", "Will it?", {"yes": 100, "no": 200})
    await fake.delete(line.message_id)
    await fake.timeout("streamer", "viewer1")
    await fake.ban("streamer", "viewer3")
    await fake.unban("streamer", "viewer3")
    await fake.slow_mode("streamer", 30)
    await fake.clear("streamer")
    await fake.ad_break("streamer")
    await fake.go_offline("streamer")


async def test_helix_shows_streams_recordings_and_clips(fake: FakeTwitch, bot: Hearing) -> None:
    token = fake.token("streamer", "clips:edit")
    await bot.add_token(token.access, token.refresh)
    streamer = (await bot.fetch_users(logins=["streamer"]))[0]
    with pytest.raises(twitchio.HTTPException, match="Clipping is not possible for an offline channel"):
        await streamer.create_clip(token_for=streamer.id)
    started = await fake.go_live("streamer", "Speedrun", "Celeste", "en", viewers=120)
    (stream,) = [one async for one in bot.fetch_streams(user_logins=["streamer", "nobody"])]
    assert (stream.id, stream.title, stream.game_name) == (started.stream_id, "Speedrun", "Celeste")
    (info,) = await bot.fetch_channels([streamer.id])
    assert (info.title, info.language) == ("Speedrun", "en")
    clip = await streamer.create_clip(token_for=streamer.id)
    assert clip.id in clip.edit_url
    assert [one async for one in bot.fetch_clips(clip_ids=[clip.id])] == []
    await fake.advance(90_000)
    (listed,) = [one async for one in bot.fetch_clips(clip_ids=[clip.id])]
    assert listed.title == "Speedrun"
    await fake.go_offline("streamer")
    (video,) = [one async for one in bot.fetch_videos(user_id=streamer.id)]
    assert (video.title, video.duration) == ("Speedrun", "1m30s")
    assert [one async for one in bot.fetch_streams(user_logins=["streamer"])] == []
    assert [one.clip_id for one in fake.clips_made] == [clip.id]
