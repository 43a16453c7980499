"""The app: all routes, what stands before them, and what runs beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from sqlalchemy.exc import DBAPIError

from api.clips.routes import router as clips
from api.database import Database
from api.docs import router as docs
from api.edge import BodyBound, BugReport, TokenGate
from api.health.routes import router as health
from api.highlights.routes import router as highlights
from api.memories.routes import router as memories
from api.problems import add_problem_handlers
from api.services import Services
from api.sessions.routes import router as sessions
from api.settings import ApiSettings
from api.starting import refusal
from api.starts import service as starts
from api.sweeper import Sweeper
from api.watches.announcer import Announcer
from api.watches.routes import router as watches
from streams.clock import Clock
from streams.road import Publisher
from streams.secrets import worker_token
from streams.store import DirectoryStore

TAGS = [
    {"name": "watches", "description": "What is watched, and asking for it."},
    {"name": "sessions", "description": "Capture of a watch: how far it is, its gaps, what must be kept."},
    {"name": "highlights", "description": "Moments worth a clip, with the evidence of each."},
    {"name": "clips", "description": "What the renderers made, and the files."},
    {"name": "memories", "description": "What judges need to go on where another left off."},
    {"name": "health", "description": "Whether the API lives. Needs no token."},
]

DESCRIPTION = """The one place with the state of hypecut. Every call needs `Authorization: Bearer TOKEN`,
save `/v1/health` and this description. Times are whole milliseconds; `*_at_ms` of the API's own is
epoch time, all else is media time of a session. Errors are problem details (RFC 9457) with a `remedy`.
Lists come in pages: send `next_cursor` as `cursor` for the next one. Every call may be repeated."""


def _version() -> str:
    try:
        return version("hypecut")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0"


def _own_token(settings: ApiSettings) -> str:
    try:
        return worker_token(settings.data)
    except OSError as error:
        raise refusal(
            error,
            f"the token of the workers cannot be kept in {settings.data}: {error.strerror or error}; "
            "free some space, or point HYPECUT_DATA at a folder that can be written",
        ) from error


def create_app(settings: ApiSettings, publisher: Publisher, clock: Clock) -> FastAPI:
    """The governance API. Its lifespan opens the database and runs what goes on beside requests.

    Raises:
        CannotStart, CannotStartYet: from here or from the lifespan, with a sentence and the remedy.
    """
    database = Database(settings.database, clock)
    announcer = Announcer(database, publisher)
    token = settings.token.get_secret_value() or _own_token(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            await database.open()
            try:
                async with database.writing() as work:
                    await starts.begin_run(work.session, settings, clock.now_ms())
            except DBAPIError as error:
                raise database.start_fault(error) from error
            beside = [asyncio.create_task(job) for job in (announcer.run(), Sweeper(database, clock).run())]
            try:
                yield
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)
        finally:
            await database.close()

    app = FastAPI(
        title="hypecut",
        version=_version(),
        description=DESCRIPTION,
        openapi_tags=TAGS,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = Services(settings, database, announcer, DirectoryStore(settings.store_dir), clock)
    bearer = [Depends(HTTPBearer(auto_error=False, description="Checked before every route."))]
    for router in (watches, sessions, highlights, clips, memories):
        app.include_router(router, dependencies=bearer)
    app.include_router(health)
    app.include_router(docs)
    add_problem_handlers(app)
    app.add_middleware(BodyBound)
    app.add_middleware(TokenGate, token=token)
    app.add_middleware(BugReport)
    return app
