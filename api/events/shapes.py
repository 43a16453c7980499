"""What the routes of events give; live streams and webhooks send the same."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api.events.kinds import Kind
from api.fields import Identity, Ms, Shape
from api.listing import ListQuery


class EventShape(Shape):
    """Something that happened. `number` orders the events of an installation."""

    number: Annotated[int, Field(examples=[41])]
    workspace_id: Identity
    kind: Annotated[str, Field(examples=[Kind.CLIP_READY])]
    subject_id: Identity
    at_ms: Ms
    whole: Annotated[bool, Field(description="False where `body` was too long and lacks its longest fields.")]
    body: Annotated[dict[str, Any], Field(description="What the API answered for the subject then.")]


class EventQuery(ListQuery):
    """Filters of events."""

    sort: Literal["number", "-number"] = "number"
    workspace_id: Identity | None = None
    kind: Kind | None = None
    subject_id: Identity | None = None
    number_min: Annotated[int | None, Field(ge=0, le=2**53)] = None
    at_ms_min: Ms | None = None
    at_ms_max: Ms | None = None
