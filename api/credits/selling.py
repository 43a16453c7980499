"""The ledger as those who sell credits see it (`api.billing.ledger.Ledger`)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.billing.ledger import Sale
from api.credits import service
from api.credits.kinds import AccountKind, TransferKind
from api.credits.models import CreditLotRow, CreditTransferRow
from api.credits.purse import Purse, find_transfer
from api.credits.warning import rearm


class CreditLedger:
    """Sales, and what is taken back of them."""

    async def sell(
        self,
        session: AsyncSession,
        workspace_id: str,
        *,
        credits_sold: int,
        reference: str,
        expires_at_ms: int | None,
        now_ms: int,
    ) -> None:
        """See `Ledger.sell`. Raises ReferenceTaken for a reference of another sale."""
        await service.give(
            session,
            workspace_id,
            credits_sold,
            reference=reference,
            now_ms=now_ms,
            kind=TransferKind.PURCHASE,
            expires_at_ms=expires_at_ms,
        )

    async def claw_back(
        self,
        session: AsyncSession,
        workspace_id: str,
        *,
        reference_of_sale: str,
        credits_refunded: int,
        reference: str,
        now_ms: int,
    ) -> int:
        """See `Ledger.claw_back`."""
        return await service.claw_back(
            session,
            workspace_id,
            reference_of_sale,
            amount=credits_refunded,
            reference=reference,
            now_ms=now_ms,
        )

    async def restore(
        self,
        session: AsyncSession,
        workspace_id: str,
        *,
        reference_of_sale: str,
        credits_restored: int,
        reference: str,
        now_ms: int,
    ) -> None:
        """See `Ledger.restore`."""
        purse = await Purse.open(session, workspace_id, now_ms)
        lot = await session.scalar(select(CreditLotRow).where(CreditLotRow.reference == reference_of_sale))
        if lot is None or await find_transfer(session, reference) is not None:
            return
        await purse.put_back(lot, credits_restored, reference, f"refund of {reference_of_sale} came back")
        rearm(purse.account)
        await purse.write()

    async def balance(self, session: AsyncSession, workspace_id: str) -> int:
        """See `Ledger.balance`."""
        return await service.balance(session, workspace_id)

    async def purchases(self, session: AsyncSession, since_ms: int, until_ms: int) -> Sequence[Sale]:
        """See `Ledger.purchases`."""
        sold = TransferKind.PURCHASE.value
        taken = case(
            (CreditTransferRow.kind == TransferKind.CLAW_BACK.value, CreditTransferRow.amount),
            (CreditTransferRow.kind == TransferKind.RESTORE.value, -CreditTransferRow.amount),
            else_=0,
        )
        clawed = (
            select(CreditTransferRow.lot_id, func.sum(taken).label("credits"))
            .group_by(CreditTransferRow.lot_id)
            .where(CreditTransferRow.kind.in_((TransferKind.CLAW_BACK.value, TransferKind.RESTORE.value)))
            .subquery()
        )
        found = await session.execute(
            select(CreditTransferRow, clawed.c.credits)
            .outerjoin(clawed, clawed.c.lot_id == CreditTransferRow.lot_id)
            .where(
                CreditTransferRow.kind == sold,
                CreditTransferRow.from_account_id == AccountKind.PURCHASE.value,
                CreditTransferRow.at_ms >= since_ms,
                CreditTransferRow.at_ms < until_ms,
            )
            .order_by(CreditTransferRow.at_ms, CreditTransferRow.transfer_id)
        )
        return [
            Sale(sale.workspace_id, sale.reference, sale.amount, int(back or 0), sale.at_ms)
            for sale, back in found.all()
        ]
