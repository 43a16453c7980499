"""What the routes of billing take and give."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, HttpUrl

from api.billing.models import KEY_LENGTH, STRIPE_ID_LENGTH
from api.billing.products import KEY
from api.fields import Count, Identity, Ms, Request, Shape
from api.listing import ListQuery

Key = Annotated[str, Field(pattern=KEY, max_length=KEY_LENGTH, examples=["pack-300"])]
StripeId = Annotated[str, Field(max_length=STRIPE_ID_LENGTH)]
Where = Annotated[
    Identity | None, Field(description="The workspace; left out where the caller has only one.")
]
Link = Annotated[HttpUrl, Field(max_length=2000, examples=["https://example.com/billing"])]

CENTS_MAX = 100_000_000


class SubscriptionState(StrEnum):
    """How a subscription stands."""

    NONE = "none"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    UNPAID = "unpaid"
    CANCELLED = "cancelled"


class TopUpState(StrEnum):
    """How far a top-up is."""

    WANTED = "wanted"
    PAYING = "paying"
    PAID = "paid"
    FAILED = "failed"


class StripeEventState(StrEnum):
    """How far an event of Stripe's is."""

    WAITING = "waiting"
    HANDLING = "handling"
    DONE = "done"
    IGNORED = "ignored"
    FAILED = "failed"


class PurchaseKind(StrEnum):
    """What was bought."""

    PACK = "pack"
    PLAN = "plan"
    TOP_UP = "top_up"


class ProductShape(Shape):
    """Something that is sold. `seats`, `render_slots` and `templates` are those of a plan."""

    key: Key
    name: str
    monthly: bool
    credits: Count
    price_cents: Count
    currency: str
    seats: Count | None = None
    render_slots: Count | None = None
    templates: Count | None = None


class ProductsShape(Shape):
    """All that is sold. `selling`: whether it can be bought here; `note` says why not."""

    selling: bool
    note: str
    items: list[ProductShape]


class SubscriptionShape(Shape):
    """A subscription. `next_plan`: from the next period on. `cancels`: it ends with the period."""

    subscription_id: StripeId
    workspace_id: Identity
    plan: str
    next_plan: str | None
    state: SubscriptionState
    period_start_ms: Ms
    period_end_ms: Ms
    cancels: bool
    past_due_since_ms: Ms | None
    ended_at_ms: Ms | None


class TopUpSettingsShape(Shape):
    """Whether a workspace buys a pack by itself when its balance falls. `failures`: in a row."""

    workspace_id: Identity
    active: bool = Field(validation_alias="top_up_active")
    threshold_credits: Count = Field(validation_alias="top_up_threshold_credits")
    pack: str = Field(validation_alias="top_up_pack")
    cap_cents: Count = Field(validation_alias="top_up_cap_cents")
    failures: Count = Field(validation_alias="top_up_failures")
    disabled_reason: str = Field(validation_alias="top_up_disabled_reason")


class BenefitsShape(Shape):
    """What a workspace may do. Null: without a bound, since nothing is sold here."""

    seats: Count | None
    render_slots: Count | None
    templates: Count | None


class BillingShape(Shape):
    """How a workspace pays. `balance_credits` is null where no ledger counts."""

    workspace_id: Identity
    selling: bool
    note: str
    state: SubscriptionState
    balance_credits: int | None
    subscription: SubscriptionShape | None
    top_up: TopUpSettingsShape | None
    benefits: BenefitsShape


class CheckoutRequest(Request):
    """What is to be bought. The links are where Stripe sends the buyer afterwards."""

    product: Key
    workspace_id: Where = None
    success_url: Link | None = None
    cancel_url: Link | None = None


class CheckoutShape(Shape):
    """A page of Stripe's, open until `expires_at_ms`. Credits come when it is paid."""

    session_id: StripeId
    url: str
    expires_at_ms: Ms


class PortalRequest(Request):
    """Where Stripe's page leads back to."""

    workspace_id: Where = None
    return_url: Link | None = None


class PortalShape(Shape):
    """A page of Stripe's for invoices and payment methods; the address is good for some minutes."""

    url: str


class SubscriptionChange(Request):
    """What is to be another. A larger plan counts at once, a smaller one from the next period on."""

    workspace_id: Where = None
    plan: Annotated[Key | None, Field(examples=["team"])] = None
    cancel_at_period_end: bool | None = None


class TopUpSettings(Request):
    """Buy `pack` when fewer than `threshold_credits` are left, for at most `cap_cents` a calendar month."""

    workspace_id: Where = None
    active: bool
    threshold_credits: Annotated[int, Field(ge=1, le=1_000_000, examples=[60])]
    pack: Key
    cap_cents: Annotated[int, Field(ge=1, le=CENTS_MAX, examples=[5000], description="In UTC, before tax.")]


class PurchaseShape(Shape):
    """Credits that were paid for, and what became of them when they were paid back."""

    reference: StripeId
    workspace_id: Identity
    kind: PurchaseKind
    product: str
    credits: Count
    amount_cents: Count
    currency: str
    refunded_cents: Count
    credits_taken: Count
    paid_at_ms: Ms
    expires_at_ms: Ms | None


class PurchaseQuery(ListQuery):
    """Filters of purchases."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    kind: PurchaseKind | None = None
    paid_at_ms_min: Ms | None = None
    paid_at_ms_max: Ms | None = None


class TopUpShape(Shape):
    """A top-up. `failure` says why it failed."""

    top_up_id: Identity
    workspace_id: Identity
    sequence: Count
    state: TopUpState
    product: str
    credits: Count
    amount_cents: Count
    currency: str
    failure: str
    created_at_ms: Ms
    ended_at_ms: Ms | None


class TopUpQuery(ListQuery):
    """Filters of top-ups."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    workspace_id: Identity | None = None
    state: TopUpState | None = None


class StripeEventShape(Shape):
    """An event of Stripe's. `note`: why it was ignored, or what the last try failed with."""

    event_id: StripeId
    kind: str
    object_id: str
    made_at_ms: Ms
    state: StripeEventState
    tries: Count
    due_at_ms: Ms
    note: str
    created_at_ms: Ms
    handled_at_ms: Ms | None


class StripeEventQuery(ListQuery):
    """Filters of events."""

    sort: Literal["created_at_ms", "-created_at_ms"] = "-created_at_ms"
    kind: Annotated[str | None, Field(max_length=100)] = None
    object_id: StripeId | None = None
    state: StripeEventState | None = None


class TakenShape(Shape):
    """The event is written down. `known`: it was before."""

    event_id: StripeId
    known: bool


class SyncDifference(Shape):
    """What stands otherwise at Stripe than in the file of products; it was left as it is."""

    product: str
    field: str
    declared: str
    at_stripe: str


class SyncShape(Shape):
    """What was made at Stripe, and what differs."""

    created: list[str]
    differences: list[SyncDifference]


class PaymentDifferenceShape(Shape):
    """Where Stripe and the ledger do not agree."""

    kind: Annotated[str, Field(examples=["missing-sale"])]
    reference: str
    workspace_id: str
    detail: str


class ReconcileShape(Shape):
    """What was compared, and every difference."""

    since_ms: Ms
    until_ms: Ms
    payments: Count
    sales: Count
    differences: list[PaymentDifferenceShape]


class ReconcileQuery(Request):
    """The time to compare: payments made in it."""

    since_ms: Ms | None = None
    until_ms: Ms | None = None
