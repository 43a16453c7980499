"""What platforms say of streams: watches that begin and end by themselves, in whatever order it comes."""

from __future__ import annotations

import asyncio
from itertools import permutations
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.watches import service as watches
from schemas.capture import WatchState
from schemas.ids import new_id
from streams.topics import WATCH_STATE
from tests.api.bank import Bank
from tests.api.chatting import Chat, chat_of, field_of, somebody
from tests.api.running import EPOCH_MS, Api, Setup, started, until
from tests.api.test_http import problem
from tests.api.world import WORKER, person

GRACE_MS = 300_000


class Stream:
    """A channel, and what the platform says of it."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.told = 0

    async def send(self, kind: str, at_ms: int | None = None, **more: object) -> httpx.Response:
        self.told += 1
        body = {
            "event_id": f"{self.chat.channel_id}-{self.told}",
            "kind": kind,
            "at_ms": self.chat.clock.now_ms() if at_ms is None else at_ms,
        } | more
        path = f"/v1/channels/{self.chat.channel_id}/stream"
        return await self.chat.api.http.post(path, json=body, headers=WORKER)

    async def tell(self, kind: str, at_ms: int | None = None, **more: object) -> dict[str, Any]:
        answer = await self.send(kind, at_ms, **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def channel(self) -> dict[str, Any]:
        found = await self.chat.api.http.get(f"/v1/channels/{self.chat.channel_id}")
        return dict(found.json())

    async def watches(self) -> list[dict[str, Any]]:
        path = f"/v1/watches?channel_id={self.chat.channel_id}&sort=created_at_ms"
        return list((await self.chat.api.http.get(path)).json()["items"])

    async def wanted(self) -> list[bool]:
        return [one["wanted"] for one in await self.watches()]

    async def session(self) -> dict[str, Any]:
        found = await self.chat.api.http.get(f"/v1/sessions/{self.chat.session_id}")
        return dict(found.json())

    async def passes(self, ms: int) -> None:
        self.chat.clock.advance(ms)
        await self.chat.settle()


async def stream_of(api: Api, name: str = "somebody", **more: object) -> Stream:
    owner = await somebody(api, name)
    return Stream(await chat_of(api, owner, name, **({"auto_watch": True} | more)))


@pytest.fixture
async def stream(api: Api) -> Stream:
    return await stream_of(api)


async def test_a_channel_is_watched_while_it_is_on_air(stream: Stream) -> None:
    told = await stream.tell("online")
    [watch] = await stream.watches()
    assert told == {
        "fresh": True,
        "outcome": "the watch began",
        "live_since_ms": EPOCH_MS,
        "watch_id": watch["watch_id"],
    }
    channel = await stream.channel()
    assert (watch["source"], watch["chat"], watch["wanted"]) == (channel["source"], channel["chat"], True)
    assert (watch["workspace_id"], watch["template_id"]) == (channel["workspace_id"], None)
    assert channel["live_since_ms"] == EPOCH_MS
    await stream.tell("offline")
    assert (await stream.channel())["live_since_ms"] is None
    await stream.passes(GRACE_MS - 1)
    assert await stream.wanted() == [True]
    await stream.passes(1)
    [watch] = await stream.watches()
    assert (watch["wanted"], watch["stop_reason"]) == (False, "the channel went off air")
    await stream.tell("online")
    assert await stream.wanted() == [True], "the same watch is wanted again"


async def test_who_is_back_in_time_goes_on_with_the_same_session(stream: Stream) -> None:
    told = await stream.tell("online")
    session_id = await stream.chat.open(told["watch_id"])
    await stream.chat.runs_for(60)
    await stream.tell("offline")
    await stream.passes(200_000)
    assert (await stream.tell("online"))["outcome"] == "the watch goes on"
    await stream.passes(GRACE_MS)
    assert await stream.wanted() == [True]
    assert (await stream.session())["ended_at_ms"] is None
    assert await stream.chat.open(told["watch_id"]) == session_id


async def test_whoever_waits_for_a_channel_hears_that_it_is_back(setup: Setup) -> None:
    async with started(setup) as api:
        stream = await stream_of(api)
        watch_id = (await stream.tell("online", EPOCH_MS))["watch_id"]
        await stream.tell("offline", EPOCH_MS + 1000)
        await until(lambda: len(_announcements(setup, watch_id)) >= 1)
        before = len(_announcements(setup, watch_id))
        assert (await stream.tell("online", EPOCH_MS + 2000))["outcome"] == "the watch goes on"
        await until(lambda: len(_announcements(setup, watch_id)) > before)
        assert _announcements(setup, watch_id)[-1].wanted


def _announcements(setup: Setup, watch_id: str) -> list[WatchState]:
    states = [one for one in setup.publisher.on(WATCH_STATE) if isinstance(one, WatchState)]
    return [one for one in states if one.watch_id == watch_id]


async def test_the_same_event_again_changes_nothing(stream: Stream) -> None:
    first = await stream.tell("online", event_id="e-1")
    await stream.tell("offline", event_id="e-2")
    again = await stream.tell("online", event_id="e-1")
    assert again == first | {"fresh": False, "live_since_ms": None, "watch_id": None}
    listed = await stream.chat.api.http.get(
        f"/v1/channels/{stream.chat.channel_id}/stream?kind=online", headers=stream.chat.owner.headers
    )
    assert [one["event_id"] for one in listed.json()["items"]] == ["e-1"]


async def test_one_event_of_two_channels_is_heard_for_both(api: Api) -> None:
    one, other = await stream_of(api, "one"), await stream_of(api, "two")
    for stream in (one, other):
        assert (await stream.tell("online", event_id="same"))["fresh"] is True
        assert await stream.wanted() == [True]


async def test_a_channel_that_did_not_ask_for_it_is_left_alone(api: Api) -> None:
    stream = await stream_of(api, auto_watch=False)
    assert (await stream.tell("online"))["outcome"] == "it is not watched by itself"
    assert await stream.wanted() == []
    watch_id = await stream.chat.watch()
    for kind in ("raided_out", "offline"):
        assert (await stream.tell(kind))["watch_id"] is None
    await stream.passes(GRACE_MS)
    assert [(one["watch_id"], one["wanted"]) for one in await stream.watches()] == [(watch_id, True)]


async def test_who_asks_for_it_while_on_air_is_watched_at_once(api: Api) -> None:
    stream = await stream_of(api, auto_watch=False)
    await stream.tell("online")
    path = f"/v1/channels/{stream.chat.channel_id}"
    changed = await api.http.patch(path, json={"auto_watch": True}, headers=stream.chat.owner.headers)
    assert changed.status_code == 200, changed.text
    assert await stream.wanted() == [True]
    await stream.tell("offline")
    await api.http.patch(path, json={"auto_watch": False}, headers=stream.chat.owner.headers)
    await stream.passes(GRACE_MS)
    assert await stream.wanted() == [True], "who takes it over by hand ends it by hand"


@pytest.mark.parametrize("ends", [True, False])
async def test_a_raid_ends_it_where_the_channel_says_so(api: Api, ends: bool) -> None:
    stream = await stream_of(api, raid_ends=ends)
    await stream.tell("online")
    stream.chat.clock.advance(60_000)
    told = await stream.tell("raided_out")
    assert await stream.wanted() == [not ends]
    assert bool(told["watch_id"]) is ends
    if ends:
        assert (await stream.watches())[0]["stop_reason"] == "the channel has raided another one"
    stream.chat.clock.advance(60_000)
    await stream.tell("online")
    assert await stream.wanted() == [True], "a new stream is watched again"


async def test_without_credits_nothing_begins_and_the_reason_is_kept(bank: Bank) -> None:
    stream = Stream(await chat_of(bank.api, bank.who, auto_watch=True))
    told = await stream.tell("online")
    assert "has no credit left" in told["outcome"]
    assert await stream.wanted() == []
    assert told["live_since_ms"] == EPOCH_MS
    await bank.grant(10)
    await stream.tell("offline")
    await stream.tell("online", at_ms=EPOCH_MS + 1)
    assert await stream.wanted() == [True]


async def test_what_only_operators_may_watch_does_not_begin_by_itself(api: Api) -> None:
    body = {"platform": "file", "name": "f", "source": "/etc/passwd", "auto_watch": True}
    made = await api.http.post("/v1/channels", json=body)
    stream = Stream(Chat(api, await person(api, "ann"), made.json()["channel_id"]))
    assert "operators alone" in (await stream.tell("online"))["outcome"]
    assert await stream.wanted() == []


async def test_what_is_on_is_on_the_session_and_tells_the_monitors(stream: Stream, setup: Setup) -> None:
    await stream.tell("changed", title="Soon", category_id="1", category="Just Chatting", language="de")
    told = await stream.tell("online")
    await stream.chat.open(told["watch_id"])
    assert await stream.session() | {"changes": None} == await stream.session() | {
        "title": "Soon",
        "category": "Just Chatting",
        "category_id": "1",
        "language": "de",
        "changes": None,
    }
    stream.chat.clock.advance(60_000)
    await stream.tell("changed", title="Ranked\u202e", category_id="2", category="Chess", language="en")
    session = await stream.session()
    assert (session["title"], session["category"], session["language"]) == ("Ranked", "Chess", "en")
    assert [(one["at_ms"], one["title"]) for one in session["changes"]] == [(0, "Soon"), (60_000, "Ranked")]
    await until(lambda: _announced(setup) == ("en", "Chess"))
    late = await stream.tell("changed", at_ms=EPOCH_MS + 30_000, title="Between", category_id="3")
    assert late["outcome"] == "it is on the running session"
    session = await stream.session()
    assert [one["title"] for one in session["changes"]] == ["Soon", "Between", "Ranked"]
    assert (session["title"], (await stream.channel())["stream_title"]) == ("Ranked", "Ranked")


def _announced(setup: Setup) -> tuple[str, str]:
    states = [one for one in setup.publisher.on(WATCH_STATE) if isinstance(one, WatchState)]
    return (states[-1].language, states[-1].category) if states else ("", "")


async def test_a_watch_of_no_channel_is_announced_without(api: Api) -> None:
    made = await api.http.post("/v1/watches", json={"source": "twitch:x"})
    async with api.services.database.reading() as session:
        [state] = await watches.states_of(session, await watches.by_ids(session, [made.json()["watch_id"]]))
    assert (state.language, state.category) == ("", "")


async def test_members_read_what_was_heard_and_others_do_not(stream: Stream, api: Api) -> None:
    await stream.tell("online", title="Hi")
    path = f"/v1/channels/{stream.chat.channel_id}/stream"
    [heard] = (await api.http.get(path, headers=stream.chat.owner.headers)).json()["items"]
    assert (heard["kind"], heard["title"], heard["outcome"]) == ("online", "Hi", "the watch began")
    stranger = await person(api, "bob")
    assert (await api.http.get(path, headers=stranger.headers)).status_code == 404
    assert (await api.http.post(path, json=heard, headers=stream.chat.owner.headers)).status_code == 403
    events = await api.http.get("/v1/events", headers=stream.chat.owner.headers)
    kinds = [one["kind"] for one in events.json()["items"]]
    assert kinds == ["stream.changed", "stream.online"]
    log = await api.http.get("/v1/audit-log", headers=stream.chat.owner.headers)
    assert "watch.began_by_stream" in [one["action"] for one in log.json()["items"]]


async def test_what_cannot_be_meant_is_refused(stream: Stream) -> None:
    assert field_of(await stream.send("paused")) == "kind"
    assert field_of(await stream.send("online", event_id="a b")) == "event_id"
    assert field_of(await stream.send("online", at_ms=-1)) == "at_ms"
    stream.chat.channel_id = "01900000-0000-7000-8000-000000000001"
    problem(await stream.send("online"), 404, "unknown-channel")


_STORY = (
    ("changed", 50, {"title": "a", "category_id": "1"}),
    ("online", 100, {}),
    ("raided_out", 200, {}),
    ("offline", 205, {}),
    ("online", 300, {}),
    ("changed", 300, {"title": "b", "category_id": "2"}),
)


async def _played(stream: Stream, story: list[tuple[str, int, dict[str, Any]]], ids: list[int]) -> object:
    for (kind, at_s, more), number in zip(story, ids, strict=True):
        event_id = f"{stream.chat.channel_id}-{number}"
        await stream.tell(kind, EPOCH_MS + at_s * 1000, **more, event_id=event_id)
    await stream.passes(GRACE_MS)
    channel = await stream.channel()
    said = ("live_since_ms", "stream_title", "stream_category_id", "stream_category", "stream_language")
    return [channel[name] for name in said], any(await stream.wanted())


async def test_any_order_of_an_evening_comes_to_the_same(api: Api) -> None:
    numbers = list(range(len(_STORY)))
    seen = []
    for order in list(permutations(numbers))[::48]:
        stream = await stream_of(api, f"c{len(seen)}")
        seen.append(await _played(stream, [_STORY[number] for number in order], list(order)))
    assert len(seen) > 10
    assert all(one == seen[0] for one in seen)
    assert seen[0] == ([EPOCH_MS + 300_000, "b", "2", "", ""], True)


_word = st.tuples(
    st.sampled_from(["online", "offline", "raided_out", "changed"]),
    st.integers(0, 6),
    st.fixed_dictionaries({"title": st.sampled_from(["", "a", "b"])}),
)


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(story=st.lists(_word, min_size=2, max_size=8), data=st.data())
async def test_words_in_any_order_and_twice_come_to_the_same(
    api: Api, story: list[tuple[str, int, dict[str, Any]]], data: st.DataObject
) -> None:
    """As in the order in which they happened."""
    order = data.draw(st.permutations(range(len(story))))
    again = data.draw(st.lists(st.sampled_from(range(len(story))), max_size=3))
    numbers = list(range(len(story)))
    in_order = sorted(numbers, key=lambda number: (story[number][1], number))
    results = []
    for played in (in_order, [*order, *again]):
        stream = await stream_of(api, new_id(api.services.clock.now_ms())[-12:])
        results.append(await _played(stream, [story[number] for number in played], played))
    assert results[0] == results[1]


async def test_several_processes_hear_an_event_once(setup: Setup) -> None:
    async with started(setup) as one, started(setup) as other:
        stream = await stream_of(one)
        body = {"event_id": "e", "kind": "online", "at_ms": EPOCH_MS}
        path = f"/v1/channels/{stream.chat.channel_id}/stream"
        told = [api.http.post(path, json=body, headers=WORKER) for api in (one, other) * 3]
        answers = await asyncio.gather(*told)
        assert sorted(answer.json()["fresh"] for answer in answers) == [False] * 5 + [True]
        assert await stream.wanted() == [True]


async def test_a_streamer_who_has_opted_out_is_watched_by_nothing(stream: Stream) -> None:
    source = (await stream.channel())["source"]
    out = await stream.chat.api.http.post(
        "/v1/twitch/opt-outs", json={"login": source.removeprefix("twitch:"), "reason": "asked by mail"}
    )
    assert out.status_code == 201, out.text
    told = await stream.tell("online")
    assert told["outcome"].startswith("no watch began: the streamer of this channel does not want")
    assert await stream.watches() == []
    said = await stream.chat.say("!watch on", role="broadcaster")
    assert said["reply"].endswith("from here.")
    assert await stream.watches() == []


async def test_what_is_on_air_is_watched_where_it_is_said_to_be(api: Api) -> None:
    stream = await stream_of(api, auto_watch=False)
    await stream.tell("online")
    path = f"/v1/channels/{stream.chat.channel_id}"
    changed = await api.http.patch(path, json={"auto_watch": True, "source": "twitch:elsewhere"})
    assert changed.status_code == 200, changed.text
    [watch] = await stream.watches()
    assert (watch["source"], watch["wanted"]) == ("twitch:elsewhere", True)
