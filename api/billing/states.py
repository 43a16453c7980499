"""What Stripe says, in our own words: in, objects of its library; out, frozen values.

Stripe counts seconds, we count milliseconds; an identity may come as a text or as the whole object.
Shapes are those of the API version that the library is made for (`stripe` 16: 2026-10-28).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.billing.models import KEY_LENGTH

if TYPE_CHECKING:
    import stripe

CREDITS_MAX = 10**9
"""What stands at Stripe is typed by people; more is a mistake."""


@dataclass(frozen=True)
class PriceState:
    """A price. `product` and `credits` are those of our own marks on it; empty and 0 where it has none."""

    price_id: str
    lookup_key: str
    product: str
    name: str
    credits: int
    amount_cents: int
    currency: str
    tax_behavior: str
    monthly: bool
    active: bool


@dataclass(frozen=True)
class PaymentState:
    """A payment: a payment intent with its charge.

    Attributes:
        refunded_cents: paid back. `disputed_cents`: taken by disputes that are open or lost.
        kind, workspace_id, product, credits, sequence: our own marks; a payment of an invoice has none.
        failure: why it failed, in a sentence.
    """

    payment_intent_id: str
    paid: bool
    processing: bool
    customer_id: str
    amount_cents: int
    currency: str
    refunded_cents: int
    disputed_cents: int
    kind: str
    workspace_id: str
    product: str
    credits: int
    sequence: int
    at_ms: int
    failure: str

    @property
    def returned_cents(self) -> int:
        """What did not stay with us."""
        return min(self.amount_cents, self.refunded_cents + self.disputed_cents)


@dataclass(frozen=True)
class CheckoutState:
    """A checkout session. `paid` is true too where nothing had to be paid."""

    session_id: str
    url: str
    paid: bool
    customer_id: str
    payment_intent_id: str | None
    subscription_id: str | None
    amount_cents: int
    currency: str
    product: str
    credits: int
    at_ms: int
    expires_at_ms: int


@dataclass(frozen=True)
class LineState:
    """A line of an invoice. `amount_cents` is below 0 for time that is given back."""

    price_id: str
    amount_cents: int
    period_end_ms: int


@dataclass(frozen=True)
class InvoiceState:
    """An invoice of a subscription; `subscription_id` is None for any other."""

    invoice_id: str
    paid: bool
    customer_id: str
    subscription_id: str | None
    payment_intent_id: str | None
    amount_cents: int
    currency: str
    lines: tuple[LineState, ...]
    at_ms: int


@dataclass(frozen=True)
class SubscriptionState:
    """A subscription. `status` is Stripe's word; `cancels`: it ends with the period."""

    subscription_id: str
    customer_id: str
    status: str
    item_id: str
    price_id: str
    product: str
    period_start_ms: int
    period_end_ms: int
    cancels: bool
    ended_at_ms: int | None


def identity(value: Any) -> str | None:
    """The identity of what may be a text, an object or nothing."""
    if value is None or isinstance(value, str):
        return value
    return str(value.id)


def _mark(thing: Any, name: str) -> str:
    marks = getattr(thing, "metadata", None)
    if marks is None:
        return ""
    return str(getattr(marks, f"hypecut_{name}", "") or "")[: 64 if name == "workspace" else KEY_LENGTH]


def _whole(text: str) -> int:
    return min(int(text), CREDITS_MAX) if text.isdecimal() and len(text) < 20 else 0


def _ms(seconds: int | None) -> int:
    return (seconds or 0) * 1000


def price_state(price: stripe.Price) -> PriceState:
    """A price, with its product expanded."""
    product = price.product
    return PriceState(
        price_id=price.id,
        lookup_key=price.lookup_key or "",
        product=_mark(price, "product"),
        name=str(getattr(product, "name", "")),
        credits=_whole(_mark(price, "credits")),
        amount_cents=price.unit_amount or 0,
        currency=price.currency,
        tax_behavior=price.tax_behavior or "unspecified",
        monthly=price.recurring is not None
        and price.recurring.interval == "month"
        and price.recurring.interval_count == 1,
        active=price.active and bool(getattr(product, "active", True)),
    )


def checkout_state(session: stripe.checkout.Session) -> CheckoutState:
    """A checkout session."""
    return CheckoutState(
        session_id=session.id,
        url=session.url or "",
        paid=session.status == "complete" and session.payment_status in {"paid", "no_payment_required"},
        customer_id=identity(session.customer) or "",
        payment_intent_id=identity(session.payment_intent),
        subscription_id=identity(session.subscription),
        amount_cents=session.amount_total or 0,
        currency=session.currency or "",
        product=_mark(session, "product"),
        credits=_whole(_mark(session, "credits")),
        at_ms=_ms(session.created),
        expires_at_ms=_ms(session.expires_at),
    )


def payment_state(intent: stripe.PaymentIntent, disputes: list[stripe.Dispute]) -> PaymentState:
    """A payment intent with `latest_charge` expanded, and the disputes of that charge."""
    charge: Any = intent.latest_charge
    whole = charge is not None and not isinstance(charge, str)
    failure = intent.last_payment_error
    lost = sum(one.amount for one in disputes if one.status in _TAKEN)
    return PaymentState(
        payment_intent_id=intent.id,
        paid=intent.status == "succeeded",
        processing=intent.status == "processing",
        customer_id=identity(intent.customer) or "",
        amount_cents=intent.amount_received or 0,
        currency=intent.currency,
        refunded_cents=charge.amount_refunded if whole else 0,
        disputed_cents=lost,
        kind=_mark(intent, "kind"),
        workspace_id=_mark(intent, "workspace"),
        product=_mark(intent, "product"),
        credits=_whole(_mark(intent, "credits")),
        sequence=_whole(_mark(intent, "sequence")),
        at_ms=_ms(charge.created if whole else intent.created),
        failure=_said(failure),
    )


def _said(failure: Any) -> str:
    """Why a payment failed; Stripe leaves out what it has nothing to say of."""
    return str(getattr(failure, "message", None) or getattr(failure, "code", None) or "")


_TAKEN = frozenset({"needs_response", "under_review", "lost"})
"""A dispute in these has taken the money; a mere warning has not, and one that was won gave it back."""


def invoice_state(invoice: stripe.Invoice) -> InvoiceState:
    """An invoice with `payments` expanded."""
    details: Any = getattr(invoice.parent, "subscription_details", None)
    paid_by = None
    for one in invoice.payments.data if invoice.payments is not None else []:
        if one.status == "paid":
            paid_by = identity(getattr(one.payment, "payment_intent", None)) or paid_by
    lines = []
    for line in invoice.lines.data:
        pricing: Any = getattr(line.pricing, "price_details", None)
        if pricing is not None:
            lines.append(LineState(identity(pricing.price) or "", line.amount, _ms(line.period.end)))
    return InvoiceState(
        invoice_id=invoice.id,
        paid=invoice.status == "paid",
        customer_id=identity(invoice.customer) or "",
        subscription_id=identity(details.subscription) if details is not None else None,
        payment_intent_id=paid_by,
        amount_cents=invoice.amount_paid,
        currency=invoice.currency,
        lines=tuple(lines),
        at_ms=_ms(invoice.status_transitions.paid_at or invoice.created),
    )


def subscription_state(subscription: stripe.Subscription) -> SubscriptionState:
    """A subscription; of ours each has one item."""
    item = subscription.items.data[0]
    return SubscriptionState(
        subscription_id=subscription.id,
        customer_id=identity(subscription.customer) or "",
        status=subscription.status,
        item_id=item.id,
        price_id=item.price.id,
        product=_mark(item.price, "product"),
        period_start_ms=_ms(item.current_period_start),
        period_end_ms=_ms(item.current_period_end),
        cancels=subscription.cancel_at_period_end or subscription.cancel_at is not None,
        ended_at_ms=_ms(subscription.ended_at) or None,
    )
