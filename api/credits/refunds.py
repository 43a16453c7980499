"""Giving back what was charged for minutes that were not scored: in, charged minutes; out, refunds.

A judge tells the timeline of each minute that it has heard. A minute without one, long after its media has
left the road, was captured for nothing: its event was a dead letter, or no judge ran.
"""

from __future__ import annotations

import logging

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.credits.kinds import Outcome
from api.credits.models import CreditMinuteRow
from api.credits.service import refund_minute
from api.timelines.models import SignalsMinuteRow
from schemas.credits import MINUTE_MS

log = logging.getLogger(__name__)

SCORED_S_MIN = 15
"""Seconds that one sense must have scored: half of the least that is charged. A break in the stream costs a
sense a second or two at its edges, which is no reason for a refund."""

AT_A_TIME = 500
"""Minutes looked at in one transaction; the rest a minute later."""

NOT_SCORED = "it was captured, but not scored"


async def refund_unscored(session: AsyncSession, now_ms: int, after_ms: int) -> int:
    """Look at the charged minutes of that age once. Returns how many credits were given back."""
    due = (
        select(CreditMinuteRow.workspace_id, CreditMinuteRow.session_id, CreditMinuteRow.minute)
        .where(CreditMinuteRow.looked_at_ms.is_(None), CreditMinuteRow.at_ms <= now_ms - after_ms)
        .order_by(CreditMinuteRow.at_ms)
        .limit(AT_A_TIME)
    )
    # By workspace: whoever charges locks the accounts in that order as well.
    minutes = sorted((one[0], one[1], one[2]) for one in (await session.execute(due)).all())
    scored = await _scored(session, {session_id for _, session_id, _ in minutes})
    count = 0
    for _, session_id, minute in minutes:
        if (session_id, minute) in scored:
            await _seen(session, session_id, minute, now_ms)
        elif await refund_minute(session, session_id, minute, reason=NOT_SCORED, now_ms=now_ms):
            count += 1
    if count:
        log.warning("%d minutes were charged and not scored; their credits were given back", count)
    return count


async def _scored(session: AsyncSession, session_ids: set[str]) -> set[tuple[str, int]]:
    query = (
        select(SignalsMinuteRow.session_id, SignalsMinuteRow.start_ms)
        .where(SignalsMinuteRow.session_id.in_(session_ids))
        .group_by(SignalsMinuteRow.session_id, SignalsMinuteRow.start_ms)
        .having(func.max(SignalsMinuteRow.seconds_count) >= SCORED_S_MIN)
    )
    return {(session_id, start_ms // MINUTE_MS) for session_id, start_ms in await session.execute(query)}


async def _seen(session: AsyncSession, session_id: str, minute: int, now_ms: int) -> None:
    await session.execute(
        update(CreditMinuteRow)
        .where(
            CreditMinuteRow.session_id == session_id,
            CreditMinuteRow.minute == minute,
            CreditMinuteRow.outcome == Outcome.CHARGED.value,
        )
        .values(looked_at_ms=now_ms)
        .execution_options(synchronize_session=False)
    )
