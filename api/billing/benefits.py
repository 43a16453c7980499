"""What a workspace may do by its plan: in, its subscription; out, seats, render slots, templates."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.billing.cashier import Billing
from api.billing.models import SubscriptionRow
from api.billing.service import current_subscription
from api.billing.shapes import SubscriptionState

FREE_SEATS, FREE_RENDER_SLOTS, FREE_TEMPLATES = 1, 1, 1
"""Without a plan: enough to try the product with a pack of credits."""

_KEEPS = frozenset({SubscriptionState.ACTIVE.value, SubscriptionState.PAST_DUE.value})


@dataclass(frozen=True)
class Benefits:
    """Most of each. None: without a bound."""

    seats: int | None
    render_slots: int | None
    templates: int | None


UNBOUND = Benefits(None, None, None)
"""Where nothing is sold, nobody is to buy more."""


def benefits_of(billing: Billing, subscription: SubscriptionRow | None) -> Benefits:
    """What a subscription allows; a missing payment takes nothing away until the grace period is over."""
    if billing.note:
        return UNBOUND
    plan = None
    if subscription is not None and subscription.state in _KEEPS:
        plan = billing.catalog.plan(subscription.plan)
    if plan is None:
        return Benefits(FREE_SEATS, FREE_RENDER_SLOTS, FREE_TEMPLATES)
    return Benefits(plan.seats, plan.render_slots, plan.templates)


async def benefits(session: AsyncSession, billing: Billing, workspace_id: str) -> Benefits:
    """What a workspace may do."""
    return benefits_of(billing, await current_subscription(session, workspace_id))
