"""What the routes of feeds take and give."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from fastapi import Path
from pydantic import Field, model_validator

from api.feeds.models import SLUG_LENGTH
from api.fields import Count, Identity, Ms, Request, Score, Shape
from api.listing import ListQuery
from api.reviews.columns import ReviewState
from api.reviews.shapes import Tags

ITEMS_MAX = 200
"""A feed is read anew every few minutes by every reader; 200 entries take some 150 kB."""

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, Field(max_length=SLUG_LENGTH, pattern=_SLUG, examples=["best-of-team-blue"])]
SlugInPath = Annotated[str, Path(max_length=SLUG_LENGTH, pattern=_SLUG)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Items = Annotated[int, Field(ge=1, le=ITEMS_MAX, description="How many of the newest it shows.")]
Visibility = Annotated[
    Literal["private", "link"],
    Field(description="`private`: by login or key. `link`: also for whoever has the link."),
]
HighlightEnd = Annotated[
    Literal["final"] | None, Field(description="Only clips whose highlight has its last word.")
]


class FeedRequest(Request):
    """A feed that is to be. Without a slug it gets one."""

    workspace_id: Identity | None = None
    slug: Slug | None = None
    title: Title
    description: Annotated[str, Field(max_length=2000)] = ""
    visibility: Visibility = "private"
    automatic: Annotated[bool, Field(description="Whether clips that match come in by themselves.")] = True
    channel_id: Annotated[Identity | None, Field(description="Only clips of this channel.")] = None
    score_min: Annotated[Score | None, Field(description="Only of highlights with this score at least.")] = (
        None
    )
    tags: Annotated[Tags, Field(description="Only clips with all of these.")] = Field(default_factory=list)
    highlight_state: HighlightEnd = None
    review: Annotated[ReviewState | None, Field(description="Only clips with this verdict.")] = None
    items_max: Items = 50


class FeedChange(Request):
    """What can be changed of a feed. With other filters, what they had let in is looked for anew."""

    title: Title | None = None
    description: Annotated[str | None, Field(max_length=2000)] = None
    visibility: Visibility | None = None
    automatic: bool | None = None
    channel_id: Identity | None = None
    score_min: Score | None = None
    tags: Tags | None = None
    highlight_state: HighlightEnd = None
    review: ReviewState | None = None
    items_max: Items | None = None

    @model_validator(mode="after")
    def _not_null(self) -> Self:
        for name in ("title", "description", "visibility", "automatic", "tags", "items_max"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"`{name}` cannot be null; leave it out to keep it")
        return self


class FeedShape(Shape):
    """A feed. `GET /v1/feeds/{feed_id}/link` has its addresses."""

    feed_id: Identity
    workspace_id: Identity
    slug: str
    title: str
    description: str
    visibility: str
    automatic: bool
    channel_id: Identity | None
    score_min: Score | None
    tags: list[str]
    highlight_state: str | None
    review: str | None
    items_max: int
    version: Count
    created_at_ms: Ms
    updated_at_ms: Ms


class FeedQuery(ListQuery):
    """Filters of feeds."""

    sort: Literal["created_at_ms", "-created_at_ms", "slug", "-slug"] = "-created_at_ms"
    workspace_id: Identity | None = None
    slug: Slug | None = None
    visibility: Visibility | None = None


class LinkShape(Shape):
    """Where a feed is read. With `visibility` link, the addresses open it for whoever has them."""

    json_url: str
    rss_url: str
    open_to_all_with_it: bool


class EntryShape(Shape):
    """A clip's place in a feed. `unpublished_at_ms`: since when it is kept out."""

    feed_id: Identity
    clip_id: Identity
    placed_by: str
    published_at_ms: Ms
    unpublished_at_ms: Ms | None


class TakedownBody(Request):
    """Why a clip is taken out everywhere; kept in the audit log."""

    reason: Annotated[str, Field(min_length=1, max_length=1000, examples=["asked for by the rights holder"])]
