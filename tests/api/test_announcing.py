"""What the monitors are told, and when: after the commit, and again until they know."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api.link import RoadLink
from api.watches import service
from schemas.capture import WatchState
from schemas.event import Event
from streams.road import RoadClosed
from streams.topics import WATCH_STATE
from tests.api.running import EPOCH_MS, Api, Setup, started, until
from tests.fakes.publisher import FakePublisher


def told(setup: Setup) -> list[tuple[str, int, bool]]:
    return [
        (event.watch_id, event.revision, event.wanted)
        for event in setup.publisher.on(WATCH_STATE)
        if isinstance(event, WatchState)
    ]


async def watch(api: Api, source: str = "twitch:somebody", **more: object) -> str:
    answer = await api.http.post("/v1/watches", json={"source": source, **more})
    return str(answer.json()["watch_id"])


async def test_a_watch_is_told_with_all_it_says_keyed_by_itself(setup: Setup, api: Api) -> None:
    watch_id = await watch(api, "/a.mp4", chat="/a.jsonl", speed=4, max_media_ms=9000)
    await until(lambda: setup.publisher.sent)
    (topic, key, event) = setup.publisher.sent[0]
    assert (topic, key) == (WATCH_STATE, watch_id)
    assert event == WatchState(
        watch_id=watch_id,
        revision=1,
        wanted=True,
        source="/a.mp4",
        chat="/a.jsonl",
        speed=4.0,
        max_media_ms=9000,
        trusted=True,
    )
    await api.http.patch(f"/v1/watches/{watch_id}", json={"wanted": False})
    await until(lambda: (watch_id, 2, False) in told(setup))


async def test_nothing_is_told_of_what_was_not_committed(
    setup: Setup, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise ZeroDivisionError("the commit fails")

    monkeypatch.setattr("sqlalchemy.ext.asyncio.AsyncSession.commit", refuse)
    answer = await api.http.post("/v1/watches", json={"source": "a.mp4"})
    assert answer.status_code == 500
    monkeypatch.undo()
    assert (await api.http.get("/v1/watches")).json()["items"] == []
    later = await watch(api)
    await until(lambda: told(setup))
    assert {watch_id for watch_id, _, _ in told(setup)} == {later}


async def test_a_broker_that_is_down_delays_and_loses_nothing(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.watches.announcer.TROUBLE_WAIT_S", 0.01)
    setup.publisher.down = True
    async with started(setup) as api:
        first = await watch(api, "1.mp4")
        second = await watch(api, "2.mp4")
        await api.http.patch(f"/v1/watches/{second}", json={"wanted": False})
        await until(lambda: api.services.announcer.trouble)
        assert (await api.http.get("/v1/health")).json()["road"] == "unreachable"
        setup.publisher.down = False
        await until(lambda: {(first, 1, True), (second, 2, False)} <= set(told(setup)))
        await until(lambda: not api.services.announcer.trouble)
        assert (await api.http.get("/v1/health")).json()["road"] == "ok"


async def test_a_change_between_the_read_and_the_telling_is_told(
    setup: Setup, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch_id = await watch(api)
    await until(lambda: (watch_id, 1, True) in told(setup))
    read = service.by_ids
    changes = 1

    async def overtaken(*arguments: Any) -> object:
        nonlocal changes
        rows = await read(*arguments)
        if changes:
            changes -= 1
            await api.http.patch(f"/v1/watches/{watch_id}", json={"wanted": False})
        return rows

    monkeypatch.setattr("api.watches.service.by_ids", overtaken)
    api.services.announcer.soon(watch_id)
    await until(lambda: (watch_id, 2, False) in told(setup))


async def test_a_change_that_could_not_be_read_is_told_later(
    setup: Setup, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.watches.announcer.TROUBLE_WAIT_S", 0.01)
    read = service.by_ids
    faults = 2

    async def faulty(*arguments: Any) -> object:
        nonlocal faults
        if faults:
            faults -= 1
            raise OSError("the disk does not answer")
        return await read(*arguments)

    monkeypatch.setattr("api.watches.service.by_ids", faulty)
    watch_id = await watch(api)
    await until(lambda: (watch_id, 1, True) in told(setup))
    assert faults == 0


async def test_what_matters_is_told_again(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    async with started(setup) as api:
        wanted = await watch(api, "1.mp4")
        captured = await watch(api, "2.mp4")
        over = await watch(api, "3.mp4")
        request = {"watch_id": captured, "node": "n", "started_at_ms": EPOCH_MS, "source": "2.mp4"}
        session_id = (await api.http.post("/v1/sessions", json=request)).json()["session_id"]
        for watch_id in (captured, over):
            await api.http.patch(f"/v1/watches/{watch_id}", json={"wanted": False})
        await until(lambda: (over, 2, False) in told(setup))
        setup.publisher.sent.clear()
        await api.services.announcer.announce_all()
        assert set(told(setup)) == {(wanted, 1, True), (captured, 2, False)}
        report = {"incarnation": 1, "discontinuity": 0, "recorded_until_ms": 1, "ended_at_ms": 1}
        await api.http.patch(f"/v1/sessions/{session_id}", json=report)
        setup.publisher.sent.clear()
        monkeypatch.setattr("api.watches.announcer.BATCH_ROWS", 1)
        await api.services.announcer.announce_all()
        assert set(told(setup)) == {(wanted, 1, True)}
    setup.publisher.sent.clear()
    async with started(setup):  # a new process begins by telling what it finds
        await until(lambda: told(setup) == [(wanted, 1, True)])


async def test_the_repeat_goes_on_by_itself(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.watches.announcer.REPEAT_S", 0.05)
    async with started(setup) as api:
        watch_id = await watch(api)
        await until(lambda: told(setup).count((watch_id, 1, True)) >= 4)


async def test_the_link_waits_for_a_broker_and_replaces_a_dead_publisher(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.link.FIRST_WAIT_S", 0.01)
    made: list[FakePublisher] = []
    attempts = 0

    @asynccontextmanager
    async def make() -> AsyncIterator[FakePublisher]:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise RoadClosed("no broker answers")
        made.append(FakePublisher())
        yield made[-1]

    async def tried(link: RoadLink) -> bool:
        try:
            await link.publish(WATCH_STATE, "k", Event())
        except RoadClosed:
            return False
        return True

    async def sent(link: RoadLink) -> None:
        async with asyncio.timeout(5):
            while not await tried(link):  # noqa: ASYNC110 - each look is a try of its own
                await asyncio.sleep(0.01)

    link = RoadLink(make)
    assert not await tried(link)
    async with link.kept():
        await sent(link)
        assert (attempts, len(made)) == (3, 1)
        made[0].down = True
        assert not await tried(link)
        await sent(link)
        assert (len(made), len(made[1].sent)) == (2, 1)
    assert not await tried(link)
