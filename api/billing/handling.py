"""What an event of Stripe's leads to.

In: the kind of an event, and what it is about. Out: what to do in a transaction. An event is only a hint
that something is new: the state itself is asked of Stripe, before the transaction. So events may come late,
twice and in any order, and an old one changes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.billing import service
from api.billing.ledger import Ledger
from api.billing.models import CustomerRow, TopUpRow
from api.billing.products import Catalog
from api.billing.service import Moment, Seen, Sold, reference_of
from api.billing.shapes import PurchaseKind, TopUpSettingsShape
from api.billing.states import CheckoutState, InvoiceState, PaymentState, PriceState
from api.billing.till import Till
from api.billing.top_ups import settle_failed, settle_paid
from api.database import Database
from api.events.kinds import Kind
from api.events.recorder import tell
from streams.clock import Clock

NOT_OURS = "it is of no customer of this installation"

Effect = Callable[[AsyncSession], Awaitable[str]]
"""What to do in the transaction that marks the event as handled. Returns why it was nothing, or nothing."""


class NotYet(Exception):
    """What the event builds upon has not been handled: try again later."""


class Subject(msgspec.Struct, frozen=True):
    """What an event is about: the fields of its object that we read."""

    id: str = ""
    payment_intent: str | None = None


class _Data(msgspec.Struct, frozen=True):
    object: Subject


class _Payload(msgspec.Struct, frozen=True):
    data: _Data


@dataclass(frozen=True)
class Told:
    """An event: its kind, and what it is about."""

    kind: str
    subject: Subject


def subject_of(payload: str) -> Subject:
    """What the payload of an event is about. Raises msgspec.DecodeError, msgspec.ValidationError."""
    return msgspec.json.decode(payload, type=_Payload).data.object


class Handler:
    """Knows what each kind of event leads to."""

    def __init__(
        self, database: Database, till: Till, ledger: Ledger, catalog: Catalog, grace_ms: int
    ) -> None:
        self._database = database
        self._till = till
        self._ledger = ledger
        self._catalog = catalog
        self._grace_ms = grace_ms
        self._clock: Clock = database.info["clock"]

    async def prepare(self, told: Told) -> Effect:
        """Ask Stripe, and say what follows. Raises StripeAway and the like."""
        match told.kind.split("."):
            case ["checkout", "session", _]:
                return await self._checkout(told)
            case ["invoice", "paid" | "payment_failed"]:
                return await self._invoice(told)
            case ["customer", "subscription", *_]:
                return await self._subscription(told.subject.id)
            case ["charge", "refunded" | "refund" | "dispute", *_] | ["refund", *_]:
                return await self._returned(told.subject.payment_intent)
            case ["payment_intent", "succeeded" | "payment_failed"]:
                return await self._payment(told.subject.id)
        return _nothing("nothing follows from this kind of event")

    async def _checkout(self, told: Told) -> Effect:
        checkout = await self._till.checkout(told.subject.id)
        if checkout.subscription_id is not None:
            return await self._subscription(checkout.subscription_id)
        payment = None
        if checkout.payment_intent_id is not None:
            payment = await self._till.payments.payment(checkout.payment_intent_id)

        async def effect(session: AsyncSession) -> str:
            workspace_id = await service.workspace_of(session, checkout.customer_id)
            if workspace_id is None:
                return NOT_OURS
            if told.kind.endswith("async_payment_failed"):
                await _tell_failed(session, workspace_id)
                return "the payment failed"
            return await self._sell_pack(session, workspace_id, checkout, payment)

        return effect

    async def _sell_pack(
        self,
        session: AsyncSession,
        workspace_id: str,
        checkout: CheckoutState,
        payment: PaymentState | None,
    ) -> str:
        if not checkout.paid:
            return "it is not paid (yet)"
        if not checkout.credits:
            return "it sells no credits"
        await service.record_sale(
            session, self._ledger, pack_sold(workspace_id, checkout, payment), self._clock.now_ms()
        )
        return ""

    async def _subscription(self, subscription_id: str) -> Effect:
        async with self._database.reading() as session:
            version = await service.seen_version(session, subscription_id)
        seen = Seen(await self._till.subscription(subscription_id), version)

        async def effect(session: AsyncSession) -> str:
            workspace_id = await service.workspace_of(session, seen.state.customer_id)
            if workspace_id is None:
                return NOT_OURS
            moment = Moment(self._clock.now_ms(), self._grace_ms)
            await service.write_subscription(session, self._catalog, workspace_id, seen, moment)
            return ""

        return effect

    async def _invoice(self, told: Told) -> Effect:
        invoice = await self._till.invoice(told.subject.id)
        if invoice.subscription_id is None:
            return _nothing("it is of no subscription")
        subscribe = await self._subscription(invoice.subscription_id)
        prices = {
            price_id: await self._till.price(price_id)
            for price_id in sorted({line.price_id for line in invoice.lines})
        }
        payment = None
        if invoice.payment_intent_id is not None:
            payment = await self._till.payments.payment(invoice.payment_intent_id)

        async def effect(session: AsyncSession) -> str:
            note = await subscribe(session)
            if note:
                return note
            workspace_id = await service.workspace_of(session, invoice.customer_id)
            if workspace_id is None:
                return NOT_OURS
            if told.kind == "invoice.payment_failed" and not invoice.paid:
                await _tell_failed(session, workspace_id)
                return ""
            sold = plan_sold(workspace_id, invoice, prices, payment)
            if not invoice.paid or sold is None:
                return "it sells no credits"
            await service.record_sale(session, self._ledger, sold, self._clock.now_ms())
            return ""

        return effect

    async def _returned(self, payment_intent_id: str | None) -> Effect:
        if payment_intent_id is None:
            return _nothing("it is of no payment")
        payment = await self._till.payments.payment(payment_intent_id)

        async def effect(session: AsyncSession) -> str:
            row = await service.purchase_paid_by(session, payment_intent_id)
            if row is not None:
                now_ms = self._clock.now_ms()
                await service.settle_returned(session, self._ledger, row, payment.returned_cents, now_ms)
                return ""
            if await service.workspace_of(session, payment.customer_id) is None:
                return NOT_OURS
            if not payment.returned_cents:
                return "nothing of it was paid back"
            # The sale may be on its way; it would have been reckoned without what was paid back since.
            raise NotYet(f"the purchase of {payment_intent_id} is not known yet")

        return effect

    async def _payment(self, payment_intent_id: str) -> Effect:
        payment = await self._till.payments.payment(payment_intent_id)

        async def effect(session: AsyncSession) -> str:
            workspace_id = await service.workspace_of(session, payment.customer_id)
            if workspace_id is None:
                return NOT_OURS
            if payment.kind != PurchaseKind.TOP_UP.value or payment.workspace_id != workspace_id:
                return "a checkout or an invoice tells of it"
            now_ms = self._clock.now_ms()
            if payment.paid:
                return await settle_paid(session, self._ledger, payment, now_ms)
            row = await _top_up_of(session, payment)
            if row is not None and not payment.processing:
                await settle_failed(session, row, payment.failure or "the payment failed", now_ms)
            return ""

        return effect


def pack_sold(workspace_id: str, checkout: CheckoutState, payment: PaymentState | None) -> Sold:
    """What a checkout of a pack has sold."""
    return Sold(
        reference=reference_of(checkout.payment_intent_id or checkout.session_id),
        kind=PurchaseKind.PACK,
        workspace_id=workspace_id,
        product=checkout.product,
        credits=checkout.credits,
        amount_cents=checkout.amount_cents,
        currency=checkout.currency,
        payment=payment,
        paid_at_ms=payment.at_ms if payment is not None else checkout.at_ms,
    )


def plan_sold(
    workspace_id: str, invoice: InvoiceState, prices: dict[str, PriceState], payment: PaymentState | None
) -> Sold | None:
    """What an invoice of a plan has sold; None where it sold nothing."""
    credits_sold, expires_at_ms, plan = service.credits_of(invoice, prices)
    if not credits_sold:
        return None
    return Sold(
        reference=reference_of(invoice.invoice_id),
        kind=PurchaseKind.PLAN,
        workspace_id=workspace_id,
        product=plan,
        credits=credits_sold,
        amount_cents=invoice.amount_cents,
        currency=invoice.currency,
        payment=payment,
        paid_at_ms=invoice.at_ms,
        expires_at_ms=expires_at_ms,
    )


def _nothing(why: str) -> Effect:
    async def effect(session: AsyncSession) -> str:
        return why

    return effect


async def _tell_failed(session: AsyncSession, workspace_id: str) -> None:
    subscription = await service.current_subscription(session, workspace_id)
    if subscription is not None:
        service.tell_changed(session, subscription, Kind.PAYMENT_FAILED)
        return
    customer = await session.get(CustomerRow, workspace_id)
    if customer is not None:
        tell(session, Kind.PAYMENT_FAILED, customer, TopUpSettingsShape)


async def _top_up_of(session: AsyncSession, payment: PaymentState) -> TopUpRow | None:
    query = select(TopUpRow).where(
        TopUpRow.workspace_id == payment.workspace_id, TopUpRow.sequence == payment.sequence
    )
    return (await session.scalars(query.with_for_update())).one_or_none()
