"""A workspace's account in the hands of one transaction: what comes in, what is spent, what is held.

In: a session that may write, and a workspace. Out: rows of transfers, lots and holds that agree with the
balance. The account's row is locked first, so that two transactions that want its last credit stand in line;
whoever needs a watch's row as well takes it after this one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, nulls_last, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.credits.kinds import AccountKind, TransferKind
from api.credits.models import CreditAccountRow, CreditHoldRow, CreditLotRow, CreditTransferRow, Values
from api.upserts import get_or_add
from api.workspaces.home import home_of
from api.workspaces.models import WorkspaceRow
from schemas.ids import new_id

LOTS_AT_A_TIME = 50
"""Lots read at once; a workspace with more open ones than that is read again when they are used up."""


class Purse:
    """One account, locked until the transaction ends. Made by `Purse.open`.

    Attributes:
        account: its row.
    """

    def __init__(self, session: AsyncSession, account: CreditAccountRow, now_ms: int) -> None:
        self.account = account
        self._session = session
        self._now_ms = now_ms
        self._lots: list[CreditLotRow] | None = None
        self._transfers: list[Values] = []

    @classmethod
    async def open(cls, session: AsyncSession, workspace_id: str, now_ms: int) -> Purse:
        """The account of a workspace, made where there is none, without what has expired meanwhile."""
        account = await session.get(
            CreditAccountRow, workspace_id, with_for_update=True, populate_existing=True
        )
        if account is None:
            account = await _new_account(session, workspace_id)
        purse = cls(session, account, now_ms)
        await purse.expire()
        return purse

    @property
    def available(self) -> int:
        """What is neither spent nor held."""
        return self.account.balance - self.account.held

    async def put(
        self,
        kind: TransferKind,
        source: AccountKind,
        amount: int,
        reference: str,
        *,
        expires_at_ms: int | None = None,
        note: str = "",
    ) -> CreditLotRow:
        """Credits that come in, as a lot of their own.

        Args:
            kind: why.
            source: from which shared account.
            amount: more than 0.
            reference: that no transfer has yet; see `find_transfer`.
            expires_at_ms: epoch time; None: never.
            note: for people.
        """
        lot = CreditLotRow(
            lot_id=new_id(self._now_ms),
            workspace_id=self.account.workspace_id,
            reference=reference,
            amount=amount,
            remaining=amount,
            expires_at_ms=expires_at_ms,
        )
        self._session.add(lot)
        self._move(
            kind,
            source.value,
            self.account.account_id,
            amount,
            reference=reference,
            lot_id=lot.lot_id,
            note=note,
        )
        self.account.balance += amount
        self._lots = None
        await self.write()
        return lot

    async def spend_minute(self, session_id: str, minute: int) -> bool:
        """Take one credit, of the lot that expires first. Whether there was one; holds are the caller's."""
        lot = await self._next_lot()
        if lot is None:
            return False
        lot.remaining -= 1
        self.account.balance -= 1
        self._move(
            TransferKind.MINUTE,
            self.account.account_id,
            AccountKind.REVENUE.value,
            1,
            reference=f"minute:{session_id}:{minute}",
            lot_id=lot.lot_id,
            session_id=session_id,
            minute=minute,
        )
        return True

    async def take_from(
        self,
        lot: CreditLotRow,
        amount: int,
        kind: TransferKind,
        *,
        to: AccountKind,
        reference: str,
        note: str,
    ) -> int:
        """Take what is left of a lot, at most `amount`, giving up holds that it covered. Returns how many."""
        taken = min(amount, lot.remaining)
        if taken <= 0:
            return 0
        lot.remaining -= taken
        # First, as the database refuses a balance that does not cover what is held.
        await self._cover(self.account.balance - taken)
        self.account.balance -= taken
        self._move(
            kind,
            self.account.account_id,
            to.value,
            taken,
            reference=reference,
            lot_id=lot.lot_id,
            note=note,
        )
        await self.write()
        return taken

    async def put_back(self, lot: CreditLotRow, amount: int, reference: str, note: str) -> None:
        """Give back what was taken of a lot by `take_from`; what has expired since goes again at once."""
        lot.remaining += amount
        self.account.balance += amount
        self._move(
            TransferKind.RESTORE,
            AccountKind.PURCHASE.value,
            self.account.account_id,
            amount,
            reference=reference,
            lot_id=lot.lot_id,
            note=note,
        )
        self._lots = None
        await self.write()

    async def give_back(self, session_id: str, minute: int, reason: str, expires_at_ms: int) -> None:
        """Give the credit of a charged minute back: to its lot, or as a new one where that has expired."""
        spent = await find_transfer(self._session, f"minute:{session_id}:{minute}")
        if spent is None or spent.lot_id is None:
            raise LookupError(f"minute {minute} of session {session_id} was not paid for")
        reference = f"refund:{session_id}:{minute}"
        lot = await self._session.get(CreditLotRow, spent.lot_id, populate_existing=True)
        if lot is None or (lot.expires_at_ms is not None and lot.expires_at_ms <= self._now_ms):
            lot = CreditLotRow(
                lot_id=new_id(self._now_ms),
                workspace_id=self.account.workspace_id,
                reference=reference,
                amount=1,
                remaining=0,
                expires_at_ms=expires_at_ms,
            )
            self._session.add(lot)
        lot.remaining += 1
        self.account.balance += 1
        self._move(
            TransferKind.REFUND,
            AccountKind.REFUND.value,
            self.account.account_id,
            1,
            reference=reference,
            lot_id=lot.lot_id,
            session_id=session_id,
            minute=minute,
            note=reason,
        )
        self._lots = None
        await self.write()

    async def expire(self) -> int:
        """Let go of what has expired. Returns how many credits."""
        over = select(CreditLotRow).where(
            CreditLotRow.workspace_id == self.account.workspace_id,
            CreditLotRow.remaining > 0,
            CreditLotRow.expires_at_ms <= self._now_ms,
        )
        count = 0
        for lot in (await self._session.scalars(over)).all():
            count += await self.take_from(
                lot,
                lot.remaining,
                TransferKind.EXPIRY,
                to=AccountKind.EXPIRY,
                reference=f"expiry:{lot.lot_id}",
                note="expired at the end of its period",
            )
        return count

    async def write(self) -> None:
        """Write what moved. Raises IntegrityError where the database refuses it."""
        self._session.add(self.account)
        await self._session.flush()
        if self._transfers:
            moved, self._transfers = self._transfers, []
            await self._session.execute(insert(CreditTransferRow), moved)

    async def _cover(self, balance: int) -> None:
        """Give holds up, the largest first, until the rest is covered by that balance."""
        excess = self.account.held - balance
        if excess <= 0:
            return
        holds = (
            select(CreditHoldRow)
            .where(CreditHoldRow.workspace_id == self.account.workspace_id, CreditHoldRow.credits_held > 0)
            .order_by(CreditHoldRow.credits_held.desc(), CreditHoldRow.session_id)
        )
        for hold in (await self._session.scalars(holds)).all():
            given_up = min(excess, hold.credits_held)
            hold.credits_held -= given_up
            self.account.held -= given_up
            excess -= given_up

    async def _next_lot(self) -> CreditLotRow | None:
        """The open lot that expires first."""
        self._lots = [lot for lot in self._lots or () if lot.remaining > 0]
        if not self._lots:
            self._lots = list(await self._open_lots())
        return self._lots[0] if self._lots else None

    async def _open_lots(self) -> Sequence[CreditLotRow]:
        await self._session.flush()
        query = (
            select(CreditLotRow)
            .where(
                CreditLotRow.workspace_id == self.account.workspace_id,
                CreditLotRow.remaining > 0,
                or_(CreditLotRow.expires_at_ms.is_(None), CreditLotRow.expires_at_ms > self._now_ms),
            )
            .order_by(nulls_last(CreditLotRow.expires_at_ms.asc()), CreditLotRow.lot_id)
            .limit(LOTS_AT_A_TIME)
        )
        return (await self._session.scalars(query)).all()

    def _move(
        self,
        kind: TransferKind,
        giver: str,
        taker: str,
        amount: int,
        *,
        reference: str,
        lot_id: str,
        session_id: str | None = None,
        minute: int | None = None,
        note: str = "",
    ) -> None:
        self._transfers.append(
            {
                "transfer_id": new_id(self._now_ms),
                "workspace_id": self.account.workspace_id,
                "kind": kind.value,
                "reference": reference,
                "from_account_id": giver,
                "to_account_id": taker,
                "amount": amount,
                "lot_id": lot_id,
                "session_id": session_id,
                "minute": minute,
                "note": note,
                "at_ms": self._now_ms,
            }
        )


async def find_transfer(session: AsyncSession, reference: str) -> CreditTransferRow | None:
    """The transfer that was made for a reference."""
    found: CreditTransferRow | None = await session.scalar(
        select(CreditTransferRow).where(CreditTransferRow.reference == reference)
    )
    return found


async def starts_unlimited(session: AsyncSession, workspace_id: str) -> bool:
    """An installation's own workspace and the twins that others test in are not charged."""
    workspace = await session.get(WorkspaceRow, workspace_id)
    twin = workspace is not None and workspace.test_of is not None
    return twin or workspace_id == await home_of(session)


async def _new_account(session: AsyncSession, workspace_id: str) -> CreditAccountRow:
    unlimited = await starts_unlimited(session, workspace_id)
    account, _ = await get_or_add(
        session,
        CreditAccountRow,
        workspace_id,
        lambda: CreditAccountRow(
            account_id=workspace_id,
            workspace_id=workspace_id,
            kind=AccountKind.WORKSPACE.value,
            balance=0,
            held=0,
            unlimited=unlimited,
            minutes_left=None,
            warned_minutes=None,
        ),
    )
    return account
