"""A workspace has one plan: of two that were paid on two pages at once, the later one is given back.

In: subscriptions that live. Out: the money of the later one refunded, and then the subscription ended; its
credits go as those of every refund. Dying in between is made good by the next look, since a payment is
refunded once.
"""

from __future__ import annotations

import logging

from sqlalchemy import func, select

from api.billing import service
from api.billing.models import SubscriptionRow
from api.billing.products import Catalog
from api.billing.service import Moment, Overtaken, Seen
from api.billing.till import Till
from api.database import Database
from api.problems import Problem

log = logging.getLogger(__name__)

DOUBLES_MAX = 20
"""Ended in one look; the next takes the rest."""


async def superfluous(database: Database) -> list[SubscriptionRow]:
    """Subscriptions that live though their workspace had another one before."""
    living = SubscriptionRow.state.in_(sorted(service.LIVING))
    several = (
        select(SubscriptionRow.workspace_id)
        .where(living)
        .group_by(SubscriptionRow.workspace_id)
        .having(func.count() > 1)
        .limit(DOUBLES_MAX)
    )
    query = (
        select(SubscriptionRow)
        .where(living, SubscriptionRow.workspace_id.in_(several))
        .order_by(
            SubscriptionRow.workspace_id, SubscriptionRow.created_at_ms, SubscriptionRow.subscription_id
        )
    )
    async with database.reading() as session:
        rows = list(await session.scalars(query))
    first = {row.workspace_id: row for row in reversed(rows)}
    return [row for row in rows if first[row.workspace_id] is not row]


async def end_doubles(database: Database, till: Till, catalog: Catalog, moment: Moment) -> int:
    """Give back what was bought twice. How many that were."""
    ended = 0
    for row in await superfluous(database):
        try:
            for invoice in await till.invoices_of(row.subscription_id):
                if invoice.payment_intent_id is not None and invoice.paid:
                    await till.payments.give_back(invoice.payment_intent_id)
            async with database.reading() as session:
                version = await service.seen_version(session, row.subscription_id)
            seen = Seen(await till.cancel_now(row.subscription_id), version)
            async with database.writing() as work:
                await service.write_subscription(work.session, catalog, row.workspace_id, seen, moment)
        except (Problem, Overtaken) as error:  # the next look tries again
            log.warning("subscription %s is a second one and goes on: %s", row.subscription_id, error)
            continue
        log.info("subscription %s was a second one: refunded and ended", row.subscription_id)
        ended += 1
    return ended
