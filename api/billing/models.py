"""The tables of billing: whose customer is whose at Stripe, what was bought, and what Stripe has told."""

from __future__ import annotations

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row

STRIPE_ID_LENGTH = 255
"""What Stripe says its identities may grow to."""

KEY_LENGTH = 40
"""Of a product's key."""


class CustomerRow(Row):
    """A workspace as Stripe's customer, and whether it tops up by itself.

    Attributes:
        top_up_active: buy `top_up_pack` when the balance falls under `top_up_threshold_credits`.
        top_up_cap_cents: most that this may cost in a calendar month (UTC), before tax.
        top_up_sequence: number of the last top-up; it is in the idempotency key of its payment.
        top_up_failures: in a row.
        top_up_not_before_ms: after a failure it waits.
        top_up_disabled_reason: why it was turned off by us; empty when it was not.
    """

    __tablename__ = "customers"

    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    stripe_customer_id: Mapped[str] = mapped_column(String(STRIPE_ID_LENGTH), unique=True)
    top_up_active: Mapped[bool]
    top_up_threshold_credits: Mapped[int]
    top_up_pack: Mapped[str] = mapped_column(String(KEY_LENGTH))
    top_up_cap_cents: Mapped[int]
    top_up_sequence: Mapped[int]
    top_up_failures: Mapped[int]
    top_up_not_before_ms: Mapped[int]
    top_up_disabled_reason: Mapped[str] = mapped_column(Text)


class SubscriptionRow(Owned, Row):
    """A subscription as it was when Stripe was asked last.

    Attributes:
        plan: whose benefits hold now. `next_plan`: from the next period on.
        state: ours: `none` until the first payment, then `active`, `past_due`, `unpaid`, `cancelled`.
        cancels: it ends with the period.
        past_due_since_ms: since when a payment is missing.
    """

    __tablename__ = "subscriptions"

    subscription_id: Mapped[str] = mapped_column(String(STRIPE_ID_LENGTH), primary_key=True)
    plan: Mapped[str] = mapped_column(String(KEY_LENGTH))
    next_plan: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    state: Mapped[str] = mapped_column(String(16))
    period_start_ms: Mapped[int]
    period_end_ms: Mapped[int]
    cancels: Mapped[bool]
    past_due_since_ms: Mapped[int | None]
    ended_at_ms: Mapped[int | None]


class PurchaseRow(Owned, Row):
    """Credits that were paid for.

    Attributes:
        reference: `stripe:` and what was paid at Stripe: a payment intent, an invoice, or a checkout session
            that cost nothing.
        kind: `pack`, `plan` or `top_up`.
        payment_intent_id: null where nothing had to be paid.
        refunded_cents: paid back, or disputed and not won.
        credits_due: what was to be taken back for that. `credits_taken`: what was left to be taken.
    """

    __tablename__ = "purchases"
    __table_args__ = (
        Index("ix_purchases_payment_intent", "payment_intent_id"),
        Index("ix_purchases_paid", "paid_at_ms"),
    )

    reference: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    product: Mapped[str] = mapped_column(String(KEY_LENGTH))
    credits: Mapped[int]
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    payment_intent_id: Mapped[str | None] = mapped_column(String(STRIPE_ID_LENGTH))
    refunded_cents: Mapped[int]
    credits_due: Mapped[int]
    credits_taken: Mapped[int]
    paid_at_ms: Mapped[int]
    expires_at_ms: Mapped[int | None]


class TopUpRow(Owned, Row):
    """A pack that was bought because the balance had fallen.

    Attributes:
        sequence: counts the top-ups of the workspace.
        state: `wanted`, `paying` (Stripe has not said yes or no), `paid` or `failed`.
        due_at_ms: when the next try is due; while one is made, when it is taken for lost.
        claim: names the try.
    """

    __tablename__ = "top_ups"
    __table_args__ = (
        UniqueConstraint("workspace_id", "sequence"),
        Index("ix_top_ups_due", "state", "due_at_ms"),
        Index(
            "ux_top_ups_in_flight",
            "workspace_id",
            unique=True,
            sqlite_where=text("state IN ('wanted', 'paying')"),
            postgresql_where=text("state IN ('wanted', 'paying')"),
        ),
    )

    top_up_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    sequence: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    product: Mapped[str] = mapped_column(String(KEY_LENGTH))
    credits: Mapped[int]
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    payment_intent_id: Mapped[str | None] = mapped_column(String(STRIPE_ID_LENGTH))
    failure: Mapped[str] = mapped_column(Text)
    tries: Mapped[int]
    due_at_ms: Mapped[int]
    claim: Mapped[str] = mapped_column(String(ID_LENGTH))
    ended_at_ms: Mapped[int | None]


class StripeEventRow(Row):
    """Something that Stripe has told, on its way to being handled.

    Attributes:
        event_id: Stripe's; the same event comes more than once.
        kind: such as `invoice.paid`.
        made_at_ms: when it happened, by Stripe's clock.
        payload: as it came.
        state: `waiting`, `handling`, `done`, `ignored` or `failed`.
        due_at_ms: when the next try is due; while one is made, when it is taken for lost.
        claim: names the try; whoever has another one has come too late.
        note: why it was ignored, or what the last try failed with.
    """

    __tablename__ = "stripe_events"
    __table_args__ = (
        Index("ix_stripe_events_due", "state", "due_at_ms"),
        Index("ix_stripe_events_created", "created_at_ms", "event_id"),
    )

    event_id: Mapped[str] = mapped_column(String(STRIPE_ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(100))
    object_id: Mapped[str] = mapped_column(String(STRIPE_ID_LENGTH))
    made_at_ms: Mapped[int]
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int]
    due_at_ms: Mapped[int]
    claim: Mapped[str] = mapped_column(String(ID_LENGTH))
    note: Mapped[str] = mapped_column(Text)
    handled_at_ms: Mapped[int | None]
