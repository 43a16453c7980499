"""Hears what platforms say of streams: in, a word on a channel; out, a watch that begins or ends, in time.

Words come late, twice and in any order. Each is a row, and what a channel is follows from all rows that
there are: the newest word on being live decides whether it is, the newest description what is on. So the
order in which they come changes nothing but what was done on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller
from api.audit.recorder import noted
from api.broadcasts import describing
from api.broadcasts.models import StreamEventRow
from api.broadcasts.shapes import StreamEventRequest, StreamKind
from api.channels.models import ChannelRow
from api.channels.shapes import ChannelShape
from api.events.kinds import Kind
from api.events.recorder import tell
from api.problems import NotFound, Problem
from api.pruning import prune_oldest
from api.sessions.models import SessionRow
from api.upserts import get_or_add
from api.watches import starting
from api.watches.models import WatchRow

KEPT_MS = 30 * 86_400_000
"""What was heard can be looked up for a month; a platform repeats nothing for longer than minutes."""

ENDS_MAX = 100
"""Channels whose watches end in one transaction; the others two seconds later."""

LATE = "newer words were there before"


class UnknownChannel(NotFound):
    """No channel has this identity."""

    slug = "unknown-channel"
    title = "There is no such channel"


@dataclass
class Heard:
    """What came of a word.

    Attributes:
        row: as it is kept. `channel`: as it is now.
        fresh: it was not heard before.
        watch_ids: what the monitors must hear of. turned: the watch that began or ended.
    """

    row: StreamEventRow
    channel: ChannelRow
    fresh: bool = True
    watch_ids: list[str] = field(default_factory=list)
    turned: str | None = None


@dataclass(frozen=True)
class Terms:
    """How this installation goes about it.

    Attributes:
        by: whoever brought the word.
        now_ms: epoch time.
        grace_ms: how long a channel may be off air before its watch ends.
        charging: whether minutes cost anything.
    """

    by: Caller
    now_ms: int
    grace_ms: int
    charging: bool


async def hear(session: AsyncSession, channel_id: str, told: StreamEventRequest, terms: Terms) -> Heard:
    """Take a word in. Raises UnknownChannel."""
    channel = await session.get(ChannelRow, channel_id, with_for_update=True)
    if channel is None or channel.deleted_at_ms is not None:
        raise UnknownChannel(f"there is no channel {channel_id}", "GET /v1/channels lists those there are")
    key = (told.event_id, channel_id)
    row, fresh = await get_or_add(session, StreamEventRow, key, lambda: _row(channel, told))
    heard = Heard(row, channel, fresh)
    if not fresh:
        return heard
    if row.described:  # first, since whoever ends a session takes its row before that of its watch
        heard.watch_ids += await describing.describe(session, channel, row)
    row.outcome = await _turn(session, heard, terms)
    await session.flush()
    return heard


def _row(channel: ChannelRow, told: StreamEventRequest) -> StreamEventRow:
    values = told.model_dump(mode="json")
    return StreamEventRow(
        **values,
        channel_id=channel.channel_id,
        workspace_id=channel.workspace_id,
        described=told.described,
        session_id=None,
        outcome="",
    )


async def _turn(session: AsyncSession, heard: Heard, terms: Terms) -> str:
    match StreamKind(heard.row.kind):
        case StreamKind.ONLINE:
            return await _online(session, heard, terms)
        case StreamKind.OFFLINE:
            return await _offline(session, heard, terms)
        case StreamKind.RAIDED_OUT:
            return await _raided_out(session, heard, terms)
        case StreamKind.CHANGED:
            return "it is on the running session" if heard.row.session_id else "nothing captures it"


async def _online(session: AsyncSession, heard: Heard, terms: Terms) -> str:
    row, channel = heard.row, heard.channel
    if await _is_there(session, row, StreamKind.ONLINE, after_ms=row.at_ms + 1):
        return LATE
    if await _is_there(session, row, StreamKind.OFFLINE, after_ms=row.at_ms):
        return LATE
    if channel.live_since_ms != row.at_ms:
        channel.live_since_ms = row.at_ms
        tell(session, Kind.STREAM_ONLINE, channel, ChannelShape)
    pending, channel.ends_at_ms = channel.ends_at_ms, None
    return await _begin(session, heard, terms, back=pending is not None)


async def _begin(session: AsyncSession, heard: Heard, terms: Terms, *, back: bool) -> str:
    """Watch a channel that came on air; `back`: it was on air until a moment ago."""
    row, channel = heard.row, heard.channel
    if not channel.auto_watch:
        return "it is not watched by itself"
    if channel.raid_ends and await _is_there(session, row, StreamKind.RAIDED_OUT, after_ms=row.at_ms):
        return "it has raided another channel since"
    try:
        watch, began = await starting.start(session, channel, terms.by, terms.now_ms, charging=terms.charging)
    except Problem as refusal:
        return f"no watch began: {refusal.detail}"
    if not began:
        heard.watch_ids.append(watch.watch_id)  # whoever waits for the channel need not wait any longer
        return "the watch goes on" if back else "it is watched already"
    _turned(session, heard, terms, "watch.began_by_stream", watch.watch_id)
    return "the watch began"


async def _offline(session: AsyncSession, heard: Heard, terms: Terms) -> str:
    row, channel = heard.row, heard.channel
    for kind in (StreamKind.ONLINE, StreamKind.OFFLINE):
        if await _is_there(session, row, kind, after_ms=row.at_ms + 1):
            return LATE
    if channel.live_since_ms is not None:
        channel.live_since_ms = None
        tell(session, Kind.STREAM_OFFLINE, channel, ChannelShape)
    if not channel.auto_watch or not await _watched(session, channel):
        return "nothing watches it by itself"
    channel.ends_at_ms = terms.now_ms + terms.grace_ms
    return f"the watch ends in {terms.grace_ms // 1000} s, unless it is on air again"


async def _raided_out(session: AsyncSession, heard: Heard, terms: Terms) -> str:
    row, channel = heard.row, heard.channel
    if await _is_there(session, row, StreamKind.ONLINE, after_ms=row.at_ms + 1):
        return LATE
    if not (channel.auto_watch and channel.raid_ends):
        return "it ends no watch"
    channel.ends_at_ms = None
    ended = await starting.stop(session, channel, starting.RAIDED)
    for watch_id in ended:
        _turned(session, heard, terms, "watch.ended_by_stream", watch_id)
    return "the watch ended" if ended else "nothing watches it"


def _turned(session: AsyncSession, heard: Heard, terms: Terms, action: str, watch_id: str) -> None:
    heard.watch_ids.append(watch_id)
    heard.turned = watch_id
    channel = heard.channel
    told = {"channel_id": channel.channel_id, "watch_id": watch_id, "event_id": heard.row.event_id}
    session.add(noted(terms.by, action, terms.now_ms, channel.workspace_id, **told))


async def _is_there(session: AsyncSession, row: StreamEventRow, kind: StreamKind, after_ms: int) -> bool:
    """Whether the channel has another word of that kind, of that time or later."""
    found = await session.scalar(
        select(StreamEventRow.event_id)
        .where(
            StreamEventRow.channel_id == row.channel_id,
            StreamEventRow.kind == kind.value,
            StreamEventRow.at_ms >= after_ms,
            StreamEventRow.event_id != row.event_id,
        )
        .limit(1)
    )
    return found is not None


async def _watched(session: AsyncSession, channel: ChannelRow) -> bool:
    query = select(WatchRow.watch_id).where(
        WatchRow.channel_id == channel.channel_id, WatchRow.wanted.is_(True), WatchRow.once.is_(False)
    )
    return await session.scalar(query.limit(1)) is not None


async def ends_due(session: AsyncSession, now_ms: int) -> Sequence[str]:
    """Channels that were off air for too long."""
    due = (
        select(ChannelRow.channel_id)
        .where(ChannelRow.ends_at_ms.is_not(None), ChannelRow.ends_at_ms <= now_ms)
        .order_by(ChannelRow.channel_id)
        .limit(ENDS_MAX)
    )
    return (await session.scalars(due)).all()


async def end_due(session: AsyncSession, now_ms: int) -> list[str]:
    """End the watches of channels that were off air for too long; the watches that ended."""
    ended: list[str] = []
    for channel_id in await ends_due(session, now_ms):
        channel = await session.get(
            ChannelRow, channel_id, with_for_update=True, populate_existing=True
        )  # it may have come on air while we waited for it
        if channel is None or channel.ends_at_ms is None or channel.ends_at_ms > now_ms:
            continue
        channel.ends_at_ms = None
        if channel.auto_watch:
            ended += await starting.stop(session, channel, starting.OFF_AIR)
    await session.flush()
    return ended


async def running(session: AsyncSession, channel_id: str) -> SessionRow | None:
    """The session that captures a channel now; the newest, where there are several."""
    found: SessionRow | None = await session.scalar(
        select(SessionRow)
        .where(SessionRow.channel_id == channel_id, SessionRow.ended_at_ms.is_(None))
        .order_by(SessionRow.created_at_ms.desc(), SessionRow.session_id.desc())
        .limit(1)
    )
    return found


async def prune(session: AsyncSession, now_ms: int) -> None:
    """Forget the oldest words that were kept long enough."""
    await prune_oldest(
        session, StreamEventRow, StreamEventRow.event_id, StreamEventRow.created_at_ms < now_ms - KEPT_MS
    )
