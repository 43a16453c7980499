"""What goes on beside the requests: events are handled, top-ups are paid, graces end.

In: the database, Stripe, the ledger. Out: the same, further. Any number of API processes may do so on one
database: rows are claimed, and a claim of a process that dies runs out.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from api.billing import service
from api.billing.doubles import end_doubles
from api.billing.handling import Handler
from api.billing.inbox import Inbox
from api.billing.ledger import Ledger
from api.billing.models import SubscriptionRow
from api.billing.products import Catalog
from api.billing.service import Moment, Overtaken, Seen
from api.billing.shapes import SubscriptionState
from api.billing.till import Till
from api.billing.top_ups import Payer
from api.database import Database
from api.problems import Conflict, Problem, Unavailable
from api.workspaces.models import WorkspaceRow
from streams.clock import Clock

log = logging.getLogger(__name__)

LOOK_S = 2.0
"""Between two looks for what other processes wrote, or what is due again; two reads of an index."""

TROUBLE_WAIT_S = 10.0

ORPHANS_EACH_MS = 60_000
"""Between two looks for graces that are over, and for subscriptions whose workspace is gone."""

ORPHANS_MAX = 20
"""Ended in one look; the next takes the rest."""

NO_KEY = "nothing is sold here: credits are granted by the operator"
NO_LEDGER = "nothing is sold here: this installation has no ledger that counts credits"


class NothingSold(Conflict):
    """This installation has no key of Stripe's."""

    slug = "nothing-sold"
    title = "Nothing is sold here"


@dataclass(frozen=True)
class Billing:
    """All that selling needs.

    Attributes:
        till: Stripe; None where this installation has no key of it.
        ledger: counts the credits; None where there is none.
        webhook_secret: signs what Stripe sends.
        woken: set when there is something to do at once.
    """

    catalog: Catalog
    grace_ms: int
    till: Till | None = None
    ledger: Ledger | None = None
    webhook_secret: str = ""
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def note(self) -> str:
        """Why nothing is sold; empty where something is."""
        if self.till is None:
            return NO_KEY
        return NO_LEDGER if self.ledger is None else ""

    async def close(self) -> None:
        """Close the connections to Stripe."""
        if self.till is not None:
            await self.till.close()

    def open_till(self) -> tuple[Till, Ledger]:
        """Stripe and the ledger. Raises NothingSold."""
        if self.till is None or self.ledger is None:
            raise NothingSold(
                self.note, "ask the operator for credits; docs/billing.md tells operators how to sell them"
            )
        return self.till, self.ledger


class Cashier:
    """Works until cancelled; does nothing where nothing is sold."""

    def __init__(self, database: Database, billing: Billing, clock: Clock) -> None:
        self._database = database
        self._billing = billing
        self._clock = clock
        self._orphans_at_ms = 0

    async def run(self) -> None:
        """Do what is due, whenever there is something."""
        if self._billing.note:
            return
        woken = self._billing.woken
        while True:
            woken.clear()
            wait_s = LOOK_S
            try:
                while await self.work():
                    pass
            except (SQLAlchemyError, Unavailable) as error:
                log.warning("billing is put off: %s", error)
                wait_s = TROUBLE_WAIT_S
            except Exception:
                log.exception("billing is put off by an error")
                wait_s = TROUBLE_WAIT_S
            try:
                async with asyncio.timeout(wait_s):  # `wait_for` loses a cancellation that meets the event
                    await woken.wait()
            except TimeoutError:
                continue

    async def work(self) -> int:
        """Try once what is due now. How much that was."""
        till, ledger = self._billing.open_till()
        handler = Handler(self._database, till, ledger, self._billing.catalog, self._billing.grace_ms)
        done = await Inbox(self._database, handler, self._clock).handle_due()
        done += await Payer(self._database, till, ledger, self._clock).pay_due()
        if self._clock.now_ms() >= self._orphans_at_ms:
            self._orphans_at_ms = self._clock.now_ms() + ORPHANS_EACH_MS
            await self._end_graces()
            await self._end_orphans(till)
            moment = Moment(self._clock.now_ms(), self._billing.grace_ms)
            await end_doubles(self._database, till, self._billing.catalog, moment)
        return done

    async def _end_graces(self) -> None:
        async with self._database.reading() as session:
            due = select(SubscriptionRow.subscription_id).where(
                SubscriptionRow.state == SubscriptionState.PAST_DUE.value
            )
            if await session.scalar(due.limit(1)) is None:
                return
        async with self._database.writing() as work:
            await service.end_graces(work.session, Moment(self._clock.now_ms(), self._billing.grace_ms))

    async def _end_orphans(self, till: Till) -> None:
        """A workspace that is gone is not charged any more."""
        query = (
            select(SubscriptionRow.subscription_id, SubscriptionRow.workspace_id)
            .join(WorkspaceRow, WorkspaceRow.workspace_id == SubscriptionRow.workspace_id)
            .where(
                WorkspaceRow.deleted_at_ms.is_not(None),
                SubscriptionRow.state.in_(sorted(service.LIVING)),
            )
            .limit(ORPHANS_MAX)
        )
        async with self._database.reading() as session:
            orphans = list(await session.execute(query))
        for subscription_id, workspace_id in orphans:
            async with self._database.reading() as session:
                version = await service.seen_version(session, subscription_id)
            try:
                seen = Seen(await till.cancel_now(subscription_id), version)
                async with self._database.writing() as work:
                    moment = Moment(self._clock.now_ms(), self._billing.grace_ms)
                    await service.write_subscription(
                        work.session, self._billing.catalog, workspace_id, seen, moment
                    )
            except (Problem, Overtaken) as error:  # the next look tries again
                log.warning("subscription %s of a deleted workspace goes on: %s", subscription_id, error)
