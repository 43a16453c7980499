"""Wishes for clips: what becomes one clip, and who is told what."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from schemas.judging import HighlightState
from schemas.rendering import ClipState
from tests.api.bank import Bank
from tests.api.chatting import Chat, chat_of
from tests.api.running import EPOCH_MS, Api
from tests.api.test_http import problem
from tests.api.world import WORKER, person

NOBODY = {"Authorization": ""}
BASE = "http://127.0.0.1:8700"


@pytest.fixture
async def chat(api: Api) -> Chat:
    """A channel that has been captured for two minutes."""
    chat = await chat_of(api, await person(api, "ann"))
    await chat.open()
    await chat.runs_for(120)
    return chat


async def read(chat: Chat, text: str) -> httpx.Response:
    """What a link in a text opens, for somebody without an account."""
    [link] = [word for word in text.split() if word.startswith("http")]
    return await chat.api.http.get(link.removeprefix(BASE), headers=NOBODY)


async def test_whoever_asks_is_told_at_once_and_again_with_the_link(chat: Chat) -> None:
    said = await chat.say("!clip what a shot", role="moderator")
    assert said == {
        "fresh": True,
        "command": "clip",
        "reply": "On its way: the last 30 s are marked, the link comes here.",
        "wanted_centi": 1000,
        "twitch_clip": True,
    }
    [wish] = await chat.wishes()
    assert (wish["start_ms"], wish["end_ms"], wish["state"]) == (90_000, 120_000, "waiting")
    await chat.highlight(95_000)
    assert [one["state"] for one in await chat.wishes()] == ["bound"]
    await chat.highlight(95_000, HighlightState.FINAL, 2, title="wow")
    await chat.clip(95_000, ClipState.RENDERING)
    assert await chat.due() == []
    clip_id = await chat.clip(95_000, title="wow", duration_ms=20_000)
    [answer] = await chat.due()
    assert (answer["reply_to"], answer["wish_id"]) == ("line-1", wish["wish_id"])
    assert answer["text"].startswith("Your clip is ready: http")
    assert answer["text"].endswith(".mp4 what a shot")
    [wish] = await chat.wishes()
    assert (wish["state"], wish["outcome"]) == ("answered", "ready")
    clip = (await chat.api.http.get(f"/v1/clips/{clip_id}", headers=chat.owner.headers)).json()
    assert clip["title"] == "what a shot"
    file = await read(chat, answer["text"])
    assert (file.status_code, file.content, file.headers["content-type"]) == (200, b"video", "video/mp4")
    await chat.clip(95_000, title="wow", duration_ms=21_000)
    assert len(await chat.due()) == 1, "rendered again, and told once"


async def test_a_link_opens_one_clip_and_nothing_once_it_is_taken_down(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000)
    clip_id = await chat.clip(95_000)
    text = (await chat.due())[0]["text"]
    [link] = [word.removeprefix(BASE) for word in text.split() if word.startswith("http")]
    part = await chat.api.http.get(link, headers=NOBODY | {"Range": "bytes=1-2"})
    assert (part.status_code, part.content) == (206, b"id")
    head = await chat.api.http.head(link, headers=NOBODY)
    assert (head.status_code, head.headers["content-length"]) == (200, "5")
    token = link.rpartition("/")[2].removesuffix(".mp4")
    for wrong in (
        link.replace(clip_id, "01900000-0000-7000-8000-000000000001"),
        link.replace(token, "A" * 43),
        link.replace(token, token[:-1] + ("A" if token[-1] != "A" else "B")),
    ):
        problem(await chat.api.http.get(wrong, headers=NOBODY), 404, "unknown-link")
    down = await chat.api.http.put(
        f"/v1/clips/{clip_id}/takedown", json={"reason": "x"}, headers=chat.owner.headers
    )
    assert down.status_code == 200
    problem(await chat.api.http.get(link, headers=NOBODY), 410, "clip-taken-down")
    [answer] = await chat.due()
    assert (answer["text"], answer["clip_id"]) == ("No clip: it was taken down.", "")


async def test_nothing_of_a_test_twin_or_of_a_deleted_workspace_is_opened(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000)
    await chat.clip(95_000)
    text = (await chat.due())[0]["text"]
    assert (await read(chat, text)).status_code == 200
    gone = await chat.api.http.delete(f"/v1/workspaces/{chat.owner.workspace_id}", headers=chat.owner.headers)
    assert gone.status_code == 204
    assert (await read(chat, text)).status_code == 404


async def test_wishes_that_overlap_are_one_clip_and_each_asker_is_told(chat: Chat) -> None:
    for who, role in ((1, "viewer"), (2, "vip"), (3, "moderator")):
        said = await chat.say(f"!clip title {who}", who=who, role=role)
        assert said["twitch_clip"] is (who == 1), "one of the platform's own for the moment"
        await chat.runs_for(10)
    await chat.runs_for(30)
    apart = await chat.say("!clip", who=4)
    assert apart["twitch_clip"] is True
    wishes = await chat.wishes()
    assert [one["wanted_centi"] for one in wishes] == [150, 180, 1000, 150]
    assert len({one["moment_id"] for one in wishes[:3]}) == 1
    assert wishes[3]["moment_id"] != wishes[0]["moment_id"]
    await chat.highlight(85_000)  # to 105 s, where the first alone is
    assert [one["state"] for one in await chat.wishes()] == ["bound"] * 3 + ["waiting"]
    await chat.clip(85_000, title="none of theirs")
    due = await chat.due()
    assert [one["reply_to"] for one in due] == ["line-1", "line-2", "line-3"]
    assert len({one["text"] for one in due}) == 1
    assert due[0]["text"].endswith(" title 3"), "viewers give no titles"


async def test_wishes_that_follow_each_other_all_evening_are_several_clips(chat: Chat) -> None:
    for who in range(12):
        await chat.say("!clip", who=who)
        await chat.runs_for(20)
    moments: dict[str, list[dict[str, Any]]] = {}
    for wish in await chat.wishes():
        moments.setdefault(wish["moment_id"], []).append(wish)
    assert len(moments) == 3
    for wishes in moments.values():
        assert max(one["end_ms"] for one in wishes) - min(one["start_ms"] for one in wishes) <= 90_000


async def test_a_wish_for_what_is_there_already_is_bound_at_once(chat: Chat) -> None:
    await chat.highlight(60_000, HighlightState.FINAL)
    await chat.highlight(100_000, HighlightState.FINAL)
    await chat.clip(100_000, title="known")
    said = await chat.say("!clip")
    assert said["reply"].startswith("On its way")
    [answer] = await chat.due()
    assert answer["text"].endswith(".mp4 known")


async def test_a_wish_that_only_touches_a_closed_highlight_waits_for_its_own(chat: Chat) -> None:
    await chat.highlight(72_000, HighlightState.FINAL)  # to 92 s; wanted is [90 s, 120 s]
    await chat.say("!clip")
    assert [one["state"] for one in await chat.wishes()] == ["waiting"]
    await chat.highlight(121_500)
    [wish] = await chat.wishes()
    assert wish["state"] == "bound", "it opened within two seconds behind it"


async def test_the_closed_highlight_is_better_than_nothing(chat: Chat) -> None:
    await chat.highlight(72_000, HighlightState.FINAL)
    await chat.clip(72_000, title="just before")
    await chat.say("!clip")
    await chat.runs_for(60)
    await chat.settle()
    [answer] = await chat.due()
    assert answer["text"].endswith(".mp4 just before")


async def test_near_misses_and_other_sessions_are_nothing(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000, near_miss=True)
    other = await chat_of(chat.api, chat.owner, "other")
    await other.open()
    await other.highlight(95_000)
    assert [one["state"] for one in await chat.wishes()] == ["waiting"]


async def test_nothing_opened_for_a_minute_of_media(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.runs_for(59)
    await chat.settle()
    assert await chat.due() == []
    await chat.runs_for(1)
    await chat.settle()
    await chat.settle()
    [answer] = await chat.due()
    assert answer["text"] == "No clip this time: too little was going on there."
    await chat.highlight(95_000)
    await chat.clip(95_000)
    assert len(await chat.due()) == 1, "who was told is not told again"


async def test_what_was_dropped_is_told_unless_there_is_another(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000)
    await chat.highlight(110_000)
    await chat.highlight(95_000, HighlightState.DROPPED, 2)
    assert [one["state"] for one in await chat.wishes()] == ["bound"]
    await chat.highlight(110_000, HighlightState.DROPPED, 2)
    [answer] = await chat.due()
    assert answer["text"] == "No clip this time: a second look found too little going on there."


async def test_a_clip_that_failed_is_told_without_what_is_wrong_inside(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000)
    await chat.clip(95_000, ClipState.FAILED, reason="the stage cut has a bug: /secret/path")
    [answer] = await chat.due()
    assert answer["text"] == "No clip: it could not be made."
    await chat.clip(95_000)
    assert len(await chat.due()) == 1


async def test_a_channel_may_say_why_it_failed(chat: Chat) -> None:
    await chat.command(action="clip", texts={"failed": "broken: {reason}"})
    await chat.say("!clip")
    await chat.highlight(95_000)
    await chat.clip(95_000, ClipState.FAILED, reason="/no room left")
    assert (await chat.due())[0]["text"] == "broken: /no room left"


async def test_a_clip_that_is_taken_down_while_it_is_made(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000)
    clip_id = await chat.clip(95_000, ClipState.RENDERING)
    path = f"/v1/clips/{clip_id}/takedown"
    await chat.api.http.put(path, json={"reason": "x"}, headers=chat.owner.headers)
    assert [one["text"] for one in await chat.due()] == ["No clip: it was taken down."]
    await chat.clip(95_000)
    assert len(await chat.due()) == 1


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("off air", "No clip this time: the stream ended before anything came of it."),
        ("stopped", "No clip this time: the channel is not being watched any more."),
        ("raid", "No clip this time: the stream ended before anything came of it."),
    ],
)
async def test_a_session_that_ended_is_told_once_its_judges_have_had_their_say(
    chat: Chat, why: str, text: str
) -> None:
    await chat.say("!clip", who=1)
    await chat.runs_for(40)
    await chat.say("!clip", who=2)
    if why == "stopped":
        await chat.say("!watch off", role="broadcaster")
    if why == "raid":
        change = {"auto_watch": True}
        await chat.api.http.patch(f"/v1/channels/{chat.channel_id}", json=change, headers=chat.owner.headers)
        body = {"event_id": "e", "kind": "raided_out", "at_ms": chat.clock.now_ms()}
        await chat.api.http.post(f"/v1/channels/{chat.channel_id}/stream", json=body, headers=WORKER)
    await chat.ends()
    await chat.settle()
    assert await chat.due() == []
    await chat.highlight(150_000, HighlightState.FINAL)  # the judges close what is open
    await chat.clip(150_000)
    chat.clock.advance(60_000)
    await chat.settle()
    told = {one["reply_to"]: one["text"] for one in await chat.due()}
    assert told["line-1"] == text
    assert told["line-2"].startswith("Your clip is ready")


async def test_credits_that_are_used_up_are_the_reason(bank: Bank) -> None:
    chat = await chat_of(bank.api, bank.who)
    assert (await chat.say("!clip"))["reply"] == "No clip: this channel is not being watched right now."
    await bank.grant(2)
    await chat.open()
    await chat.runs_for(120)
    await chat.say("!clip", who=2)
    await bank.deduct((chat.session_id, 0), (chat.session_id, 1))
    await chat.ends("the credits are used up")
    chat.clock.advance(60_000)
    await chat.settle()
    assert [one["text"] for one in await chat.due()] == ["No clip this time: the credits are used up."]
    said = await chat.say("!clip", who=3)
    assert said["reply"] == "No clip: there are no credits left to watch this channel with."
    assert (said["wanted_centi"], said["twitch_clip"]) == (0, False)


async def test_a_channel_that_is_just_being_opened(api: Api) -> None:
    chat = await chat_of(api, await person(api, "ann"))
    await chat.watch()
    assert (await chat.say("!clip"))["reply"].startswith("No clip yet")
    await chat.open()
    chat.clock.advance(60_000)
    assert (await chat.say("!clip", who=2, at_ms=EPOCH_MS))["reply"].startswith("No clip yet")
    assert await chat.wishes() == []


async def test_a_wish_in_the_first_seconds_begins_at_the_beginning(api: Api) -> None:
    chat = await chat_of(api, await person(api, "ann"))
    await chat.open()
    await chat.runs_for(7)
    assert (await chat.say("!clip"))["reply"].startswith("On its way: the last 7 s")
    [wish] = await chat.wishes()
    assert (wish["start_ms"], wish["end_ms"]) == (0, 7000)


async def test_a_wish_that_nothing_answers_is_answered_in_the_end(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.highlight(95_000)
    chat.clock.advance(30 * 60_000 - 1)
    await chat.settle()
    assert await chat.due() == []
    chat.clock.advance(1)
    await chat.settle()
    assert [one["text"] for one in await chat.due()] == ["No clip this time: it took too long to make."]


async def test_a_bot_that_was_switched_off_says_nothing_later(chat: Chat) -> None:
    await chat.say("!clip")
    await chat.settings(enabled=False)
    await chat.highlight(95_000)
    await chat.clip(95_000)
    assert await chat.due() == []
    assert [one["outcome"] for one in await chat.wishes()] == ["ready"]


async def test_clips_and_the_best_are_listed_with_links_that_open(chat: Chat) -> None:
    await chat.highlight(0, HighlightState.FINAL)
    await chat.highlight(30_000, HighlightState.FINAL)
    for start_ms, title, review in ((0, "one", "pending"), (30_000, "two", "rejected")):
        clip_id = await chat.clip(start_ms, title=title)
        path = f"/v1/clips/{clip_id}"
        await chat.api.http.patch(path, json={"review": review}, headers=chat.owner.headers)
    said = (await chat.say("!clips"))["reply"]
    assert said.startswith("Clips of this stream: 1,"), "those that somebody rejected are not shown"
    assert (await read(chat, said)).content == b"video"
    for words in ("", " today", " stream"):
        best = (await chat.say(f"!best{words}", role="moderator"))["reply"]
        assert best.endswith(" one")
        assert (await read(chat, best)).status_code == 200
    assert "24 hours, 2.5x" in (await chat.say("!best today", role="broadcaster"))["reply"]


async def test_links_begin_as_the_channel_says(chat: Chat) -> None:
    await chat.settings(link_base="https://clips.example.org/", language="es")
    await chat.say("!clip")
    await chat.highlight(95_000)
    await chat.clip(95_000)
    assert "https://clips.example.org/v1/clips/" in (await chat.due())[0]["text"]
    assert (await chat.due())[0]["text"].startswith("Tu clip")


async def test_a_wish_is_an_event_and_no_name_is_kept(chat: Chat) -> None:
    await chat.say("!clip")
    events = await chat.api.http.get("/v1/events?kind=wish.made", headers=chat.owner.headers)
    [event] = events.json()["items"]
    assert event["body"]["author"] == "0" * 15 + "1"
    assert event["body"]["session_id"] == chat.session_id
