"""What the routes of sessions take and give."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from api.base import Base
from api.fields import Count, Identity, Line, Ms, Shape
from api.listing import ListQuery
from api.sessions.models import SessionRow
from schemas.capture import GapReason


class SessionRequestShape(Shape):
    """Open the session of a watch, or take its open one over."""

    watch_id: Identity
    node: Annotated[str, Field(min_length=1, max_length=255, description="Who captures it.")]
    started_at_ms: Annotated[Ms, Field(description="Epoch ms of media time 0; kept at a take-over.")]
    source: Annotated[str, Field(max_length=2000)]
    speed: Annotated[float, Field(ge=0.1, le=100)] = 1.0
    title: Line = ""
    broadcaster: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9_]{0,25}$",
            description="Of a recording of Twitch's: the login of its channel; empty where it is not known.",
        ),
    ] = ""


class StreamChange(Shape):
    """What the channel said of its stream from `at_ms` of media time on."""

    at_ms: Ms
    title: str
    category_id: str
    category: str
    language: str


class SessionShape(Shape):
    """A session. `incarnation` must be shown with each report; `ended_at_ms` is null while it runs."""

    session_id: Identity
    watch_id: Identity
    workspace_id: Identity
    channel_id: Identity | None
    incarnation: Count
    node: str
    started_at_ms: Ms
    speed: float
    source: str
    title: str
    discontinuity: Count
    recorded_until_ms: Ms
    ended_at_ms: Ms | None
    end_reason: str
    broadcaster: Annotated[
        str, Field(description="Login of the channel of Twitch that it is of; empty for none, or not known.")
    ] = ""
    category_id: str = ""
    category: Annotated[str, Field(description="What is played, as the channel said last.")] = ""
    language: Annotated[str, Field(description="Spoken, as the channel said last: `en`, `de`.")] = ""
    changes: Annotated[
        list[StreamChange], Field(description="Title, category and language over the session, oldest first.")
    ] = Field(default_factory=list)


class SessionProgressShape(Shape):
    """How far capture is."""

    incarnation: Annotated[int, Field(ge=1, le=2**31)]
    discontinuity: Count
    recorded_until_ms: Ms
    ended_at_ms: Annotated[Ms | None, Field(description="Media time of the end, when it has come.")] = None
    end_reason: Line = ""


class GapShape(Shape):
    """A stretch that was not captured."""

    type: Literal["session.gap"] = "session.gap"
    v: Count = 1
    session_id: Identity
    start_ms: Ms
    end_ms: Ms
    reason: GapReason
    detail: Line = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end_ms < self.start_ms:
            raise ValueError("a gap cannot end before it starts")
        return self


class SpanShape(Shape):
    """A stretch of media time, `start_ms` included, `end_ms` excluded."""

    start_ms: Ms
    end_ms: Ms


class SessionQuery(ListQuery):
    """Filters of sessions."""

    sort: Literal["created_at_ms", "-created_at_ms", "started_at_ms", "-started_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    channel_id: Annotated[Identity | None, Field(description="Only those of this channel.")] = None
    watch_id: Annotated[Identity | None, Field(description="Only those of this watch.")] = None
    running: Annotated[bool | None, Field(description="Only those that run, or are over.")] = None

    def matches(self, table: type[Base], name: str, value: Any) -> Any:
        """See `ListQuery.matches`."""
        if name != "running":
            return super().matches(table, name, value)
        ended = SessionRow.ended_at_ms
        return ended.is_(None) if value else ended.is_not(None)
