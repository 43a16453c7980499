"""Stands before every route: in, a raw ASGI request; out, the same with its caller, or a 401 or 429.

It asks before the body is read, so that a caller without credentials costs nothing, and learns nothing.
"""

from __future__ import annotations

import logging
import re

from fastapi import Request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import swagger
from api.access.authenticate import authenticate, refused, visitor_of
from api.access.caller import Caller, CallerKind
from api.calls import Standing
from api.edge import Unauthorized
from api.problems import Problem, passing_fault
from api.services import Services

log = logging.getLogger(__name__)

OPEN_PATHS = (
    frozenset({"/v1/health", "/docs", "/openapi.json", "/.well-known/jwks.json", "/admin"}) | swagger.PATHS
)
"""What is said to everybody: whether the API lives, and how to use it."""

UNCOUNTED_PATHS = frozenset({"/v1/health"})
"""Asked by whoever watches over the process, as often as they like."""

OPEN_CALLS = frozenset({("POST", "/v1/billing/stripe/events")})
"""What proves itself in its own way: by a signature over the body, which the route checks."""

OPEN_PREFIXES = ("/v1/auth/", "/admin/", "/v1/twitch/oauth2/")
"""Where those go who have no token yet, or prove who they are as Twitch's own library does; each route there
asks for what it needs."""

OPEN_READS = re.compile(
    r"/v1/feeds/[^/]+(/[^/]+)?\.(json|rss)|/v1/feeds/[^/]+/clips/[^/]+\.mp4"
    r"|/v1/clips/[^/]+/shared/[^/]+\.mp4"
)
"""What may be read with the link of a feed or clip instead of a token; these routes look at it themselves."""


def _open(scope: Scope) -> bool:
    """Whether nobody is turned away for having no token; a bad one is still told so."""
    path: str = scope["path"]
    reads = scope["method"] in {"GET", "HEAD"} and OPEN_READS.fullmatch(path) is not None
    return reads or path.startswith(OPEN_PREFIXES)


class CallerGate:
    """Finds out who calls, and turns nobody away but nobodies."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        problem = await self._problem(request)
        standing: Standing | None = getattr(request.state, "standing", None)
        if standing is not None:
            send = _told(standing, send)
        if problem is not None:
            await problem.response()(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _problem(self, request: Request) -> Problem | None:
        scope = request.scope
        services: Services = scope["app"].state.services
        if scope["path"] in UNCOUNTED_PATHS or (scope["method"], scope["path"]) in OPEN_CALLS:
            return None
        try:
            caller, refusal = await _caller_of(request, services)
            request.state.standing = await services.calls.take(caller)
        except Problem as problem:
            return problem
        except (DBAPIError, PoolExhausted) as error:
            fault = passing_fault(error)
            if fault is None:
                raise
            log.warning("a request was put off: %s", fault.detail)
            return fault
        request.state.caller = caller
        return _turned_away(request, caller, refusal)


def _turned_away(request: Request, caller: Caller, refusal: Unauthorized | None) -> Problem | None:
    """Why a caller goes no further; None for who does."""
    path: str = request.scope["path"]
    if path in OPEN_PATHS:
        return None
    if refusal is not None:
        if not path.startswith(OPEN_PREFIXES):
            return refusal
        # Who refreshes or signs in may still send the old token along; a route that needs one says no.
        request.state.refusal = refusal
    if caller.kind is CallerKind.ANONYMOUS and not _open(request.scope):
        return refused("this call carries no token")
    return None


async def _caller_of(request: Request, services: Services) -> tuple[Caller, Unauthorized | None]:
    """Who calls; nobody for bad credentials, with what to say of them, and where nobody is asked."""
    if request.scope["path"] in OPEN_PATHS:
        return visitor_of(request), None
    try:
        return await authenticate(request, services), None
    except Unauthorized as problem:
        return visitor_of(request), problem


def _told(standing: Standing, send: Send) -> Send:
    """Lets every answer say how many calls are left."""
    more = [(name.lower().encode(), value.encode()) for name, value in standing.headers().items()]

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *more]
        await send(message)

    return told
