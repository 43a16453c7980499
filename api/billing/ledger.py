"""What selling needs of the ledger: the border between what touches Stripe and what counts credits.

In: sales, refunds. Out: balances, and what was sold, for `hypecut billing reconcile`. Every call happens in
the caller's transaction; its reference is unique, so that the same call again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Sale:
    """Credits that were sold, as the ledger has them.

    Attributes:
        reference: that the sale was made with.
        credits: that were given.
        clawed_back_credits: that were taken again, less those restored.
        at_ms: epoch time.
    """

    workspace_id: str
    reference: str
    credits: int
    clawed_back_credits: int
    at_ms: int


class Ledger(Protocol):
    """Counts credits."""

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
        """Give a workspace credits that were paid for.

        Args:
            session: of the transaction.
            workspace_id: whose they are.
            credits_sold: above 0.
            reference: names the sale; the same one again gives nothing more.
            expires_at_ms: when those that are left end; None: never.
            now_ms: epoch time.
        """
        ...

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
        """Take credits of a sale that was paid back: at most what is left of that sale.

        Returns:
            How many were taken; the same reference again takes none, and returns the same number.
        """
        ...

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
        """Give back what was clawed back of a sale: a dispute was won, or a refund failed."""
        ...

    async def balance(self, session: AsyncSession, workspace_id: str) -> int:
        """Credits that a workspace has."""
        ...

    async def purchases(self, session: AsyncSession, since_ms: int, until_ms: int) -> Sequence[Sale]:
        """All sales made in `[since_ms, until_ms)`, oldest first."""
        ...
