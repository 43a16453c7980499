"""Customers, subscriptions, purchases, top-ups and the events of Stripe."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_IN_FLIGHT = sa.text("state IN ('wanted', 'paying')")


def _stamps() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
    ]


def _whole(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _workspace() -> sa.Column[str]:
    return sa.Column("workspace_id", sa.String(length=64), server_default=sa.text("''"), nullable=False)


def _create_customers() -> None:
    op.create_table(
        "customers",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("stripe_customer_id", sa.String(length=255), nullable=False),
        sa.Column("top_up_active", sa.Boolean(), nullable=False),
        *_whole("top_up_threshold_credits"),
        sa.Column("top_up_pack", sa.String(length=40), nullable=False),
        *_whole("top_up_cap_cents", "top_up_sequence", "top_up_failures", "top_up_not_before_ms"),
        sa.Column("top_up_disabled_reason", sa.Text(), nullable=False),
        *_stamps(),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_customers")),
        sa.UniqueConstraint("stripe_customer_id", name=op.f("uq_customers_stripe_customer_id")),
    )


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("subscription_id", sa.String(length=255), nullable=False),
        _workspace(),
        sa.Column("plan", sa.String(length=40), nullable=False),
        sa.Column("next_plan", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        *_whole("period_start_ms", "period_end_ms"),
        sa.Column("cancels", sa.Boolean(), nullable=False),
        sa.Column("past_due_since_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        *_stamps(),
        sa.PrimaryKeyConstraint("subscription_id", name=op.f("pk_subscriptions")),
    )
    op.create_index("ix_subscriptions_workspace_id", "subscriptions", ["workspace_id"])


def _create_purchases() -> None:
    op.create_table(
        "purchases",
        sa.Column("reference", sa.String(length=64), nullable=False),
        _workspace(),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("product", sa.String(length=40), nullable=False),
        *_whole("credits", "amount_cents"),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_intent_id", sa.String(length=255), nullable=True),
        *_whole("refunded_cents", "credits_due", "credits_taken", "paid_at_ms"),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=True),
        *_stamps(),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_purchases")),
    )
    op.create_index("ix_purchases_workspace_id", "purchases", ["workspace_id"])
    op.create_index("ix_purchases_payment_intent", "purchases", ["payment_intent_id"])
    op.create_index("ix_purchases_paid", "purchases", ["paid_at_ms"])


def _create_top_ups() -> None:
    op.create_table(
        "top_ups",
        sa.Column("top_up_id", sa.String(length=64), nullable=False),
        _workspace(),
        *_whole("sequence"),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("product", sa.String(length=40), nullable=False),
        *_whole("credits", "amount_cents"),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_intent_id", sa.String(length=255), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        *_whole("tries", "due_at_ms"),
        sa.Column("claim", sa.String(length=64), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        *_stamps(),
        sa.PrimaryKeyConstraint("top_up_id", name=op.f("pk_top_ups")),
        sa.UniqueConstraint("workspace_id", "sequence", name=op.f("uq_top_ups_workspace_id_sequence")),
    )
    op.create_index("ix_top_ups_workspace_id", "top_ups", ["workspace_id"])
    op.create_index("ix_top_ups_due", "top_ups", ["state", "due_at_ms"])
    op.create_index(
        "ux_top_ups_in_flight",
        "top_ups",
        ["workspace_id"],
        unique=True,
        sqlite_where=_IN_FLIGHT,
        postgresql_where=_IN_FLIGHT,
    )


def _create_stripe_events() -> None:
    op.create_table(
        "stripe_events",
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("object_id", sa.String(length=255), nullable=False),
        *_whole("made_at_ms"),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        *_whole("tries", "due_at_ms"),
        sa.Column("claim", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("handled_at_ms", sa.BigInteger(), nullable=True),
        *_stamps(),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_stripe_events")),
    )
    op.create_index("ix_stripe_events_due", "stripe_events", ["state", "due_at_ms"])
    op.create_index("ix_stripe_events_created", "stripe_events", ["created_at_ms", "event_id"])


def upgrade() -> None:
    """To this form."""
    _create_customers()
    _create_subscriptions()
    _create_purchases()
    _create_top_ups()
    _create_stripe_events()
