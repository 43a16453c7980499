"""The app: all routes, what stands before them, and what runs beside them."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from pydantic import SecretStr
from redis.asyncio import Redis
from sqlalchemy.exc import DBAPIError
from starlette.routing import BaseRoute

from api import description as describe
from api.access.authenticate import known_caller
from api.access.gate import CallerGate
from api.access.routes import router as access_rules
from api.accounts.mail import ConsoleMailer, Mailer
from api.accounts.routes import keys_router as jwks
from api.accounts.routes import router as auth
from api.accounts.signing import KeyRing
from api.assets.routes import router as assets
from api.audit import recorder  # every transaction is told of from here on
from api.audit.routes import router as audit
from api.billing.cashier import Cashier
from api.billing.ledger import Ledger
from api.billing.operators import open_router as stripe_events
from api.billing.operators import router as billing_operators
from api.billing.routes import router as selling
from api.billing.setting_up import billing_of
from api.bot.routes import router as bot
from api.broadcasts.routes import router as broadcasts
from api.calls import CallMeter
from api.channels.routes import router as channels
from api.clips.links import LINKS, ClipLinks
from api.clips.links import router as clip_links
from api.clips.looks import router as looks
from api.clips.routes import router as clips
from api.credits.routes import nouns as credit_nouns
from api.credits.routes import router as credit_routes
from api.credits.routes import session_router as session_minutes
from api.credits.selling import CreditLedger
from api.custom_fields.routes import router as custom_fields
from api.custom_fields.routes import workspace_router as workspace_openapi
from api.database import Database
from api.docs import router as docs
from api.dues import Dues
from api.edge import BodyBound, BugReport
from api.events.news import News
from api.events.routes import router as events
from api.feeds.reading import router as open_feeds
from api.feeds.routes import router as feeds
from api.feeds.takedowns import router as takedowns
from api.health.routes import router as health
from api.highlights.routes import router as highlights
from api.keys.routes import router as keys
from api.limits import Counter, Limits, LocalCounter, RedisCounter
from api.live.lookout import Lookout
from api.live.routes import router as live
from api.live.slots import Slots
from api.memories.routes import router as memories
from api.problems import add_problem_handlers
from api.renders.outbox import Outbox
from api.renders.routes import router as renders
from api.rules.routes import router as rules
from api.rules.routes import runs_router as rule_runs
from api.seals import Seals
from api.services import Services
from api.sessions.routes import router as sessions
from api.settings import ApiSettings
from api.starting import refusal
from api.starts import service as starts
from api.swagger import router as swagger
from api.sweeper import Sweeper
from api.templates.routes import router as templates
from api.timelines.routes import router as timelines
from api.twins.routes import router as twins
from api.twitch.account import Twitch
from api.twitch.broker import router as twitch_tokens
from api.twitch.keeper import Keeper
from api.twitch.lists import router as twitch_lists
from api.twitch.opt_out_routes import router as twitch_opt_outs
from api.twitch.routes import router as twitch_links
from api.twitch.sign_in_routes import router as twitch_sign_in
from api.twitch.tokens import LinkTokens
from api.twitch.watching import RULES as TWITCH_RULES
from api.twitch.watching import TwitchRules
from api.watches.announcer import Announcer
from api.watches.routes import router as watches
from api.watches.sources import NETWORKS
from api.web.routes import router as web
from api.webhooks.deliverer import Deliverer
from api.webhooks.routes import router as webhooks
from api.wishes import following
from api.workers.routes import router as workers
from api.workspaces.routes import members_router as members
from api.workspaces.routes import router as workspaces
from streams.addresses import Network, networks
from streams.clock import Clock
from streams.process import CannotStart
from streams.road import Publisher
from streams.secrets import FIRST_OPERATOR, api_secret, first_login, operator_token, worker_token
from streams.store import DirectoryStore

log = logging.getLogger(__name__)

_ = recorder, following

TAGS = [
    {"name": "auth", "description": "Make an account, sign in and out, and who one is."},
    {"name": "workspaces", "description": "What belongs together, and is governed together."},
    {"name": "memberships", "description": "Who works in a workspace, and in which role."},
    {"name": "keys", "description": "API keys: how programs prove who they are."},
    {"name": "access", "description": "The rules that say who may see and do what."},
    {"name": "governance", "description": "What was changed by whom, when and from where."},
    {"name": "channels", "description": "Whom a workspace watches: where they stream, their chat, notes."},
    {"name": "watches", "description": "What is watched, and asking for it."},
    {"name": "sessions", "description": "Capture of a watch: how far it is, its gaps, what must be kept."},
    {"name": "timelines", "description": "How excited each sense was, minute by minute."},
    {"name": "highlights", "description": "Moments worth a clip, with the evidence of each."},
    {"name": "clips", "description": "What the renderers made, and the files."},
    {"name": "renders", "description": "Each attempt to make a clip: its stages, and why it failed."},
    {"name": "templates", "description": "How clips look: captions, colours, logo, intro and outro."},
    {"name": "assets", "description": "The files that brand a clip."},
    {"name": "workers", "description": "The processes that do the work: who lives, and who is to leave."},
    {"name": "bot", "description": "What is said in chats: commands, wishes for clips, and their answers."},
    {"name": "rules", "description": "When something happens, if it is such, then do this."},
    {"name": "custom-fields", "description": "Typed fields that a workspace adds to its own tables."},
    {"name": "feeds", "description": "Clips for readers outside, as JSON Feed and RSS."},
    {"name": "webhooks", "description": "Events, sent signed to addresses of the workspace's own."},
    {"name": "events", "description": "What happened, kept for a week."},
    {
        "name": "credits",
        "description": "What was bought, given and spent: a minute of a channel is one credit.",
    },
    {"name": "billing", "description": "What is sold, and paying for it."},
    {"name": "twitch", "description": "Linking channels of Twitch, and streamers who opt out."},
    {"name": "memories", "description": "What judges need to go on where another left off."},
    {"name": "health", "description": "Whether the API lives. Needs no token."},
]

DESCRIPTION = """The one place with the state of hypecut. Every call needs `Authorization: Bearer TOKEN`:
an access token of `POST /v1/auth/login`, or an API key. Times are whole milliseconds; `*_at_ms` of the
API's own is epoch time, all else is media time of a session. Errors are problem details (RFC 9457) with
a `remedy`. Lists come in pages: send `next_cursor` as `cursor` for the next one."""


def _version() -> str:
    try:
        return version("hypecut")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0"


def _kept(settings: ApiSettings, secret: SecretStr, make: Callable[[Path], str]) -> str:
    """A secret of the settings, or the one that the data folder keeps."""
    if secret.get_secret_value():
        return secret.get_secret_value()
    try:
        return make(settings.data)
    except OSError as error:
        raise refusal(
            error,
            f"the secrets of the API cannot be kept in {settings.data}: {error.strerror or error}; "
            "free some space, or point HYPECUT_DATA at a folder that can be written",
        ) from error


REDIS_S = 1.0
"""A Redis that does not answer within this is counted without; every login would wait for it."""


def _counter(settings: ApiSettings, clock: Clock) -> Counter:
    url = settings.redis_url.get_secret_value()
    if not url:
        return LocalCounter(clock)
    try:
        redis = Redis.from_url(url, socket_timeout=REDIS_S, socket_connect_timeout=REDIS_S)
        return RedisCounter(redis, clock)
    except ValueError as error:
        raise CannotStart(
            f"HYPECUT_REDIS_URL is no address of a Redis: {error}; write redis://host:6379/0"
        ) from error


def _networks(settings: ApiSettings) -> tuple[Network, ...]:
    try:
        return networks(settings.webhook_networks)
    except ValueError as error:
        raise CannotStart(
            f"HYPECUT_WEBHOOK_NETWORKS names a network that is none: {error}; write 10.1.0.0/16, fd00::/8"
        ) from error


async def _begin(services: Services) -> None:
    """Settle into the database, whoever comes first."""
    settings, now_ms = services.settings, services.clock.now_ms()
    async with services.database.writing() as work:
        fresh = await starts.is_fresh(work.session)
        password = await asyncio.to_thread(first_login, settings.data) if fresh else ""
        if await starts.settle_in(work.session, password, now_ms):
            log.warning("the first operator is %s; `hypecut up` shows the password", FIRST_OPERATOR)
        await starts.begin_run(work.session, settings, now_ms)


@functools.cache
def _routes() -> tuple[BaseRoute, ...]:
    """Every noun's routes; those that are open to all ask for themselves.

    They hold nothing of an app, so all apps of a process share them: to describe them takes a third of a
    second.
    """
    all_of_them = APIRouter(generate_unique_id_function=_name_of)
    known = [Depends(known_caller)]
    # Before those in whose paths an identity could stand for `SLUG.json`.
    all_of_them.include_router(open_feeds)
    all_of_them.include_router(clip_links)
    for router in (
        workspaces, members, keys, access_rules, audit, watches, sessions, highlights, clips, looks, memories,
        timelines,
        channels, broadcasts, bot, renders, workers, templates, assets,
        custom_fields, workspace_openapi,
        events, feeds, takedowns, webhooks, live,
        rules, rule_runs, twins, selling, billing_operators,
        credit_routes, credit_nouns, session_minutes,
        twitch_links, twitch_lists, twitch_opt_outs,
    ):  # fmt: skip
        all_of_them.include_router(router, dependencies=known)
    for router in (
        auth, twitch_sign_in, twitch_tokens, jwks, health, docs, swagger, web, stripe_events,
    ):  # fmt: skip
        all_of_them.include_router(router)
    return tuple(all_of_them.routes)


def _name_of(route: APIRoute) -> str:
    """The names of functions in generated clients."""
    return route.name


def _services(
    settings: ApiSettings, publisher: Publisher, clock: Clock, mailer: Mailer, ledger: Ledger
) -> Services:
    """All that a request may need. Raises CannotStart."""
    database = Database(settings.database, clock)
    news = database.info["news"] = News()
    database.info[NETWORKS] = settings.allowed_networks
    billing = database.info["billing"] = billing_of(settings, ledger)
    secret = _kept(settings, settings.secret, api_secret)
    seals, announcer = Seals(secret), Announcer(database, publisher)
    database.info[LINKS] = ClipLinks(seals, settings.base_url)
    twitch = Twitch(settings, database, seals, clock)
    only_linked = settings.charging and settings.twitch_public_channels == "linked"
    database.info[TWITCH_RULES] = TwitchRules(only_linked=only_linked)
    counter = _counter(settings, clock)
    return Services(
        settings=settings,
        database=database,
        announcer=announcer,
        store=DirectoryStore(settings.store_dir),
        clock=clock,
        keys=KeyRing(secret),
        seals=seals,
        mailer=mailer,
        limits=Limits(counter),
        calls=CallMeter(counter, clock, settings.calls_per_minute),
        news=news,
        slots=Slots(),
        billing=billing,
        twitch=twitch,
        twitch_tokens=LinkTokens(database, seals, twitch.oauth, clock, announcer.soon),
        worker_token=_kept(settings, settings.token, worker_token),
        operator_token=_kept(settings, settings.operator_token, operator_token),
    )


def _jobs(
    services: Services, publisher: Publisher, deliverer: Deliverer
) -> tuple[Coroutine[None, None, None], ...]:
    """What runs beside requests."""
    database, clock, settings = services.database, services.clock, services.settings
    sweeper = Sweeper(
        database,
        clock,
        services.key_uses,
        keep_timeline_ms=settings.keep_timeline_ms,
        refund_unscored_ms=settings.refund_unscored_ms if settings.charging else 0,
    )
    keeper = Keeper(
        database=database,
        twitch=services.twitch,
        tokens=services.twitch_tokens,
        seals=services.seals,
        clock=clock,
        announce=services.announcer.soon,
    )
    return (
        services.announcer.run(),
        Outbox(database, publisher, services.news, clock).run(),
        sweeper.run(),
        deliverer.run(),
        Lookout(database, services.news).run(),
        Cashier(database, services.billing, clock).run(),
        Dues(database, services.announcer, clock).run(),
        keeper.run(),
    )


def create_app(
    settings: ApiSettings,
    publisher: Publisher,
    clock: Clock,
    mailer: Mailer | None = None,
    ledger: Ledger | None = None,
) -> FastAPI:
    """The governance API. Its lifespan opens the database and runs what goes on beside requests.

    Args:
        settings: of this process.
        publisher: to the road.
        clock: of this process.
        mailer: where mails go; None: into the log.
        ledger: counts the credits that are sold; None: the one there is.

    Raises:
        CannotStart, CannotStartYet: from here or from the lifespan, with a sentence and the remedy.
    """
    services = _services(settings, publisher, clock, mailer or ConsoleMailer(), ledger or CreditLedger())
    deliverer = Deliverer(services.database, clock, services.seals, services.news, _networks(settings))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        database = services.database
        try:
            await database.open()
            try:
                await _begin(services)
            except DBAPIError as error:
                raise database.start_fault(error) from error
            beside = [asyncio.create_task(job) for job in _jobs(services, publisher, deliverer)]
            try:
                yield
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)
        finally:
            await services.limits.close()
            await services.billing.close()
            await services.twitch.close()
            await database.close()

    app = FastAPI(
        title="hypecut",
        version=_version(),
        description=DESCRIPTION,
        openapi_tags=TAGS,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_name_of,
        redirect_slashes=False,  # a redirect would name whatever host the caller claims
    )
    app.state.services = services
    app.state.on_stop = services.news.close
    app.router.routes.extend(_routes())
    add_problem_handlers(app)
    describe.complete(app)
    app.add_middleware(BodyBound)
    app.add_middleware(CallerGate)
    app.add_middleware(BugReport)
    return app
