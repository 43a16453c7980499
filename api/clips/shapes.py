"""What the routes of clips take and give: `schemas.rendering.Clip`, with bounds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from api.clips.tags import ClipTagRow
from api.fields import Count, Identity, Line, Ms, Shape
from api.listing import Beside
from api.reviews.shapes import ReviewAnswer, ReviewQuery
from schemas.rendering import ClipState

Short = Annotated[str, Field(max_length=64)]


class ClipShape(Shape):
    """How far a clip is, and where it lies when it is ready."""

    type: Literal["clip"] = "clip"
    v: Count = 1
    clip_id: Identity
    highlight_id: Identity
    session_id: Identity
    state: ClipState
    start_ms: Ms = 0
    end_ms: Ms = 0
    stage: Annotated[Short, Field(description="The stage at work.")] = ""
    progress: Annotated[float, Field(ge=0, le=1, description="How much of that stage is done.")] = 0.0
    key: Annotated[
        str,
        Field(
            max_length=500,
            pattern=r"^([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?$",
            description="Name in the object store; GET /v1/clips/{clip_id}/file reads it.",
        ),
    ] = ""
    duration_ms: Ms = 0
    width: Count = 0
    height: Count = 0
    encoder: Short = ""
    title: Line = ""
    transcript: Annotated[str, Field(max_length=200_000)] = ""
    stages_ms: Annotated[
        dict[Short, Ms], Field(max_length=64, description="Wall time of each finished stage.")
    ] = Field(default_factory=dict)
    ready_at_ms: Ms = 0
    reason: Annotated[Line, Field(description="Why it failed.")] = ""
    remedy: Annotated[Line, Field(description="What to do about it.")] = ""
    extra: Annotated[
        bool, Field(description="Made besides the highlight's own clip, for a template asked for by name.")
    ] = False
    template_id: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9-]{0,64}$", description="How it looks; empty: as without a template.")
    ] = ""
    template_version: Count = 0
    fallback: Annotated[
        Line, Field(description="Why it does not look as its template says; empty when it does.")
    ] = ""

    @field_validator("key")
    @classmethod
    def _inside_the_store(cls, key: str) -> str:
        if any(part in {".", ".."} for part in key.split("/")):
            raise ValueError("a key leads straight into the object store, without `.` and `..`")
        return key

    @model_validator(mode="after")
    def _ready_has_a_file(self) -> Self:
        if self.state is ClipState.READY and not self.key:
            raise ValueError("a clip that is ready has a `key` under which its file lies")
        return self


class StoredClip(Shape):
    """What the API has now. `changed` is false where it had something that weighs more."""

    changed: bool
    state: ClipState
    wait_ms: Annotated[
        Ms,
        Field(
            description="0, or in how long to say `rendering` again before the clip is begun: the plan of "
            "its workspace allows no more clips in the making at the same time."
        ),
    ] = 0


class ClipAnswer(ClipShape, ReviewAnswer):
    """A clip as it is listed and read."""

    workspace_id: Identity
    channel_id: Identity | None
    taken_down_at_ms: Annotated[Ms | None, Field(description="Since when it is in no feed, and has no file.")]
    created_at_ms: Ms
    updated_at_ms: Ms


class ClipQuery(ReviewQuery):
    """Filters of clips."""

    NARROW = frozenset({"channel_id", "session_id", "highlight_id"})
    OWN = ReviewQuery.OWN | {"tag"}

    sort: Literal["created_at_ms", "-created_at_ms", "start_ms", "-start_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    channel_id: Annotated[Identity | None, Field(description="Only those of this channel.")] = None
    session_id: Annotated[Identity | None, Field(description="Only those of this session.")] = None
    highlight_id: Identity | None = None
    state: Annotated[ClipState | None, Field(description="Only those in this state.")] = None
    extra: Annotated[bool | None, Field(description="Only those made besides, or only the others.")] = None
    template_id: Annotated[Identity | None, Field(description="Only those that look so.")] = None
    duration_ms_min: Ms | None = None
    duration_ms_max: Ms | None = None

    def beside(self) -> Beside | None:
        """See `ListQuery.beside`."""
        return Beside(ClipTagRow, ClipTagRow.tag == self.tag) if self.tag is not None else None
