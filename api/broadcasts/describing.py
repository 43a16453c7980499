"""What is on: in, titles, categories and languages as channels say them; out, the same on their sessions.

What holds for a session is on its row, so that every answer about it has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.broadcasts.models import StreamEventRow
from api.channels.models import ChannelRow
from api.channels.shapes import ChannelShape
from api.events.kinds import Kind
from api.events.recorder import tell
from api.sessions.models import SessionRow
from api.sessions.shapes import StreamChange
from api.watches.models import WatchRow

CHANGES_MAX = 200
"""Of one session; the newest ones stay. Some 40 kB, which every report on the session reads."""


def media_ms(of: SessionRow, at_ms: int) -> int:
    """An epoch time as media time of a session; before 0 where it was not captured yet."""
    return round((at_ms - of.started_at_ms) * of.speed)


async def opened(session: AsyncSession, row: SessionRow) -> None:
    """A session begins with what its channel said last."""
    channel = await session.get(ChannelRow, row.channel_id) if row.channel_id is not None else None
    if channel is None or not (channel.stream_title or channel.stream_category_id or channel.stream_language):
        return
    change = StreamChange(
        at_ms=0,
        title=channel.stream_title,
        category_id=channel.stream_category_id,
        category=channel.stream_category,
        language=channel.stream_language,
    )
    row.title = row.title or channel.stream_title
    row.category_id, row.category, row.language = change.category_id, change.category, change.language
    row.changes = [change.model_dump()]


async def describe(session: AsyncSession, channel: ChannelRow, told: StreamEventRow) -> Sequence[str]:
    """Take a description in; the watches of which the monitors must hear. The channel's row is locked."""
    newest = await _is_newest(session, told)
    of = await _session_of(session, told, newest)
    if of is not None:
        told.session_id = of.session_id
        _change(of, told)
    if not newest:
        return ()
    before = _said(channel)
    channel.stream_title, channel.stream_language = told.title, told.language
    channel.stream_category_id, channel.stream_category = told.category_id, told.category
    if _said(channel) == before:
        return ()
    tell(session, Kind.STREAM_CHANGED, channel, ChannelShape)
    watched = select(WatchRow.watch_id).where(
        WatchRow.channel_id == channel.channel_id, WatchRow.wanted.is_(True)
    )
    return (await session.scalars(watched)).all()


def _said(channel: ChannelRow) -> tuple[str, str, str, str]:
    return (
        channel.stream_title,
        channel.stream_category_id,
        channel.stream_category,
        channel.stream_language,
    )


async def _is_newest(session: AsyncSession, told: StreamEventRow) -> bool:
    row = StreamEventRow
    later = or_(
        row.at_ms > told.at_ms, and_(row.at_ms == told.at_ms, row.event_id > told.event_id)
    )  # one of two of the same time, whichever came first
    query = select(row.event_id).where(row.channel_id == told.channel_id, row.described.is_(True), later)
    return await session.scalar(query.limit(1)) is None


async def _session_of(session: AsyncSession, told: StreamEventRow, newest: bool) -> SessionRow | None:
    """The session that ran then, locked; what was said last before one began is its beginning."""
    mine = select(SessionRow).where(SessionRow.channel_id == told.channel_id)
    order = (SessionRow.started_at_ms.desc(), SessionRow.session_id.desc())
    begun = mine.where(SessionRow.started_at_ms <= told.at_ms).order_by(*order).limit(1)
    found: SessionRow | None = await session.scalar(begun.with_for_update())
    if found is not None and (found.closed_at_ms is None or told.at_ms <= found.closed_at_ms):
        return found
    if not newest:
        return None
    open_ = mine.where(SessionRow.ended_at_ms.is_(None)).order_by(*order).limit(1)
    running: SessionRow | None = await session.scalar(open_.with_for_update())
    return running


def _change(of: SessionRow, told: StreamEventRow) -> None:
    change = StreamChange(
        at_ms=max(0, media_ms(of, told.at_ms)),
        title=told.title,
        category_id=told.category_id,
        category=told.category,
        language=told.language,
    )
    others: list[dict[str, Any]] = [one for one in of.changes if one["at_ms"] != change.at_ms]
    of.changes = sorted([*others, change.model_dump()], key=_at_ms)[-CHANGES_MAX:]
    last = StreamChange.model_validate(of.changes[-1])
    of.title = last.title or of.title
    of.category_id, of.category, of.language = last.category_id, last.category, last.language


def _at_ms(change: dict[str, Any]) -> int:
    at_ms: int = change["at_ms"]
    return at_ms
