"""What the routes of renders give."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.fields import Count, Identity, Ms, Shape
from api.listing import ListQuery
from schemas.rendering import ClipState


class RenderShape(Shape):
    """One attempt to make a clip. `ended_at_ms` is null while it runs."""

    render_id: Identity
    clip_id: Identity
    session_id: Identity
    workspace_id: Identity
    channel_id: Identity | None
    number: Annotated[Count, Field(description="Which attempt it is of its clip, from 1.")]
    state: ClipState
    stage: str
    stages_ms: dict[str, Ms]
    encoder: str
    reason: str
    remedy: str
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
    state: ClipState | None = None
    encoder: Annotated[str | None, Field(max_length=64, pattern=r"^[^\x00]*$")] = None
    started_at_ms_min: Ms | None = None
    started_at_ms_max: Ms | None = None
