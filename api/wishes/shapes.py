"""What the routes of wishes give."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from api.fields import Count, Identity, Ms, Shape
from api.listing import ListQuery
from schemas.capture import ChatRole


class WishState(StrEnum):
    """How far a wish is: nothing is there yet, a highlight is, or whoever asked is told."""

    WAITING = "waiting"
    BOUND = "bound"
    ANSWERED = "answered"


class WishOutcome(StrEnum):
    """What came of a wish. All but `ready` are why there is no clip."""

    READY = "ready"
    FAILED = "failed"
    DROPPED = "dropped"
    NOTHING = "nothing"
    ENDED = "ended"
    STOPPED = "stopped"
    SPENT = "spent"
    TAKEN_DOWN = "taken_down"
    LATE = "late"


class WishShape(Shape):
    """Somebody in a chat wants the last moments of a session as a clip. Times are media time but `at_ms`."""

    wish_id: Identity
    workspace_id: Identity
    channel_id: Identity
    session_id: Identity
    moment_id: Annotated[Identity, Field(description="The same for all wishes that are one clip.")]
    message_id: str
    author: Annotated[str, Field(description="Keyed hash of who asked.")]
    role: ChatRole
    title: str
    wanted_centi: Count
    at_ms: Ms
    start_ms: Ms
    end_ms: Ms
    highlight_id: Identity | None
    state: WishState
    outcome: Annotated[WishOutcome | Literal[""], Field(description="Empty until it is answered.")]
    created_at_ms: Ms
    updated_at_ms: Ms


class WishQuery(ListQuery):
    """Filters of wishes."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    channel_id: Annotated[Identity | None, Field(description="Only those of this channel.")] = None
    session_id: Annotated[Identity | None, Field(description="Only those of this session.")] = None
    moment_id: Identity | None = None
    highlight_id: Identity | None = None
    state: WishState | None = None
    outcome: WishOutcome | None = None
