"""Live: server-sent events over a real socket."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from api.events import service
from api.live import lookout, slots, stream
from api.sweeper import Sweeper
from tests.api.running import TOKEN, Api, Setup, listening, started
from tests.api.test_http import problem
from tests.api.world import (
    WORKER,
    Person,
    joined,
    key_of,
    person,
    put_highlight,
    session_of,
)


@dataclass
class Heard:
    """One event of a stream, as a browser would read it."""

    event: str = "message"
    id: str = ""
    data: Any = None
    comment: str = ""


@dataclass
class Stream:
    """A stream that is open."""

    lines: AsyncIterator[str]
    headers: httpx.Headers
    all: list[Heard] = field(default_factory=list)

    async def next(self, *, comments: bool = False) -> Heard:
        """The next event that would be dispatched."""
        async with asyncio.timeout(10):
            while True:
                one = await self._block()
                if one.data is not None or comments:
                    return one

    async def _block(self) -> Heard:
        one = Heard()
        async for line in self.lines:
            if not line:
                self.all.append(one)
                return one
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            match name:
                case "event":
                    one.event = value
                case "id":
                    one.id = value
                case "data":
                    one.data = json.loads(value)
                case "":
                    one.comment = value
        raise EOFError

    async def ended(self) -> None:
        """Return when the server has closed it."""
        async with asyncio.timeout(10):
            try:
                while True:
                    await self._block()
            except EOFError:
                return


@asynccontextmanager
async def streaming(
    api: Api, workspace_id: str, headers: dict[str, str], **params: object
) -> AsyncIterator[Stream]:
    """A stream, once the server has begun it."""
    url = f"/v1/workspaces/{workspace_id}/events"
    async with api.http.stream("GET", url, params=params, headers=headers, timeout=60) as answer:  # type: ignore[arg-type]
        assert answer.status_code == 200, (await answer.aread()).decode()
        opened = Stream(answer.aiter_lines(), answer.headers)
        await opened.next(comments=True)
        yield opened


@asynccontextmanager
async def socketed(setup: Setup) -> AsyncIterator[Api]:
    """An API behind a socket: streams cannot be read otherwise."""
    async with (
        listening(setup) as url,
        httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}) as http,
    ):
        yield Api(None, http)  # type: ignore[arg-type]


@pytest.fixture
async def live(setup: Setup) -> AsyncIterator[Api]:
    async with socketed(setup) as api:
        yield api


async def test_what_happens_is_heard_without_a_look(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "LOOK_S", 3600)  # that is for what other processes wrote
    async with socketed(setup) as live:
        await heard_of_ones_own(live)


async def heard_of_ones_own(live: Api) -> None:
    owner = await person(live, "ann")
    other = await person(live, "bob")
    session_id = await session_of(live, owner)
    async with streaming(live, owner.workspace_id, owner.headers) as heard:
        assert heard.headers["content-type"].startswith("text/event-stream")
        assert heard.headers["cache-control"] == "no-cache"
        await session_of(live, other)  # nobody here hears of it
        await put_highlight(live, session_id, title="two\nlines")
        one = await heard.next()
    listed = (await live.http.get("/v1/events", headers=owner.headers)).json()["items"][-1]
    assert (one.event, one.id, one.data) == ("highlight.opened", str(listed["number"]), listed)


@pytest.mark.parametrize("how", ["header", "after"])
async def test_a_listener_goes_on_where_it_was(live: Api, how: str) -> None:
    owner = await person(live, "ann")
    session_id = await session_of(live, owner)
    for number in range(5):
        await put_highlight(live, session_id, number * 100_000)
    numbers = [
        one["number"] for one in (await live.http.get("/v1/events", headers=owner.headers)).json()["items"]
    ]
    last = numbers[2]
    headers = owner.headers | ({"Last-Event-ID": str(last)} if how == "header" else {})
    params: dict[str, object] = {} if how == "header" else {"after": last}
    async with streaming(live, owner.workspace_id, headers, **params) as heard:
        assert [int((await heard.next()).id) for _ in range(3)] == numbers[3:]
        await put_highlight(live, session_id, 900_000)
        assert int((await heard.next()).id) > numbers[-1]
    headers["Last-Event-ID"] = str(numbers[-1])  # counts for more than `after`, which stays in the address
    async with streaming(live, owner.workspace_id, headers, after=numbers[0]) as heard:
        assert int((await heard.next()).id) > numbers[-1]


async def test_more_than_a_batch_is_heard_in_order_and_once(
    live: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "BATCH_ROWS", 2)
    owner = await person(live, "ann")
    session_id = await session_of(live, owner)
    for number in range(6):
        await put_highlight(live, session_id, number * 100_000)
    async with streaming(live, owner.workspace_id, owner.headers, after=0) as heard:
        ids = [int((await heard.next()).id) for _ in range(7)]
    assert ids == sorted(set(ids))


async def test_kinds_are_chosen(live: Api) -> None:
    owner = await person(live, "ann")
    session_id = await session_of(live, owner)
    path = f"/v1/workspaces/{owner.workspace_id}/events"
    async with streaming(
        live, owner.workspace_id, owner.headers, kinds=["gap.reported", "clip.ready"]
    ) as heard:
        await put_highlight(live, session_id)
        gap = {"session_id": session_id, "start_ms": 5, "end_ms": 9, "reason": "stall"}
        await live.http.put(f"/v1/sessions/{session_id}/gaps", json=gap, headers=WORKER)
        assert (await heard.next()).event == "gap.reported"
    bad = await live.http.get(path, params={"kinds": "clip.nonsense"}, headers=owner.headers)
    problem(bad, 422, "invalid")


async def test_a_place_that_was_pruned(setup: Setup) -> None:
    async with started(setup) as api:
        owner = await person(api, "ann")
        session_id = await session_of(api, owner)
        await put_highlight(api, session_id)
        key = await key_of(api, owner, "*:read")
        setup.clock.advance(service.KEPT_MS + 1)
        await Sweeper(api.services.database, setup.clock).sweep()
    async with socketed(setup) as live:
        path = f"/v1/workspaces/{owner.workspace_id}/events"
        for after in (0, 1, 99):
            answer = await live.http.get(path, params={"after": after}, headers=key)
            gone = problem(answer, 410, "events-pruned")
            assert "after=2" in str(gone["remedy"])
        for lost in ("1", "99", "x", "9" * 60, "-1", "²"):
            header = key | {"Last-Event-ID": lost.encode()}
            async with live.http.stream("GET", path, headers=header) as answer:  # type: ignore[arg-type]
                heard = Stream(answer.aiter_lines(), answer.headers)
                first = await heard.next()
                assert (first.event, first.id) == ("reset", "2")
        async with streaming(live, owner.workspace_id, key | {"Last-Event-ID": "2"}) as heard:
            await put_highlight(live, session_id, 900_000)
            assert (await heard.next()).id == "3"


async def test_who_may_listen(live: Api) -> None:
    owner = await person(live, "ann")
    viewer, stranger = await joined(live, owner, "vic", "viewer"), await person(live, "eve")
    path = f"/v1/workspaces/{owner.workspace_id}/events"
    async with streaming(live, owner.workspace_id, viewer.headers):
        pass
    async with streaming(live, owner.workspace_id, await key_of(live, owner, "events:read", role="viewer")):
        pass
    for headers, status in (
        (stranger.headers, 404),
        (WORKER, 404),
        (await key_of(live, owner, "clips:read"), 403),
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer x"}, 401),
    ):
        assert (await live.http.get(path, headers=headers)).status_code == status
    unknown = "/v1/workspaces/01900000-0000-7000-8000-000000000000/events"
    assert (await live.http.get(unknown)).status_code == 404  # also for the operator


async def revoke(live: Api, owner: Person, headers: dict[str, str]) -> None:
    for key in (await live.http.get("/v1/keys", headers=owner.headers)).json()["items"]:
        await live.http.delete(f"/v1/keys/{key['key_id']}", headers=owner.headers)
    assert headers


async def leave(live: Api, owner: Person, headers: dict[str, str]) -> None:
    for one in (await live.http.get("/v1/memberships", headers=owner.headers)).json()["items"]:
        if one["role"] == "viewer":
            await live.http.delete(f"/v1/memberships/{one['membership_id']}", headers=owner.headers)


@pytest.mark.parametrize("ending", ["revoked", "left", "expired", "deleted"])
async def test_a_stream_ends_with_the_rights(
    live: Api, setup: Setup, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(stream, "RECHECK_S", 0.05)
    owner = await person(live, "ann")
    viewer = await joined(live, owner, "vic", "viewer")
    headers = viewer.headers if ending in {"left", "expired"} else await key_of(live, owner, "*:read")
    async with streaming(live, owner.workspace_id, headers) as heard:
        await asyncio.sleep(0.2)  # it is checked a few times, and goes on
        await session_of(live, owner)
        assert (await heard.next()).event == "session.started"
        if ending == "revoked":
            await revoke(live, owner, headers)
        elif ending == "left":
            await leave(live, owner, headers)
        elif ending == "expired":
            setup.clock.advance(3_600_000)
        else:
            await live.http.delete(f"/v1/workspaces/{owner.workspace_id}", headers=owner.headers)
        last = await heard.next()
        assert last.event == "end"
        assert last.data["reason"]
        await heard.ended()


async def test_places_are_bounded_and_given_back(live: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "STREAMS_OF_ONE_MAX", 2)
    owner, other = await person(live, "ann"), await person(live, "bob")
    path = f"/v1/workspaces/{owner.workspace_id}/events"

    async def status(who: Person) -> httpx.Response:
        return await live.http.get(f"/v1/workspaces/{who.workspace_id}/events", headers=who.headers)

    async with (
        streaming(live, owner.workspace_id, owner.headers),
        streaming(live, owner.workspace_id, owner.headers),
    ):
        refused = await status(owner)
        problem(refused, 429, "too-many-streams")
        assert int(refused.headers["retry-after"]) > 0
        async with streaming(live, other.workspace_id, other.headers):
            monkeypatch.setattr(slots, "STREAMS_MAX", 3)
            monkeypatch.setattr(slots, "STREAMS_OF_ONE_MAX", 20)
            problem(await status(other), 503, "no-room-for-streams")
    monkeypatch.setattr(slots, "STREAMS_MAX", 1)
    async with asyncio.timeout(5):
        while True:  # a place is given back as soon as the server sees that the listener is gone
            async with live.http.stream("GET", path, headers=owner.headers) as answer:
                if answer.status_code == 200:
                    return
            await asyncio.sleep(0.02)


async def test_what_another_process_writes_is_heard(setup: Setup) -> None:
    other = dataclasses.replace(setup)
    async with socketed(setup) as one, socketed(other) as two:
        owner = await person(one, "ann")
        session_id = await session_of(one, owner)
        async with streaming(two, owner.workspace_id, owner.headers) as heard:
            await put_highlight(one, session_id)
            assert (await heard.next()).event == "highlight.opened"


async def test_streams_do_not_hold_up_the_end_of_the_process(setup: Setup) -> None:
    async with socketed(setup) as live:
        owner = await person(live, "ann")
        began = asyncio.Event()

        async def hear() -> None:
            async with httpx.AsyncClient(base_url=live.http.base_url) as http:
                api = dataclasses.replace(live, http=http)
                async with streaming(api, owner.workspace_id, owner.headers) as heard:
                    began.set()
                    await heard.ended()  # whole: a stream that is cut off is an error

        hearing = asyncio.create_task(hear())
        await began.wait()
    await hearing


async def test_it_shows_that_it_lives(live: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.05)
    owner = await person(live, "ann")
    async with streaming(live, owner.workspace_id, owner.headers) as heard:
        assert (await heard.next(comments=True)).comment == "ping"
