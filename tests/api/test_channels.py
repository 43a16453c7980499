"""Channels, and what is watched of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from schemas.rendering import ClipState
from tests.api.guests import Guests, guests_of
from tests.api.running import EPOCH_MS, Api, Setup, a_highlight
from tests.api.test_door import clip_of
from tests.api.test_http import problem, put

UNKNOWN = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
async def guests(api: Api) -> AsyncIterator[Guests]:
    async with guests_of(api) as all_of_them:
        yield all_of_them


async def a_channel(who: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await who.post("/v1/channels", json={"platform": "twitch", "name": "Somebody", **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_twitch_channel_follows_from_its_name(guests: Guests) -> None:
    made = await a_channel(guests.editor, tags=["fps", "fps", "en"], title="Some Body", notes="a\nb")
    assert {name: made[name] for name in ("workspace_id", "platform", "name", "source", "chat", "tags")} == {
        "workspace_id": guests.home,
        "platform": "twitch",
        "name": "somebody",
        "source": "twitch:somebody",
        "chat": "twitch:somebody",
        "tags": ["fps", "en"],
    }
    read = await guests.viewer.get(f"/v1/channels/{made['channel_id']}")
    assert read.json() == made
    assert read.headers["etag"] == '"1"'


async def test_what_cannot_be_meant_is_named_by_field(guests: Guests) -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"platform": "youtube"}, "platform"),
        ({"name": ""}, "name"),
        ({"name": " padded"}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "not a login"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"source": "twitch:not a name"}, "source"),
        ({"source": "https://example.com/a.m3u8"}, "source"),
        ({"platform": "hls"}, "source"),
        ({"platform": "hls", "source": "twitch:somebody"}, "source"),
        ({"platform": "hls", "source": "rtmp://host/x"}, "source"),
        ({"platform": "file", "source": "https://example.com/a.mp4"}, "source"),
        ({"chat": "https://example.com/chat"}, "chat"),
        ({"tags": ['a"b']}, "tags.0"),
        ({"tags": ["x"] * 21}, "tags"),
        ({"notes": "\x00"}, "notes"),
        ({"notes": "x" * 4001}, "notes"),
        ({"title": "two\nlines"}, "title"),
        ({"workspace_id": "no such!"}, "workspace_id"),
        ({"version": 7}, "version"),
        ({"deleted_at_ms": 7}, "deleted_at_ms"),
    ]
    for more, field in refused:
        body = {"platform": "twitch", "name": "somebody", **more}
        errors: Any = problem(await guests.editor.post("/v1/channels", json=body), 422, "invalid")["errors"]
        assert [error["field"] for error in errors] == [field], (more, errors)
    assert (await guests.editor.get("/v1/channels")).json()["items"] == []


async def test_a_name_is_there_once_in_a_workspace_among_the_living(guests: Guests) -> None:
    first = await a_channel(guests.editor)
    same = {"platform": "twitch", "name": "SOMEBODY"}
    taken = problem(await guests.editor.post("/v1/channels", json=same), 409, "channel-taken")
    assert first["channel_id"] in str(taken["detail"])
    elsewhere = await a_channel(guests.stranger)
    await a_channel(
        guests.operator, workspace_id=guests.home, platform="file", source="somebody.mp4", name="somebody"
    )
    other = await a_channel(guests.editor, name="other")
    renamed = await guests.editor.patch(f"/v1/channels/{other['channel_id']}", json={"name": "somebody"})
    problem(renamed, 409, "channel-taken")
    assert (await guests.editor.delete(f"/v1/channels/{first['channel_id']}")).status_code == 204
    again = await a_channel(guests.editor)
    assert again["channel_id"] not in {first["channel_id"], elsewhere["channel_id"]}


async def test_the_same_request_again_makes_one_channel(guests: Guests) -> None:
    headers = {"Idempotency-Key": "k1"}
    body = {"platform": "twitch", "name": "somebody"}
    first = await guests.editor.post("/v1/channels", json=body, headers=headers)
    again = await guests.editor.post("/v1/channels", json=body, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    other = await guests.editor.post("/v1/channels", json={**body, "name": "other"}, headers=headers)
    problem(other, 422, "idempotency-key-reused")


async def test_a_change_is_settled_like_a_new_one_and_not_lost(guests: Guests) -> None:
    made = await a_channel(guests.editor, notes="kept")
    path = f"/v1/channels/{made['channel_id']}"
    renamed = await guests.editor.patch(path, json={"name": "Another"}, headers={"If-Match": '"1"'})
    assert renamed.status_code == 200, renamed.text
    now = renamed.json()
    assert (now["name"], now["source"], now["chat"]) == ("another", "twitch:another", "twitch:another")
    assert (now["notes"], now["version"]) == ("kept", 2)
    late = await guests.editor.patch(path, json={"title": "x"}, headers={"If-Match": '"1"'})
    problem(late, 412, "precondition-failed")
    problem(await guests.editor.patch(path, json={"source": "a.mp4"}), 422, "invalid")
    problem(await guests.editor.patch(path, json={"platform": "file"}), 422, "invalid")
    problem(await guests.editor.patch(path, json={"name": None}), 422, "invalid")
    kept = await guests.editor.patch(path, json={"chat": "none", "source": "twitch:elsewhere"})
    assert (kept.json()["source"], kept.json()["chat"]) == ("twitch:elsewhere", "none")
    moved = await guests.editor.patch(path, json={"name": "third"})
    assert moved.json()["source"] == "twitch:elsewhere", "a source that was chosen stays"


async def test_who_may_do_what_with_a_channel(guests: Guests) -> None:
    made = await a_channel(guests.editor)
    path = f"/v1/channels/{made['channel_id']}"
    body = {"platform": "twitch", "name": "more", "workspace_id": guests.home}
    for who in (guests.stranger, guests.worker):
        for answer in (
            await who.get(path),
            await who.patch(path, json={"title": "x"}),
            await who.delete(path),
        ):
            problem(answer, 404, "unknown-channel")
            assert "somebody" not in answer.text
        assert (await who.get("/v1/channels")).json()["items"] == []
        problem(await who.post("/v1/channels", json=body), 403, "forbidden")
    for who in (guests.viewer, guests.reader):
        assert (await who.get(path)).json() == made
        problem(await who.post("/v1/channels", json=body), 403, "forbidden")
        problem(await who.patch(path, json={"title": "x"}), 403, "forbidden")
        problem(await who.delete(path), 403, "forbidden")
    moved = await guests.editor.patch(path, json={"workspace_id": guests.elsewhere})
    problem(moved, 422, "invalid")
    assert (await guests.editor.get(path)).json() == made
    nowhere = await guests.operator.post("/v1/channels", json={**body, "workspace_id": UNKNOWN})
    problem(nowhere, 422, "invalid")


async def test_a_deleted_channel_is_nowhere_but_in_the_history(guests: Guests) -> None:
    made = await a_channel(guests.editor)
    path = f"/v1/channels/{made['channel_id']}"
    assert (await guests.editor.delete(path)).status_code == 204
    for answer in (
        await guests.editor.get(path),
        await guests.editor.patch(path, json={"title": "x"}),
        await guests.editor.delete(path),
    ):
        problem(answer, 404, "unknown-channel")
    assert (await guests.editor.get("/v1/channels")).json()["items"] == []
    watch = await guests.editor.post("/v1/watches", json={"channel_id": made["channel_id"]})
    problem(watch, 422, "invalid")
    told = (await guests.owner.get("/v1/revisions", params={"table_name": "channels"})).json()["items"]
    assert {one["operation"] for one in told} == {"create", "delete"}


async def test_channels_are_filtered_and_sorted(guests: Guests, setup: Setup) -> None:
    for name, tags in (("b", ["FPS", "en"]), ("a", ["fps"]), ("c", ["fps two", "größe"])):
        await a_channel(guests.editor, name=name, tags=tags)
        setup.clock.advance(1)
    await a_channel(guests.stranger, name="a", tags=["fps"])

    async def names(**asked: Any) -> list[str]:
        answer = await guests.editor.get("/v1/channels", params=asked)
        assert answer.status_code == 200, answer.text
        return [one["name"] for one in answer.json()["items"]]

    assert await names() == ["c", "a", "b"]
    assert await names(sort="name") == ["a", "b", "c"]
    assert await names(tag="fps") == ["a"], "whole tags, and as they are written"
    assert await names(tag="größe") == ["c"]
    assert await names(tag="%") == []
    assert await names(name="b", platform="twitch") == ["b"]
    assert await names(platform="hls") == []
    assert await names(workspace_id=guests.elsewhere) == []
    page = (await guests.editor.get("/v1/channels", params={"limit": 2, "total": True})).json()
    assert (page["total"], len(page["items"])) == (3, 2)
    rest = await guests.editor.get("/v1/channels", params={"cursor": page["next_cursor"]})
    assert [one["name"] for one in rest.json()["items"]] == ["b"]
    for params in ({"tag": 'a"b'}, {"sort": "notes"}, {"name": "' OR 1=1 --\x00"}):
        problem(await guests.editor.get("/v1/channels", params=params), 422, "invalid")
    assert (await guests.editor.get("/v1/channels", params={"nosuch": "1"})).status_code == 422


async def test_a_watch_takes_what_it_does_not_say_from_its_channel(guests: Guests) -> None:
    channel = await a_channel(guests.editor)
    asked = {"channel_id": channel["channel_id"]}
    watch = (await guests.editor.post("/v1/watches", json=asked)).json()
    assert (watch["source"], watch["chat"]) == ("twitch:somebody", "twitch:somebody")
    assert (watch["channel_id"], watch["workspace_id"]) == (channel["channel_id"], guests.home)
    quiet = (await guests.editor.post("/v1/watches", json={**asked, "chat": "none"})).json()
    assert (quiet["source"], quiet["chat"]) == ("twitch:somebody", "none")
    recorded = await guests.operator.post("/v1/watches", json={**asked, "source": "old.mp4", "speed": 4})
    assert (recorded.json()["source"], recorded.json()["chat"]) == ("old.mp4", "none")
    fast = problem(await guests.editor.post("/v1/watches", json={**asked, "speed": 4}), 422, "invalid")
    assert fast["errors"][0]["field"] == "speed"  # type: ignore[index]
    listed = (await guests.viewer.get("/v1/watches", params=asked)).json()["items"]
    assert len(listed) == 3
    assert (await guests.stranger.get("/v1/watches", params=asked)).json()["items"] == []
    # who is an editor of nothing by name still need not say the workspace of a channel
    theirs = await guests.operator.post("/v1/watches", json=asked)
    assert theirs.json()["workspace_id"] == guests.home


async def test_a_watch_takes_no_channel_of_another_workspace(guests: Guests) -> None:
    channel = await a_channel(guests.editor)
    for body in (
        {"channel_id": channel["channel_id"]},
        {"channel_id": channel["channel_id"], "workspace_id": guests.elsewhere, "source": "a.mp4"},
        {"channel_id": UNKNOWN},
    ):
        refused = problem(await guests.stranger.post("/v1/watches", json=body), 422, "invalid")
        assert refused["errors"][0]["field"] == "channel_id"  # type: ignore[index]
        assert "somebody" not in str(refused)
    into = {"channel_id": channel["channel_id"], "workspace_id": guests.home}
    answer = await guests.stranger.post("/v1/watches", json=into)
    problem(answer, 403, "forbidden")
    assert (await guests.operator.get("/v1/watches")).json()["items"] == []


async def test_a_repeated_watch_of_a_channel_is_one(guests: Guests) -> None:
    channel = await a_channel(guests.editor)
    headers, asked = {"Idempotency-Key": "k"}, {"channel_id": channel["channel_id"]}
    first = await guests.editor.post("/v1/watches", json=asked, headers=headers)
    await guests.editor.patch(f"/v1/watches/{first.json()['watch_id']}", json={"wanted": False})
    await guests.editor.delete(f"/v1/channels/{channel['channel_id']}")
    again = await guests.editor.post("/v1/watches", json=asked, headers=headers)
    assert (again.status_code, again.json()["watch_id"]) == (201, first.json()["watch_id"])


async def test_a_channel_that_is_watched_is_not_deleted(guests: Guests) -> None:
    channel = await a_channel(guests.editor)
    path = f"/v1/channels/{channel['channel_id']}"
    watch = (await guests.editor.post("/v1/watches", json={"channel_id": channel["channel_id"]})).json()
    refused = problem(await guests.editor.delete(path), 409, "channel-watched")
    assert watch["watch_id"] in str(refused["detail"])
    await guests.editor.patch(f"/v1/watches/{watch['watch_id']}", json={"wanted": False})
    assert (await guests.editor.delete(path)).status_code == 204
    kept = (await guests.editor.get(f"/v1/watches/{watch['watch_id']}")).json()
    assert kept["channel_id"] == channel["channel_id"]


async def test_all_that_comes_of_a_watch_says_of_which_channel_it_is(guests: Guests, api: Api) -> None:
    channel = (await a_channel(guests.editor))["channel_id"]
    sessions = []
    for body in ({"channel_id": channel}, {"source": "https://example.com/a.m3u8"}):
        watch = (await guests.editor.post("/v1/watches", json=body)).json()
        opened = await guests.worker.post(
            "/v1/sessions",
            json={"watch_id": watch["watch_id"], "node": "n", "started_at_ms": EPOCH_MS, "source": "s"},
        )
        session_id = opened.json()["session_id"]
        highlight, clip = a_highlight(session_id), clip_of(session_id, ClipState.RENDERING)
        assert (await put(api, f"/v1/highlights/{highlight.highlight_id}", highlight)).status_code == 200
        assert (await put(api, f"/v1/clips/{clip.clip_id}", clip)).status_code == 200
        sessions.append(session_id)
    for noun in ("sessions", "highlights", "clips", "renders"):
        found = await guests.viewer.get(f"/v1/{noun}", params={"channel_id": channel})
        seen = [(one["session_id"], one["channel_id"]) for one in found.json()["items"]]
        assert seen == [(sessions[0], channel)], noun
        everything = (await guests.viewer.get(f"/v1/{noun}")).json()["items"]
        assert {one["channel_id"] for one in everything} == {channel, None}, noun
