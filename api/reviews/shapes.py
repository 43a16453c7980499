"""What the routes of highlights and clips take and give of what people say."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from api.base import Base
from api.custom_fields.shapes import CustomQuery, CustomValues, ShownValues
from api.fields import Ms, Request, Shape
from api.reviews.columns import ReviewState, tagged

TAGS_MAX = 50
"""More are no longer an order that people find things by."""

NOTE_LENGTH_MAX = 2000

Tag = Annotated[str, Field(pattern=r"^[^\s,\x00-\x1f\x7f]([^,\x00-\x1f\x7f]{0,38}[^\s,\x00-\x1f\x7f])?$")]
Tags = Annotated[list[Tag], Field(max_length=TAGS_MAX, examples=[["ace", "funny"]])]
Note = Annotated[str, Field(max_length=NOTE_LENGTH_MAX, pattern=r"^[^\x00]*$")]


class ReviewChange(Request):
    """What people change of a highlight or a clip. What the workers report is not theirs to change."""

    tags: Annotated[Tags | None, Field(description="All of them; those left out are taken away.")] = None
    review: ReviewState | None = None
    note: Note | None = None
    custom: CustomValues | None = None


class ReviewAnswer(Shape):
    """What people said of it."""

    tags: list[str] = Field(default_factory=list)
    review: ReviewState = ReviewState.PENDING
    note: str = ""
    reviewed_by: str | None = None
    reviewed_at_ms: Ms | None = None
    custom: ShownValues = Field(default_factory=dict)


class ReviewQuery(CustomQuery):
    """Filters by what people said."""

    tag: Annotated[Tag | None, Field(description="Only those with this tag.")] = None
    review: ReviewState | None = None

    def matches(self, table: type[Base], name: str, value: Any) -> Any:
        """See `ListQuery.matches`."""
        if name != "tag":
            return super().matches(table, name, value)
        return tagged(table, value)
