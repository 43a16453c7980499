"""What the routes of renders take and give."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery


class RenderState(StrEnum):
    """How far an attempt is. `WAITING`: asked for, and not begun."""

    WAITING = "waiting"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"


class RenderRequest(Request):
    """A clip that is wanted."""

    highlight_id: Annotated[Identity, Field(description="Of what; it is final, and no near miss.")]
    template_id: Annotated[
        Identity | None,
        Field(description="How it is to look; left out, the highlight's own clip is made (again)."),
    ] = None


class RenderShape(Shape):
    """One attempt to make a clip. `ended_at_ms` is null while it runs."""

    render_id: Identity
    clip_id: Identity
    highlight_id: str
    session_id: Identity
    workspace_id: Identity
    channel_id: Identity | None
    number: Annotated[Count, Field(description="Which attempt it is of its clip, from 1.")]
    state: RenderState
    stage: str
    stages_ms: dict[str, Ms]
    encoder: str
    template_id: Annotated[str, Field(description="How it looks; empty: as without a template.")]
    fallback: Annotated[str, Field(description="Why it does not look as its template says.")]
    reason: str
    remedy: str
    asked_by_kind: Annotated[
        str, Field(description="`user`, `key` or `rule`; empty for the clip that every highlight gets.")
    ]
    asked_by: Annotated[str, Field(description="The identity of whoever asked.")]
    started_at_ms: Ms
    ended_at_ms: Ms | None
    created_at_ms: Ms


class RenderQuery(ListQuery):
    """Filters of renders."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    clip_id: Annotated[Identity | None, Field(description="Only those of this clip.")] = None
    session_id: Identity | None = None
    channel_id: Identity | None = None
    template_id: Identity | None = None
    state: RenderState | None = None
    encoder: Annotated[str | None, Field(max_length=64, pattern=r"^[^\x00]*$")] = None
    started_at_ms_min: Ms | None = None
    started_at_ms_max: Ms | None = None
