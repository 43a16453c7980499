"""The bot says what the door wants said: in the thread of who asked, and never twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from monitors.twitch.door import BotAnswer, BotReply
from monitors.twitch.voice import LINE_CHARS_MAX, Bucket, lines_of
from schemas.chat import ChatEventKind, ChatRole
from tests.api.running import HandClock
from tests.fakes.twitch import FakeTwitch
from tests.fakes.twitch_door import FakeTwitchDoor
from tests.monitors.twitch_desk import Tower, tower
from tests.monitors.twitchio_client import point, until


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTwitch]:
    async with FakeTwitch() as server:
        point(monkeypatch, server)
        yield server


@pytest.fixture
async def desk(fake: FakeTwitch) -> AsyncIterator[Tower]:
    async with tower(fake) as made:
        made.link_bot()
        made.link("streamer")
        await made.follow()
        yield made


async def test_a_command_is_answered_in_its_thread(fake: FakeTwitch, desk: Tower) -> None:
    desk.door.reply = lambda request: BotReply(fresh=True, command="clip", reply="It is on its way.")
    line = await fake.say("streamer", "viewer1", "!clip that dodge", role="moderator")
    await until(lambda: fake.said_by_bot)
    (said,) = fake.said_by_bot
    assert (said.channel, said.text, said.reply_to) == ("streamer", "It is on its way.", line.message_id)
    (request,) = desk.door.requests
    assert (request.text, request.role, request.channel_id) == (
        "!clip that dodge",
        ChatRole.MODERATOR,
        "channel-streamer",
    )
    assert "viewer1" not in repr(request)


async def test_what_is_not_for_the_bot_is_left_and_so_is_what_it_says_itself(
    fake: FakeTwitch, desk: Tower
) -> None:
    desk.door.reply = lambda request: BotReply(fresh=True, reply="!clip is what you type")
    await fake.say("streamer", "viewer1", "nothing to see")
    await fake.say("streamer", "viewer1", "!hypecut help")
    await until(lambda: fake.said_by_bot)
    await fake.say("streamer", "viewer1", "the end")
    await desk.heard(4)
    assert [one.text for one in desk.door.requests] == ["!hypecut help"]


async def test_a_line_that_comes_twice_is_answered_once(fake: FakeTwitch, desk: Tower) -> None:
    desk.door.reply = lambda request: BotReply(fresh=True, reply=f"Once: {request.text}")
    await fake.say("streamer", "viewer1", "!best")
    await fake.board.repeat()
    await until(lambda: fake.said_by_bot)
    async with tower(fake) as second:  # another process hears the same channel
        second.door = desk.door
        second.desk._door = second.bot._door = desk.door
        await second.follow()
        await fake.say("streamer", "viewer2", "!clips")
        await until(lambda: len(desk.door.requests) == 3)
        await until(lambda: len(fake.said_by_bot) == 2)
    assert len({one.message_id for one in desk.door.requests}) == 2


async def test_a_moment_that_is_wanted_is_said_on_the_road(fake: FakeTwitch, desk: Tower) -> None:
    desk.door.reply = lambda request: BotReply(fresh=True, command="clip", wanted_centi=150)
    line = await fake.say("streamer", "viewer1", "!clip")
    (wanted,) = await desk.comes(desk.events)
    assert (wanted.kind, wanted.event_id, wanted.amount) == (ChatEventKind.WANTED, line.message_id, 150)


async def test_a_moment_is_wanted_though_the_answer_to_that_was_lost(fake: FakeTwitch, desk: Tower) -> None:
    desk.door.reply = lambda request: BotReply(fresh=False, wanted_centi=150, reply="Once.", twitch_clip=True)
    line = await fake.say("streamer", "viewer1", "!clip")
    (wanted,) = await desk.comes(desk.events)
    assert (wanted.kind, wanted.event_id) == (ChatEventKind.WANTED, line.message_id)
    assert (fake.said_by_bot, fake.clips_made) == ([], [])


async def test_twitch_makes_its_own_clip_beside_ours(fake: FakeTwitch, desk: Tower) -> None:
    await fake.go_live("streamer", "A title")
    desk.door.reply = lambda request: BotReply(fresh=True, command="clip", twitch_clip=True)
    await fake.say("streamer", "viewer1", "!clip")
    await until(lambda: fake.clips_made)


async def test_an_answer_that_is_due_is_said_once_and_its_outcome_told(fake: FakeTwitch, desk: Tower) -> None:
    line = await fake.say("streamer", "viewer1", "!clip")
    desk.door.due = [
        BotAnswer(
            answer_id="a1",
            channel_id="channel-streamer",
            text="Here: https://x.example/c/1",
            reply_to=line.message_id,
        )
    ]
    running = [asyncio.create_task(desk.bot.run()) for _ in range(2)]
    await until(lambda: desk.door.said)
    await asyncio.sleep(0)
    for task in running:
        task.cancel()
    assert [said.text for said in fake.said_by_bot] == ["Here: https://x.example/c/1"]
    assert desk.door.said == [("a1", "sent")]


@pytest.mark.parametrize(
    ("code", "told"),
    [("user_banned", "banned"), ("msg_verified_email", "verif"), ("msg_channel_suspended", "suspended")],
)
async def test_why_nothing_can_be_said_is_told(fake: FakeTwitch, desk: Tower, code: str, told: str) -> None:
    fake.refuse("streamer", code)
    desk.door.due = [BotAnswer(answer_id="a1", channel_id="channel-streamer", text="Hello")]
    running = asyncio.create_task(desk.bot.run())
    await until(lambda: desk.door.said)
    running.cancel()
    ((_, outcome),) = desk.door.said
    assert outcome.startswith("Twitch dropped it")
    assert told in outcome
    assert fake.said_by_bot == []


async def test_a_door_that_is_shut_leaves_answers_for_later(
    fake: FakeTwitch, desk: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitors.twitch.bot.TROUBLE_WAIT_S", 0.01)
    desk.door.due = [BotAnswer(answer_id="a1", channel_id="channel-streamer", text="Hello")]
    desk.door.shut = True
    running = asyncio.create_task(desk.bot.run())
    await asyncio.sleep(0.05)
    desk.door.shut = False
    await until(lambda: desk.door.said)
    running.cancel()
    assert [said.text for said in fake.said_by_bot] == ["Hello"]


def test_long_texts_are_split_between_words() -> None:
    text = " ".join(["word"] * 250)
    lines = lines_of(text)
    assert all(len(line) <= LINE_CHARS_MAX for line in lines)
    assert " ".join(lines) == text
    assert [len(line) for line in lines_of("x" * 1200)] == [500, 500, 200]
    assert lines_of("  ") == []


def test_a_bucket_lets_so_many_through_in_its_window() -> None:
    clock = HandClock()
    bucket = Bucket(3, clock)
    assert [bucket.wait_ms() for _ in range(4)] == [0, 0, 0, 30_000]
    clock.advance(29_999)
    assert bucket.wait_ms() == 1
    clock.advance(1)
    assert [bucket.wait_ms() for _ in range(4)] == [0, 0, 0, 30_000]


def test_the_fake_door_claims_once() -> None:
    door = FakeTwitchDoor()
    door.claimed.append("a1")
    with pytest.raises(Exception, match="somebody else"):
        asyncio.run(door.claim_answer("a1"))


async def test_two_people_get_the_same_answer(fake: FakeTwitch, desk: Tower) -> None:
    desk.door.reply = lambda request: BotReply(fresh=True, reply="It is on its way.")
    lines = [await fake.say("streamer", f"viewer{number}", "!clip") for number in range(2)]
    await until(lambda: len(fake.said_by_bot) == 2)
    assert [one.reply_to for one in fake.said_by_bot] == [one.message_id for one in lines]
    assert {one.text.strip(" \N{COMBINING GRAPHEME JOINER}") for one in fake.said_by_bot} == {
        "It is on its way."
    }


async def test_a_whole_crowd_gets_the_same_answer(fake: FakeTwitch, desk: Tower) -> None:
    text = "x" * LINE_CHARS_MAX
    desk.door.reply = lambda request: BotReply(fresh=True, reply=text)
    lines = [await fake.say("streamer", f"viewer{number}", "!clip") for number in range(6)]
    await until(lambda: len(fake.said_by_bot) == len(lines))
    assert {one.reply_to for one in fake.said_by_bot} == {one.message_id for one in lines}
    assert {one.text[:400] for one in fake.said_by_bot} == {text[:400]}
    assert len(fake.chat.said) == len(lines), "none was dropped on the way"


async def test_a_channel_has_its_own_prefix(fake: FakeTwitch, desk: Tower) -> None:
    desk.door.chosen = {"channel-streamer": "?"}
    await desk.follow()
    await fake.say("streamer", "viewer1", "!clip")
    await fake.say("streamer", "viewer1", "?clip")
    await until(lambda: desk.door.requests)
    assert [one.text for one in desk.door.requests] == ["?clip"]


async def test_where_nobody_allowed_it_the_bot_is_silent(fake: FakeTwitch, desk: Tower) -> None:
    desk.link("streamer", "user:read:chat")
    await desk.follow()
    await fake.say("streamer", "viewer1", "!clip")
    assert [one.text for one in await desk.heard(1)] == ["!clip"]
    assert desk.door.requests == []
    (wish,) = await desk.comes(desk.events)  # the line itself is one, where no bot asks what it counts
    assert (wish.kind, wish.amount) == (ChatEventKind.WANTED, 150)
