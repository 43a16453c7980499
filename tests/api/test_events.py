"""Events: what is told, to whom, and for how long."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from api.events import recorder, service
from api.events.models import EventRow
from api.fields import Shape
from api.sweeper import Sweeper
from schemas.judging import HighlightState, Transcript, Word
from schemas.rendering import ClipState
from tests.api.running import EPOCH_MS, Api, Setup, a_highlight, started
from tests.api.test_http import problem
from tests.api.world import WORKER, a_clip, joined, key_of, person, put, put_highlight, session_of


async def kinds(api: Api, headers: dict[str, str], **params: object) -> list[str]:
    answer = await api.http.get("/v1/events", params=params, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return [one["kind"] for one in answer.json()["items"]]


async def test_each_turn_is_told_once_and_in_order(api: Api) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    for revision, state in ((1, "opened"), (2, "grown"), (2, "grown"), (3, "final"), (4, "dropped")):
        await put_highlight(api, session_id, revision=revision, state=HighlightState(state))
    for clip in (
        a_clip(session_id, ClipState.RENDERING),
        a_clip(session_id, ClipState.RENDERING, progress=0.5),
        a_clip(session_id, ClipState.FAILED, reason="no room"),
        a_clip(session_id),
        a_clip(session_id),  # the same call again, after a lost answer
        a_clip(session_id, ClipState.RENDERING),
    ):
        assert (await put(api, f"/v1/clips/{clip.clip_id}", clip)).status_code == 200
    gap = {"session_id": session_id, "start_ms": 5, "end_ms": 9, "reason": "stall"}
    for end_ms in (9, 9, 8, 12):
        await api.http.put(f"/v1/sessions/{session_id}/gaps", json=gap | {"end_ms": end_ms}, headers=WORKER)
    over = {"incarnation": 1, "discontinuity": 0, "recorded_until_ms": 9, "ended_at_ms": 9}
    for _ in range(2):
        assert (await api.http.patch(f"/v1/sessions/{session_id}", json=over, headers=WORKER)).is_success
    assert await kinds(api, owner.headers) == [
        "session.started",
        "highlight.opened",
        "highlight.grown",
        "highlight.final",
        "clip.rendering",
        "clip.failed",
        "clip.ready",
        "gap.reported",
        "gap.reported",
        "session.ended",
    ]


async def test_an_event_holds_what_the_api_answers(api: Api) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    clip = a_clip(session_id, title="ein <Titel> & שלום")
    await put(api, f"/v1/clips/{clip.clip_id}", clip)
    [told] = (await api.http.get("/v1/events", params={"kind": "clip.ready"}, headers=owner.headers)).json()[
        "items"
    ]
    answered = (await api.http.get(f"/v1/clips/{clip.clip_id}", headers=owner.headers)).json()
    assert told["body"] == answered
    assert (told["subject_id"], told["workspace_id"], told["at_ms"], told["whole"]) == (
        clip.clip_id,
        owner.workspace_id,
        EPOCH_MS,
        True,
    )
    gap = {"session_id": session_id, "start_ms": 5, "end_ms": 9, "reason": "ad"}
    await api.http.put(f"/v1/sessions/{session_id}/gaps", json=gap, headers=WORKER)
    [told] = (
        await api.http.get("/v1/events", params={"kind": "gap.reported"}, headers=owner.headers)
    ).json()["items"]
    assert (told["subject_id"], told["body"]["reason"]) == (session_id, "ad")


async def test_near_misses_are_not_told(api: Api) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    assert (await put_highlight(api, session_id, near_miss=True)).is_success
    assert await kinds(api, owner.headers) == ["session.started"]


async def test_a_body_that_is_too_long_is_cut_and_says_so(api: Api) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    words = tuple(Word(start_ms=n, end_ms=n + 1, text="word", probability=1.0) for n in range(2000))
    said = Transcript(language="en", text="word " * 2000, words=words, model="m")
    one = a_highlight(session_id, title="long")
    long = type(one)(**{name: getattr(one, name) for name in one.__struct_fields__} | {"transcript": said})
    assert (await put(api, f"/v1/highlights/{one.highlight_id}", long)).is_success
    told = (await api.http.get("/v1/events", headers=owner.headers)).json()["items"][-1]
    assert told["whole"] is False
    assert told["body"]["title"] == "long"
    assert "transcript" not in told["body"]
    assert "evidence" not in told["body"]


async def test_who_may_read_events(api: Api) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    await put_highlight(api, session_id)
    stranger = await person(api, "eve")
    viewer = await joined(api, owner, "vic", "viewer")
    both = ["session.started", "highlight.opened"]
    mine = {"workspace_id": owner.workspace_id}
    assert await kinds(api, stranger.headers) == []
    assert await kinds(api, stranger.headers, **mine) == []
    assert await kinds(api, viewer.headers, **mine) == both
    assert await kinds(api, WORKER) == []
    assert await kinds(api, await key_of(api, owner, "events:read", role="viewer")) == both
    refused = await api.http.get("/v1/events", headers=await key_of(api, owner, "clips:read"))
    problem(refused, 403, "forbidden")
    assert (await api.http.get("/v1/events", headers={"Authorization": ""})).status_code == 401
    assert (await api.http.post("/v1/events", json={}, headers=owner.headers)).status_code == 405
    for bad in ({"kind": "clip.nonsense"}, {"number_min": -1}, {"sort": "at_ms"}, {"knid": "clip.ready"}):
        problem(await api.http.get("/v1/events", params=bad, headers=owner.headers), 422, "invalid")


async def test_a_change_that_is_not_committed_is_not_told(api: Api) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)

    async def fail() -> None:
        async with api.services.database.writing() as work:
            row = (await work.session.scalars(select(EventRow))).one()
            recorder.tell(work.session, recorder.Kind.CLIP_READY, row, Shape)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await kinds(api, owner.headers) == ["session.started"]
    assert session_id


async def test_whoever_listens_is_woken_after_the_commit(api: Api) -> None:
    owner = await person(api, "ann")
    other = await person(api, "bob")
    session_id = await session_of(api, owner)
    news = api.services.news
    with news.listening(owner.workspace_id) as mine, news.listening(other.workspace_id) as theirs:
        await put_highlight(api, session_id)
        async with asyncio.timeout(1):
            await mine.wait()
        assert not theirs.is_set()


async def test_numbers_come_in_the_order_of_the_commits(api: Api) -> None:
    """With many that write at once, nobody who reads on from the last number misses one."""
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    seen: list[int] = []
    done = asyncio.Event()

    async def listen() -> None:
        while not done.is_set() or len(seen) < 41:
            last = seen[-1] if seen else 0
            async with api.services.database.reading() as session:
                rows = await service.after(session, owner.workspace_id, last, (), 100)
            seen.extend(row.number for row in rows)
            await asyncio.sleep(0)

    listening = asyncio.create_task(listen())
    answers = await asyncio.gather(*(put_highlight(api, session_id, n * 100_000) for n in range(40)))
    assert all(answer.is_success for answer in answers)
    done.set()
    async with asyncio.timeout(10):
        await listening
    assert len(seen) == len(set(seen)) == 41


async def test_who_has_taken_a_number_commits_before_others_take_one(api: Api) -> None:
    """Or a listener that has seen the later number would never be told of the earlier one."""
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    async with api.services.database.writing() as work:
        row = (await work.session.scalars(select(EventRow))).one()
        recorder.tell(work.session, recorder.Kind.CLIP_READY, row, Shape, subject_id="first")
        await work.session.run_sync(recorder._write)  # it has its number now, and is not committed
        second = asyncio.create_task(put_highlight(api, session_id))
        done, _ = await asyncio.wait({second}, timeout=0.5)
        assert not done
    assert (await second).is_success
    assert await kinds(api, owner.headers) == ["session.started", "clip.ready", "highlight.opened"]


async def test_old_events_are_pruned_and_their_numbers_are_not_used_again(setup: Setup) -> None:
    async with started(setup) as api:
        owner = await person(api, "ann")
        session_id = await session_of(api, owner)
        await put_highlight(api, session_id)
        async with api.services.database.reading() as session:
            newest = await service.newest(session)
        sweeper = Sweeper(api.services.database, setup.clock)
        setup.clock.advance(service.KEPT_MS)
        await sweeper.sweep()
        token = await api.http.post(
            "/v1/auth/login", json={"email": "ann@example.com", "password": "a long enough password"}
        )
        headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
        assert len(await kinds(api, headers)) == 2
        setup.clock.advance(1)
        await sweeper.sweep()
        assert await kinds(api, headers) == []
        async with api.services.database.reading() as session:
            assert (await service.newest(session), await service.pruned_until(session)) == (newest, newest)
        await put_highlight(api, session_id, 900_000)
        answer = await api.http.get("/v1/events", headers=headers)
        assert [one["number"] for one in answer.json()["items"]] == [newest + 1]
