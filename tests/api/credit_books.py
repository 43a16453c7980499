"""What must be true of the ledger, whatever happened: asked of the database itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from api.database import Database
from api.tables import (
    CreditAccountRow,
    CreditHoldRow,
    CreditLotRow,
    CreditMinuteRow,
    CreditTransferRow,
)


@dataclass(frozen=True)
class Books:
    """The ledger, added up anew.

    Attributes:
        balances: of all accounts, shared ones too, as the sum of their entries.
        charged: the minutes that are charged now, by session and number.
    """

    balances: dict[str, int]
    charged: set[tuple[str, int]]


async def audit(database: Database) -> Books:
    """Add everything up; fails where anything disagrees."""
    async with database.reading() as session:
        transfers = (await session.scalars(select(CreditTransferRow))).all()
        accounts = (await session.scalars(select(CreditAccountRow))).all()
        lots = (await session.scalars(select(CreditLotRow))).all()
        holds = (await session.scalars(select(CreditHoldRow))).all()
        minutes = (await session.scalars(select(CreditMinuteRow))).all()
        references = await session.scalar(select(func.count(func.distinct(CreditTransferRow.reference))))
    balances = {account.account_id: 0 for account in accounts}
    for transfer in transfers:
        assert transfer.amount > 0
        balances[transfer.from_account_id] -= transfer.amount
        balances[transfer.to_account_id] += transfer.amount
    assert sum(balances.values()) == 0
    assert references == len(transfers)
    for account in accounts:
        if account.kind != "workspace":
            continue
        own = account.workspace_id
        assert account.balance == balances[account.account_id] >= 0, account.account_id
        assert account.balance == sum(lot.remaining for lot in lots if lot.workspace_id == own)
        held = sum(hold.credits_held for hold in holds if hold.workspace_id == own)
        assert account.held == held <= account.balance
    charged = {(row.session_id, row.minute) for row in minutes if row.outcome == "charged"}
    refunded = {(row.session_id, row.minute) for row in minutes if row.outcome == "refunded"}
    assert {(one.session_id, one.minute) for one in transfers if one.kind == "minute"} == charged | refunded
    assert {(one.session_id, one.minute) for one in transfers if one.kind == "refund"} == refunded
    return Books(balances, charged)
