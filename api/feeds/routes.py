"""`/v1/feeds`: make and change feeds, and say what is in them."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request, Response, status
from sqlalchemy import func, select

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.audit.recorder import noted
from api.clips.models import ClipRow
from api.clips.routes import CLIPS
from api.feeds import service
from api.feeds.models import FeedItemRow, FeedRow
from api.feeds.reading import link_token
from api.feeds.shapes import (
    EntryShape,
    FeedChange,
    FeedQuery,
    FeedRequest,
    FeedShape,
    LinkShape,
)
from api.fields import IdentityInPath
from api.idempotency import service as idempotency
from api.idempotency.service import Asked, IdempotencyKey
from api.nouns import Making, Noun, Values, made, router_of
from api.paging import Order, Page, PlaceInList, read_page
from api.problems import Conflict, FieldError, Invalid
from api.services import Reading, Services, ServicesOf, Writing, problems
from api.versions import show_tag
from api.workspaces.service import SlugTaken, slug_of


class TooManyFeeds(Conflict):
    """The workspace has as many feeds as it may."""

    slug = "too-many-feeds"
    title = "There are too many feeds"


async def _making(making: Making, body: FeedRequest, values: Values) -> None:
    session = making.session
    mine = select(func.count()).where(
        FeedRow.workspace_id == values["workspace_id"], FeedRow.deleted_at_ms.is_(None)
    )
    if (await session.scalar(mine) or 0) >= service.FEEDS_MAX:
        raise TooManyFeeds(f"a workspace has {service.FEEDS_MAX} feeds at most", "delete one first")
    slug = body.slug or f"{slug_of(body.title)[:50].strip('-')}-{secrets.token_hex(3)}"
    if await session.scalar(select(FeedRow.feed_id).where(FeedRow.slug == slug)) is not None:
        raise SlugTaken(
            f"there is, or was, a feed {slug}",
            "choose another slug, or leave it out; readers of a deleted feed must not get another one",
            [FieldError(field="slug", message="taken")],
        )
    values |= {"slug": slug, "link_number": 1, "contents_at_ms": making.now_ms}


async def _changing(making: Making, row: FeedRow, values: Values) -> None:
    if any(name in service.FILTERS and getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        await making.session.flush()
        await service.fill(making.session, row)


FEEDS: Noun[FeedRow] = Noun(
    table=FeedRow,
    name="feed",
    tag="feeds",
    path="/v1/feeds",
    identity="feed_id",
    shape=FeedShape,
    query=FeedQuery,
    change=FeedChange,
    making=_making,
    changing=_changing,
    operations=(Operation.LIST, Operation.VIEW, Operation.UPDATE, Operation.DELETE),
    describes={
        Operation.UPDATE: "With other filters the feed is filled anew; what people put in or took out stays.",
        Operation.DELETE: "Its links open nothing from then on. Its slug is not given to another feed.",
    },
)

router: APIRouter = router_of(FEEDS)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=FeedShape,
    responses=problems(403, 409, 422),
    summary="Make a feed",
)
async def create_feed(
    *,
    body: FeedRequest,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    request: Request,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> object:
    """It begins with the newest clips that match. With an `Idempotency-Key`, it is made once."""
    asked = Asked(caller, idempotency_key, request.url.path, body)
    repeated = await idempotency.made_before(work.session, asked) is not None
    feed = await made(FEEDS, asked, work.session, services.clock.now_ms())
    if not repeated:
        await service.fill(work.session, feed)
    show_tag(response, feed)
    return feed


@router.get(
    "/{feed_id}/link", response_model=LinkShape, responses=problems(403, 404), summary="Read a feed's link"
)
async def read_link(
    feed_id: IdentityInPath, caller: CallerOf, session: Reading, services: ServicesOf, response: Response
) -> LinkShape:
    """For editors: whoever has the link of an open feed reads it without a token."""
    feed = await FEEDS.find(session, feed_id, caller)
    await access.check(session, caller, Operation.UPDATE, feed)
    return _link(services, feed, response)


@router.post(
    "/{feed_id}/link",
    response_model=LinkShape,
    responses=problems(403, 404),
    summary="Make a feed another link",
)
async def turn_link(
    feed_id: IdentityInPath, caller: CallerOf, work: Writing, services: ServicesOf, response: Response
) -> LinkShape:
    """The links from before open nothing from now on."""
    feed = await FEEDS.find(work.session, feed_id, caller, locked=True)
    await access.check(work.session, caller, Operation.UPDATE, feed)
    feed.link_number += 1
    now_ms = services.clock.now_ms()
    work.session.add(noted(caller, "feed.link_turned", now_ms, feed.workspace_id, feed_id=feed_id))
    await work.session.flush()
    return _link(services, feed, response)


def _link(services: Services, feed: FeedRow, response: Response) -> LinkShape:
    response.headers["Cache-Control"] = "no-store"
    open_to_all = feed.visibility == "link"
    query = f"?token={link_token(services, feed)}" if open_to_all else ""
    base = f"{services.settings.base_url}/v1/feeds/{feed.slug}"
    return LinkShape(
        json_url=f"{base}.json{query}", rss_url=f"{base}.rss{query}", open_to_all_with_it=open_to_all
    )


@router.get(
    "/{feed_id}/entries",
    response_model=Page[EntryShape],
    responses=problems(403, 404, 422),
    summary="List the entries of a feed",
)
async def list_entries(
    feed_id: IdentityInPath, caller: CallerOf, session: Reading, place: PlaceInList
) -> object:
    """Newest first, with those that were taken out."""
    await FEEDS.find(session, feed_id, caller)
    query = select(FeedItemRow).where(FeedItemRow.feed_id == feed_id)
    order = Order(FeedItemRow.published_at_ms, FeedItemRow.clip_id, newest_first=True)
    found = await read_page(session, query, order, place)
    return {"items": found.rows, "next_cursor": found.next_cursor}


async def _both(work: Writing, caller: CallerOf, feed_id: str, clip_id: str) -> tuple[FeedRow, ClipRow]:
    feed = await FEEDS.find(work.session, feed_id, caller, locked=True)
    await access.check(work.session, caller, Operation.UPDATE, feed)
    clip = await CLIPS.find(work.session, clip_id, caller)
    if clip.workspace_id != feed.workspace_id:
        raise Invalid("the clip is of another workspace than the feed", "choose a feed of its workspace")
    return feed, clip


@router.put(
    "/{feed_id}/clips/{clip_id}",
    response_model=EntryShape,
    responses=problems(403, 404, 422),
    summary="Put a clip into a feed",
)
async def publish_clip(
    feed_id: IdentityInPath, clip_id: IdentityInPath, caller: CallerOf, work: Writing, services: ServicesOf
) -> object:
    """Whatever its filters say; also one that was taken out before. Once more changes nothing."""
    feed, clip = await _both(work, caller, feed_id, clip_id)
    return await service.publish(work.session, feed, clip, services.clock.now_ms())


@router.delete(
    "/{feed_id}/clips/{clip_id}",
    response_model=EntryShape,
    responses=problems(403, 404, 422),
    summary="Take a clip out of a feed",
)
async def unpublish_clip(
    feed_id: IdentityInPath, clip_id: IdentityInPath, caller: CallerOf, work: Writing, services: ServicesOf
) -> object:
    """At once, and for good: its filters do not bring it back. Its file is 410 under this feed."""
    feed, clip = await _both(work, caller, feed_id, clip_id)
    return await service.unpublish(work.session, feed, clip, services.clock.now_ms())
