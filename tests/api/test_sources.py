"""What may be watched for whom: users name what is public, operators whatever they like."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from sqlalchemy import update

from api.accounts.models import UserRow
from api.watches.sources import trusted
from schemas.capture import WatchState
from streams.settings import ProcessSettings
from tests.api.guests import Guests, guests_of
from tests.api.people import bearer, person
from tests.api.running import Api, Setup, started, until

INSIDE = (
    "http://127.0.0.1/a.m3u8", "http://localhost:8080/a.m3u8", "http://10.0.0.1/a.mp4",
    "http://169.254.169.254/latest", "http://2130706433/a.m3u8", "http://0x7f.1/a.m3u8",
    "https://[::1]/a.m3u8", "https://[::ffff:127.0.0.1]/a.m3u8", "https://[64:ff9b::7f00:1]/a.m3u8",
    "https://[2002:7f00:1::]/a.m3u8",
)  # fmt: skip


@pytest.fixture
async def guests(api: Api) -> AsyncIterator[Guests]:
    async with guests_of(api) as all_of_them:
        yield all_of_them


def refused(answer: httpx.Response, field: str) -> dict[str, Any]:
    assert answer.status_code == 422, answer.text
    body: dict[str, Any] = answer.json()
    assert body["type"] == "urn:hypecut:problem:source-refused"
    assert [error["field"] for error in body["errors"]] == [field]
    assert body["remedy"]
    return body


@pytest.mark.parametrize("source", [*INSIDE, "https://ada:secret@example.com/a.m3u8", "/etc/passwd", "a.mp4"])
async def test_users_name_what_is_public(guests: Guests, source: str) -> None:
    refused(await guests.editor.post("/v1/watches", json={"source": source}), "source")
    platform = "hls" if "://" in source else "file"
    channel = {"platform": platform, "name": "x", "source": source}
    refused(await guests.editor.post("/v1/channels", json=channel), "source")
    assert (await guests.operator.get("/v1/watches")).json()["items"] == []
    # who runs the installation may
    mine = await guests.operator.post("/v1/watches", json={"source": source, "workspace_id": guests.home})
    assert mine.status_code == 201, mine.text


async def test_what_is_public_is_taken(guests: Guests) -> None:
    for source in ("twitch:somebody", "https://example.com/a.m3u8?sig=1", "http://8.8.8.8:8080/a.m3u8"):
        answer = await guests.editor.post("/v1/watches", json={"source": source})
        assert answer.status_code == 201, answer.text


async def test_a_recorded_chat_is_a_file_too(guests: Guests) -> None:
    body = {"source": "twitch:somebody", "chat": "/data/chat.jsonl"}
    refused(await guests.editor.post("/v1/watches", json=body), "chat")
    channel = {"platform": "twitch", "name": "somebody", "chat": "/data/chat.jsonl"}
    refused(await guests.editor.post("/v1/channels", json=channel), "chat")


async def test_a_change_of_a_channel_is_looked_at_like_a_new_one(guests: Guests) -> None:
    body = {"platform": "hls", "name": "x", "source": "https://example.com/a.m3u8"}
    made = (await guests.editor.post("/v1/channels", json=body)).json()
    path = f"/v1/channels/{made['channel_id']}"
    refused(await guests.editor.patch(path, json={"source": INSIDE[0]}), "source")
    refused(await guests.editor.patch(path, json={"chat": "/x.jsonl"}), "chat")
    assert (await guests.operator.patch(path, json={"source": INSIDE[0]})).status_code == 200
    # what an operator chose stays when somebody else changes the rest
    assert (await guests.editor.patch(path, json={"title": "t"})).status_code == 200
    refused(await guests.editor.patch(path, json={"source": INSIDE[2]}), "source")


async def test_a_channel_of_an_operator_gives_nobody_his_right(guests: Guests) -> None:
    body = {"platform": "file", "name": "x", "source": "/a.mp4", "workspace_id": guests.home}
    channel = (await guests.operator.post("/v1/channels", json=body)).json()["channel_id"]
    refused(await guests.editor.post("/v1/watches", json={"channel_id": channel}), "channel_id")
    mine = await guests.operator.post("/v1/watches", json={"channel_id": channel})
    assert mine.json()["source"] == "/a.mp4"


def said(setup: Setup, watch_id: str) -> list[bool]:
    events = [event for _, key, event in setup.publisher.sent if key == watch_id]
    return [event.trusted for event in events if isinstance(event, WatchState)]


async def test_monitors_are_told_who_asked_and_nobody_can_say_so_himself(
    setup: Setup, api: Api, guests: Guests
) -> None:
    forged = {"source": "twitch:somebody", "trusted": True}
    assert (await guests.editor.post("/v1/watches", json=forged)).status_code == 422
    theirs = (await guests.editor.post("/v1/watches", json={"source": "twitch:somebody"})).json()["watch_id"]
    body = {"source": "/a.mp4", "workspace_id": guests.home}
    mine = (await guests.operator.post("/v1/watches", json=body)).json()["watch_id"]
    await until(lambda: said(setup, theirs) and said(setup, mine))
    assert said(setup, theirs)[-1] is False
    assert said(setup, mine)[-1] is True
    # an editor asks again for what an operator chose, and an operator's word makes no other's source better
    for wanted in (False, True):
        answer = await guests.editor.patch(f"/v1/watches/{mine}", json={"wanted": wanted})
        assert answer.status_code == 200, answer.text
        await guests.operator.patch(f"/v1/watches/{theirs}", json={"wanted": wanted})
    await until(lambda: len(said(setup, theirs)) >= 3 and len(said(setup, mine)) >= 3)
    assert set(said(setup, theirs)) == {False}
    assert set(said(setup, mine)) == {True}


async def test_a_person_is_trusted_for_as_long_as_they_are_an_operator(api: Api) -> None:
    ada = await person(api, "ada", operator=True)
    made = await api.http.post("/v1/watches", json={"source": "/a.mp4"}, headers=bearer(ada.access))
    watch_id = made.json()["watch_id"]
    path = f"/v1/watches/{watch_id}"
    async with api.services.database.writing() as work:
        assert await trusted(work.session, [watch_id]) == {watch_id}
        await work.session.execute(update(UserRow).values(operator=False))
    async with api.services.database.reading() as session:
        assert await trusted(session, [watch_id]) == frozenset()
    assert (await api.http.patch(path, json={"wanted": False}, headers=bearer(ada.access))).status_code == 200
    refused(await api.http.patch(path, json={"wanted": True}, headers=bearer(ada.access)), "source")


async def test_a_network_that_is_allowed_is_open_to_users(setup: Setup) -> None:
    setup.more["source_networks"] = "10.1.0.0/16, 127.0.0.1"
    async with started(setup) as api, guests_of(api) as guests:
        for source, status in (
            ("http://10.1.2.3/a.m3u8", 201),
            ("http://localhost:8080/a.m3u8", 201),
            ("http://10.2.0.1/a.m3u8", 422),
            ("http://ada:x@10.1.2.3/a.m3u8", 422),
            ("/a.mp4", 422),
        ):
            answer = await guests.editor.post("/v1/watches", json={"source": source})
            assert answer.status_code == status, (source, answer.text)


def test_a_network_that_is_none_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"10\.0\.0\.0/99"):
        ProcessSettings(data=tmp_path, source_networks="10.0.0.0/99")
    assert ProcessSettings(data=tmp_path).allowed_networks == ()
