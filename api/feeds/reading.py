"""`/v1/feeds/{slug}.json` and `.rss`: feeds for readers, by key, or by a link that cannot be guessed.

A reader without a token gets a 401 for every feed alike, and one with a wrong link a 404: neither learns
what is there. Caches may keep what they got, but ask each time: what is taken out is out at once.

Each path answers HEAD too, with the headers of GET: podcast directories ask so for the size of an
enclosure. The OpenAPI document leaves that out, as a client generated from it needs no second of each.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import service as access
from api.access.authenticate import refused
from api.access.caller import NOBODY, Caller, CallerKind
from api.access.rules import Operation
from api.clips.files import NoFile, TakenDown, file_of, media_type_of
from api.clips.models import ClipRow
from api.feeds import service
from api.feeds.bodies import Body
from api.feeds.models import FeedItemRow, FeedRow
from api.feeds.shapes import SlugInPath
from api.feeds.writing import Document, Item, as_json, as_rss
from api.fields import IdentityInPath
from api.problems import NotFound, Problem
from api.services import Reading, Services, ServicesOf, problems
from api.workspaces.models import WorkspaceRow

LINK = "feed link"

CACHING = "private, no-cache"
"""`no-cache` is: keep it, but ask before each use."""

FILES_MS = 5_000
"""A kept feed looks again whether its files are there after so long. What is taken out or taken down is
asked of the database each time."""

DATE_MS = 2_000
"""`Last-Modified` counts whole seconds: of two changes in one second it would hide the second. It is sent
once the last change is longer ago than that; the ETag always is."""

router = APIRouter(prefix="/v1/feeds", tags=["feeds"])

Token = Annotated[str, Query(max_length=100, description="Of the feed's link.")]
TokenInPath = Annotated[str, InPath(pattern=r"^[A-Za-z0-9_-]{43}$")]
_READER = problems(404) | {304: {"description": "Nothing has changed."}}
_JSON = _READER | {200: {"content": {"application/feed+json": {}}}}
_RSS = _READER | {200: {"content": {"application/rss+xml": {}}}}


_BY_SLUG = (
    select(FeedRow, WorkspaceRow.test_of)
    .join(WorkspaceRow, WorkspaceRow.workspace_id == FeedRow.workspace_id)
    .where(
        FeedRow.slug == bindparam("slug"),
        FeedRow.deleted_at_ms.is_(None),
        WorkspaceRow.deleted_at_ms.is_(None),
    )
)


class UnknownFeed(NotFound):
    """There is none, or the link is not good (any more)."""

    slug = "unknown-feed"
    title = "There is no such feed"


class NotInFeed(Problem):
    """The clip was in the feed, and is not any more."""

    status = 410
    slug = "clip-unpublished"
    title = "The clip was taken out of this feed"


def link_token(services: Services, feed: FeedRow) -> str:
    """What opens the feed without a login: not kept anywhere, and another one after each turn."""
    return services.seals.mark(LINK, f"{feed.feed_id}/{feed.link_number}")


@dataclass(frozen=True)
class _Opened:
    feed: FeedRow
    token: str
    """Good, or empty for a caller who may see the feed without."""

    def address(self, services: Services, path: str) -> str:
        query = f"?token={quote(self.token)}" if self.token else ""
        return f"{services.settings.base_url}/v1/feeds/{self.feed.slug}{path}{query}"


async def _opened(
    session: AsyncSession, services: Services, request: Request, slug: str, token: str
) -> _Opened:
    caller: Caller = getattr(request.state, "caller", NOBODY)
    if not token and caller.kind is CallerKind.ANONYMOUS:
        raise refused("this call carries neither a token nor the one of the feed's link")
    unknown = UnknownFeed(f"there is no feed {slug}, or this does not open it", "ask for its link again")
    found = (await session.execute(_BY_SLUG, {"slug": slug})).one_or_none()
    if found is None:
        raise unknown
    feed, test_of = found
    # Nothing of a test twin goes out: its feeds are for those who work on it.
    by_link = feed.visibility == "link" and test_of is None
    if token and by_link and hmac.compare_digest(token.encode(), link_token(services, feed).encode()):
        return _Opened(feed, token)
    if caller.kind is not CallerKind.ANONYMOUS and await access.allowed(
        session, caller, Operation.VIEW, feed
    ):
        return _Opened(feed, "")
    raise unknown


@router.head("/{slug}.json", include_in_schema=False)
@router.get("/{slug}.json", response_class=Response, responses=_JSON, summary="Read a feed as JSON Feed")
async def read_json(
    slug: SlugInPath, request: Request, session: Reading, services: ServicesOf, token: Token = ""
) -> Response:
    """JSON Feed 1.1. Takes `If-None-Match` and `If-Modified-Since`."""
    opened = await _opened(session, services, request, slug, token)
    body = await _body(session, services, opened, ".json")
    return _answer(request, services, body, "application/feed+json")


@router.head("/{slug}.rss", include_in_schema=False)
@router.get("/{slug}.rss", response_class=Response, responses=_RSS, summary="Read a feed as RSS")
async def read_rss(
    slug: SlugInPath, request: Request, session: Reading, services: ServicesOf, token: Token = ""
) -> Response:
    """RSS 2.0 with enclosures. Takes `If-None-Match` and `If-Modified-Since`."""
    opened = await _opened(session, services, request, slug, token)
    body = await _body(session, services, opened, ".rss")
    return _answer(request, services, body, "application/rss+xml; charset=utf-8")


@router.head("/{slug}/{token}.json", include_in_schema=False)
@router.get(
    "/{slug}/{token}.json", response_class=Response, responses=_JSON, summary="Read a feed by a plain link"
)
async def read_json_by_path(
    slug: SlugInPath, token: TokenInPath, request: Request, session: Reading, services: ServicesOf
) -> Response:
    """For readers that drop what stands behind a `?`."""
    return await read_json(slug, request, session, services, token)


@router.head("/{slug}/{token}.rss", include_in_schema=False)
@router.get(
    "/{slug}/{token}.rss", response_class=Response, responses=_RSS, summary="Read RSS by a plain link"
)
async def read_rss_by_path(
    slug: SlugInPath, token: TokenInPath, request: Request, session: Reading, services: ServicesOf
) -> Response:
    """For readers that drop what stands behind a `?`."""
    return await read_rss(slug, request, session, services, token)


@router.head("/{slug}/clips/{clip_id}.mp4", include_in_schema=False)
@router.get(
    "/{slug}/clips/{clip_id}.mp4",
    response_class=FileResponse,
    responses=problems(404, 410) | {206: {"description": "The part that `Range` asks for."}},
    summary="Read a clip of a feed",
)
async def read_file(
    *,
    slug: SlugInPath,
    clip_id: IdentityInPath,
    request: Request,
    session: Reading,
    services: ServicesOf,
    token: Token = "",
) -> Response:
    """The file, by the same right as the feed. 410 once it was taken out of the feed, or everywhere."""
    opened = await _opened(session, services, request, slug, token)
    item = await session.get(FeedItemRow, (opened.feed.feed_id, clip_id))
    clip = await session.get(ClipRow, clip_id)
    if item is None or clip is None:
        raise NoFile(f"feed {slug} has no clip {clip_id}", "read the feed for those it has")
    if clip.taken_down_at_ms is not None:
        raise TakenDown(f"clip {clip_id} was taken down", "forget it")
    if item.unpublished_at_ms is not None:
        raise NotInFeed(f"clip {clip_id} was taken out of feed {slug}", "forget it")
    return await file_of(services.store, clip, request)


async def _body(session: AsyncSession, services: Services, opened: _Opened, suffix: str) -> Body:
    """The feed as text: the one that is kept, when the database and the files say that it still is so."""
    feed, kept_by = opened.feed, (opened.feed.feed_id, suffix, opened.token)
    mark = await service.mark_of(session, feed)
    now_ms = services.clock.monotonic_ms()
    kept = services.feed_bodies.get(kept_by, mark)
    if kept is not None:
        if now_ms - kept.looked_at_ms < FILES_MS:
            return kept
        if await asyncio.to_thread(_sizes, [path for path, _ in kept.files]) == [
            size for _, size in kept.files
        ]:
            return services.feed_bodies.keep(kept_by, replace(kept, looked_at_ms=now_ms))
    entries = await service.shown(session, feed)
    written = await asyncio.to_thread(_written, services, opened, suffix, entries)
    return services.feed_bodies.keep(kept_by, replace(written, mark=mark, looked_at_ms=now_ms))


def _written(services: Services, opened: _Opened, suffix: str, entries: Sequence[service.Entry]) -> Body:
    """The feed as text, by what lies in the store now."""
    paths = [services.store.path_of(entry.key) for entry in entries]
    sizes = _sizes(paths)
    document = _document(services, opened, suffix, entries, sizes)
    text = as_json(document) if suffix == ".json" else as_rss(document)
    return Body.of(text, document.changed_at_ms, tuple(zip(paths, sizes, strict=True)))


def _document(
    services: Services,
    opened: _Opened,
    suffix: str,
    entries: Sequence[service.Entry],
    sizes: Sequence[int | None],
) -> Document:
    feed = opened.feed
    items = [
        Item(
            clip_id=entry.clip_id,
            url=opened.address(services, f"/clips/{entry.clip_id}.mp4"),
            media_type=media_type_of(entry.key),
            bytes_count=size,
            duration_ms=entry.duration_ms,
            title=entry.title,
            text=entry.text,
            published_at_ms=entry.published_at_ms,
            tags=tuple(entry.tags),
        )
        for entry, size in zip(entries, sizes, strict=True)
        if size is not None  # an entry whose file is lost would be a link to nothing
    ]
    changed = [feed.updated_at_ms, feed.contents_at_ms]  # what is gone is a change as well
    changed += [max(entry.clip_updated_at_ms, entry.item_updated_at_ms) for entry in entries]
    return Document(
        url=opened.address(services, suffix),
        home_url=services.settings.base_url,
        title=feed.title,
        description=feed.description,
        changed_at_ms=max(changed),
        items=items,
    )


def _sizes(paths: Sequence[Path]) -> list[int | None]:
    sizes: list[int | None] = []
    for path in paths:
        try:
            sizes.append(path.stat().st_size)
        except OSError:
            sizes.append(None)
    return sizes


def _answer(request: Request, services: Services, body: Body, media_type: str) -> Response:
    tag = body.tag
    headers = {
        "ETag": tag,
        "Cache-Control": CACHING,
        "Vary": "Authorization",
        "Referrer-Policy": "no-referrer",
    }
    changed = datetime.fromtimestamp(body.changed_at_ms // 1000, UTC)
    dated = services.clock.now_ms() - body.changed_at_ms >= DATE_MS
    if dated:
        headers["Last-Modified"] = format_datetime(changed, usegmt=True)
    if _unchanged(request, tag, changed if dated else None):
        return Response(status_code=304, headers=headers)
    return Response(body.text, media_type=media_type, headers=headers)


def _unchanged(request: Request, tag: str, changed: datetime | None) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:  # and then the date does not count (RFC 9110, 13.1.3)
        return known.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in known.split(",")}
    since = request.headers.get("if-modified-since")
    if since is None or changed is None:
        return False
    try:
        asked = parsedate_to_datetime(since)
    except ValueError:
        return False
    return (asked if asked.tzinfo is not None else asked.replace(tzinfo=UTC)) >= changed
