"""Wishes that time decides: in, the clock, and how far sessions are; out, why there is no clip.

It also finds what was missed because a wish and its highlight, or its clip, were written at the same moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.clips.models import ClipRow
from api.credits.deducting import SPENT
from api.highlights.models import HighlightRow
from api.pruning import prune_oldest
from api.sessions.models import SessionRow
from api.watches.models import WatchRow
from api.watches.starting import OFF_AIR, RAIDED
from api.wishes import service
from api.wishes.models import WishRow
from api.wishes.shapes import WishOutcome, WishState
from schemas.judging import HighlightState
from schemas.rendering import ClipState

NOTHING_MS = 60_000
"""Media behind a wish in which nothing opened: judges are seconds behind, and not minutes."""

ENDED_WAIT_MS = 60_000
"""After the end of a session judges close what is open, within seconds."""

WAIT_MS_MAX = 30 * 60_000
"""Nobody looks for an answer that comes later."""

AT_A_TIME = 200
"""Answered in one transaction; the others two seconds later."""

KEPT_MS = 30 * 86_400_000


def _due(now_ms: int) -> Select[Any]:
    waiting = WishRow.state == WishState.WAITING.value
    bound = WishRow.state == WishState.BOUND.value
    over = or_(
        ClipRow.state.in_((ClipState.READY.value, ClipState.FAILED.value)),
        ClipRow.taken_down_at_ms.is_not(None),
        HighlightRow.state == HighlightState.DROPPED.value,
    )
    passed = and_(
        SessionRow.ended_at_ms.is_(None), SessionRow.recorded_until_ms >= WishRow.end_ms + NOTHING_MS
    )
    return (
        select(WishRow)
        .join(SessionRow, SessionRow.session_id == WishRow.session_id)
        .outerjoin(HighlightRow, HighlightRow.highlight_id == WishRow.highlight_id)
        .outerjoin(ClipRow, and_(ClipRow.highlight_id == WishRow.highlight_id, ClipRow.extra.is_(False)))
        .where(
            WishRow.state != WishState.ANSWERED.value,
            or_(
                and_(waiting, or_(passed, SessionRow.closed_at_ms <= now_ms - ENDED_WAIT_MS)),
                and_(bound, over),
                WishRow.created_at_ms <= now_ms - WAIT_MS_MAX,
            ),
        )
        .order_by(WishRow.created_at_ms, WishRow.wish_id)
        .limit(AT_A_TIME)
    )


async def is_any(session: AsyncSession, now_ms: int) -> bool:
    """Whether there is anything to be done."""
    return await session.scalar(_due(now_ms).limit(1)) is not None


async def settle_due(session: AsyncSession, now_ms: int) -> int:
    """Answer what is due. Returns how many wishes were looked at."""
    query = _due(now_ms).with_for_update(of=WishRow).execution_options(populate_existing=True)
    found: Sequence[WishRow] = (await session.scalars(query)).all()
    for wish in found:
        await _settle(session, wish, now_ms)
    await session.flush()
    return len(found)


async def _settle(session: AsyncSession, wish: WishRow, now_ms: int) -> None:
    await service.settle_known(session, [wish] if wish.highlight_id is not None else [])
    if wish.state == WishState.ANSWERED.value:
        return
    dropped = wish.highlight_id is not None and await _is_dropped(session, wish.highlight_id)
    if wish.highlight_id is None or dropped:
        other = await service.known_highlight(session, wish, well=False)
        if other is not None:
            wish.highlight_id, wish.state = other, WishState.BOUND.value
            await service.settle_known(session, [wish])
            dropped = False
        else:
            outcome = WishOutcome.DROPPED if dropped else await _why(session, wish)
            await service.settle(session, wish, outcome)
    if wish.state != WishState.ANSWERED.value and wish.created_at_ms <= now_ms - WAIT_MS_MAX:
        await service.settle(session, wish, WishOutcome.LATE)


async def _is_dropped(session: AsyncSession, highlight_id: str) -> bool:
    highlight = await session.get(HighlightRow, highlight_id)
    return highlight is None or highlight.state == HighlightState.DROPPED.value


async def _why(session: AsyncSession, wish: WishRow) -> WishOutcome:
    """Why nothing opened where the wish is."""
    of = await session.get(SessionRow, wish.session_id)
    if of is None or of.ended_at_ms is None:
        return WishOutcome.NOTHING
    watch = await session.get(WatchRow, of.watch_id)
    if watch is None or watch.wanted or watch.stop_reason in {OFF_AIR, RAIDED}:
        return WishOutcome.ENDED
    return WishOutcome.SPENT if watch.stop_reason == SPENT else WishOutcome.STOPPED


async def prune(session: AsyncSession, now_ms: int) -> None:
    """Forget the oldest wishes that were kept long enough."""
    await prune_oldest(
        session,
        WishRow,
        WishRow.wish_id,
        WishRow.created_at_ms < now_ms - KEPT_MS,
        WishRow.state == WishState.ANSWERED.value,
    )
