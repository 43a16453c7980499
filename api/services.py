"""What the routes are given: transactions, the announcer, the object store, the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import NOBODY, Caller
from api.accounts.mail import Mailer
from api.accounts.signing import KeyRing
from api.billing.cashier import Billing
from api.calls import CallMeter
from api.database import Database, Work
from api.events.news import News
from api.feeds.bodies import Bodies
from api.keys.uses import KeyUses
from api.limits import Limits
from api.live.slots import Slots
from api.problems import ProblemShape
from api.seals import Seals
from api.settings import ApiSettings
from api.twitch.account import Twitch
from api.twitch.tokens import LinkTokens
from api.watches.announcer import Announcer
from streams.clock import Clock
from streams.store import DirectoryStore


@dataclass(frozen=True)
class Services:
    """All that a request may need, made once at the start.

    Attributes:
        keys: sign and check access tokens.
        billing: what is sold, Stripe, and the ledger that counts it.
        twitch: this installation's application there. twitch_tokens: of the channels that are linked.
        worker_token, operator_token: of this installation's own processes, and of its own command.
    """

    settings: ApiSettings
    database: Database
    announcer: Announcer
    store: DirectoryStore
    clock: Clock
    keys: KeyRing
    mailer: Mailer
    limits: Limits
    calls: CallMeter
    news: News
    seals: Seals
    slots: Slots
    billing: Billing
    twitch: Twitch
    twitch_tokens: LinkTokens
    worker_token: str
    operator_token: str
    key_uses: KeyUses = field(default_factory=KeyUses)
    feed_bodies: Bodies = field(default_factory=Bodies)


async def _services(request: Request) -> Services:
    # Like all that requests depend on it is `async`: what is not, FastAPI runs in a thread.
    services: Services = request.app.state.services
    return services


ServicesOf = Annotated[Services, Depends(_services)]


async def _reading(services: ServicesOf) -> AsyncIterator[AsyncSession]:
    async with services.database.reading() as session:
        yield session


async def _writing(request: Request, services: ServicesOf) -> AsyncIterator[Work]:
    caller: Caller = getattr(request.state, "caller", NOBODY)
    async with services.database.writing() as work:
        work.session.info["caller"] = caller  # whoever is told of in the revisions
        yield work


Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
"""A request's transaction when it only reads."""

Writing = Annotated[Work, Depends(_writing, scope="function")]
"""A request's transaction; it is committed before the answer goes out."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route may refuse with, for its description."""
    shape = {"model": ProblemShape, "content": {"application/problem+json": {}}}
    return dict.fromkeys((401, *statuses, 503), shape)
