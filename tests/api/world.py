"""People with their roles, and what workers would store: what many tests begin with."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import msgspec

from schemas.ids import derived_id
from schemas.judging import HighlightState
from schemas.rendering import Clip, ClipState
from tests.api.running import EPOCH_MS, WORKER_TOKEN, Api, a_highlight

PASSWORD = "a long enough password"  # noqa: S105 - of these tests alone
WORKER = {"Authorization": f"Bearer {WORKER_TOKEN}"}


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    user_id: str
    workspace_id: str
    headers: dict[str, str]


async def person(api: Api, name: str) -> Person:
    """Somebody who has just signed up, with a workspace of their own."""
    email = f"{name}@example.com"
    made = await api.http.post(
        "/v1/auth/sign-up", json={"email": email, "password": PASSWORD}, headers={"Authorization": ""}
    )
    assert made.status_code == 201, made.text
    headers = {"Authorization": f"Bearer {made.json()['access_token']}"}
    mine = await api.http.get("/v1/workspaces", headers=headers)
    me = await api.http.get("/v1/auth/me", headers=headers)
    return Person(me.json()["id"], mine.json()["items"][0]["workspace_id"], headers)


async def joined(api: Api, owner: Person, name: str, role: str) -> Person:
    """Somebody who has been given a role in the owner's workspace."""
    made = await person(api, name)
    answer = await api.http.post(
        "/v1/memberships",
        json={"workspace_id": owner.workspace_id, "email": f"{name}@example.com", "role": role},
        headers=owner.headers,
    )
    assert answer.status_code == 201, answer.text
    return Person(made.user_id, owner.workspace_id, made.headers)


async def key_of(api: Api, owner: Person, *scopes: str, role: str = "owner") -> dict[str, str]:
    """The headers of a key with these scopes."""
    body = {"workspace_id": owner.workspace_id, "name": "k", "scopes": list(scopes), "role": role}
    made = await api.http.post("/v1/keys", json=body, headers=owner.headers)
    assert made.status_code == 201, made.text
    return {"Authorization": f"Bearer {made.json()['key']}"}


async def session_of(api: Api, owner: Person) -> str:
    """A session that is captured in the owner's workspace."""
    watch = await api.http.post(
        "/v1/watches",
        json={"source": "twitch:somebody", "workspace_id": owner.workspace_id},
        headers=owner.headers,
    )
    assert watch.status_code == 201, watch.text
    request = {
        "watch_id": watch.json()["watch_id"],
        "node": "n",
        "started_at_ms": EPOCH_MS,
        "source": "twitch:somebody",
    }
    opened = await api.http.post("/v1/sessions", json=request, headers=WORKER)
    assert opened.status_code == 201, opened.text
    return str(opened.json()["session_id"])


async def put(api: Api, path: str, event: object) -> httpx.Response:
    """Store something as a worker does."""
    headers = WORKER | {"Content-Type": "application/json"}
    return await api.http.put(path, content=msgspec.json.encode(event), headers=headers)


async def put_highlight(
    api: Api, session_id: str, start_ms: int = 100_000, revision: int = 1, **more: object
) -> httpx.Response:
    """Store a revision of a highlight."""
    state = more.pop("state", HighlightState.OPENED)
    made = a_highlight(session_id, start_ms, revision, state, **more)  # type: ignore[arg-type]
    return await put(api, f"/v1/highlights/{made.highlight_id}", made)


def a_clip(
    session_id: str, state: ClipState = ClipState.READY, start_ms: int = 100_000, **more: object
) -> Clip:
    """What a renderer says of a clip."""
    highlight_id = derived_id(session_id, "highlight", start_ms)
    values: dict[str, object] = {"key": "clips/one.mp4" if state is ClipState.READY else ""}
    return Clip(
        clip_id=derived_id(highlight_id, "clip", 0),
        highlight_id=highlight_id,
        session_id=session_id,
        state=state,
        start_ms=start_ms,
        end_ms=start_ms + 20_000,
        **(values | more),  # type: ignore[arg-type]
    )
