"""Clips and custom fields for tests, and what people say of them."""

from __future__ import annotations

from typing import Any

import httpx

from schemas.rendering import ClipState
from tests.api.members import WORKER, Person
from tests.api.running import EPOCH_MS, Api
from tests.api.test_door import clip_of
from tests.api.test_http import put


async def a_session_of(api: Api, person: Person) -> str:
    body = {"source": "twitch:somebody", "workspace_id": person.workspace_id}
    watch = await api.http.post("/v1/watches", json=body, headers=person.headers)
    assert watch.status_code == 201, watch.text
    request = {"watch_id": watch.json()["watch_id"], "node": "n", "started_at_ms": EPOCH_MS, "source": "x"}
    session = await api.http.post("/v1/sessions", json=request, headers=WORKER)
    assert session.status_code == 201, session.text
    return str(session.json()["session_id"])


async def clips_of(api: Api, person: Person, count: int = 1) -> list[str]:
    """Clips that are ready, as the renderer stores them."""
    session_id = await a_session_of(api, person)
    clips = [clip_of(session_id, ClipState.READY, at * 30_000, key="clips/one.mp4") for at in range(count)]
    for clip in clips:
        assert (await put(api, f"/v1/clips/{clip.clip_id}", clip)).status_code == 200
    return [clip.clip_id for clip in clips]


async def add(api: Api, person: Person, name: str, kind: str, **more: object) -> httpx.Response:
    body = {"workspace_id": person.workspace_id, "table_name": "clips", "name": name, "kind": kind} | more
    return await api.http.post("/v1/custom-fields", json=body, headers=person.headers)


async def added(api: Api, person: Person, name: str, kind: str, **more: object) -> dict[str, Any]:
    answer = await add(api, person, name, kind, **more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def say(api: Api, person: Person, clip_id: str, **change: object) -> httpx.Response:
    return await api.http.patch(f"/v1/clips/{clip_id}", json=change, headers=person.headers)


async def said(api: Api, person: Person, clip_id: str, **change: object) -> dict[str, Any]:
    answer = await say(api, person, clip_id, **change)
    assert answer.status_code == 200, answer.text
    row: dict[str, Any] = answer.json()
    return row


async def found(api: Api, person: Person, **filters: str) -> list[str]:
    params = {name.replace("__", "."): value for name, value in filters.items()}
    answer = await api.http.get("/v1/clips", params=params, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return [clip["clip_id"] for clip in answer.json()["items"]]
