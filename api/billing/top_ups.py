"""Buys a pack when the balance falls, while nobody is there.

In: a balance that has changed. Out: a row that wants to be paid; a payment with the saved method; credits.
The row is made in the transaction that has taken the credits, and paid outside of any: at most one is in
flight for a workspace, and its idempotency key is of the workspace and the row's number, so that a process
that dies in between pays nothing twice.
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.billing.asking import Declined, StripeAway, StripeRefused
from api.billing.ledger import Ledger
from api.billing.models import CustomerRow, TopUpRow
from api.billing.payments import TopUp
from api.billing.products import Catalog
from api.billing.service import Sold, record_sale, reference_of
from api.billing.shapes import PurchaseKind, TopUpSettingsShape, TopUpShape, TopUpState
from api.billing.states import PaymentState
from api.billing.till import Till
from api.database import Database
from api.events.kinds import Kind
from api.events.recorder import tell
from api.problems import Problem
from schemas.ids import new_id
from streams.clock import Clock

log = logging.getLogger(__name__)

FAILURES_MAX = 3
"""In a row; a card that was declined three times is not asked a fourth time."""

AFTER_FAILURE_MS = 3_600_000
"""Between a payment that failed and the next: a limit of the day, or a bank in trouble, may have passed."""

LEASE_MS = 180_000
"""A payment takes at most three tries of 20 s and a bit, twice that with tax; an older claim is of a process
that died."""

WAITS_MS = (10_000, 60_000, 300_000, 1_800_000)
"""While Stripe is away; then the top-up is given up, and the next one asked for when credits are used."""

PROCESSING_MS = 6 * 3_600_000
"""Between two looks at a payment that a bank takes days for; an event of Stripe's comes before."""

CLAIM_MAX = 8

_IN_FLIGHT = (TopUpState.WANTED.value, TopUpState.PAYING.value)


def month_start_ms(now_ms: int) -> int:
    """When the calendar month of a moment began, in UTC."""
    now = datetime.datetime.fromtimestamp(now_ms / 1000, datetime.UTC)
    start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return int(start.timestamp()) * 1000


async def topped_up(
    session: AsyncSession, catalog: Catalog, workspace_id: str, balance_credits: int, now_ms: int
) -> TopUpRow | None:
    """Ask for a top-up where a balance has fallen so low that its workspace wants one.

    Called in each transaction that takes credits; it reads one row, and mostly that is all.

    Args:
        session: of the transaction that took the credits.
        catalog: of packs.
        workspace_id: whose balance it is.
        balance_credits: what is left.
        now_ms: epoch time.

    Returns:
        What was asked for; None where nothing is to be bought: it is off, there is enough, one is in
        flight, the last one has just failed, or the month's cap is reached.
    """
    wants = (
        CustomerRow.workspace_id == workspace_id,
        CustomerRow.top_up_active.is_(True),
        CustomerRow.top_up_threshold_credits > balance_credits,
        CustomerRow.top_up_not_before_ms <= now_ms,
    )
    # Looked at before it is locked: nearly always there is nothing to buy, and nobody is to wait for that.
    if await session.scalar(select(CustomerRow.workspace_id).where(*wants)) is None:
        return None
    customer = await session.scalar(select(CustomerRow).where(*wants).with_for_update())
    if customer is None:
        return None
    pack = catalog.pack(customer.top_up_pack)
    if pack is None:  # it is not sold any more
        _turn_off(session, customer, f"the pack {customer.top_up_pack} is not sold any more")
        return None
    mine = TopUpRow.workspace_id == workspace_id
    in_flight = select(TopUpRow.top_up_id).where(mine, TopUpRow.state.in_(_IN_FLIGHT)).limit(1)
    if await session.scalar(in_flight) is not None:
        return None
    spent = select(func.coalesce(func.sum(TopUpRow.amount_cents), 0)).where(
        mine,
        TopUpRow.state != TopUpState.FAILED.value,
        TopUpRow.created_at_ms >= month_start_ms(now_ms),
    )
    if (await session.scalar(spent) or 0) + pack.price_cents > customer.top_up_cap_cents:
        return None
    customer.top_up_sequence += 1
    row = TopUpRow(
        top_up_id=new_id(now_ms),
        workspace_id=workspace_id,
        sequence=customer.top_up_sequence,
        state=TopUpState.WANTED.value,
        product=pack.key,
        credits=pack.credits,
        amount_cents=pack.price_cents,
        currency=catalog.currency,
        payment_intent_id=None,
        failure="",
        tries=0,
        due_at_ms=now_ms,
        claim="",
        ended_at_ms=None,
    )
    session.add(row)
    await session.flush()
    return row


def _turn_off(session: AsyncSession, customer: CustomerRow, reason: str) -> None:
    customer.top_up_active, customer.top_up_disabled_reason = False, reason
    tell(session, Kind.TOP_UP_DISABLED, customer, TopUpSettingsShape)
    log.warning("the top-ups of workspace %s are turned off: %s", customer.workspace_id, reason)


async def settle_paid(session: AsyncSession, ledger: Ledger, payment: PaymentState, now_ms: int) -> str:
    """Give the credits of a top-up that was paid. Returns what to note of it; empty when all is well."""
    query = select(TopUpRow).where(
        TopUpRow.workspace_id == payment.workspace_id, TopUpRow.sequence == payment.sequence
    )
    row = (await session.scalars(query.with_for_update())).one_or_none()
    if row is None:
        return "there is no such top-up here"
    sold = Sold(
        reference=reference_of(payment.payment_intent_id),
        kind=PurchaseKind.TOP_UP,
        workspace_id=row.workspace_id,
        product=row.product,
        credits=row.credits,
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        payment=payment,
        paid_at_ms=payment.at_ms,
    )
    await record_sale(session, ledger, sold, now_ms)
    if row.state != TopUpState.PAID.value:
        row.state, row.failure, row.ended_at_ms = TopUpState.PAID.value, "", now_ms
        row.payment_intent_id = payment.payment_intent_id
        customer = await session.get(CustomerRow, row.workspace_id, with_for_update=True)
        if customer is not None:
            customer.top_up_failures, customer.top_up_not_before_ms = 0, 0
        await session.flush()
        tell(session, Kind.TOP_UP_PAID, row, TopUpShape)
    return ""


async def settle_failed(session: AsyncSession, row: TopUpRow, why: str, now_ms: int) -> None:
    """A top-up that came to nothing. Too many in a row turn top-ups off. `row` is locked."""
    if row.state not in _IN_FLIGHT:
        return
    row.state, row.failure, row.ended_at_ms = TopUpState.FAILED.value, why[:1000], now_ms
    tell(session, Kind.TOP_UP_FAILED, row, TopUpShape)
    customer = await session.get(CustomerRow, row.workspace_id, with_for_update=True)
    if customer is None:
        return
    customer.top_up_failures += 1
    customer.top_up_not_before_ms = now_ms + AFTER_FAILURE_MS
    if customer.top_up_active and customer.top_up_failures >= FAILURES_MAX:
        _turn_off(session, customer, f"{customer.top_up_failures} payments in a row failed; the last: {why}")


@dataclass(frozen=True)
class _Claimed:
    top_up_id: str
    claim: str
    payment_intent_id: str | None
    wanted: TopUp


class Payer:
    """Pays the top-ups that are wanted."""

    def __init__(self, database: Database, till: Till, ledger: Ledger, clock: Clock) -> None:
        self._database = database
        self._till = till
        self._ledger = ledger
        self._clock = clock

    async def pay_due(self) -> int:
        """Try once what is due now. How many."""
        async with self._database.reading() as session:
            if not (await session.scalars(self._due())).first():
                return 0
        async with self._database.writing() as work:
            claimed = await self._claim(work.session)
        for one in claimed:
            await self._pay(one)
        return len(claimed)

    def _due(self) -> Select[TopUpRow]:
        return (
            select(TopUpRow)
            .where(TopUpRow.state.in_(_IN_FLIGHT), TopUpRow.due_at_ms <= self._clock.now_ms())
            .order_by(TopUpRow.due_at_ms)
            .limit(CLAIM_MAX)
        )

    async def _claim(self, session: AsyncSession) -> list[_Claimed]:
        now_ms = self._clock.now_ms()
        claimed = []
        for row in (await session.scalars(self._due().with_for_update(skip_locked=True))).all():
            customer = await session.get(CustomerRow, row.workspace_id)
            if customer is None:
                continue
            row.claim, row.due_at_ms = new_id(now_ms), now_ms + LEASE_MS
            row.tries += 1
            wanted = TopUp(
                workspace_id=row.workspace_id,
                customer_id=customer.stripe_customer_id,
                product=row.product,
                credits=row.credits,
                amount_cents=row.amount_cents,
                sequence=row.sequence,
                key=f"hypecut/top-up/{row.workspace_id}/{row.sequence}",
            )
            claimed.append(_Claimed(row.top_up_id, row.claim, row.payment_intent_id, wanted))
        return claimed

    async def _pay(self, one: _Claimed) -> None:
        payment, why, passing = None, "", False
        try:
            payment = await self._payment(one)
        except Declined as declined:
            why = str(declined.detail)
            await self._withdraw(declined.payment_intent_id)
        except StripeAway as away:
            why, passing = str(away.detail), True
        except (StripeRefused, Problem) as refused:
            why = str(refused.detail)
        async with self._database.writing() as work:
            row = await work.session.get(TopUpRow, one.top_up_id, with_for_update=True)
            if row is None or row.claim != one.claim:  # it took so long that another one has it now
                return
            await self._settle(work.session, row, payment, why, passing=passing)

    async def _payment(self, one: _Claimed) -> PaymentState:
        if one.payment_intent_id is not None:
            return await self._till.payments.payment(one.payment_intent_id)
        method = await self._till.payments.saved_method(one.wanted.customer_id)
        if method is None:
            raise Declined("no_method", "there is no saved payment method")
        return await self._till.payments.pay(one.wanted, method)

    async def _withdraw(self, payment_intent_id: str | None) -> None:
        if payment_intent_id is None:
            return
        try:
            await self._till.payments.give_up(payment_intent_id)
        except Problem as problem:  # should it be paid later after all, its event gives the credits
            log.warning("payment %s could not be taken back: %s", payment_intent_id, problem.detail)

    async def _settle(
        self, session: AsyncSession, row: TopUpRow, payment: PaymentState | None, why: str, *, passing: bool
    ) -> None:
        now_ms = self._clock.now_ms()
        row.claim = ""
        if payment is not None and payment.paid:
            await settle_paid(session, self._ledger, payment, now_ms)
        elif payment is not None and payment.processing and row.state in _IN_FLIGHT:
            row.state, row.payment_intent_id = TopUpState.PAYING.value, payment.payment_intent_id
            row.due_at_ms = now_ms + PROCESSING_MS
        elif passing and row.tries <= len(WAITS_MS):
            row.due_at_ms = now_ms + WAITS_MS[row.tries - 1]
        else:
            await settle_failed(session, row, why or (payment.failure if payment else "") or "unpaid", now_ms)
