"""What can be done with credits, inside a transaction of the caller's."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.credits.kinds import AccountKind, Outcome, TransferKind
from api.credits.models import CreditAccountRow, CreditLotRow, CreditMinuteRow, CreditTransferRow
from api.credits.purse import Purse, find_transfer
from api.credits.warning import rearm
from api.problems import Conflict
from api.workspaces.models import MembershipRow

REFUND_EXPIRES_MS = 30 * 86_400_000
"""A credit whose own lot has expired comes back with this much time to be used."""

WORKSPACES_AT_A_TIME = 200
"""Swept in one transaction; the rest a minute later."""


class ReferenceTaken(Conflict):
    """The reference names a transfer that was another one."""

    slug = "reference-taken"
    title = "The reference is taken"


async def give(
    session: AsyncSession,
    workspace_id: str,
    amount: int,
    *,
    reference: str,
    now_ms: int,
    kind: TransferKind = TransferKind.GRANT,
    expires_at_ms: int | None = None,
    note: str = "",
) -> CreditTransferRow:
    """Credits that come in, once for each reference. Returns the transfer, made now or before.

    Raises:
        ReferenceTaken: it stands for another workspace or amount.
    """
    purse = await Purse.open(session, workspace_id, now_ms)
    before = await find_transfer(session, reference)
    if before is None:
        source = AccountKind.PURCHASE if kind is TransferKind.PURCHASE else AccountKind.PROMOTION
        await purse.put(kind, source, amount, reference, expires_at_ms=expires_at_ms, note=note)
        rearm(purse.account)
        await purse.write()
        before = await find_transfer(session, reference)
    if before is None:
        raise LookupError(f"transfer {reference} was not written")
    if (before.workspace_id, before.amount, before.kind) != (workspace_id, amount, kind.value):
        raise ReferenceTaken(
            f"{reference} stands for {before.amount} credits of workspace {before.workspace_id} already",
            "choose another reference, or look at GET /v1/credits/transfers?reference=",
        )
    return before


async def welcome(session: AsyncSession, user_id: str, amount: int, now_ms: int) -> None:
    """What somebody new may try the product with: in the workspace that came with the account, once."""
    workspace_id = await session.scalar(
        select(MembershipRow.workspace_id)
        .where(MembershipRow.user_id == user_id)
        .order_by(MembershipRow.membership_id)
    )
    if workspace_id is not None:
        reference = f"welcome:{user_id}"
        await give(session, workspace_id, amount, reference=reference, now_ms=now_ms, note="welcome")


async def claw_back(
    session: AsyncSession, workspace_id: str, sale: str, *, amount: int, reference: str, now_ms: int
) -> int:
    """Take unused credits of a purchase back, once for each reference. Returns how many there were.

    Args:
        session: that may write.
        workspace_id: whose they are.
        sale: the reference of the purchase.
        amount: at most so many.
        reference: of this claim.
        now_ms: epoch time.
    """
    purse = await Purse.open(session, workspace_id, now_ms)
    before = await find_transfer(session, reference)
    if before is not None:
        return before.amount
    lot = await session.scalar(
        select(CreditLotRow).where(CreditLotRow.reference == sale, CreditLotRow.workspace_id == workspace_id)
    )
    if lot is None:
        return 0
    return await purse.take_from(
        lot,
        amount,
        TransferKind.CLAW_BACK,
        to=AccountKind.PURCHASE,
        reference=reference,
        note=f"refund of {sale}",
    )


async def refund_minute(
    session: AsyncSession, session_id: str, minute: int, *, reason: str, now_ms: int
) -> bool:
    """Give a charged minute's credit back. Whether it was charged, and not given back before."""
    row = await session.get(CreditMinuteRow, (session_id, minute))
    if row is None:
        return False
    purse = await Purse.open(session, row.workspace_id, now_ms)
    await session.refresh(row)
    if row.outcome != Outcome.CHARGED:
        return False
    await purse.give_back(session_id, minute, reason, now_ms + REFUND_EXPIRES_MS)
    row.outcome, row.reason, row.looked_at_ms = Outcome.REFUNDED.value, reason, now_ms
    rearm(purse.account)
    await purse.write()
    return True


async def expire_due(session: AsyncSession, now_ms: int) -> None:
    """Let credits expire whose time has come, also of workspaces where nothing happens."""
    due = (
        select(CreditLotRow.workspace_id)
        .where(CreditLotRow.remaining > 0, CreditLotRow.expires_at_ms <= now_ms)
        .distinct()
        .order_by(CreditLotRow.workspace_id)
        .limit(WORKSPACES_AT_A_TIME)
    )
    for workspace_id in (await session.scalars(due)).all():
        await Purse.open(session, workspace_id, now_ms)


async def balance(session: AsyncSession, workspace_id: str) -> int:
    """What a workspace has, spent or not held; 0 where it never had any."""
    account = await session.get(CreditAccountRow, workspace_id)
    return 0 if account is None else account.balance


async def last_minute(session: AsyncSession, session_id: str) -> int | None:
    """The last minute that was reported of a session."""
    found: int | None = await session.scalar(
        select(func.max(CreditMinuteRow.minute)).where(CreditMinuteRow.session_id == session_id)
    )
    return found
