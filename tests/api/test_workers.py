"""Workers at the door, and the attempts that renderers tell of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.sweeper import Sweeper
from api.workers.service import FORGOTTEN_AFTER_MS, GONE_AFTER_MS
from schemas.rendering import ClipState
from streams.door import Door, DoorRefused, Heartbeat, WorkerRegistration
from tests.api.guests import Guests, guests_of
from tests.api.running import EPOCH_MS, Api, Setup, a_session
from tests.api.test_door import clip_of
from tests.api.test_http import new_session, problem, put

UNKNOWN = "01900000-0000-7000-8000-000000000000"
RENDERER: dict[str, Any] = {
    "node": "gpu-1",
    "kind": "render",
    "release": "0.4.0",
    "abilities": ["encoder:h264_nvenc"],
    "slots": 3,
}


@pytest.fixture
async def guests(api: Api) -> AsyncIterator[Guests]:
    async with guests_of(api) as all_of_them:
        yield all_of_them


async def registered(guests: Guests, **more: Any) -> dict[str, Any]:
    answer = await guests.worker.post("/v1/workers", json={**RENDERER, **more})
    assert answer.status_code in {200, 201}, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_worker_is_the_same_one_after_a_restart(guests: Guests, setup: Setup) -> None:
    first = await registered(guests)
    assert first == {
        "worker_id": first["worker_id"],
        **RENDERER,
        "state": "active",
        "gone": False,
        "busy": 0,
        "started_at_ms": EPOCH_MS,
        "last_seen_at_ms": EPOCH_MS,
        "version": 1,
        "created_at_ms": EPOCH_MS,
    }
    setup.clock.advance(5000)
    answer = await guests.worker.post("/v1/workers", json={**RENDERER, "abilities": ["encoder:libx264"]})
    assert answer.status_code == 200
    again = answer.json()
    assert again["worker_id"] == first["worker_id"]
    assert (again["abilities"], again["started_at_ms"]) == (["encoder:libx264"], EPOCH_MS + 5000)
    for more in ({"kind": "agents"}, {"node": "gpu-2"}):
        assert (await registered(guests, **more))["worker_id"] != first["worker_id"]
    listed = (await guests.operator.get("/v1/workers", params={"total": True})).json()
    assert listed["total"] == 3


async def test_two_that_register_at_once_are_one(guests: Guests) -> None:
    answers = await asyncio.gather(*(guests.worker.post("/v1/workers", json=RENDERER) for _ in range(4)))
    made = {one.json()["worker_id"] for one in answers if one.status_code < 300}
    assert len(made) == 1
    assert all(one.status_code in {200, 201, 503} for one in answers), "503: send it again"
    assert len((await guests.operator.get("/v1/workers")).json()["items"]) == 1


async def test_a_heartbeat_tells_the_load_and_hears_of_a_drain(guests: Guests, setup: Setup) -> None:
    worker = await registered(guests)
    path = f"/v1/workers/{worker['worker_id']}"
    setup.clock.advance(15_000)
    beat = await guests.worker.put(f"{path}/heartbeat", json={"busy": 2, "slots": 3})
    assert beat.status_code == 200, beat.text
    assert (beat.json()["state"], beat.json()["busy"]) == ("active", 2)
    assert beat.json()["last_seen_at_ms"] == EPOCH_MS + 15_000
    assert beat.json()["abilities"] == RENDERER["abilities"], "what is not said stays"
    # a sign of life is no change: an ETag of before still fits
    drained = await guests.operator.patch(path, json={"state": "draining"}, headers={"If-Match": '"1"'})
    assert (drained.status_code, drained.json()["state"]) == (200, "draining")
    stale = await guests.operator.patch(path, json={"state": "active"}, headers={"If-Match": '"1"'})
    problem(stale, 412, "precondition-failed")
    heard = await guests.worker.put(f"{path}/heartbeat", json={"busy": 1, "abilities": ["cpu"]})
    assert (heard.json()["state"], heard.json()["abilities"]) == ("draining", ["cpu"])
    assert (await registered(guests))["state"] == "draining", "a restart does not end a drain"
    assert (await guests.operator.patch(path, json={"state": "active"})).json()["state"] == "active"
    told = (await guests.operator.get("/v1/audit-log")).json()["items"]
    assert [one["action"] for one in told if one["action"].startswith("worker.")] == [
        "worker.active",
        "worker.draining",
    ]


async def test_silence_makes_a_worker_gone_and_in_the_end_forgotten(
    guests: Guests, api: Api, setup: Setup
) -> None:
    silent = await registered(guests)
    living = await registered(guests, node="gpu-2")

    async def listed(**asked: Any) -> list[str]:
        answer = await guests.operator.get("/v1/workers", params=asked)
        assert answer.status_code == 200, answer.text
        return [one["worker_id"] for one in answer.json()["items"]]

    setup.clock.advance(GONE_AFTER_MS)
    assert await listed(gone=True) == []
    setup.clock.advance(1)
    await guests.worker.put(f"/v1/workers/{living['worker_id']}/heartbeat", json={})
    assert await listed(gone=True) == [silent["worker_id"]]
    assert await listed(gone=False) == [living["worker_id"]]
    assert await listed() == [living["worker_id"], silent["worker_id"]]
    assert await listed(gone=True, last_seen_at_ms_max=EPOCH_MS - 1) == []
    assert (await guests.operator.get(f"/v1/workers/{silent['worker_id']}")).json()["gone"] is True
    sweeper = Sweeper(api.services.database, setup.clock)
    setup.clock.advance(FORGOTTEN_AFTER_MS - GONE_AFTER_MS - 1)
    await sweeper.sweep()
    assert len(await listed()) == 2
    setup.clock.advance(1)
    await sweeper.sweep()
    assert await listed() == [living["worker_id"]]
    lost = await guests.worker.put(f"/v1/workers/{silent['worker_id']}/heartbeat", json={})
    problem(lost, 404, "unknown-worker")


async def test_who_may_do_what_with_a_worker(guests: Guests) -> None:
    worker = await registered(guests)
    path = f"/v1/workers/{worker['worker_id']}"
    problem(await guests.worker.patch(path, json={"state": "draining"}), 403, "forbidden")
    problem(await guests.worker.delete(path), 403, "forbidden")
    assert (await guests.worker.get(path)).json() == worker
    for who in (guests.owner, guests.viewer, guests.stranger):
        assert (await who.get("/v1/workers")).json()["items"] == []
        problem(await who.get(path), 404, "unknown-worker")
        problem(await who.patch(path, json={"state": "draining"}), 404, "unknown-worker")
        problem(await who.delete(path), 404, "unknown-worker")
        problem(await who.post("/v1/workers", json=RENDERER), 403, "forbidden")
        problem(await who.put(f"{path}/heartbeat", json={}), 403, "forbidden")
    assert (await guests.operator.get(path)).json() == worker
    assert (await guests.operator.delete(path)).status_code == 204
    problem(await guests.operator.get(path), 404, "unknown-worker")
    assert (await registered(guests))["worker_id"] != worker["worker_id"]


async def test_a_bad_worker_is_refused_by_field(guests: Guests) -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"node": ""}, "node"),
        ({"node": "a\x00b"}, "node"),
        ({"node": "x" * 256}, "node"),
        ({"kind": "Render"}, "kind"),
        ({"kind": "r" * 33}, "kind"),
        ({"abilities": ["x" * 65]}, "abilities.0"),
        ({"abilities": ["x"] * 65}, "abilities"),
        ({"slots": -1}, "slots"),
        ({"slots": 2**63}, "slots"),
    ]
    for more, field in refused:
        answer = await guests.worker.post("/v1/workers", json={**RENDERER, **more})
        errors: Any = problem(answer, 422, "invalid")["errors"]
        assert [one["field"] for one in errors] == [field], more
    worker = await registered(guests)
    path = f"/v1/workers/{worker['worker_id']}"
    problem(await guests.operator.patch(path, json={"state": "gone"}), 422, "invalid")
    problem(await guests.worker.put(f"{path}/heartbeat", json={"busy": -1}), 422, "invalid")
    problem(await guests.operator.get("/v1/workers", params={"state": "gone"}), 422, "invalid")


async def test_the_workers_own_client(door: Door) -> None:
    registration = WorkerRegistration(node="n", kind="render", abilities=("a",), slots=2)
    worker = await door.register_worker(registration)
    assert (worker.node, worker.kind, worker.draining) == ("n", "render", False)
    beat = await door.heartbeat(worker.worker_id, Heartbeat(busy=1, slots=2))
    assert (beat.worker_id, beat.draining) == (worker.worker_id, False)
    assert (await door.register_worker(registration)).worker_id == worker.worker_id
    with pytest.raises(DoorRefused) as refused:
        await door.heartbeat(UNKNOWN, Heartbeat())
    assert refused.value.status == 404


async def renders(who: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await who.get("/v1/renders", params={"sort": "created_at_ms", **asked})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_each_attempt_is_kept_though_the_clip_shows_the_best(api: Api, setup: Setup) -> None:
    session_id = await new_session(api)

    async def tell(state: ClipState, **more: Any) -> None:
        clip = clip_of(session_id, state, **more)
        assert (await put(api, f"/v1/clips/{clip.clip_id}", clip)).status_code == 200
        setup.clock.advance(1000)

    async def attempts() -> list[tuple[Any, ...]]:
        return [
            (one["number"], one["state"], one["started_at_ms"] - EPOCH_MS, one["reason"])
            for one in await renders(api.http)
        ]

    setup.clock.advance(1000)
    await tell(ClipState.RENDERING)
    await tell(ClipState.RENDERING)  # sent again: its answer was lost
    (running,) = await renders(api.http)
    assert (running["number"], running["ended_at_ms"]) == (1, None)
    failure = {"stage": "encode", "reason": "no encoder", "remedy": "see doctor"}
    for _ in range(2):
        await tell(ClipState.FAILED, **failure)
    assert await attempts() == [(1, "failed", 1000, "no encoder")]
    (failed,) = await renders(api.http)
    assert (failed["ended_at_ms"], failed["stage"], failed["remedy"]) == (
        EPOCH_MS + 3000,
        "encode",
        "see doctor",
    )
    await tell(ClipState.RENDERING)  # as late as that, it says nothing new of the clip
    assert len(await attempts()) == 1
    ready: dict[str, Any] = {"stages_ms": {"cut": 300, "encode": 700}, "encoder": "h264_nvenc"}
    for _ in range(2):
        await tell(ClipState.READY, **ready)
    assert await attempts() == [(1, "failed", 1000, "no encoder"), (2, "ready", 5000, "")]
    await tell(ClipState.RENDERING)  # a clip that is ready stays so, and this is no attempt either
    await tell(ClipState.FAILED, reason="a second try failed")
    assert [one[:2] for one in await attempts()] == [(1, "failed"), (2, "ready"), (3, "failed")]
    clip_id = clip_of(session_id).clip_id
    assert (await api.http.get(f"/v1/clips/{clip_id}")).json()["state"] == "ready"
    second = (await renders(api.http))[1]
    assert (second["stages_ms"], second["encoder"]) == (ready["stages_ms"], "h264_nvenc")
    assert (await api.http.get(f"/v1/renders/{second['render_id']}")).json() == second


async def test_an_attempt_is_stored_with_its_clip_or_not_at_all(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await new_session(api)
    clip = clip_of(session_id)

    async def broken(*_: object) -> None:
        raise RuntimeError("the history cannot be written")

    with monkeypatch.context() as patch:
        patch.setattr("api.renders.service.follow", broken)
        assert (await put(api, f"/v1/clips/{clip.clip_id}", clip)).status_code == 500
    assert (await api.http.get(f"/v1/clips/{clip.clip_id}")).status_code == 404
    assert (await put(api, f"/v1/clips/{clip.clip_id}", clip)).status_code == 200
    assert len(await renders(api.http)) == 1


async def test_renders_are_filtered_and_seen_by_their_own(guests: Guests, api: Api) -> None:
    watch = (await guests.editor.post("/v1/watches", json={"source": "https://example.com/a.mp4"})).json()
    opened = await guests.worker.post(
        "/v1/sessions",
        json={"watch_id": watch["watch_id"], "node": "n", "started_at_ms": EPOCH_MS, "source": "s"},
    )
    session_id = opened.json()["session_id"]
    one = clip_of(session_id)
    other = clip_of(session_id, ClipState.READY, start_ms=500_000, encoder="libx264", stages_ms={"a": 5})
    for clip in (one, other):
        assert (await put(api, f"/v1/clips/{clip.clip_id}", clip)).status_code == 200
    for asked, clips in (
        ({"clip_id": one.clip_id}, [one]),
        ({"state": "ready"}, [other]),
        ({"encoder": "libx264"}, [other]),
        ({"session_id": session_id}, [one, other]),
        ({"session_id": UNKNOWN}, []),
        ({"started_at_ms_min": EPOCH_MS}, [one]),
        ({"started_at_ms_max": EPOCH_MS - 5}, [other]),
        ({"workspace_id": guests.elsewhere}, []),
    ):
        found = {row["clip_id"] for row in await renders(guests.viewer, **asked)}
        assert found == {clip.clip_id for clip in clips}, asked
    assert await renders(guests.stranger) == []
    assert len(await renders(guests.worker)) == 2
    row = (await renders(guests.viewer))[0]
    problem(await guests.stranger.get(f"/v1/renders/{row['render_id']}"), 404, "unknown-render")
    problem(await guests.viewer.get("/v1/renders", params={"encoder": "\x00"}), 422, "invalid")


async def test_the_renderers_own_client_leaves_a_history(door: Door) -> None:
    _, session = await a_session(door)
    await door.put_clip(clip_of(session.session_id))
    await door.put_clip(clip_of(session.session_id, ClipState.READY))
    assert [clip.state for clip in await door.clips(session.session_id)] == [ClipState.READY]
