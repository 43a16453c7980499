"""Timelines: minutes that judges write as often as they like, and people read page by page."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.settings import DAY_MS
from api.sweeper import Sweeper
from api.timelines.shapes import BATCH_MAX
from streams.door import Door, DoorRefused, TimelineMinute
from tests.api.members import fields_of
from tests.api.running import TOKEN, Api, Setup, a_session, listening
from tests.api.timelines import MINUTE_MS, minute_of
from tests.api.world import WORKER, joined, key_of, person, session_of

UNKNOWN = "01900000-0000-7000-8000-000000000000"


async def send(api: Api, *minutes: dict[str, Any]) -> dict[str, Any]:
    answer = await api.http.put("/v1/timelines", json=list(minutes), headers=WORKER)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def read(api: Api, session_id: str, **params: Any) -> list[dict[str, Any]]:
    answer = await api.http.get(f"/v1/sessions/{session_id}/timeline", params=params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_what_covers_more_replaces_and_what_comes_late_changes_nothing(api: Api) -> None:
    session_id = await session_of(api, await person(api, "ada"))
    half = minute_of(session_id, seconds_count=30, covered_ms=30_000, score_max=2.0)
    whole, other = minute_of(session_id, score_max=4.0), minute_of(session_id, sense="audio")
    again = minute_of(session_id, score_max=5.0)
    for sent, known in ((half, half), (whole, whole), (half, whole), (whole, whole), (again, again)):
        assert await send(api, sent) == {"unknown_sessions": []}
        assert await read(api, session_id) == [known]
    await send(api, other)
    assert await read(api, session_id) == [other, again]


async def test_a_batch_with_old_and_new_minutes_keeps_the_fullest_of_each(api: Api) -> None:
    session_id = await session_of(api, await person(api, "ada"))
    first = minute_of(session_id)
    await send(api, first)
    second = minute_of(session_id, MINUTE_MS)
    await send(api, second, minute_of(session_id, covered_ms=1000, seconds_count=1))
    assert await read(api, session_id) == [first, second]


async def test_batches_that_come_at_once_leave_the_fullest(api: Api) -> None:
    session_id = await session_of(api, await person(api, "ada"))
    minutes = [
        [minute_of(session_id, at * MINUTE_MS, covered_ms=1000 * covered) for at in order]
        for covered, order in ((5, (0, 1, 2)), (60, (2, 1, 0)), (30, (1, 0, 2)), (59, (0, 2, 1)))
    ]
    await asyncio.gather(*(send(api, *batch) for batch in minutes))
    assert [one["covered_ms"] for one in await read(api, session_id)] == [60_000] * 3


async def test_pages_and_filters(api: Api) -> None:
    session_id = await session_of(api, await person(api, "ada"))
    await send(
        api,
        *(minute_of(session_id, at * MINUTE_MS, sense) for at in range(10) for sense in ("chat", "fusion")),
    )
    found, cursor = [], None
    for _ in range(7):
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        answer = (await api.http.get(f"/v1/sessions/{session_id}/timeline", params=params)).json()
        found += [(one["start_ms"] // MINUTE_MS, one["sense"]) for one in answer["items"]]
        cursor = answer["next_cursor"]
    assert cursor is None
    assert found == [(at, sense) for at in range(10) for sense in ("chat", "fusion")]
    chat = await read(api, session_id, sense="chat", from_ms=2 * MINUTE_MS, to_ms=4 * MINUTE_MS)
    assert [one["start_ms"] for one in chat] == [2 * MINUTE_MS, 3 * MINUTE_MS]
    part = await read(api, session_id, sense=["chat"], from_ms=2 * MINUTE_MS - 1, to_ms=4 * MINUTE_MS + 1)
    assert [one["start_ms"] // MINUTE_MS for one in part] == [1, 2, 3, 4]
    assert len(await read(api, session_id, sense=["chat", "fusion"])) == 20
    assert await read(api, session_id, sense="speech") == []


async def test_members_and_workers_read_it_and_workers_alone_write(api: Api) -> None:
    ada, eve = await person(api, "ada"), await person(api, "eve")
    viewer = await joined(api, ada, "vi", "viewer")
    session_id = await session_of(api, ada)
    await send(api, minute_of(session_id))
    path = f"/v1/sessions/{session_id}/timeline"
    right, wrong = await key_of(api, ada, "*:read"), await key_of(api, ada, "sessions:read")
    narrow = await key_of(api, ada, "sessions:read", "signals_minutes:read")
    for headers, status in (
        (ada.headers, 200), (viewer.headers, 200), (WORKER, 200), (right, 200), (narrow, 200),
        (wrong, 403), (eve.headers, 404),
    ):  # fmt: skip
        assert (await api.http.get(path, headers=headers)).status_code == status
    refused = await api.http.put("/v1/timelines", json=[minute_of(session_id)], headers=ada.headers)
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"start_ms": 500}, "0.start_ms"),
        ({"sense": "smell"}, "0.sense"),
        ({"covered_ms": 0}, "0.covered_ms"),
        ({"covered_ms": MINUTE_MS + 1}, "0.covered_ms"),
        ({"peak_ms": MINUTE_MS}, "0"),
        ({"score_mean": 9.0}, "0"),
        ({"score_max": -1.0}, "0.score_max"),
        ({"seconds_count": 61}, "0.seconds_count"),
    ],
)
async def test_what_is_no_minute_is_named_and_nothing_of_the_batch_is_kept(
    setup: Setup, api: Api, wrong: dict[str, object], field: str
) -> None:
    session_id = await session_of(api, await person(api, "ada"))
    batch = [minute_of(session_id) | wrong, minute_of(session_id, MINUTE_MS)]
    refused = await api.http.put("/v1/timelines", json=batch, headers=WORKER)
    assert refused.status_code == 422
    assert field in fields_of(refused)
    assert await read(api, session_id) == []


async def test_a_batch_is_bounded_and_holds_each_minute_once(api: Api) -> None:
    session_id = await session_of(api, await person(api, "ada"))
    most = [minute_of(session_id, at * MINUTE_MS) for at in range(BATCH_MAX)]
    await send(api, *most)
    for batch in ([*most, minute_of(session_id, BATCH_MAX * MINUTE_MS)], [most[0], most[0]]):
        refused = await api.http.put("/v1/timelines", json=batch, headers=WORKER)
        assert refused.status_code == 422
    assert refused.json()["type"].endswith("minute-twice")


async def test_a_session_that_is_not_known_does_not_keep_the_others_out(setup: Setup) -> None:
    async with listening(setup) as url, Door(url, TOKEN, patience_s=0) as door:
        _, session = await a_session(door)
        minutes = [TimelineMinute(**minute_of(one)) for one in (UNKNOWN, session.session_id)]
        assert await door.put_minutes(minutes) == (UNKNOWN,)
        assert await door.put_minutes(minutes[1:]) == ()
        assert await door.put_minutes([]) == ()
        with pytest.raises(DoorRefused, match="twice"):
            await door.put_minutes([minutes[1], minutes[1]])


async def test_old_minutes_are_swept_a_bounded_number_at_a_time(
    api: Api, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.timelines.service.PRUNE_ROWS", 2)
    session_id = await session_of(api, await person(api, "ada"))
    for at in range(4):
        await send(api, minute_of(session_id, at * MINUTE_MS))
        setup.clock.advance(1000)
    setup.clock.advance(30 * DAY_MS - 1000)
    await send(api, minute_of(session_id, 3 * MINUTE_MS))  # a word more does not make it younger
    sweeper = Sweeper(api.services.database, setup.clock)
    left = []
    for _ in range(3):
        await sweeper.sweep()
        left.append([one["start_ms"] // MINUTE_MS for one in await read(api, session_id)])
    assert left == [[2, 3], [3], [3]]
    setup.clock.advance(1)
    await sweeper.sweep()
    assert await read(api, session_id) == []


async def test_how_long_is_a_setting(setup: Setup, api: Api) -> None:
    session_id = await session_of(api, await person(api, "ada"))
    await send(api, minute_of(session_id))
    setup.clock.advance(1001)
    await Sweeper(api.services.database, setup.clock, keep_timeline_ms=2000).sweep()
    assert len(await read(api, session_id)) == 1
    await Sweeper(api.services.database, setup.clock, keep_timeline_ms=1000).sweep()
    assert await read(api, session_id) == []
