"""Watching a channel without a request for a watch: when it goes on air, or when its chat asks for it.

In: a channel, and who asks. Out: the one watch that stands for it, wanted or not. What may be watched, and
what it costs, is as for any watch.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller
from api.channels.models import ChannelRow
from api.credits.holds import check_credit
from api.twitch.watching import check_watchable
from api.watches import service, sources
from api.watches.models import WatchRow
from schemas.ids import new_id

OFF_AIR = "the channel went off air"
RAIDED = "the channel has raided another one"
IN_CHAT = "its chat ended it"


def _standing(channel: ChannelRow) -> tuple[ColumnElement[bool], ...]:
    """Watches that outlast their session and take all from the channel."""
    return (
        WatchRow.channel_id == channel.channel_id,
        WatchRow.once.is_(False),
        WatchRow.max_media_ms.is_(None),
        WatchRow.source == channel.source,
    )


async def start(
    session: AsyncSession, channel: ChannelRow, by: Caller, now_ms: int, *, charging: bool
) -> tuple[WatchRow, bool]:
    """The watch of a channel, and whether it began just now; the channel's row is locked.

    Raises:
        OutOfCredits: only where it is `charging`.
        SourceRefused: `by` may not have it opened.
        OptedOut, NotLinked: nobody may, or not this workspace.
    """
    query = select(WatchRow).where(*_standing(channel)).order_by(WatchRow.created_at_ms.desc()).limit(1)
    wanted = await session.scalar(query.where(WatchRow.wanted.is_(True)).with_for_update())
    if wanted is not None:
        return wanted, False
    await check_watchable(session, by, channel.workspace_id, channel.source, channel.chat)
    if charging:
        await check_credit(session, channel.workspace_id, now_ms)
    watch = await session.scalar(query.where(WatchRow.chat == channel.chat).with_for_update())
    if watch is None or not await sources.trusted(session, [watch.watch_id]):
        sources.check_source(session, by, channel.source, "source of the channel")
        sources.check_chat(by, channel.chat, "chat of the channel")
    if watch is None:
        watch = _new(channel, now_ms)
        session.add(watch)
    else:
        service.want(watch, wanted=True)
    await session.flush()
    return watch, True


def _new(channel: ChannelRow, now_ms: int) -> WatchRow:
    return WatchRow(
        watch_id=new_id(now_ms),
        workspace_id=channel.workspace_id,
        revision=1,
        wanted=True,
        source=channel.source,
        chat=channel.chat,
        speed=1.0,
        max_media_ms=None,
        once=False,
        idempotency_key=None,
        channel_id=channel.channel_id,
        stop_reason="",
        template_id=None,
    )


async def stop(session: AsyncSession, channel: ChannelRow, reason: str) -> Sequence[str]:
    """End what watches a channel; the watches that ended. The channel's row is locked."""
    query = select(WatchRow).where(*_standing(channel), WatchRow.wanted.is_(True))
    rows = (await session.scalars(query.order_by(WatchRow.watch_id).with_for_update())).all()
    for watch in rows:
        service.want(watch, wanted=False, reason=reason)
    await session.flush()
    return [watch.watch_id for watch in rows]
