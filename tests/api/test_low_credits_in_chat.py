"""Credits that run low are said in the chat of what is watched, where the bot may speak."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.api.bank import Bank
from tests.api.people import Person, bearer
from tests.api.running import Setup
from tests.api.twitch_door import WORKER, TwitchDoor, twitch_door


@dataclass
class Watched:
    """A channel that is linked, and what it costs."""

    door: TwitchDoor
    ann: Person
    bank: Bank

    async def channel(self, login: str, *features: str) -> str:
        channel_id = await self.door.channel(self.ann, login)
        if features:
            await self.door.linked(self.ann, channel_id, *features, by=login)
        return channel_id

    async def session(self, channel_id: str) -> str:
        body = {"channel_id": channel_id}
        made = await self.door.http.post("/v1/watches", json=body, headers=bearer(self.ann.access))
        assert made.status_code == 201, made.text
        request = {"watch_id": made.json()["watch_id"], "node": "n", "started_at_ms": 0, "source": "twitch:x"}
        opened = await self.door.http.post("/v1/sessions", json=request, headers=WORKER)
        assert opened.status_code == 201, opened.text
        return str(opened.json()["session_id"])

    async def change(self, path: str, **body: object) -> None:
        answer = await self.door.http.post(path, json=body, headers=bearer(self.ann.access))
        assert answer.status_code == 201, answer.text

    async def due(self) -> list[dict[str, Any]]:
        listed = await self.door.http.get("/v1/bot/answers?state=due", headers=WORKER)
        assert listed.status_code == 200, listed.text
        items: list[dict[str, Any]] = listed.json()["items"]
        return items

    async def texts(self) -> list[str]:
        return [one["text"] for one in await self.due()]


@pytest.fixture
async def watched(setup: Setup) -> AsyncIterator[Watched]:
    async with twitch_door(setup, credits="charged") as door:
        ann = await door.person("ann")
        yield Watched(door, ann, Bank(door.api, ann))  # type: ignore[arg-type] # it asks for the workspace alone


async def test_each_level_is_said_once_and_that_it_is_over(watched: Watched) -> None:
    await watched.bank.grant(17)
    channel_id = await watched.channel("streamer", "chat", "bot")
    session = await watched.session(channel_id)
    for minute in range(17):
        watched.door.setup.clock.advance(1000)
        await watched.bank.deduct((session, minute), (session, minute))
    said = await watched.due()
    assert [one["text"] for one in said] == [
        "The credits last for 16 more minutes.",
        "The credits last for 15 more minutes.",
        "The credits last for 5 more minutes.",
        "The credits are used up: this channel is not being watched any more.",
    ]
    assert {(one["channel_id"], one["reply_to"], one["clip_id"]) for one in said} == {(channel_id, "", "")}
    claimed = await watched.door.http.post(f"/v1/bot/answers/{said[0]['answer_id']}/claim", headers=WORKER)
    assert claimed.status_code == 200, claimed.text


async def test_only_chats_that_are_watched_and_let_the_bot_speak_hear_it(watched: Watched) -> None:
    await watched.bank.grant(100)
    one = await watched.channel("streamer", "chat", "bot")
    running = [await watched.session(one), await watched.session(await watched.channel("second", "chat"))]
    running.append(await watched.session(await watched.channel("third")))
    await watched.channel("fourth", "chat", "bot")  # not watched
    await watched.bank.deduct(*((session, minute) for session in running for minute in range(2)))
    assert [(said["channel_id"], said["text"]) for said in await watched.due()] == [
        (one, "The credits last for 31 more minutes.")
    ]


async def test_it_is_said_in_the_channels_own_words_or_not_at_all(watched: Watched) -> None:
    await watched.bank.grant(17)
    german, worded, silent, off = [
        await watched.channel(login, "chat", "bot") for login in ("streamer", "second", "third", "fourth")
    ]
    await watched.change("/v1/bot/settings", channel_id=german, language="de")
    credits_ = {"action": "credits", "name": "credits"}
    texts = {"low": "{credits} credits!", "empty": ""}
    await watched.change("/v1/bot/commands", channel_id=worded, texts=texts, **credits_)
    await watched.change("/v1/bot/commands", channel_id=silent, enabled=False, **credits_)
    await watched.change("/v1/bot/settings", channel_id=off, enabled=False)
    session, *_ = [await watched.session(one) for one in (german, worded, silent, off)]
    await watched.bank.deduct((session, 0))
    assert sorted(await watched.texts()) == ["16 credits!", "Die Credits reichen noch für 4 Minuten."]
