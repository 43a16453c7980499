"""The bot at the door: which line is answered, to whom, how often, and in which words."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.bot.wording import strangers
from tests.api.bank import Bank
from tests.api.chatting import Chat, chat_of, field_of
from tests.api.running import Api, Setup, started
from tests.api.test_http import problem
from tests.api.timelines import minute_of
from tests.api.world import WORKER, joined, person

SILENT = {"fresh": True, "command": "", "reply": "", "wanted_centi": 0, "twitch_clip": False}


@pytest.fixture
async def chat(api: Api) -> Chat:
    return await chat_of(api, await person(api, "ann"))


@pytest.mark.parametrize("text", ["hello", "!nope", "!", "! clip", "clip", "say !clip", "!clipper x", ""])
async def test_a_line_that_names_no_command_is_met_with_silence(chat: Chat, text: str) -> None:
    assert await chat.say(text) == SILENT
    listed = await chat.api.http.get("/v1/bot/requests", headers=chat.owner.headers)
    assert listed.json()["items"] == []


@pytest.mark.parametrize("text", ["!hype", "  !HYPE  now", "!hype \U000e0000"])
async def test_a_command_is_known_however_it_is_typed(chat: Chat, text: str) -> None:
    said = await chat.say(text)
    assert (said["command"], said["fresh"]) == ("hype", True)
    assert "not being watched" in said["reply"]


async def test_the_same_line_again_is_not_answered_again(chat: Chat) -> None:
    await chat.open()
    await chat.runs_for(60)
    line = chat.line("!clip")
    first = (await chat.send(line)).json()
    again = (await chat.send(line)).json()
    assert (first["fresh"], first["wanted_centi"], first["twitch_clip"]) == (True, 150, True)
    assert first["reply"].startswith("On its way")
    # How much it is wanted is said again: the process may have died before it told the judges.
    assert again == {
        "fresh": False,
        "command": "clip",
        "reply": "",
        "wanted_centi": 150,
        "twitch_clip": False,
    }
    assert len(await chat.wishes()) == 1


async def test_two_processes_with_the_same_line_answer_it_once(setup: Setup) -> None:
    async with started(setup) as one, started(setup) as other:
        chat = await chat_of(one, await person(one, "ann"))
        await chat.open()
        await chat.runs_for(60)
        for number in range(5):
            line = chat.line("!clip", who=number)
            asked = [api.http.post("/v1/bot/requests", json=line, headers=WORKER) for api in (one, other) * 3]
            answers = [answer.json() for answer in await asyncio.gather(*asked)]
            assert sorted(answer["fresh"] for answer in answers) == [False] * 5 + [True]
            assert sum(bool(answer["reply"]) for answer in answers) == 1
        assert len(await chat.wishes()) == 5


async def test_cooldowns_hold_for_a_user_and_for_the_channel_and_by_role(chat: Chat) -> None:
    assert (await chat.say("!best", who=1))["reply"] == "No clips yet."
    assert (await chat.say("!best", who=1))["reply"] == ""
    assert (await chat.say("!best", who=2))["reply"] == "", "the channel was told just now"
    assert (await chat.say("!best", who=3, role="moderator"))["reply"] != "", "hosts wait for nobody"
    chat.clock.advance(9_999)
    assert (await chat.say("!best", who=2))["reply"] == ""
    chat.clock.advance(1)
    assert (await chat.say("!best", who=2))["reply"] != ""
    chat.clock.advance(19_999)
    assert (await chat.say("!best", who=1))["reply"] == ""
    chat.clock.advance(1)
    assert (await chat.say("!best", who=1))["reply"] != "", "what was met with silence begins nothing anew"
    chat.clock.advance(20_000)
    assert (await chat.say("!best", who=1, role="subscriber"))["reply"] != "", "20 s for subscribers"
    outcomes = await chat.api.http.get("/v1/bot/requests?sort=created_at_ms", headers=chat.owner.headers)
    assert [one["outcome"] for one in outcomes.json()["items"]].count("cooldown") == 4


async def test_a_cooldown_is_by_the_time_of_the_lines_in_whatever_order_they_come(chat: Chat) -> None:
    now_ms = chat.clock.now_ms()
    assert (await chat.say("!best", at_ms=now_ms))["reply"] != ""
    assert (await chat.say("!best", at_ms=now_ms - 29_999))["reply"] == ""
    assert (await chat.say("!best", at_ms=now_ms - 30_000))["reply"] != ""


async def test_two_processes_keep_one_cooldown(setup: Setup) -> None:
    async with started(setup) as one, started(setup) as other:
        chat = await chat_of(one, await person(one, "ann"))
        lines = [chat.line("!best") for _ in range(6)]
        asked = [
            api.http.post("/v1/bot/requests", json=line, headers=WORKER)
            for api, line in zip((one, other) * 3, lines, strict=True)
        ]
        answers = [answer.json() for answer in await asyncio.gather(*asked)]
        assert sum(bool(answer["reply"]) for answer in answers) == 1
        assert all(answer["fresh"] for answer in answers)


async def test_a_channel_may_word_what_is_silent(chat: Chat) -> None:
    texts = {"cooldown": "wait {seconds} s", "denied": "not you", "none": ""}
    await chat.command(action="best", texts=texts, roles=["viewer"])
    assert (await chat.say("!best"))["reply"] == "", "an empty text is silence, and counts as an answer"
    chat.clock.advance(500)
    assert (await chat.say("!best"))["reply"] == "wait 30 s"
    assert (await chat.say("!best", role="vip"))["reply"] == "not you"


@pytest.mark.parametrize(
    ("role", "may"),
    [("viewer", 0), ("subscriber", 0), ("vip", 0), ("moderator", 1), ("broadcaster", 1)],
)
async def test_watching_and_credits_are_for_hosts(chat: Chat, role: str, may: int) -> None:
    for text in ("!watch", "!credits"):
        assert bool((await chat.say(text, role=role))["reply"]) is bool(may)
    known = (await chat.say("!hypecut help", role=role))["reply"]
    assert known.startswith("I know: !clip ")
    assert ("!watch" in known) is bool(may)


async def test_a_watch_begins_and_ends_in_chat(chat: Chat) -> None:
    async def wanted() -> list[bool]:
        listed = await chat.api.http.get(f"/v1/watches?channel_id={chat.channel_id}")
        return [one["wanted"] for one in listed.json()["items"]]

    says = [(await chat.say(f"!watch {word}", role="moderator"))["reply"] for word in ("", "off", "on")]
    assert says == [
        "This channel is not being watched.",
        "This channel is not being watched.",
        "This channel is being watched from now on.",
    ]
    assert await wanted() == [True]
    says = [(await chat.say(f"!watch {word}", role="moderator"))["reply"] for word in ("ON", "", "off")]
    assert says == [
        "This channel is being watched.",
        "This channel is being watched.",
        "This channel is not being watched any more.",
    ]
    assert await wanted() == [False]
    await chat.say("!watch on", role="broadcaster")
    assert await wanted() == [True], "the same watch is asked for again"
    log = await chat.api.http.get("/v1/audit-log?sort=number", headers=chat.owner.headers)
    told = [(one["action"], one["detail"].get("role")) for one in log.json()["items"]]
    assert [one for one in told if "in_chat" in one[0]] == [
        ("watch.began_in_chat", "moderator"),
        ("watch.ended_in_chat", "moderator"),
        ("watch.began_in_chat", "broadcaster"),
    ]


async def test_credits_are_told_and_nothing_begins_without(bank: Bank) -> None:
    chat = await chat_of(bank.api, bank.who)
    assert (await chat.say("!credits", role="broadcaster"))["reply"] == "0 credits left, for 0 minutes."
    denied = await chat.say("!watch on", role="broadcaster")
    assert denied["reply"] == "There are no credits left to watch this channel with."
    await bank.grant(90)
    assert (await chat.say("!credits", role="broadcaster"))["reply"] == "90 credits left, for 90 minutes."
    assert (await chat.say("!watch on", role="broadcaster"))["reply"].endswith("from now on.")


async def test_who_is_not_charged_is_told_so(chat: Chat) -> None:
    assert (await chat.say("!credits", role="moderator"))["reply"].endswith("costs no credits.")


async def test_what_only_operators_may_watch_cannot_be_begun_in_chat(api: Api) -> None:
    owner = await person(api, "ann")
    body = {"workspace_id": owner.workspace_id, "platform": "file", "name": "f", "source": "/etc/passwd"}
    made = await api.http.post("/v1/channels", json=body)
    assert made.status_code == 201, made.text
    chat = Chat(api, owner, made.json()["channel_id"])
    assert (await chat.say("!watch on", role="broadcaster"))["reply"].endswith("from here.")
    assert (await api.http.get(f"/v1/watches?channel_id={chat.channel_id}")).json()["items"] == []


async def test_the_hype_is_what_the_door_has_and_how_old_that_is(chat: Chat) -> None:
    session_id = await chat.open()
    assert (await chat.say("!hype", role="moderator"))["reply"] == "There are no scores yet."
    minutes = [
        minute_of(session_id, start_ms=start_ms, sense=sense) | scores
        for start_ms, sense, scores in (
            (0, "fusion", {"score_mean": 1.0, "score_max": 6.5, "covered_ms": 60_000}),
            (60_000, "fusion", {"score_mean": 1.44, "score_max": 2.0, "covered_ms": 20_000}),
            (60_000, "chat", {"score_mean": 2.0, "score_max": 3.0, "covered_ms": 15_000}),
        )
    ]
    stored = await chat.api.http.put("/v1/timelines", json=minutes, headers=WORKER)
    assert stored.status_code == 200, stored.text
    chat.clock.advance(92_000)
    assert (await chat.say("!hype"))["reply"] == (
        "1.4x normal (chat 2.0x, sound –x, picture –x), the most this stream 6.5x. As of 12 s ago."
    )


async def test_a_command_of_its_own_is_said_with_what_it_may_tell(chat: Chat) -> None:
    await chat.command(name="Play", aliases=["game", "GAME"], texts={"reply": "{category}: {title} {x"})
    body = {
        "event_id": "e",
        "kind": "changed",
        "at_ms": 1,
        "title": "a {category} of /me",
        "category": "Chess",
    }
    await chat.api.http.post(f"/v1/channels/{chat.channel_id}/stream", json=body, headers=WORKER)
    said = await chat.say("!GAME please")
    assert (said["command"], said["reply"]) == ("play", "Chess: a {category} of /me {x")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/ban somebody", "ban somebody"),
        (" . /. /timeout x", "timeout x"),
        ("\u200d/ban x", "ban x"),
        ("a\x07b\u202ec\nd\u2028e", "a b c d e"),
        ("👩\u200d🚀 ok", "👩\u200d🚀 ok"),
        ("x" * 400, "x" * 400),
    ],
)
async def test_nothing_that_is_said_is_a_command_of_the_chat(chat: Chat, typed: str, said: str) -> None:
    await chat.command(name="x", texts={"reply": typed})
    assert (await chat.say("!x"))["reply"] == said


async def test_a_long_answer_is_bounded(chat: Chat) -> None:
    await chat.command(name="x", texts={"reply": "{title}" * 40})
    body = {"event_id": "e", "kind": "changed", "at_ms": 1, "title": "y" * 300}
    await chat.api.http.post(f"/v1/channels/{chat.channel_id}/stream", json=body, headers=WORKER)
    said = (await chat.say("!x"))["reply"]
    assert len(said) == 1500
    assert said.endswith("…")


@pytest.mark.parametrize(
    ("body", "field", "word"),
    [
        ({"name": "x", "texts": {"reply": "{user} hi"}}, "texts.reply", "{user}"),
        ({"name": "x", "texts": {"reply": "{0.__class__}"}}, "texts.reply", "{0.__class__}"),
        ({"name": "x", "texts": {"reply": "{title!r}"}}, "texts.reply", "{title!r}"),
        ({"name": "x", "texts": {"reply": "{}"}}, "texts.reply", "{}"),
        ({"name": "x", "texts": {"ready": "x"}}, "texts.ready", "reply"),
        ({"name": "x", "texts": {"reply": " "}}, "texts.reply", "empty"),
        ({"name": "x"}, "texts.reply", "empty"),
        ({"texts": {"reply": "x"}}, "name", "needed"),
        ({"action": "clip", "texts": {"accepted": "{link}"}}, "texts.accepted", "{link}"),
        ({"action": "clip", "texts": {"dropped": "{reason}"}}, "texts.dropped", "none"),
        ({"name": "two words", "texts": {"reply": "x"}}, "name", "one word"),
        ({"name": "{x}", "texts": {"reply": "x"}}, "name", "braces"),
        ({"name": "x", "aliases": ["a b"], "texts": {"reply": "x"}}, "aliases.0", "one word"),
        ({"name": "x", "roles": ["admin"], "texts": {"reply": "x"}}, "roles.0", "viewer"),
        ({"name": "x", "texts": {"reply": "x" * 401}}, "texts.reply", "400"),
        (
            {"name": "x", "user_cooldown_ms": {"viewer": -1}, "texts": {"reply": "x"}},
            "user_cooldown_ms.viewer",
            "",
        ),
    ],
)
async def test_what_cannot_be_meant_is_refused_when_it_is_saved(
    chat: Chat, body: dict[str, Any], field: str, word: str
) -> None:
    answer = await chat.refused(**body)
    assert field_of(answer, 422, "invalid") == field
    assert word in answer.json()["detail"]
    assert answer.json()["remedy"]


async def test_a_text_is_looked_at_again_when_it_is_changed(chat: Chat) -> None:
    made = await chat.command(name="x", texts={"reply": "hi"})
    path = f"/v1/bot/commands/{made['command_id']}"
    for texts in ({"reply": "{nope}"}, {}):
        answer = await chat.api.http.patch(path, json={"texts": texts}, headers=chat.owner.headers)
        assert field_of(answer) == "texts.reply"
    changed = await chat.api.http.patch(path, json={"texts": {"reply": "ho"}}, headers=chat.owner.headers)
    assert changed.status_code == 200, changed.text
    assert (await chat.say("!x"))["reply"] == "ho"


async def test_built_in_commands_are_renamed_reworded_and_switched_off(chat: Chat) -> None:
    mine = await chat.command(
        action="clip", name="moment", aliases=["m"], texts={"not_watched": "nobody looks"}
    )
    assert mine["wanted_centi"]["moderator"] == 1000, "what is left out is as it comes"
    assert await chat.say("!clip") == SILENT
    said = await chat.say("!m")
    assert (said["command"], said["reply"]) == ("clip", "nobody looks")
    off = await chat.command(action="hype", enabled=False)
    assert await chat.say("!hype") == SILENT
    known = (await chat.say("!hypecut"))["reply"]
    assert "!moment" in known
    assert "!hype " not in f"{known} "
    path = f"/v1/bot/commands/{off['command_id']}"
    assert (await chat.api.http.delete(path, headers=chat.owner.headers)).status_code == 204
    assert (await chat.say("!hype"))["command"] == "hype"


async def test_no_two_commands_of_a_channel_have_a_name(chat: Chat) -> None:
    await chat.command(name="x", aliases=["y"], texts={"reply": "1"})
    for body in (
        {"name": "y", "texts": {"reply": "2"}},
        {"name": "z", "aliases": ["x"], "texts": {"reply": "2"}},
        {"name": "clip", "texts": {"reply": "2"}},
        {"action": "best", "name": "clips"},
    ):
        assert problem(await chat.refused(**body), 409, "command-taken")
    await chat.command(action="clip", name="moment")
    assert field_of(await chat.refused(action="clip"), 409, "command-taken") == "action"
    await chat.command(name="clip", texts={"reply": "say !moment"})
    assert (await chat.say("!clip"))["reply"] == "say !moment"


async def test_a_channel_has_a_prefix_a_language_and_a_switch(chat: Chat) -> None:
    made = await chat.settings(prefix="hc:", language="de")
    assert await chat.say("!hype") == SILENT
    assert (await chat.say("HC:hype"))["reply"].startswith("Keine Werte")
    assert problem(
        await chat.api.http.post(
            "/v1/bot/settings", json={"channel_id": chat.channel_id}, headers=chat.owner.headers
        ),
        409,
        "bot-settings-taken",
    )
    path = f"/v1/bot/settings/{made['settings_id']}"
    off = await chat.api.http.patch(path, json={"enabled": False}, headers=chat.owner.headers)
    assert off.status_code == 200
    assert await chat.say("hc:hype", who=2) == SILENT
    for body, field in (
        ({"prefix": "/"}, "prefix"),
        ({"prefix": "a b"}, "prefix"),
        ({"link_base": "ftp://x"}, "link_base"),
        ({"link_base": "https://u:p@x.example"}, "link_base"),
        ({"link_base": "https://x.example/?a=1"}, "link_base"),
        ({"language": "xx"}, "language"),
    ):
        answer = await chat.api.http.patch(path, json=body, headers=chat.owner.headers)
        assert field_of(answer, 422, "invalid") == field


async def test_every_built_in_text_is_there_in_every_language_with_its_placeholders(api: Api) -> None:
    listed = await api.http.get("/v1/bot/commands/built-in/all")
    assert [one["name"] for one in listed.json()] == [
        "clip", "clips", "best", "watch", "credits", "hype", "hypecut", "",
    ]  # fmt: skip
    for one in listed.json():
        keys = set(one["placeholders"]) - {"cooldown", "denied"}
        for language, texts in one["texts"].items():
            assert (set(texts) == keys) or one["action"] == "say", (one["action"], language)
            for key, text in texts.items():
                assert strangers(text, frozenset(one["placeholders"][key])) == [], (language, key)


async def test_a_channel_belongs_to_its_workspace(chat: Chat, api: Api) -> None:
    stranger = await person(api, "bob")
    for path in ("/v1/bot/commands", "/v1/bot/settings"):
        body = {"channel_id": chat.channel_id, "name": "x", "texts": {"reply": "x"}}
        if path.endswith("settings"):
            body = {"channel_id": chat.channel_id}
        answer = await api.http.post(path, json=body, headers=stranger.headers)
        assert field_of(answer, 422, "invalid") == "channel_id"
    made = await chat.command(name="x", texts={"reply": "x"})
    viewer = await joined(api, chat.owner, "vic", "viewer")
    path = f"/v1/bot/commands/{made['command_id']}"
    for who, status in ((stranger, 404), (viewer, 403)):
        answer = await api.http.patch(path, json={"enabled": False}, headers=who.headers)
        assert answer.status_code == status
    for noun in ("commands", "requests", "wishes", "answers"):
        listed = await api.http.get(f"/v1/bot/{noun}", headers=stranger.headers)
        assert listed.json()["items"] == []


async def test_only_the_installation_s_own_processes_bring_lines(chat: Chat) -> None:
    assert (await chat.send(chat.line("!hype"), chat.owner.headers)).status_code == 403
    gone = await chat.send(chat.line("!hype", channel_id="01900000-0000-7000-8000-000000000001"))
    assert problem(gone, 404, "unknown-channel")
    named = await chat.send(chat.line("!hype", author="somebody"))
    assert field_of(named, 422, "invalid") == "author"
