"""Compares Stripe with the ledger: in, a time; out, every difference.

Three are compared: what Stripe says was paid and paid back, the purchases written down here, and the sales
of the ledger. A payment of the last minutes is left out, since its event may be on its way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.billing.handling import pack_sold, plan_sold
from api.billing.ledger import Ledger, Sale
from api.billing.models import CustomerRow, PurchaseRow
from api.billing.service import Sold, credits_due, reference_of
from api.billing.shapes import PurchaseKind
from api.billing.states import PaymentState, PriceState
from api.billing.till import Till
from api.database import Database

ON_ITS_WAY_MS = 900_000
"""An event comes within seconds, and is tried again within minutes when something was in its way."""

PAID_LATER_MS = 35 * 24 * 3_600_000
"""A checkout may be paid by a transfer two weeks later, and a failed invoice is tried again for a month: what
was begun so long before the time compared may have been paid in it."""


@dataclass(frozen=True)
class Difference:
    """Where they do not agree."""

    kind: str
    reference: str
    workspace_id: str
    detail: str


@dataclass(frozen=True)
class Compared:
    """What was compared, and every difference."""

    payments: int
    sales: int
    differences: list[Difference]


@dataclass(frozen=True)
class _Books:
    """What is written down here."""

    sales: Mapping[str, Sale]
    times: Mapping[str, int]
    purchases: Mapping[str, PurchaseRow]


class Reconciler:
    """Compares."""

    def __init__(self, database: Database, till: Till, ledger: Ledger) -> None:
        self._database = database
        self._till = till
        self._ledger = ledger
        self._prices: dict[str, PriceState] = {}

    async def compare(self, since_ms: int, until_ms: int) -> Compared:
        """Compare what was paid in `[since_ms, until_ms)`."""
        async with self._database.reading() as session:
            rows = await session.execute(select(CustomerRow.stripe_customer_id, CustomerRow.workspace_id))
            owners = {row.stripe_customer_id: row.workspace_id for row in rows}
        paid = await self._paid(owners, since_ms - PAID_LATER_MS, until_ms)
        async with self._database.reading() as session:
            # The time of a sale is when its event was handled: later than the payment, never before.
            books = await self._books(session, since_ms, until_ms)
        inside = [one for one in paid if since_ms <= one.paid_at_ms < until_ms]
        found = [difference for sold in inside for difference in _compare(sold, books)]
        found.extend(_unpaid(books, {one.reference for one in paid}, since_ms, until_ms))
        return Compared(len(inside), len(books.sales), found)

    async def _paid(self, owners: Mapping[str, str], since_ms: int, until_ms: int) -> list[Sold]:
        """What customers of this installation have paid for, as Stripe has it."""
        payments: dict[str, PaymentState] = {}
        paid: list[Sold] = []
        async for payment in self._till.payments.all_payments(since_ms, until_ms):
            payments[payment.payment_intent_id] = payment
            workspace_id = owners.get(payment.customer_id)
            if payment.kind == PurchaseKind.TOP_UP.value and payment.paid and workspace_id is not None:
                paid.append(_top_up_sold(workspace_id, payment))
        async for checkout in self._till.payments.all_checkouts(since_ms, until_ms):
            workspace_id = owners.get(checkout.customer_id)
            if (
                checkout.paid
                and checkout.credits
                and not checkout.subscription_id
                and workspace_id is not None
            ):
                paid.append(pack_sold(workspace_id, checkout, payments.get(checkout.payment_intent_id or "")))
        async for invoice in self._till.payments.all_invoices(since_ms, until_ms):
            workspace_id = owners.get(invoice.customer_id)
            if invoice.subscription_id is None or workspace_id is None:
                continue
            for line in invoice.lines:
                if line.price_id not in self._prices:
                    self._prices[line.price_id] = await self._till.price(line.price_id)
            by = payments.get(invoice.payment_intent_id or "")
            sold = plan_sold(workspace_id, invoice, self._prices, by)
            if sold is not None:
                paid.append(sold)
        return paid

    async def _books(self, session: AsyncSession, since_ms: int, until_ms: int) -> _Books:
        later_ms = until_ms + PAID_LATER_MS
        sales = await self._ledger.purchases(session, since_ms, later_ms)
        query = select(PurchaseRow).where(
            PurchaseRow.paid_at_ms >= since_ms, PurchaseRow.paid_at_ms < later_ms
        )
        rows = (await session.scalars(query)).all()
        return _Books(
            {sale.reference: sale for sale in sales},
            Counter(sale.reference for sale in sales),
            {row.reference: row for row in rows},
        )


def _top_up_sold(workspace_id: str, payment: PaymentState) -> Sold:
    return Sold(
        reference=reference_of(payment.payment_intent_id),
        kind=PurchaseKind.TOP_UP,
        workspace_id=workspace_id,
        product=payment.product,
        credits=payment.credits,
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        payment=payment,
        paid_at_ms=payment.at_ms,
    )


def _compare(sold: Sold, books: _Books) -> list[Difference]:
    """One payment with what is written down of it."""

    def differs(kind: str, detail: str) -> Difference:
        return Difference(kind, sold.reference, sold.workspace_id, detail)

    sale, row = books.sales.get(sold.reference), books.purchases.get(sold.reference)
    paid = f"{sold.amount_cents} {sold.currency} cents for {sold.credits} credits ({sold.product})"
    if sale is None or row is None:
        where = "the ledger" if sale is None else "the purchases"
        return [differs("missing-sale", f"Stripe was paid {paid}; {where} know nothing of it")]
    found = []
    if books.times[sold.reference] > 1:
        found.append(differs("doubled-sale", f"the ledger has sold this {books.times[sold.reference]} times"))
    if sale.workspace_id != sold.workspace_id:
        found.append(differs("wrong-workspace", f"the credits went to {sale.workspace_id}"))
    if not sale.credits == row.credits == sold.credits:
        given = f"the ledger gave {sale.credits}, the purchase says {row.credits}"
        found.append(differs("wrong-credits", f"Stripe was paid {paid}; {given}"))
    if row.amount_cents != sold.amount_cents:
        found.append(
            differs("wrong-amount", f"Stripe was paid {paid}; the purchase says {row.amount_cents} cents")
        )
    return [*found, *_compare_returned(sold, sale, row)]


def _compare_returned(sold: Sold, sale: Sale, row: PurchaseRow) -> list[Difference]:
    returned = sold.payment.returned_cents if sold.payment is not None else 0
    found = []
    if (
        returned != row.refunded_cents
        or credits_due(row.credits, row.amount_cents, returned) != row.credits_due
    ):
        found.append(
            f"Stripe paid back {returned} cents; here credits were taken back for {row.refunded_cents} cents"
        )
    if sale.clawed_back_credits != row.credits_taken:
        found.append(
            f"the ledger took {sale.clawed_back_credits} credits back, the purchase says {row.credits_taken}"
        )
    return [Difference("refund-not-settled", sold.reference, sold.workspace_id, detail) for detail in found]


def _unpaid(books: _Books, paid: set[str], since_ms: int, until_ms: int) -> list[Difference]:
    """Sales that Stripe knows no payment of."""
    return [
        Difference(
            "unpaid-sale",
            sale.reference,
            sale.workspace_id,
            f"the ledger sold {sale.credits} credits; Stripe knows of no such payment",
        )
        for sale in books.sales.values()
        if sale.reference not in paid and since_ms <= sale.at_ms < until_ms
    ]
