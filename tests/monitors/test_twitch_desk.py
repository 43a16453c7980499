"""What Twitch sends of linked channels is on the road: all of it, once, whatever happens to the sockets."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator

import msgspec
import pytest

from schemas.chat import ChatEventKind, ChatRole
from tests.conftest import missing
from tests.fakes.twitch import FakeTwitch
from tests.monitors.twitch_desk import HASH, Tower, tower
from tests.monitors.twitchio_client import point, until


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTwitch]:
    async with FakeTwitch() as server:
        point(monkeypatch, server)
        yield server


@pytest.fixture
async def desk(fake: FakeTwitch) -> AsyncIterator[Tower]:
    async with tower(fake) as made:
        yield made


async def test_chat_of_a_linked_channel_is_on_the_road_without_names(fake: FakeTwitch, desk: Tower) -> None:
    desk.link_bot()
    desk.link("streamer")
    await desk.follow()
    line = await fake.say("streamer", "viewer1", "what a shot Kappa @friend", role="vip")
    (message,) = await desk.heard(1)
    assert (message.message_id, message.text, message.role) == (
        line.message_id,
        "what a shot Kappa @",
        ChatRole.VIP,
    )
    assert message.author == HASH("twitch", fake.user("viewer1").user_id)
    assert (message.emotes, message.emote_ids) == (("Kappa",), ("25",))
    event = desk.road.sent[-1][2]
    assert (desk.road.sent[-1][1], event.channel, event.live) == (
        fake.user("streamer").user_id,
        "streamer",
        True,
    )
    assert b"viewer1" not in msgspec.json.encode(event)


async def test_hard_events_and_withdrawals_come_as_well(fake: FakeTwitch, desk: Tower) -> None:
    desk.link_bot()
    desk.link("streamer")
    await desk.follow()
    fake.channel("friend")
    await fake.raid("friend", "streamer", 250)
    await fake.gift("streamer", "viewer1", "a", "b", "c")
    await fake.hype_train("streamer")
    await fake.poll("streamer", "Who wins?", {"we": 10, "they": 3})
    await fake.shoutout("streamer", "friend")
    line = await fake.say("streamer", "viewer2", "something bad")
    await fake.delete(line.message_id)
    await fake.timeout("streamer", "viewer2")
    await fake.clear("streamer")
    await desk.heard(1)
    await desk.comes(desk.withdrawals, 3)
    kinds = Counter(event.kind for event in await desk.events())
    assert {ChatEventKind.RAID, ChatEventKind.GIFT, ChatEventKind.HYPE_TRAIN} <= set(kinds)
    assert {ChatEventKind.POLL, ChatEventKind.SHOUTOUT} <= set(kinds)
    assert kinds[ChatEventKind.GIFT] == 1
    assert {one.amount for one in await desk.events() if one.kind is ChatEventKind.RAID} == {250}
    withdrawals = await desk.withdrawals()
    assert withdrawals[0].message_id == line.message_id
    assert withdrawals[1].author == HASH("twitch", fake.user("viewer2").user_id)
    assert (withdrawals[2].message_id, withdrawals[2].author) == ("", "")


async def test_without_a_bot_the_broadcasters_own_eyes_read(fake: FakeTwitch, desk: Tower) -> None:
    desk.link("streamer", "user:read:chat")
    await desk.follow()
    await fake.say("streamer", "viewer1", "hello")
    assert [one.text for one in await desk.heard(1)] == ["hello"]
    desk.link("streamer", "channel:bot")
    await desk.follow()
    desk.road.sent.clear()
    (event,) = await desk.flushed() or [None]
    assert event is None or not event.live


async def test_nothing_is_lost_while_twitch_moves_a_socket(fake: FakeTwitch, desk: Tower) -> None:
    desk.link_bot()
    desk.link("streamer")
    await desk.follow()
    texts = []
    for turn in range(4):
        moving = asyncio.create_task(fake.board.reconnect())
        for number in range(25):
            texts.append(f"line {turn}.{number}")
            await fake.say("streamer", f"viewer{number}", texts[-1])
            await asyncio.sleep(0)
        await moving
        await until(lambda: len(desk.client.sockets(fake.user("hypecutbot").user_id)) == 1)
        await asyncio.sleep(0.1)
    found = await desk.heard(len(texts))
    assert Counter(one.text for one in found) == Counter(texts)
    assert fake.missed == []


async def test_after_a_cut_everything_is_subscribed_to_again(fake: FakeTwitch, desk: Tower) -> None:
    desk.link_bot()
    desk.link("streamer")
    await desk.follow()
    before = set(desk.client.places())
    keeping = asyncio.create_task(desk.desk.keep(60))
    await fake.board.drop()
    assert fake.board.enabled() == []
    await until(lambda: len(fake.board.enabled()) == len(before))
    keeping.cancel()
    await fake.say("streamer", "viewer1", "are you there")
    assert [one.text for one in await desk.heard(1)] == ["are you there"]


async def test_what_twitch_would_not_take_at_first_is_asked_for_again(
    fake: FakeTwitch, desk: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitors.twitch.desk.AGAIN_MS", 0)
    desk.link_bot()
    desk.link("streamer")
    fake.fail("/helix/eventsub/subscriptions", status=500, times=3)
    await desk.follow()
    first = len(desk.client.places())
    await desk.follow()
    assert len(desk.client.places()) == first + 3


async def test_the_same_notification_twice_counts_once(fake: FakeTwitch, desk: Tower) -> None:
    desk.link_bot()
    desk.link("streamer")
    await desk.follow()
    await fake.say("streamer", "viewer1", "once")
    await fake.board.repeat()
    await fake.say("streamer", "viewer1", "last")
    await until(lambda: len(fake.sent) >= 2)
    assert [one.text for one in await desk.heard(2)] == ["once", "last"]


async def test_a_token_that_ends_in_the_middle_is_refreshed(fake: FakeTwitch, desk: Tower) -> None:
    desk.link_bot()
    desk.link("streamer")
    await desk.follow()
    fake.authority.expire()
    desk.link("second")
    await desk.follow()
    await fake.say("second", "viewer1", "heard with a new token")
    assert [one.text for one in await desk.heard(1)] == ["heard with a new token"]


async def test_an_unlinked_channel_is_not_listened_to_any_more(fake: FakeTwitch, desk: Tower) -> None:
    desk.link_bot()
    desk.link("streamer")
    desk.link("other")
    await desk.follow()
    desk.door.linked = [one for one in desk.door.linked if one.login != "other"]
    await desk.follow()
    other = fake.user("other").user_id
    assert not [place for _, place in desk.client.places() if ("broadcaster_user_id", other) in place[1]]
    await fake.say("other", "viewer1", "nobody hears this")
    await fake.say("streamer", "viewer1", "this is heard")
    assert [one.text for one in await desk.heard(1)] == ["this is heard"]


async def test_fifty_channels_fit_on_the_sockets_of_one_account(fake: FakeTwitch, desk: Tower) -> None:
    bot = desk.link_bot()
    for number in range(50):
        desk.link(f"streamer{number}", "channel:bot")
    await desk.follow()
    sockets = desk.client.sockets(bot.broadcaster_id)
    assert len(sockets) == 2
    assert sum(one.subscription_count for one in sockets) == 50 * 9
    for number in range(50):
        await fake.say(f"streamer{number}", "viewer1", f"line of {number}")
    found = await desk.heard(50)
    assert Counter(one.text for one in found) == Counter(f"line of {number}" for number in range(50))
    assert {one.channel for one in await desk.flushed()} == {f"streamer{number}" for number in range(50)}
    keeping = asyncio.create_task(desk.desk.keep(60))
    await fake.board.drop(fake.board.socket(str(sockets[0].session_id)))
    await until(lambda: len(desk.client.places()) < 450)
    await until(lambda: len(desk.client.places()) == 450)
    keeping.cancel()
    for number in range(50):
        await fake.say(f"streamer{number}", "viewer2", f"again {number}")
    assert len(await desk.heard(100)) == 100


async def test_a_quiet_channel_is_said_to_be_listened_to(fake: FakeTwitch, desk: Tower) -> None:
    desk.link_bot()
    desk.link("streamer")
    await desk.follow()
    (event,) = await desk.flushed()
    assert (event.live, event.messages) == (True, ())
    assert len(await desk.flushed()) == 1  # and a second later again


async def test_a_half_open_socket_is_noticed_and_made_anew(fake: FakeTwitch, desk: Tower) -> None:
    if os.environ.get("HYPECUT_TEST_ALL") != "1":
        missing("half a minute of patience; HYPECUT_TEST_ALL=1 has it")
    desk.link_bot()
    desk.link("streamer", "channel:bot")
    await desk.follow()
    await fake.say("streamer", "viewer1", "before")
    await desk.heard(1)
    keeping = asyncio.create_task(desk.desk.keep(60))
    (old,) = fake.sockets
    fake.board.silence()
    async with asyncio.timeout(45):  # TwitchIO looks every ten seconds, and waits for fifteen
        while not [one for one in fake.sockets if one is not old]:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.1)
    await until(lambda: sum(one.session_id != old.session_id for one in fake.board.enabled()) == 9)
    keeping.cancel()
    await fake.say("streamer", "viewer1", "after")
    assert [one.text for one in await desk.heard(2)] == ["before", "after"]


async def test_nobody_waits_for_the_goodbye_of_a_socket_that_is_half_open(
    fake: FakeTwitch, desk: Tower
) -> None:
    desk.link_bot()
    desk.link("streamer", "channel:bot")
    await desk.follow()
    (old,) = fake.sockets
    fake.board.silence()
    keeping = asyncio.create_task(desk.desk.keep(60))
    async with asyncio.timeout(8):  # after ten Twitch closes what nobody has subscribed on
        (kept,) = (one for user in desk.client._kept for one in desk.client.sockets(user))
        await kept._create_connection_task()  # as when TwitchIO has missed a keepalive
        while sum(one.session_id != old.session_id for one in fake.board.enabled()) != 9:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    keeping.cancel()
    await fake.say("streamer", "viewer1", "after")
    assert [one.text for one in await desk.heard(1)] == ["after"]


async def test_a_clock_of_twitchs_that_is_wrong_loses_nothing(fake: FakeTwitch, desk: Tower) -> None:
    desk.link_bot()
    desk.link("streamer")
    await desk.follow()
    for skew_ms in (-8000, 0, 8000):
        fake.board.skew_ms = skew_ms
        await fake.say("streamer", "viewer1", f"skewed by {skew_ms}")
    found = await desk.heard(3)
    assert [one.text for one in found] == ["skewed by -8000", "skewed by 0", "skewed by 8000"]
    assert found[2].at_ms - found[0].at_ms >= 15_000
    untils = [event.until_ms for event in await desk.flushed()]
    assert untils == sorted(untils)


class KnownEmotes:
    """A channel that has one emote of its own."""

    def __init__(self, broadcaster_id: str) -> None:
        self._broadcaster_id = broadcaster_id

    def known(self, broadcaster_id: str) -> dict[str, str]:
        return {"catJAM": "7tv:1"} if broadcaster_id == self._broadcaster_id else {}

    async def close(self) -> None:
        """Nothing is under way."""


async def test_the_channels_own_emotes_are_known(fake: FakeTwitch) -> None:
    streamer = fake.channel("streamer").user.user_id
    async with tower(fake, emotes=KnownEmotes(streamer)) as desk:
        desk.link_bot()
        desk.link("streamer")
        await desk.follow()
        await fake.say("streamer", "viewer1", "catJAM Kappa")
        (message,) = await desk.heard(1)
    found = dict(zip(message.emotes, message.emote_ids, strict=True))
    assert found == {"catJAM": "7tv:1", "Kappa": "25"}


async def test_a_channel_that_is_cut_off_is_said_not_to_be_listened_to(fake: FakeTwitch, desk: Tower) -> None:
    desk.link_bot()
    desk.link("streamer")
    await desk.follow()
    assert [event.live for event in await desk.flushed()] == [True]
    fake.board.refuses = 1000
    await fake.board.drop()
    await until(lambda: not desk.client.heard("channel.chat.message"))
    desk.desk.feed_of(fake.user("streamer").user_id)._told_ms = 0  # type: ignore[union-attr]
    assert [event.live for event in await desk.flushed()] == [True, False]
