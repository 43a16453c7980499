"""Reserving the next minutes of a session, and letting go of them.

In: a purse and a session. Out: credits that no other session can spend. Five channels of one workspace each
hold their own next minutes, so that together they never spend what is not there.
"""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.credits.models import CreditAccountRow, CreditHoldRow, CreditLotRow
from api.credits.purse import Purse, starts_unlimited
from api.problems import Problem

HELD_MINUTES = 5
"""What a running session has reserved. Longer than from the last credit to the end of the session, which is
under two minutes; more would keep credits from the workspace's other channels."""

LEASE_MS = 10 * 60_000
"""A session that sends no minute for so long has no monitor any more: one is sent for each minute, also of a
gap. A minute that comes later all the same is paid from what is there then."""


class OutOfCredits(Problem):
    """The workspace has no credits to watch with."""

    status = 402
    slug = "out-of-credits"
    title = "The credits are used up"


def out_of_credits(workspace_id: str) -> OutOfCredits:
    """The refusal, with what can be done."""
    return OutOfCredits(
        f"workspace {workspace_id} has no credit left, and a minute that is watched costs one",
        "buy credits (GET /v1/billing/products), or ask the operator for a grant (POST /v1/credits/grants)",
    )


async def check_credit(session: AsyncSession, workspace_id: str, now_ms: int) -> None:
    """Before something new is watched; nothing is locked, or reserved. Raises OutOfCredits."""
    account = await session.get(CreditAccountRow, workspace_id)
    if account.unlimited if account is not None else await starts_unlimited(session, workspace_id):
        return
    usable = await session.scalar(
        select(func.sum(CreditLotRow.remaining)).where(
            CreditLotRow.workspace_id == workspace_id,
            or_(CreditLotRow.expires_at_ms.is_(None), CreditLotRow.expires_at_ms > now_ms),
        )
    )
    if account is None or (usable or 0) - account.held < 1:
        raise out_of_credits(workspace_id)


async def open_hold(session: AsyncSession, purse: Purse, session_id: str, now_ms: int) -> None:
    """Reserve the first minutes of a session that begins or is taken over. Raises OutOfCredits."""
    if purse.account.unlimited:
        return
    hold = await session.get(CreditHoldRow, session_id)
    if hold is None:
        hold = new_hold(purse, session_id)
        session.add(hold)
    fill(purse, hold, now_ms)
    if hold.credits_held < 1:
        raise out_of_credits(purse.account.workspace_id)
    await purse.write()


def new_hold(purse: Purse, session_id: str) -> CreditHoldRow:
    """A hold of nothing yet."""
    return CreditHoldRow(
        session_id=session_id,
        workspace_id=purse.account.workspace_id,
        credits_held=0,
        lease_until_ms=0,
    )


def fill(purse: Purse, hold: CreditHoldRow, now_ms: int) -> None:
    """Reserve as many minutes as there should be, or as there are; the lease begins anew."""
    more = min(HELD_MINUTES - hold.credits_held, purse.available)
    if more > 0:
        hold.credits_held += more
        purse.account.held += more
    hold.lease_until_ms = now_ms + LEASE_MS


async def release(session: AsyncSession, workspace_id: str, session_id: str, now_ms: int) -> None:
    """Let go of what a session held; nothing where it holds nothing."""
    if await session.get(CreditHoldRow, session_id) is None:
        return
    purse = await Purse.open(session, workspace_id, now_ms)
    hold = await session.get(CreditHoldRow, session_id, populate_existing=True)
    if hold is not None:
        await _let_go(session, purse, hold)


async def release_abandoned(session: AsyncSession, now_ms: int) -> int:
    """Let go of what sessions hold whose lease is over. Returns how many."""
    over = select(CreditHoldRow.session_id, CreditHoldRow.workspace_id).where(
        CreditHoldRow.lease_until_ms <= now_ms
    )
    # By workspace, so that two sweeps that run at once lock the accounts in the same order.
    rows = (await session.execute(over.order_by(CreditHoldRow.workspace_id))).all()
    for session_id, workspace_id in rows:
        purse = await Purse.open(session, workspace_id, now_ms)
        hold = await session.get(CreditHoldRow, session_id, populate_existing=True)
        if hold is not None and hold.lease_until_ms <= now_ms:
            await _let_go(session, purse, hold)
    return len(rows)


async def _let_go(session: AsyncSession, purse: Purse, hold: CreditHoldRow) -> None:
    purse.account.held -= hold.credits_held
    await session.delete(hold)
    await purse.write()
