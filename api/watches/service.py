"""What can be done with watches, inside a transaction of the caller's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.paging import Order, Place, Rows, read_page
from api.problems import Invalid, NotFound
from api.sessions.models import SessionRow
from api.watches.models import WatchRow
from api.watches.shapes import WatchRequestShape
from schemas.capture import WatchState
from schemas.ids import new_id


class UnknownWatch(NotFound):
    """No watch has this identity."""

    slug = "unknown-watch"
    title = "There is no such watch"


class KeyReused(Invalid):
    """One Idempotency-Key came with two different requests."""

    slug = "idempotency-key-reused"
    title = "This Idempotency-Key belongs to another request"


def state_of(watch: WatchRow) -> WatchState:
    """The watch as the monitors hear of it."""
    return WatchState(
        watch_id=watch.watch_id,
        revision=watch.revision,
        wanted=watch.wanted,
        source=watch.source,
        chat=watch.chat,
        speed=watch.speed,
        max_media_ms=watch.max_media_ms,
    )


async def create(
    session: AsyncSession, request: WatchRequestShape, idempotency_key: str | None, now_ms: int
) -> WatchRow:
    """A new watch, or the one that the same key made before.

    Raises:
        KeyReused: the key made a watch of something else.
    """
    asked = request.model_dump()
    if idempotency_key is not None:
        known = await session.scalar(select(WatchRow).where(WatchRow.idempotency_key == idempotency_key))
        if known is not None:
            if any(getattr(known, name) != value for name, value in asked.items()):
                raise KeyReused(
                    "a watch of something else was made with this Idempotency-Key",
                    "make a fresh key for each thing that is asked for",
                )
            return known
    watch = WatchRow(
        watch_id=new_id(now_ms), revision=1, wanted=True, idempotency_key=idempotency_key, **asked
    )
    session.add(watch)
    await session.flush()
    return watch


async def find(session: AsyncSession, watch_id: str, for_change: bool = False) -> WatchRow:
    """One watch. Raises UnknownWatch."""
    watch = await session.get(WatchRow, watch_id, with_for_update=for_change)
    if watch is None:
        raise UnknownWatch(f"there is no watch {watch_id}", "GET /v1/watches lists those there are")
    return watch


async def listed(session: AsyncSession, wanted: bool | None, place: Place) -> Rows[WatchRow]:
    """Watches, newest first."""
    query = select(WatchRow)
    if wanted is not None:
        query = query.where(WatchRow.wanted == wanted)
    return await read_page(
        session, query, Order(WatchRow.created_at_ms, WatchRow.watch_id, newest_first=True), place
    )


def want(watch: WatchRow, wanted: bool) -> bool:
    """Say whether the watch is wanted; whether that changed anything."""
    if watch.wanted == wanted:
        return False
    watch.wanted = wanted
    watch.revision += 1
    return True


async def to_announce(session: AsyncSession, after: str, limit: int) -> Sequence[WatchRow]:
    """Watches of which the monitors must know, behind `after` in the order of their identity.

    These are the wanted ones, and the unwanted ones that a monitor still captures.
    """
    captured = (
        select(SessionRow.session_id)
        .where(SessionRow.watch_id == WatchRow.watch_id, SessionRow.ended_at_ms.is_(None))
        .exists()
    )
    query = (
        select(WatchRow)
        .where(WatchRow.watch_id > after, or_(WatchRow.wanted.is_(True), captured))
        .order_by(WatchRow.watch_id)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def by_ids(session: AsyncSession, watch_ids: Sequence[str]) -> Sequence[WatchRow]:
    """Those of the watches that exist."""
    return (await session.scalars(select(WatchRow).where(WatchRow.watch_id.in_(watch_ids)))).all()
