"""What follows from a payment: in, the state of it at Stripe; out, rows, and credits in the ledger.

Everything here happens in the transaction of its caller, and may happen again: a sale has one reference,
and what is taken back is reckoned from what was paid back in all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.base import ID_LENGTH
from api.billing.ledger import Ledger
from api.billing.models import CustomerRow, PurchaseRow, SubscriptionRow
from api.billing.products import Catalog
from api.billing.shapes import (
    PurchaseKind,
    PurchaseShape,
    SubscriptionShape,
    SubscriptionState,
)
from api.billing.states import InvoiceState, PaymentState, PriceState
from api.billing.states import SubscriptionState as AtStripe
from api.events.kinds import Kind
from api.events.recorder import tell
from api.upserts import get_or_add

RENEWAL_MS = 3 * 3_600_000
"""Stripe makes the invoice of a renewal final an hour after the period's end, and charges then. Credits of
a plan live so much longer, so that nobody is stopped in between who pays."""


class Overtaken(Exception):
    """The row has changed since Stripe was asked: ask again."""


@dataclass(frozen=True)
class Sold:
    """Something that was paid.

    Attributes:
        reference: names the sale, here and in the ledger.
        payment: None where nothing had to be paid.
    """

    reference: str
    kind: PurchaseKind
    workspace_id: str
    product: str
    credits: int
    amount_cents: int
    currency: str
    payment: PaymentState | None
    paid_at_ms: int
    expires_at_ms: int | None = None


def reference_of(stripe_id: str) -> str:
    """Names a sale by what was paid at Stripe: a payment, an invoice, or a checkout that cost nothing.

    It fits where identities are kept; those of checkout sessions are longer, and random at their end.
    """
    name = f"stripe:{stripe_id}"
    return name if len(name) <= ID_LENGTH else f"stripe:{stripe_id[:16]}{stripe_id[-40:]}"


def subject_id(name: str) -> str:
    """A name of Stripe's as the subject of an event: of letters, digits and hyphens, as our identities."""
    return re.sub("[^A-Za-z0-9-]", "-", name)[:ID_LENGTH]


async def workspace_of(session: AsyncSession, customer_id: str) -> str | None:
    """Whose customer that is; None where it is none of this installation."""
    found: str | None = await session.scalar(
        select(CustomerRow.workspace_id).where(CustomerRow.stripe_customer_id == customer_id)
    )
    return found


async def record_sale(session: AsyncSession, ledger: Ledger, sold: Sold, now_ms: int) -> bool:
    """Give the credits of a payment, once; whether that was now. What was paid back already is taken."""

    def make() -> PurchaseRow:
        payment_intent_id = sold.payment.payment_intent_id if sold.payment is not None else None
        return PurchaseRow(
            reference=sold.reference,
            workspace_id=sold.workspace_id,
            kind=sold.kind.value,
            product=sold.product,
            credits=sold.credits,
            amount_cents=sold.amount_cents,
            currency=sold.currency,
            payment_intent_id=payment_intent_id,
            refunded_cents=0,
            credits_due=0,
            credits_taken=0,
            paid_at_ms=sold.paid_at_ms,
            expires_at_ms=sold.expires_at_ms,
        )

    row, fresh = await get_or_add(session, PurchaseRow, sold.reference, make)
    if fresh:
        await ledger.sell(
            session,
            row.workspace_id,
            credits_sold=row.credits,
            reference=row.reference,
            expires_at_ms=row.expires_at_ms,
            now_ms=now_ms,
        )
        tell(session, Kind.PURCHASE_MADE, row, PurchaseShape, subject_id=subject_id(row.reference))
    if sold.payment is not None:
        await settle_returned(session, ledger, row, sold.payment.returned_cents, now_ms)
    return fresh


async def purchase_paid_by(session: AsyncSession, payment_intent_id: str) -> PurchaseRow | None:
    """What was bought with a payment, locked."""
    query = select(PurchaseRow).where(PurchaseRow.payment_intent_id == payment_intent_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


def credits_due(credits_sold: int, amount_cents: int, returned_cents: int) -> int:
    """How many credits of a sale go with money that was paid back: in proportion, rounded down."""
    if amount_cents <= 0:
        return 0
    return credits_sold * min(returned_cents, amount_cents) // amount_cents


async def settle_returned(
    session: AsyncSession, ledger: Ledger, row: PurchaseRow, returned_cents: int, now_ms: int
) -> bool:
    """Take back the unused credits of money that was paid back in all; or give them back again.

    Args:
        session: of the transaction.
        ledger: that counts.
        row: locked.
        returned_cents: refunds, and disputes that are open or lost.
        now_ms: epoch time.

    Returns:
        Whether anything has changed.
    """
    if row.refunded_cents == returned_cents:
        return False
    due = credits_due(row.credits, row.amount_cents, returned_cents)
    reference = (
        f"{row.reference}/{row.version}"  # grows with each change of the row, so it is never used twice
    )
    if due > row.credits_due:
        row.credits_taken += await ledger.claw_back(
            session,
            row.workspace_id,
            reference_of_sale=row.reference,
            credits_refunded=due - row.credits_due,
            reference=reference,
            now_ms=now_ms,
        )
    elif row.credits_taken > due:
        await ledger.restore(
            session,
            row.workspace_id,
            reference_of_sale=row.reference,
            credits_restored=row.credits_taken - due,
            reference=reference,
            now_ms=now_ms,
        )
        row.credits_taken = due
    row.refunded_cents, row.credits_due = returned_cents, due
    await session.flush()
    tell(session, Kind.PURCHASE_REFUNDED, row, PurchaseShape, subject_id=subject_id(row.reference))
    return True


def credits_of(invoice: InvoiceState, prices: dict[str, PriceState]) -> tuple[int, int | None, str]:
    """What an invoice buys: credits, when they expire, and of which plan.

    Each line buys its price's credits in proportion to its amount: all of them for a whole period, some of
    them for the rest of one; what is given back for the rest of the plan before is less than none.
    """
    total, expires_ms, plan, most = 0, 0, "", 0
    for line in invoice.lines:
        price = prices.get(line.price_id)
        if price is None or not price.credits or price.amount_cents <= 0:
            continue
        total += price.credits * line.amount_cents // price.amount_cents
        expires_ms = max(expires_ms, line.period_end_ms)
        if line.amount_cents > most:
            plan, most = price.product, line.amount_cents
    return max(0, total), expires_ms + RENEWAL_MS if expires_ms else None, plan


_STATES = {
    "trialing": SubscriptionState.ACTIVE,
    "active": SubscriptionState.ACTIVE,
    "past_due": SubscriptionState.PAST_DUE,
    "unpaid": SubscriptionState.UNPAID,
    "paused": SubscriptionState.UNPAID,
    "canceled": SubscriptionState.CANCELLED,
    "incomplete_expired": SubscriptionState.CANCELLED,
}
"""What Stripe's words mean here; `incomplete` has never been paid, and is none."""


async def seen_version(session: AsyncSession, subscription_id: str) -> int | None:
    """The version of the row before Stripe is asked; None where there is none."""
    return await session.scalar(
        select(SubscriptionRow.version).where(SubscriptionRow.subscription_id == subscription_id)
    )


@dataclass(frozen=True)
class Seen:
    """What Stripe said of a subscription, and which version of the row there was before it was asked."""

    state: AtStripe
    version: int | None


@dataclass(frozen=True)
class Moment:
    """The time, and how long a missing payment is waited for."""

    now_ms: int
    grace_ms: int


async def write_subscription(
    session: AsyncSession, catalog: Catalog, workspace_id: str, seen: Seen, moment: Moment
) -> SubscriptionRow:
    """Bring the row to what Stripe said.

    Raises:
        Overtaken: somebody has written it since, who may have asked later.
    """
    at = seen.state

    def make() -> SubscriptionRow:
        return SubscriptionRow(
            subscription_id=at.subscription_id,
            workspace_id=workspace_id,
            plan=at.product,
            next_plan=None,
            state=SubscriptionState.NONE.value,
            period_start_ms=at.period_start_ms,
            period_end_ms=at.period_end_ms,
            cancels=False,
            past_due_since_ms=None,
            ended_at_ms=None,
        )

    row, fresh = await get_or_add(session, SubscriptionRow, at.subscription_id, make)
    if (None if fresh else row.version) != seen.version:
        raise Overtaken
    before = SubscriptionShape.model_validate(row)
    row.state, row.past_due_since_ms = _standing(row, at.status, moment)
    row.plan, row.next_plan = _plans(row, at, catalog)
    row.period_start_ms, row.period_end_ms = at.period_start_ms, at.period_end_ms
    row.cancels, row.ended_at_ms = at.cancels, at.ended_at_ms
    await session.flush()
    if fresh or SubscriptionShape.model_validate(row) != before:
        tell_changed(session, row)
    return row


def tell_changed(session: AsyncSession, row: SubscriptionRow, kind: Kind = Kind.SUBSCRIPTION_CHANGED) -> None:
    """Say that something became of a subscription."""
    tell(session, kind, row, SubscriptionShape, subject_id=subject_id(row.subscription_id))


def _standing(row: SubscriptionRow, status: str, moment: Moment) -> tuple[str, int | None]:
    state = _STATES.get(status, SubscriptionState.NONE)
    if state is not SubscriptionState.PAST_DUE:
        return state.value, None
    since_ms = row.past_due_since_ms if row.past_due_since_ms is not None else moment.now_ms
    over = moment.now_ms - since_ms >= moment.grace_ms
    return (SubscriptionState.UNPAID if over else SubscriptionState.PAST_DUE).value, since_ms


def _plans(row: SubscriptionRow, at: AtStripe, catalog: Catalog) -> tuple[str, str | None]:
    """The plan of now, and that of the next period: a period that was paid for is not made smaller."""
    if at.product == row.plan or at.period_end_ms != row.period_end_ms:
        return at.product, None
    new, old = catalog.plan(at.product), catalog.plan(row.plan)
    smaller = new is not None and old is not None and new.price_cents < old.price_cents
    return (row.plan, at.product) if smaller else (at.product, None)


async def end_graces(session: AsyncSession, moment: Moment) -> int:
    """Subscriptions whose payment is missing for longer than the grace period are unpaid. How many."""
    query = (
        select(SubscriptionRow)
        .where(
            SubscriptionRow.state == SubscriptionState.PAST_DUE.value,
            SubscriptionRow.past_due_since_ms <= moment.now_ms - moment.grace_ms,
        )
        .limit(500)  # the next look takes the rest
        .with_for_update(skip_locked=True)
    )
    rows = (await session.scalars(query)).all()
    for row in rows:
        row.state = SubscriptionState.UNPAID.value
        tell_changed(session, row)
    return len(rows)


LIVING = frozenset(
    {SubscriptionState.ACTIVE.value, SubscriptionState.PAST_DUE.value, SubscriptionState.UNPAID.value}
)
"""Stripe charges for these, or would."""


async def current_subscription(session: AsyncSession, workspace_id: str) -> SubscriptionRow | None:
    """The subscription of a workspace: the one that lives, else the newest."""
    query = select(SubscriptionRow).where(SubscriptionRow.workspace_id == workspace_id)
    rows = (await session.scalars(query.order_by(SubscriptionRow.created_at_ms.desc()).limit(20))).all()
    living = [row for row in rows if row.state in LIVING]
    return next(iter(living or rows), None)


def lives(row: SubscriptionRow | None) -> bool:
    """Whether there is a subscription that Stripe still charges for, or would."""
    return row is not None and row.state in LIVING
