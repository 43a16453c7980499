"""What a workspace may do by its plan: in, its subscription; out, seats, render slots, templates.

What is there already stays when a plan gets smaller; only more is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.billing.cashier import Billing
from api.billing.models import SubscriptionRow
from api.billing.service import current_subscription
from api.billing.shapes import SubscriptionState
from api.problems import Conflict
from api.workspaces.models import WorkspaceRow

FREE_SEATS, FREE_RENDER_SLOTS, FREE_TEMPLATES = 1, 1, 1
"""Without a plan: enough to try the product with a pack of credits."""

_KEEPS = frozenset({SubscriptionState.ACTIVE.value, SubscriptionState.PAST_DUE.value})


class PlanExceeded(Conflict):
    """The plan of the workspace does not allow more."""

    slug = "plan-exceeded"
    title = "The plan does not allow more"


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


async def check_room(
    session: AsyncSession, workspace_id: str, what: Literal["seats", "templates"], used: int
) -> None:
    """Refuse what a plan has no room for.

    Args:
        session: of a transaction of the API; it knows what is sold.
        workspace_id: a test twin has all the room it wants, since it works for nobody.
        what: is used.
        used: with the one that is to be.

    Raises:
        PlanExceeded.
    """
    billing: Billing | None = session.info.get("billing")
    if billing is None or billing.note:
        return
    workspace = await session.get(WorkspaceRow, workspace_id)
    if workspace is not None and workspace.test_of is not None:
        return
    allowed = benefits_of(billing, await current_subscription(session, workspace_id))
    most = allowed.seats if what == "seats" else allowed.templates
    if most is not None and used > most:
        raise PlanExceeded(
            f"the plan of this workspace has {most} {what}",
            "choose a larger one (GET /v1/billing/products), or remove something first",
        )
