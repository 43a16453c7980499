"""A ledger in memory, for tests of what sells credits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from api.billing.ledger import Sale


@dataclass
class Lot:
    """Credits of one sale. `left` counts those that are not used."""

    workspace_id: str
    reference: str
    credits: int
    left: int
    expires_at_ms: int | None
    at_ms: int
    clawed_back: int = 0


@dataclass
class FakeLedger:
    """Counts credits by sale."""

    lots: list[Lot] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)

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
        assert credits_sold > 0
        if not any(lot.reference == reference for lot in self.lots):
            self.lots.append(Lot(workspace_id, reference, credits_sold, credits_sold, expires_at_ms, now_ms))

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
        assert credits_refunded > 0
        if reference not in self.done:
            lot = self.lot(reference_of_sale)
            assert lot.workspace_id == workspace_id
            taken = min(lot.left, credits_refunded)
            lot.left -= taken
            lot.clawed_back += taken
            self.done[reference] = taken
        return self.done[reference]

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
        if reference not in self.done:
            lot = self.lot(reference_of_sale)
            assert 0 < credits_restored <= lot.clawed_back
            lot.left += credits_restored
            lot.clawed_back -= credits_restored
            self.done[reference] = credits_restored

    async def balance(self, session: AsyncSession, workspace_id: str) -> int:
        return self.left(workspace_id)

    async def purchases(self, session: AsyncSession, since_ms: int, until_ms: int) -> Sequence[Sale]:
        return [
            Sale(lot.workspace_id, lot.reference, lot.credits, lot.clawed_back, lot.at_ms)
            for lot in sorted(self.lots, key=lambda one: one.at_ms)
            if since_ms <= lot.at_ms < until_ms
        ]

    def lot(self, reference: str) -> Lot:
        return next(lot for lot in self.lots if lot.reference == reference)

    def left(self, workspace_id: str) -> int:
        return sum(lot.left for lot in self.lots if lot.workspace_id == workspace_id)

    def use(self, workspace_id: str, count: int) -> None:
        """Take credits as watching does, of the oldest lots first."""
        for lot in self.lots:
            if lot.workspace_id == workspace_id:
                taken = min(lot.left, count)
                lot.left -= taken
                count -= taken
        assert count == 0
