"""What can be done with watches, inside a transaction of the caller's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.models import ChannelRow
from api.problems import NotFound
from api.sessions.models import SessionRow
from api.watches import sources
from api.watches.models import WatchRow
from schemas.capture import WatchState


class UnknownWatch(NotFound):
    """No watch has this identity."""

    slug = "unknown-watch"
    title = "There is no such watch"


async def states_of(session: AsyncSession, watches: Sequence[WatchRow]) -> list[WatchState]:
    """The watches as the monitors hear of them."""
    trusted = await sources.trusted(session, [watch.watch_id for watch in watches])
    mine = {watch.channel_id for watch in watches if watch.channel_id is not None}
    found = await session.scalars(select(ChannelRow).where(ChannelRow.channel_id.in_(sorted(mine))))
    channels = {channel.channel_id: channel for channel in found}
    return [
        _state_of(watch, watch.watch_id in trusted, channels.get(watch.channel_id or "")) for watch in watches
    ]


def _state_of(watch: WatchRow, trusted: bool, channel: ChannelRow | None) -> WatchState:
    return WatchState(
        watch_id=watch.watch_id,
        revision=watch.revision,
        wanted=watch.wanted,
        source=watch.source,
        chat=watch.chat,
        speed=watch.speed,
        max_media_ms=watch.max_media_ms,
        stop_reason=watch.stop_reason,
        trusted=trusted,
        language=channel.stream_language if channel is not None else "",
        category=channel.stream_category if channel is not None else "",
    )


async def find(session: AsyncSession, watch_id: str, for_change: bool = False) -> WatchRow:
    """One watch. Raises UnknownWatch."""
    watch = await session.get(WatchRow, watch_id, with_for_update=for_change)
    if watch is None:
        raise UnknownWatch(f"there is no watch {watch_id}", "GET /v1/watches lists those there are")
    return watch


def want(watch: WatchRow, wanted: bool, reason: str = "") -> bool:
    """Say whether the watch is wanted, and why not; whether that changed anything."""
    if watch.wanted == wanted:
        return False
    watch.wanted = wanted
    watch.stop_reason = reason
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
