"""Highlights that are final, templates, and clips that are asked for: what several tests begin with."""

from __future__ import annotations

from typing import Any

import httpx

from schemas.ids import derived_id
from schemas.judging import HighlightState
from schemas.rendering import Clip, ClipState, RenderAsked, clip_id_of
from streams.topics import HIGHLIGHTS
from tests.api.members import Person
from tests.api.running import Api, Setup, a_highlight
from tests.api.test_http import put


async def final(api: Api, session_id: str, start_ms: int = 0, **more: Any) -> str:
    """A highlight that is final."""
    state = more.pop("state", HighlightState.FINAL)
    made = a_highlight(session_id, start_ms, 1, state, **more)
    assert (await put(api, f"/v1/highlights/{made.highlight_id}", made)).status_code == 200
    assert made.highlight_id == derived_id(session_id, "highlight", start_ms)
    return made.highlight_id


async def template(api: Api, person: Person, name: str = "Blue", **more: Any) -> str:
    body = {"workspace_id": person.workspace_id, "name": name} | more
    answer = await api.http.post("/v1/templates", json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["template_id"])


async def ask(
    api: Api, headers: dict[str, str], highlight_id: str, template_id: str | None = None
) -> httpx.Response:
    body = {"highlight_id": highlight_id, "template_id": template_id}
    return await api.http.post("/v1/renders", json=body, headers=headers)


async def asked(api: Api, person: Person, highlight_id: str, template_id: str | None = None) -> Any:
    answer = await ask(api, person.headers, highlight_id, template_id)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def report(
    api: Api,
    session_id: str,
    highlight_id: str,
    state: ClipState,
    template_id: str = "",
    **more: Any,
) -> str:
    """What a renderer says of a clip."""
    ready = {"key": "clips/x.mp4", "template_version": 1} if state is ClipState.READY else {}
    clip = Clip(
        clip_id=clip_id_of(highlight_id, template_id),
        highlight_id=highlight_id,
        session_id=session_id,
        state=state,
        **({"template_id": template_id, "extra": bool(template_id)} | ready | more),
    )
    answer = await put(api, f"/v1/clips/{clip.clip_id}", clip)
    assert answer.status_code == 200, answer.text
    return clip.clip_id


def told(setup: Setup) -> list[str]:
    """The clips of which the renderers were told, in order."""
    events = setup.publisher.on(HIGHLIGHTS)
    return [event.clip_id for event in events if isinstance(event, RenderAsked)]


async def read(api: Api, path: str, headers: dict[str, str] | None = None) -> Any:
    answer = await api.http.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def renders(api: Api, **asked: str) -> list[dict[str, Any]]:
    """The attempts, those of each clip in order."""
    items: list[dict[str, Any]] = (await api.http.get("/v1/renders", params=asked)).json()["items"]
    return sorted(items, key=lambda one: (one["clip_id"], one["number"]))
