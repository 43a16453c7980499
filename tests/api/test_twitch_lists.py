"""Recordings and clips that Twitch has of a channel, and what happens when it does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from api.twitch import helix as border
from api.twitch.helix import duration_ms
from tests.api.people import Person, bearer
from tests.api.running import WORKER_TOKEN, Setup
from tests.api.test_http import problem
from tests.api.twitch_door import TwitchDoor, twitch_door
from tests.fakes.twitch_world import Clip

HOUR_MS = 3_600_000
STREAM_MS = 90_000


@pytest.fixture
async def door(setup: Setup) -> AsyncIterator[TwitchDoor]:
    async with twitch_door(setup) as opened:
        yield opened


@pytest.fixture
async def ann(door: TwitchDoor) -> Person:
    return await door.person("ann")


@pytest.mark.parametrize(
    ("text", "ms"),
    [("3h8m33s", 11_313_000), ("33s", 33_000), ("1h", HOUR_MS), ("48h0m1s", 172_801_000), ("", 0), ("x", 0)],
)
def test_twitch_writes_lengths_in_words(text: str, ms: int) -> None:
    assert duration_ms(text) == ms


async def streams(door: TwitchDoor, count: int, login: str = "streamer") -> None:
    for number in range(count):
        await door.fake.go_live(login, f"Stream {number}")
        door.setup.clock.advance(STREAM_MS)
        await door.fake.go_offline(login)


async def test_recordings_come_in_pages_the_newest_first(door: TwitchDoor, ann: Person) -> None:
    await streams(door, 5)
    await streams(door, 1, "another")
    path = f"/v1/channels/{await door.channel(ann)}/twitch/videos"
    titles, cursor = [], ""
    for _ in range(3):
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await door.http.get(path, params=params, headers=bearer(ann.access))).json()
        titles += [one["title"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert titles == [f"Stream {number}" for number in (4, 3, 2, 1, 0)]
    assert cursor is None
    (first, *_) = (await door.http.get(path, headers=bearer(ann.access))).json()["items"]
    assert first["length_ms"] == STREAM_MS
    assert first["url"].endswith(first["video_id"])
    assert first["kind"] == "archive"
    assert (await door.http.get(path, params={"kind": "upload"}, headers=bearer(ann.access))).json()[
        "items"
    ] == []


async def test_clips_are_listed(door: TwitchDoor, ann: Person) -> None:
    channel = door.fake.channel("streamer")
    await door.fake.go_live("streamer")
    maker = door.fake.user("maker")
    for number in range(3):
        now_ms = door.setup.clock.now_ms()
        title = f"Nice {number}"
        made = Clip(f"Clip{number}", channel, maker, title, now_ms, now_ms, 30_000, views=number)
        door.fake.world.clips.append(made)
    path = f"/v1/channels/{await door.channel(ann)}/twitch/clips"
    page = (await door.http.get(path, headers=bearer(ann.access))).json()
    assert [one["title"] for one in page["items"]] == ["Nice 2", "Nice 1", "Nice 0"]
    assert {one["made_at_ms"] for one in page["items"]} == {door.setup.clock.now_ms()}


async def test_the_application_asks_for_one_token_and_for_another_where_it_is_refused(
    door: TwitchDoor, ann: Person
) -> None:
    await streams(door, 1)
    path = f"/v1/channels/{await door.channel(ann)}/twitch/videos"

    async def ask() -> int:
        return (await door.http.get(path, headers=bearer(ann.access))).status_code

    def apps() -> int:
        return len([one for one in door.fake.authority.tokens.values() if one.user is None])

    assert await asyncio.gather(*(ask() for _ in range(5))) == [200] * 5
    assert apps() == 1
    door.fake.authority.expire()
    assert await ask() == 200
    assert apps() == 2
    door.setup.clock.advance(59 * 24 * HOUR_MS)
    who = await door.person("late")  # the login of before has ended
    channel_id = await door.channel(who)
    later = await door.http.get(f"/v1/channels/{channel_id}/twitch/videos", headers=bearer(who.access))
    assert later.status_code == 200


async def test_who_may_see_the_channel_sees_its_lists(door: TwitchDoor, ann: Person) -> None:
    await streams(door, 1)
    channel_id = await door.channel(ann)
    eve = await door.person("eve")
    for kind in ("videos", "clips"):
        path = f"/v1/channels/{channel_id}/twitch/{kind}"
        assert (await door.http.get(path, headers=bearer(eve.access))).status_code == 404
        assert (await door.http.get(path, headers=bearer(WORKER_TOKEN))).status_code == 404
        unknown = f"/v1/channels/{await door.channel(ann, f'nobody_{kind}')}/twitch/{kind}"
        problem(await door.http.get(unknown, headers=bearer(ann.access)), 404, "unknown-at-twitch")


@pytest.mark.parametrize("kind", ["videos", "clips"])
async def test_what_twitch_does_not_answer_is_said_and_holds_nobody_up(
    door: TwitchDoor, ann: Person, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await streams(door, 1)
    path = f"/v1/channels/{await door.channel(ann)}/twitch/{kind}"
    for status, slug, answered in (
        (500, "twitch-away", 503),
        (429, "twitch-away", 503),
        (403, "twitch-wrong", 502),
    ):
        order = door.fake.fail(f"/helix/{kind}", status, times=-1)
        said = problem(await door.http.get(path, headers=bearer(ann.access)), answered, slug)
        assert said["remedy"]
        door.fake.faults.orders.remove(order)
    door.fake.fail(f"/helix/{kind}", 0, times=2, drops=True)  # a connection that was kept is tried once more
    problem(await door.http.get(path, headers=bearer(ann.access)), 503, "twitch-away")
    monkeypatch.setattr(border, "CALL_S", 0.2)
    door.fake.fail(f"/helix/{kind}", 0, hangs=True)
    waiting = asyncio.create_task(door.http.get(path, headers=bearer(ann.access)))
    made = await door.http.post(
        "/v1/channels", json={"platform": "twitch", "name": "x"}, headers=bearer(ann.access)
    )
    assert made.status_code == 201  # who writes meanwhile does not wait for Twitch
    assert not waiting.done()
    problem(await waiting, 503, "twitch-away")
    assert (await door.http.get(path, headers=bearer(ann.access))).status_code == 200


async def test_a_cursor_is_twitchs_own(door: TwitchDoor, ann: Person) -> None:
    await streams(door, 1)
    path = f"/v1/channels/{await door.channel(ann)}/twitch/videos"
    for cursor in ("x%26first=1", "a&user_id=1", "a b", "x" * 601):
        answer = await door.http.get(path, params={"cursor": cursor}, headers=bearer(ann.access))
        problem(answer, 422, "invalid")
    door.fake.fail("/helix/videos", 400)
    answer = await door.http.get(path, params={"cursor": "eyJ4"}, headers=bearer(ann.access))
    assert problem(answer, 422, "invalid")["errors"] == [
        {"field": "cursor", "message": "is not one of this list"}
    ]
