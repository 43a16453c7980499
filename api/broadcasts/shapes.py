"""What the routes of streams take and give."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, field_validator

from api.broadcasts.models import EVENT_ID_LENGTH, NAME_LENGTH
from api.fields import Identity, Ms, Shape
from api.lines import one_line
from api.listing import ListQuery

TITLE_LENGTH = 300
"""Twice what Twitch takes."""


class StreamKind(StrEnum):
    """What happened to a stream."""

    ONLINE = "online"
    OFFLINE = "offline"
    CHANGED = "changed"
    RAIDED_OUT = "raided_out"


class StreamEventRequest(Shape):
    """A word of the platform on a channel's stream."""

    event_id: Annotated[
        str,
        Field(
            min_length=1,
            max_length=EVENT_ID_LENGTH,
            pattern=r"^[^\s\x00-\x1f\x7f]+$",
            description="The platform's own; the same one again changes nothing.",
            examples=["befa7b53-d79d-478f-86b9-120f112b044e"],
        ),
    ]
    kind: StreamKind
    at_ms: Annotated[Ms, Field(description="Epoch time at which it happened.", examples=[1790000000000])]
    title: Annotated[str, Field(max_length=TITLE_LENGTH)] = ""
    category_id: Annotated[str, Field(max_length=64)] = ""
    category: Annotated[str, Field(max_length=NAME_LENGTH)] = ""
    language: Annotated[str, Field(max_length=16, description="As ISO 639-1: `en`, `de`.")] = ""

    @field_validator("title", "category_id", "category", "language")
    @classmethod
    def _one_line(cls, text: str) -> str:
        return one_line(text)

    @property
    def described(self) -> bool:
        """Whether it says title, category and language; one that says none of them says nothing of them."""
        if self.kind is StreamKind.CHANGED:
            return True
        return self.kind is StreamKind.ONLINE and bool(self.title or self.category_id or self.language)


class HeardShape(Shape):
    """What came of it. `fresh` is false where it was heard before."""

    fresh: bool
    outcome: Annotated[str, Field(examples=["the watch began"])]
    live_since_ms: Ms | None
    watch_id: Annotated[Identity | None, Field(description="Of the watch that began or ended.")] = None


class StreamEventShape(Shape):
    """A word of the platform, as it was heard."""

    event_id: str
    channel_id: Identity
    workspace_id: Identity
    kind: StreamKind
    at_ms: Ms
    title: str
    category_id: str
    category: str
    language: str
    session_id: Identity | None
    outcome: str
    created_at_ms: Ms


class StreamEventQuery(ListQuery):
    """Filters of what was heard."""

    sort: Literal["created_at_ms", "-created_at_ms", "at_ms", "-at_ms"] = "-created_at_ms"
    kind: StreamKind | None = None
    session_id: Identity | None = None
