"""Whose turn it is: so many clips of a workspace are in the making at a time as its plan allows.

In: the attempts that are being made. Out: whether one more may begin. Without a plan's bound nobody asks.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.billing.benefits import benefits_of
from api.billing.cashier import Billing
from api.billing.service import current_subscription
from api.renders.models import RenderRow
from api.renders.shapes import RenderState
from api.workspaces.models import WorkspaceRow

ASK_AGAIN_MS = 2000
"""A clip takes some seconds; whoever waits for a turn loses little of it."""

ABANDONED_MS = 15 * 60_000
"""A clip of a minute is made within two even on a slow machine. What was begun longer ago was left by a
renderer that died, and keeps nobody waiting until the next one takes it up."""


def is_abandoned(attempt: RenderRow, now_ms: int) -> bool:
    """Whether an attempt counts no more as being made."""
    return attempt.started_at_ms <= now_ms - ABANDONED_MS


async def has_turn(session: AsyncSession, attempt: RenderRow, now_ms: int) -> bool:
    """Whether an attempt may begin now. The workspace stays locked until the transaction ends.

    Args:
        session: of a transaction of the API; it knows what is sold.
        attempt: not begun.
        now_ms: epoch time.
    """
    billing: Billing | None = session.info.get("billing")
    if billing is None or billing.note:
        return True
    query = select(WorkspaceRow).where(WorkspaceRow.workspace_id == attempt.workspace_id)
    workspace = await session.scalar(query.with_for_update(key_share=True))
    if workspace is None or workspace.test_of is not None:
        return True
    slots = benefits_of(billing, await current_subscription(session, attempt.workspace_id)).render_slots
    if slots is None:
        return True
    busy = await session.scalar(
        select(func.count())
        .select_from(RenderRow)
        .where(
            RenderRow.state == RenderState.RENDERING.value,
            RenderRow.workspace_id == attempt.workspace_id,
            RenderRow.started_at_ms > now_ms - ABANDONED_MS,
            RenderRow.clip_id != attempt.clip_id,
        )
    )
    return (busy or 0) < max(1, slots)
