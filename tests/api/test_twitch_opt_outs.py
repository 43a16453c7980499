"""Streamers who opt out, and channels that nobody may watch who has not linked them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import select

from api.tables import ClipRow, TwitchOptOutRow, WatchRow
from api.twitch.keeper import NAMES_MS, SWEEP_MS
from api.twitch.watching import is_recording, login_of
from schemas.capture import WatchState
from streams.topics import WATCH_STATE
from tests.api.access_world import event
from tests.api.people import Person, bearer, person
from tests.api.running import Api, Setup, until
from tests.api.test_door import clip_of
from tests.api.test_http import problem
from tests.api.twitch_door import WORKER, TwitchDoor, twitch_door


@pytest.fixture
async def door(setup: Setup) -> AsyncIterator[TwitchDoor]:
    async with twitch_door(setup) as opened:
        yield opened


@pytest.fixture
async def strict(setup: Setup) -> AsyncIterator[TwitchDoor]:
    """Where a channel is watched for credits only by who has linked it."""
    async with twitch_door(setup, credits="charged", twitch_public_channels="linked") as opened:
        yield opened


FORMS = [
    "twitch:Streamer",
    "https://www.twitch.tv/streamer",
    "http://twitch.tv/Streamer/videos?x=y",
    "https://m.twitch.tv/streamer",
    "https://WWW.TWITCH.TV./%73treamer",
    "https://player.twitch.tv/?channel=streamer&parent=x",
    "https://www.twitch.tv:443/streamer#t",
    "https://usher.ttvnw.net/api/channel/hls/streamer.m3u8?sig=x",
    "https://usher.ttvnw.net/api/v2/channel/hls/streamer.m3u8",
]


@pytest.mark.parametrize("form", FORMS)
def test_a_channel_is_known_in_all_its_forms(form: str) -> None:
    assert login_of(form) == "streamer"


@pytest.mark.parametrize(
    "form",
    [
        "none",
        "/media/twitch:streamer",
        "https://example.com/streamer",
        "https://nottwitch.tv/streamer",
        "https://twitch.tv.evil.example/streamer",
        "twitch:",
        "https://[/",
        "https://twitch.tv/",
    ],
)
def test_what_is_no_channel_is_none(form: str) -> None:
    assert login_of(form) == ""


RECORDINGS = [
    "https://www.twitch.tv/videos/123",
    "vod:https://www.twitch.tv/videos/123?t=1h",
    "http://m.twitch.tv/v/123",
    "https://twitch.tv/video/123",
    "https://player.twitch.tv/?video=123&parent=x",
    "https://clips.twitch.tv/OddSlug",
    "https://www.twitch.tv/clip/OddSlug",
]


@pytest.mark.parametrize("form", RECORDINGS)
def test_the_address_of_a_recording_does_not_tell_whose_it_is(form: str) -> None:
    assert is_recording(form)
    assert login_of(form) == ""


def test_a_name_in_the_address_of_a_recording_is_only_said() -> None:
    for form in ("https://www.twitch.tv/streamer/video/123", "https://twitch.tv/Streamer/clip/OddSlug"):
        assert is_recording(form)
        assert login_of(form) == "streamer"
    assert not any(is_recording(form) for form in [*FORMS, "https://example.com/videos/123", "/videos/123"])


async def recording(
    door: TwitchDoor, who: Person, broadcaster: str, source: str = RECORDINGS[0], **more: object
) -> httpx.Response:
    """What a monitor that has opened a recording is answered when it asks for the session."""
    watch_id = await watch(door.api, who, source, **more)
    return await session_for(door, watch_id, broadcaster, source)


async def session_for(
    door: TwitchDoor, watch_id: str, broadcaster: str, source: str = RECORDINGS[0]
) -> httpx.Response:
    request = {"watch_id": watch_id, "node": "n", "started_at_ms": 0, "source": source}
    return await door.http.post("/v1/sessions", json=request | {"broadcaster": broadcaster}, headers=WORKER)


async def watch(api: Api, who: Person, source: str, **more: object) -> str:
    answer = await api.http.post("/v1/watches", json={"source": source, **more}, headers=bearer(who.access))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["watch_id"])


async def wanted(api: Api) -> dict[str, str]:
    """The watches that end, by what ended them."""
    async with api.services.database.reading() as session:
        rows = (await session.scalars(select(WatchRow))).all()
    return {row.watch_id: "" if row.wanted else row.stop_reason for row in rows}


async def opted_out(door: TwitchDoor, **body: object) -> dict[str, object]:
    answer = await door.http.post("/v1/twitch/opt-outs", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, object] = answer.json()
    return made


async def test_all_watches_of_a_channel_end_at_once_everywhere(door: TwitchDoor, setup: Setup) -> None:
    ann, bob = await door.person("ann"), await door.person("bob")
    theirs = [await watch(door.api, who, source) for who in (ann, bob) for source in FORMS[:3]]
    theirs.append(await watch(door.api, ann, "https://example.com/x.m3u8", chat="twitch:streamer"))
    others = [
        await watch(door.api, ann, source)
        for source in ("twitch:streamer2", "twitch:my_streamer", "https://example.com/streamer")
    ]
    door.fake.channel("streamer")
    made = await opted_out(door, login="Streamer", reason="asked by mail")
    assert (made["watches_ended"], made["login"]) == (len(theirs), "streamer")
    assert made["broadcaster_id"] == door.fake.user("streamer").user_id
    now = await wanted(door.api)
    assert {now[one] for one in theirs} == {"the streamer has opted out: asked by mail"}
    assert {now[one] for one in others} == {""}

    def told() -> set[str]:
        return {
            one.watch_id
            for one in setup.publisher.on(WATCH_STATE)
            if isinstance(one, WatchState) and not one.wanted
        }

    await until(lambda: set(theirs) <= told())


@pytest.mark.parametrize("form", FORMS)
async def test_nothing_new_is_watched_of_a_channel_that_has_opted_out(door: TwitchDoor, form: str) -> None:
    ann = await door.person("ann")
    before = await watch(door.api, ann, form)
    channel_id = await door.channel(ann)
    await opted_out(door, login="streamer")
    headers = bearer(ann.access)
    for body in (
        {"source": form},
        {"channel_id": channel_id},
        {"source": "https://example.com/x", "chat": "twitch:STREAMER"},
    ):
        problem(await door.http.post("/v1/watches", json=body, headers=headers), 403, "twitch-opted-out")
    problem(
        await door.http.post("/v1/watches", json={"source": form}), 403, "twitch-opted-out"
    )  # nor operators
    again = await door.http.patch(f"/v1/watches/{before}", json={"wanted": True}, headers=headers)
    problem(again, 403, "twitch-opted-out")
    problem(await door.link(ann, channel_id), 403, "twitch-opted-out")
    assert await door.links() == []


async def test_a_link_of_a_channel_that_opts_out_stops_and_its_tokens_go(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    channel_id = await door.channel(ann)
    await door.linked(ann, channel_id)
    (link,) = await door.links()
    made = await opted_out(door, broadcaster_id=link["broadcaster_id"], reason="no more")
    assert made["login"] == "streamer"
    (now,) = await door.links()
    assert (now["state"], now["reason"]) == ("stopped", "the streamer has opted out: no more")
    assert (await door.token(grant_type="refresh_token", refresh_token=link["handle"])).status_code == 400
    await door.keeper.revoke_due()
    assert not door.fake.authority.granted(door.fake.app.client_id, link["broadcaster_id"])
    # Lifted, nothing works by itself again: it is linked anew.
    lifted = await door.http.delete(f"/v1/twitch/opt-outs/{made['opt_out_id']}")
    assert lifted.status_code == 204
    assert (await door.links())[0]["state"] == "stopped"
    assert (await door.linked(ann, channel_id))["state"] == "linked"
    await watch(door.api, ann, "twitch:streamer")


async def test_clips_are_taken_down_where_that_is_asked_for(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    clips = {}
    for source in ("twitch:streamer", "https://www.twitch.tv/Streamer", "twitch:somebody"):
        watch_id = await watch(door.api, ann, source)
        request = {"watch_id": watch_id, "node": "n", "started_at_ms": 0, "source": source}
        opened = await door.http.post("/v1/sessions", json=request, headers=WORKER)
        session_id = opened.json()["session_id"]
        made = clip_of(session_id)
        path = f"/v1/clips/{made.clip_id}"
        assert (await door.http.put(path, json=event(made), headers=WORKER)).status_code == 200
        clips[source] = made.clip_id
    first = await opted_out(door, login="streamer")
    assert first["clips_taken_down"] == 0
    second = await opted_out(door, login="streamer", clips=True)  # said again, with more
    assert second["opt_out_id"] == first["opt_out_id"]
    assert second["clips_taken_down"] == 2
    async with door.api.services.database.reading() as session:
        rows = (await session.scalars(select(ClipRow))).all()
    down = {row.clip_id for row in rows if row.taken_down_at_ms is not None}
    assert down == {clips["twitch:streamer"], clips["https://www.twitch.tv/Streamer"]}
    file = await door.http.get(f"/v1/clips/{clips['twitch:streamer']}/file", headers=bearer(ann.access))
    assert file.status_code == 410
    # One that was being made is ready only now.
    async with door.api.services.database.writing() as work:
        row = await work.session.get(ClipRow, clips["twitch:streamer"])
        assert row is not None
        row.taken_down_at_ms = None
    await door.keeper.sweep()
    async with door.api.services.database.reading() as session:
        late = await session.get(ClipRow, clips["twitch:streamer"])
    assert late is not None
    assert late.taken_down_at_ms is not None


async def test_recordings_of_a_channel_end_with_it_too(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    running = (await recording(door, ann, "streamer")).json()
    assert running["broadcaster"] == "streamer"
    other = (await recording(door, ann, "somebody", "https://www.twitch.tv/streamer/video/124")).json()
    made = [clip_of(one["session_id"]) for one in (running, other)]
    for clip in made:
        put = await door.http.put(f"/v1/clips/{clip.clip_id}", json=event(clip), headers=WORKER)
        assert put.status_code == 200
    told = await opted_out(door, login="streamer", clips=True)
    assert (await wanted(door.api))[running["watch_id"]] == "the streamer has opted out"
    assert told["clips_taken_down"] == 1
    async with door.api.services.database.reading() as session:
        down = {row.clip_id for row in await session.scalars(select(ClipRow)) if row.taken_down_at_ms}
    assert down == {made[0].clip_id}
    for source in (RECORDINGS[1], RECORDINGS[5]):
        problem(await recording(door, ann, "streamer", source), 403, "twitch-opted-out")
    named = "https://www.twitch.tv/somebody/video/125"  # a name that stands there proves nothing
    problem(await recording(door, ann, "streamer", named), 403, "twitch-opted-out")
    assert (await recording(door, ann, "somebody")).status_code == 201
    assert (await recording(door, ann, "")).status_code == 201  # of whom Twitch told nothing
    # The monitor that has it still ends it; nobody is kept from that.
    again = await session_for(door, running["watch_id"], "streamer")
    assert (again.status_code, again.json()["incarnation"]) == (201, 2)


async def test_whose_a_recording_is_is_said_by_a_login(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    for wrong in ("Streamer", "a b", "x" * 26):
        problem(await recording(door, ann, wrong), 422, "invalid")


async def test_a_streamer_opts_out_of_their_own_channel_and_of_no_other(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    watched = await watch(door.api, ann, "twitch:streamer")
    signed_in = (await door.sign_in("streamer")).json()["tokens"]
    headers = bearer(signed_in["access_token"])
    mine, others = door.fake.user("streamer").user_id, door.fake.user("other").user_id
    for body in (
        {"broadcaster_id": others},
        {"login": "streamer"},
        {"login": "other"},
        {"broadcaster_id": mine, "login": "other"},
    ):
        answer = await door.http.post("/v1/twitch/opt-outs", json=body, headers=headers)
        problem(answer, 403, "twitch-not-themselves")
    for stranger in (bearer(ann.access), WORKER):
        answer = await door.http.post("/v1/twitch/opt-outs", json={"broadcaster_id": mine}, headers=stranger)
        assert answer.status_code == 403
    made = await door.http.post("/v1/twitch/opt-outs", json={"broadcaster_id": mine}, headers=headers)
    assert made.status_code == 201, made.text
    assert (await wanted(door.api))[watched] == "the streamer has opted out"
    listed = await door.http.get("/v1/twitch/opt-outs", headers=headers)
    assert [one["login"] for one in listed.json()["items"]] == ["streamer"]
    assert (await door.http.get("/v1/twitch/opt-outs", headers=bearer(ann.access))).json()["items"] == []
    path = f"/v1/twitch/opt-outs/{made.json()['opt_out_id']}"
    assert (await door.http.delete(path, headers=bearer(ann.access))).status_code == 404
    assert (await door.http.delete(path, headers=headers)).status_code == 204
    await watch(door.api, ann, "twitch:streamer")


async def test_a_new_name_hides_nobody(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    user = door.fake.user("streamer")
    await opted_out(door, login="streamer")
    user.login = "renamed"
    again = await watch(door.api, ann, "twitch:renamed")  # Twitch has not been asked since
    door.setup.clock.advance(NAMES_MS)
    await door.keeper.name_opted_out()
    assert (await wanted(door.api))[again] == "the streamer has opted out"
    answer = await door.http.post(
        "/v1/watches", json={"source": "twitch:renamed"}, headers=bearer(ann.access)
    )
    problem(answer, 403, "twitch-opted-out")
    await watch(door.api, ann, "twitch:streamer")  # whoever has the old name now is somebody else


async def test_a_new_name_of_a_linked_channel_is_known_at_once(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    await door.linked(ann, await door.channel(ann))
    broadcaster_id = door.fake.user("streamer").user_id
    door.fake.fail("/helix/users", 503, times=-1)
    made = await opted_out(door, broadcaster_id=broadcaster_id)
    assert (made["broadcaster_id"], made["login"]) == (broadcaster_id, "")
    answer = await door.http.post(
        "/v1/watches", json={"source": "twitch:streamer"}, headers=bearer(ann.access)
    )
    problem(answer, 403, "twitch-opted-out")


async def test_opting_out_needs_no_twitch(api: Api, door: TwitchDoor) -> None:
    ann = await person(api, "ann")
    watched = await watch(api, ann, "twitch:streamer")
    assert (await api.http.post("/v1/twitch/opt-outs", json={"login": "streamer"})).status_code == 201
    assert (await wanted(api))[watched] == "the streamer has opted out"
    # And where it is away, the identity is looked up once it is back.
    door.fake.channel("away_one")
    order = door.fake.fail("/helix/users", 503, times=-1)
    made = await opted_out(door, login="away_one")
    assert made["broadcaster_id"] == ""
    door.fake.faults.orders.remove(order)
    await door.keeper.name_opted_out()
    async with door.api.services.database.reading() as session:
        row = await session.get(TwitchOptOutRow, made["opt_out_id"])
    assert row is not None
    assert row.broadcaster_id == door.fake.user("away_one").user_id


async def test_a_watch_that_came_beside_an_opt_out_ends_with_the_next_look(door: TwitchDoor) -> None:
    ann = await door.person("ann")
    answers = await asyncio.gather(
        *(
            door.http.post("/v1/watches", json={"source": "twitch:streamer"}, headers=bearer(ann.access))
            for _ in range(5)
        ),
        door.http.post("/v1/twitch/opt-outs", json={"login": "streamer"}),
        *(
            door.http.post("/v1/watches", json={"source": "twitch:streamer"}, headers=bearer(ann.access))
            for _ in range(5)
        ),
    )
    assert {one.status_code for one in answers} <= {201, 403}
    assert "" not in (await wanted(door.api)).values()
    async with door.api.services.database.writing() as work:  # whatever way it may have come
        for row in (await work.session.scalars(select(WatchRow))).all():
            row.wanted = True
    door.setup.clock.advance(SWEEP_MS)
    await door.keeper.sweep()
    assert "" not in (await wanted(door.api)).values()


async def test_what_is_not_meant_is_refused(door: TwitchDoor) -> None:
    for body in (
        {},
        {"login": "a b"},
        {"login": "x" * 26},
        {"broadcaster_id": "12a"},
        {"login": "a", "reason": "a\nb"},
    ):
        problem(await door.http.post("/v1/twitch/opt-outs", json=body), 422, "invalid")
    assert (await door.http.delete("/v1/twitch/opt-outs/none")).status_code == 404


# --- who may watch what ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
async def test_a_channel_that_is_not_linked_is_not_watched_for_credits(strict: TwitchDoor, form: str) -> None:
    ann = await strict.person("ann")
    await give(strict, ann)
    answer = await strict.http.post("/v1/watches", json={"source": form}, headers=bearer(ann.access))
    said = problem(answer, 403, "twitch-not-linked")
    assert "/twitch/link" in str(said["remedy"])
    assert await wanted(strict.api) == {}
    home = {"source": form, "workspace_id": ann.workspace_id}
    assert (await strict.http.post("/v1/watches", json=home)).status_code == 201  # an operator allows it


async def test_a_recording_is_watched_for_credits_by_whoever_has_linked_its_channel(
    strict: TwitchDoor,
) -> None:
    ann = await strict.person("ann")
    await give(strict, ann)
    channel_id = await strict.channel(ann)
    await strict.linked(ann, channel_id)
    mine = await recording(strict, ann, "streamer")
    assert mine.status_code == 201, mine.text
    said = problem(await recording(strict, ann, "somebody"), 403, "twitch-not-linked")
    assert "somebody" in str(said["detail"])
    claimed = "https://www.twitch.tv/streamer/video/123"
    problem(await recording(strict, ann, "somebody", claimed), 403, "twitch-not-linked")
    problem(await recording(strict, ann, "", claimed), 403, "twitch-not-linked")
    home = {"source": RECORDINGS[0], "workspace_id": ann.workspace_id}
    theirs = (await strict.http.post("/v1/watches", json=home)).json()["watch_id"]
    assert (await session_for(strict, theirs, "somebody")).status_code == 201  # an operator allows it
    gone = await strict.http.delete(f"/v1/channels/{channel_id}/twitch/link", headers=bearer(ann.access))
    assert gone.status_code == 204
    now = await wanted(strict.api)
    assert now[mine.json()["watch_id"]] == "the channel is no longer linked"
    assert now[theirs] == ""


async def give(door: TwitchDoor, who: Person) -> None:
    body = {"workspace_id": who.workspace_id, "credits": 100, "note": "x"}
    assert (await door.http.post("/v1/credits/grants", json=body)).status_code == 201


async def test_who_has_linked_it_watches_it_until_it_is_linked_no_more(strict: TwitchDoor) -> None:
    ann, eve = await strict.person("ann"), await strict.person("eve")
    for who in (ann, eve):
        await give(strict, who)
    channel_id = await strict.channel(ann)
    await strict.linked(ann, channel_id)
    watched = await watch(strict.api, ann, "twitch:STREAMER")
    free = await watch(strict.api, ann, "https://example.com/x.m3u8", chat="twitch:somebody")
    others = await strict.http.post(
        "/v1/watches", json={"source": "twitch:streamer"}, headers=bearer(eve.access)
    )
    problem(others, 403, "twitch-not-linked")  # the link is another workspace's
    gone = await strict.http.delete(f"/v1/channels/{channel_id}/twitch/link", headers=bearer(ann.access))
    assert gone.status_code == 204
    now = await wanted(strict.api)
    assert now == {watched: "the channel is no longer linked", free: ""}
    again = await strict.http.patch(
        f"/v1/watches/{watched}", json={"wanted": True}, headers=bearer(ann.access)
    )
    problem(again, 403, "twitch-not-linked")


async def test_a_streamer_who_takes_the_link_back_at_twitch_is_watched_no_more(strict: TwitchDoor) -> None:
    ann = await strict.person("ann")
    await give(strict, ann)
    await strict.linked(ann, await strict.channel(ann))
    watched = await watch(strict.api, ann, "twitch:streamer")
    strict.fake.authority.disconnect("streamer")
    strict.setup.clock.advance(3 * 3_600_000)
    await strict.keeper.replace_due()
    assert (await wanted(strict.api))[watched].startswith("the link to Twitch has ended: ")


async def test_where_nothing_is_charged_every_public_channel_may_be_watched(setup: Setup) -> None:
    async with twitch_door(setup, credits="free", twitch_public_channels="linked") as door:
        await watch(door.api, await door.person("ann"), "twitch:streamer")
