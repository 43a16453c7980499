"""The tables of feeds and of what is in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable, Owned, Row

SLUG_LENGTH = 63


class FeedRow(Owned, Deletable):
    """A feed.

    Attributes:
        slug: its name in addresses, of one feed of the installation; a deleted one keeps it.
        visibility: `private`, by key or login; or `link`, also for whoever has its link.
        link_number: which link is good; a new one makes all before it worthless.
        automatic: whether clips that match come in by themselves.
        channel_id, score_min, tags, highlight_state, review: what must be so for a clip to match.
        items_max: how many of the newest it shows.
        contents_at_ms: when something was last put in or taken out by people.
    """

    __tablename__ = "feeds"

    feed_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), unique=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(String(16))
    link_number: Mapped[int]
    automatic: Mapped[bool]
    channel_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    score_min: Mapped[float | None]
    tags: Mapped[list[Any]]
    highlight_state: Mapped[str | None] = mapped_column(String(16))
    review: Mapped[str | None] = mapped_column(String(16))
    items_max: Mapped[int]
    contents_at_ms: Mapped[int]


class FeedItemRow(Row):
    """A clip in a feed, or one that was taken out of it and stays out.

    Attributes:
        placed_by: `filter`, or `hand`.
        unpublished_at_ms: since when it is out.
    """

    __tablename__ = "feed_items"
    __table_args__ = (
        # Read for what is shown, which skips what is out without a look at the row, and for all entries.
        Index("ix_feed_items_shown", "feed_id", "published_at_ms", "clip_id", "unpublished_at_ms"),
        Index("ix_feed_items_clip", "clip_id"),
    )

    feed_id: Mapped[str] = mapped_column(ForeignKey("feeds.feed_id"), primary_key=True)
    clip_id: Mapped[str] = mapped_column(ForeignKey("clips.clip_id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    placed_by: Mapped[str] = mapped_column(String(16))
    published_at_ms: Mapped[int]
    unpublished_at_ms: Mapped[int | None]
