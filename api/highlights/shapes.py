"""What the routes of highlights take and give: `schemas.judging.Highlight`, with bounds."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from sqlalchemy import true

from api.base import Base
from api.fields import Count, Identity, Line, Ms, Score, Shape
from api.highlights.models import HighlightRow
from api.reviews.shapes import ReviewAnswer, ReviewQuery
from schemas.judging import HighlightState

SECONDS_MAX = 3600
"""Evidence of an hour; fusion closes a highlight within minutes."""

WORDS_MAX = 20_000
"""An hour of the fastest commentator."""


class ReasonShape(Shape):
    """Why a highlight is one, in a sentence for people."""

    modality: Annotated[str, Field(max_length=32)]
    text: Line
    times_normal: Score


class SecondScoreShape(Shape):
    """One second of a highlight's evidence; scores are times normal."""

    start_ms: Ms
    fused: Score
    chat: Score
    audio: Score
    vision: Score
    events: Score = 0.0


class EvidenceShape(Shape):
    """What the decision rested on, enough to draw it and to make it again."""

    weights: Annotated[dict[str, Score], Field(max_length=64)]
    open_threshold: Score
    close_threshold: Score
    chat_lag_ms: int
    seconds: Annotated[list[SecondScoreShape], Field(max_length=SECONDS_MAX)] = Field(default_factory=list)
    lines: Annotated[list[Line], Field(max_length=1000)] = Field(default_factory=list)


class WordShape(Shape):
    """One spoken word in session media time."""

    start_ms: Ms
    end_ms: Ms
    text: Line
    probability: Score


class TranscriptShape(Shape):
    """What was said in the span of a highlight."""

    language: Annotated[str, Field(max_length=32)]
    text: Annotated[str, Field(max_length=200_000)]
    words: Annotated[list[WordShape], Field(max_length=WORDS_MAX)]
    model: Annotated[str, Field(max_length=255)]


class HighlightShape(Shape):
    """One revision of a moment worth a clip. Times are media time of its session."""

    type: Literal["highlight"] = "highlight"
    v: Count = 1
    highlight_id: Identity
    session_id: Identity
    revision: Annotated[Count, Field(ge=1, description="The highest one counts.")]
    state: Annotated[
        HighlightState, Field(description="`final` and `dropped` are the last word, the others may change.")
    ]
    start_ms: Ms
    peak_ms: Ms
    end_ms: Ms
    score: Annotated[Score, Field(description="Fused score at the peak, times normal.")]
    decided_at_ms: Ms
    discontinuity: Count
    reasons: Annotated[list[ReasonShape], Field(max_length=100)]
    evidence: EvidenceShape
    title: Line = ""
    transcript: TranscriptShape | None = None
    near_miss: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end_ms < self.start_ms:
            raise ValueError("a highlight cannot end before it starts")
        return self


class StoredHighlight(Shape):
    """What the API has now. `changed` is false where it had as much or more before."""

    changed: bool
    revision: Count
    state: HighlightState


class HighlightAnswer(HighlightShape, ReviewAnswer):
    """A highlight as it is listed and read."""

    workspace_id: Identity
    channel_id: Identity | None
    created_at_ms: Ms
    updated_at_ms: Ms


class HighlightQuery(ReviewQuery):
    """Filters of highlights."""

    sort: Literal["created_at_ms", "-created_at_ms", "start_ms", "-start_ms", "score", "-score"] = (
        "-created_at_ms"
    )
    workspace_id: Identity | None = None
    channel_id: Annotated[Identity | None, Field(description="Only those of this channel.")] = None
    session_id: Annotated[Identity | None, Field(description="Only those of this session.")] = None
    state: HighlightState | None = None
    score_min: Score | None = None
    near_misses: Annotated[bool, Field(description="Also those that never crossed the threshold.")] = False

    def matches(self, table: type[Base], name: str, value: Any) -> Any:
        """See `ListQuery.matches`."""
        if name != "near_misses":
            return super().matches(table, name, value)
        return true() if value else HighlightRow.near_miss.is_(False)
