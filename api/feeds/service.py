"""What can be done with feeds, inside a transaction of the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, cast, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from api.clips.files import NoFile
from api.clips.models import ClipRow
from api.events.kinds import Kind
from api.events.models import EventRow
from api.events.recorder import followed_by, tell
from api.feeds.models import FeedItemRow, FeedRow
from api.feeds.shapes import EntryShape
from api.highlights.models import HighlightRow
from schemas.rendering import ClipState
from streams.clock import Clock

FILL_CLIPS_MAX = 1_000
"""The newest clips that a new feed, or one with other filters, looks through: a day of many channels. What
is older is put in by hand."""

FEEDS_MAX = 200
"""Of one workspace. Each clip that gets ready is held against all of them."""

FILTERS = frozenset({"automatic", "channel_id", "score_min", "tags", "highlight_state", "review"})


TEXT_LENGTH = 2_000
"""Of what was said in a clip, as much as a reader shows."""


@dataclass(frozen=True)
class Entry:
    """A clip as a feed shows it. `text`: the beginning of what was said."""

    clip_id: str
    key: str
    duration_ms: int
    title: str
    text: str
    tags: list[str]
    published_at_ms: int
    clip_updated_at_ms: int
    item_updated_at_ms: int


def matches(feed: FeedRow, clip: ClipRow, highlight: HighlightRow | None) -> bool:
    """Whether a clip may come into the feed by itself."""
    if not feed.automatic or clip.state != ClipState.READY.value or clip.taken_down_at_ms is not None:
        return False
    if feed.channel_id is not None and clip.channel_id != feed.channel_id:
        return False
    if not set(feed.tags) <= set(clip.tags) or feed.review not in {None, clip.review}:
        return False
    if feed.score_min is not None and (highlight is None or highlight.score < feed.score_min):
        return False
    return feed.highlight_state is None or (highlight is not None and highlight.state == feed.highlight_state)


def _placed(feed: FeedRow, clip_id: str, placed_by: str, at_ms: int) -> FeedItemRow:
    return FeedItemRow(
        feed_id=feed.feed_id,
        clip_id=clip_id,
        workspace_id=feed.workspace_id,
        placed_by=placed_by,
        published_at_ms=at_ms,
        unpublished_at_ms=None,
    )


_OF_CLIP = frozenset({Kind.CLIP_READY.value, Kind.CLIP_REVIEWED.value})


@followed_by
def _follow(session: Session, events: Sequence[EventRow]) -> None:
    """A clip by which something changed that feeds choose by comes into those that it matches now."""
    changed = {one.subject_id for one in events if one.kind in _OF_CLIP}
    final = {one.subject_id for one in events if one.kind == Kind.HIGHLIGHT_FINAL.value}
    clips: dict[str, ClipRow] = {}
    for column, names in ((ClipRow.clip_id, changed), (ClipRow.highlight_id, final)):
        if names:
            found = session.scalars(select(ClipRow).where(column.in_(sorted(names))))
            clips |= {clip.clip_id: clip for clip in found}
    for clip in clips.values():
        place(session, clip)


def place(session: Session, clip: ClipRow) -> None:
    """Put a clip where the filters of feeds want it, and nowhere else; what people did stays as it is."""
    if clip.state != ClipState.READY.value:
        return
    feeds = session.scalars(
        select(FeedRow)
        .where(
            FeedRow.workspace_id == clip.workspace_id,
            FeedRow.deleted_at_ms.is_(None),
            FeedRow.automatic.is_(True),
        )
        .limit(FEEDS_MAX)
    ).all()
    if not feeds:
        return
    clock: Clock = session.info["clock"]
    now_ms = clock.now_ms()
    highlight = session.get(HighlightRow, clip.highlight_id)
    items = session.scalars(select(FeedItemRow).where(FeedItemRow.clip_id == clip.clip_id))
    known = {item.feed_id: item for item in items}
    for feed in feeds:
        item, wanted = known.get(feed.feed_id), matches(feed, clip, highlight)
        if item is None and wanted:
            item = _placed(feed, clip.clip_id, "filter", now_ms)
            session.add(item)
            tell(session, Kind.CLIP_PUBLISHED, item, EntryShape, subject_id=clip.clip_id)
        elif item is not None and _let_go(item) and not wanted:
            item.unpublished_at_ms = feed.contents_at_ms = now_ms
            tell(session, Kind.CLIP_UNPUBLISHED, item, EntryShape, subject_id=clip.clip_id)
            session.delete(item)  # not kept out: it comes back when it matches again


def _let_go(item: FeedItemRow) -> bool:
    return item.placed_by == "filter" and item.unpublished_at_ms is None


async def fill(session: AsyncSession, feed: FeedRow) -> None:
    """Let a feed begin with the newest clips that match; what filters had let in before goes."""
    await session.execute(
        delete(FeedItemRow).where(
            FeedItemRow.feed_id == feed.feed_id,
            FeedItemRow.placed_by == "filter",
            FeedItemRow.unpublished_at_ms.is_(None),
        )
    )
    if not feed.automatic:
        return
    known = set(await session.scalars(select(FeedItemRow.clip_id).where(FeedItemRow.feed_id == feed.feed_id)))
    newest = (
        select(ClipRow, HighlightRow)
        .outerjoin(HighlightRow, HighlightRow.highlight_id == ClipRow.highlight_id)
        .where(ClipRow.workspace_id == feed.workspace_id)
        .order_by(ClipRow.created_at_ms.desc(), ClipRow.clip_id.desc())
        .limit(FILL_CLIPS_MAX)
    )
    placed = 0
    for clip, highlight in await session.execute(newest):
        if placed == feed.items_max:
            break
        if clip.clip_id not in known and matches(feed, clip, highlight):
            session.add(_placed(feed, clip.clip_id, "filter", clip.created_at_ms))
            placed += 1
    await session.flush()


async def publish(session: AsyncSession, feed: FeedRow, clip: ClipRow, now_ms: int) -> FeedItemRow:
    """Put a clip into a feed by hand, or back into it. Raises NoFile."""
    if clip.state != ClipState.READY.value or clip.taken_down_at_ms is not None:
        raise NoFile("a feed shows clips that are ready and not taken down", "wait, or restore the clip")
    item = await session.get(FeedItemRow, (feed.feed_id, clip.clip_id), with_for_update=True)
    if item is not None and item.unpublished_at_ms is None:
        return item
    if item is None:
        item = _placed(feed, clip.clip_id, "hand", now_ms)
        session.add(item)
    else:
        item.unpublished_at_ms, item.published_at_ms, item.placed_by = None, now_ms, "hand"
    feed.contents_at_ms = now_ms
    await session.flush()
    tell(session, Kind.CLIP_PUBLISHED, item, EntryShape, subject_id=clip.clip_id)
    return item


async def unpublish(session: AsyncSession, feed: FeedRow, clip: ClipRow, now_ms: int) -> FeedItemRow:
    """Take a clip out of a feed, for good unless somebody puts it back; also before it ever came in."""
    item = await session.get(FeedItemRow, (feed.feed_id, clip.clip_id), with_for_update=True)
    if item is not None and item.unpublished_at_ms is not None:
        return item
    shown = item is not None
    if item is None:
        item = _placed(feed, clip.clip_id, "hand", now_ms)
        session.add(item)
    item.unpublished_at_ms = feed.contents_at_ms = now_ms
    await session.flush()
    if shown:
        tell(session, Kind.CLIP_UNPUBLISHED, item, EntryShape, subject_id=clip.clip_id)
    return item


async def touch(session: AsyncSession, clip: ClipRow, now_ms: int) -> None:
    """Tell the feeds of a clip that what they show is another thing now."""
    of = select(FeedItemRow.feed_id).where(FeedItemRow.clip_id == clip.clip_id)
    await session.execute(
        update(FeedRow)
        .where(FeedRow.feed_id.in_(of))
        .values(contents_at_ms=now_ms)
        .execution_options(synchronize_session=False)
    )


_FEED_ID, _ITEMS = "feed_id", "items"


def _along(*columns: Any) -> Select[Any]:
    """Of what a feed shows, newest first: along `ix_feed_items_shown`, with each clip by its key."""
    return (
        select(*columns)
        .join(ClipRow, ClipRow.clip_id == FeedItemRow.clip_id)
        .where(
            FeedItemRow.feed_id == bindparam(_FEED_ID),
            FeedItemRow.unpublished_at_ms.is_(None),
            ClipRow.state == ClipState.READY.value,
            ClipRow.taken_down_at_ms.is_(None),
        )
        .order_by(FeedItemRow.published_at_ms.desc(), FeedItemRow.clip_id.desc())
        .limit(bindparam(_ITEMS, type_=Integer))
    )


def _mark() -> Select[Any]:
    shown = _along(ClipRow.clip_id, FeedItemRow.published_at_ms, ClipRow.version).subquery()
    parts = shown.c.clip_id, cast(shown.c.published_at_ms, String), cast(shown.c.version, String)
    return select(func.aggregate_strings(parts[0] + "/" + parts[1] + "/" + parts[2], " "))


# Put together once: that takes longer than asking the database.
SHOWN = _along(
    ClipRow.clip_id,
    ClipRow.key,
    ClipRow.duration_ms,
    ClipRow.title,
    func.substr(ClipRow.transcript, 1, TEXT_LENGTH),
    ClipRow.tags,
    FeedItemRow.published_at_ms,
    ClipRow.updated_at_ms,
    FeedItemRow.updated_at_ms,
)
"""What a feed shows, with the columns of `Entry`; `values_of` has its values."""

MARK = _mark()
"""One text that is another one as soon as anything that a feed shows is; `values_of` has its values."""


def values_of(feed: FeedRow) -> dict[str, object]:
    """Those of `SHOWN` and `MARK`."""
    return {_FEED_ID: feed.feed_id, _ITEMS: feed.items_max}


async def shown(session: AsyncSession, feed: FeedRow) -> list[Entry]:
    """What a feed shows, newest first."""
    rows = await session.execute(SHOWN, values_of(feed))
    return [Entry(*row) for row in rows]


async def mark_of(session: AsyncSession, feed: FeedRow) -> str:
    """What `shown` and the feed itself follow from: as long as it is the same, so is the feed.

    A clip that is taken down, taken out, or rendered again makes another one with its own transaction,
    whichever API process that was in.
    """
    entries = await session.scalar(MARK, values_of(feed))
    return f"{feed.version} {feed.contents_at_ms} {feed.link_number} {entries or ''}"
