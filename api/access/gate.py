"""Stands before every route: in, a raw ASGI request; out, the same with its caller, or a 401.

It asks before the body is read, so that a caller without credentials costs nothing, and learns nothing.
"""

from __future__ import annotations

import logging
import re

from fastapi import Request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.authenticate import authenticate, refused, visitor_of
from api.access.caller import CallerKind
from api.edge import Unauthorized
from api.problems import Problem, passing_fault
from api.services import Services

log = logging.getLogger(__name__)

OPEN_PATHS = frozenset({"/v1/health", "/docs", "/openapi.json", "/.well-known/jwks.json", "/admin"})
"""What is said to everybody: whether the API lives, and how to use it."""

OPEN_CALLS = frozenset({("POST", "/v1/billing/stripe/events")})
"""What proves itself in its own way: by a signature over the body, which the route checks."""

OPEN_PREFIXES = ("/v1/auth/", "/admin/")
"""Where those go who have no token yet; each route there asks for what it needs."""

OPEN_READS = re.compile(r"/v1/feeds/[^/]+(/[^/]+)?\.(json|rss)|/v1/feeds/[^/]+/clips/[^/]+\.mp4")
"""What may be read with the link of a feed instead of a token; these routes look at it themselves."""


def _open(scope: Scope) -> bool:
    """Whether nobody is turned away for having no token; a bad one is still told so."""
    path: str = scope["path"]
    reads = scope["method"] == "GET" and OPEN_READS.fullmatch(path) is not None
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
        problem = await self._problem(scope)
        if problem is not None:
            await problem.response()(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _problem(self, scope: Scope) -> Problem | None:
        request = Request(scope)
        services: Services = scope["app"].state.services
        if scope["path"] in OPEN_PATHS or (scope["method"], scope["path"]) in OPEN_CALLS:
            return None
        try:
            caller = await authenticate(request, services)
        except Unauthorized as problem:
            if not scope["path"].startswith(OPEN_PREFIXES):
                return problem
            # Who refreshes or signs in may still send the old token along; a route that needs one says no.
            request.state.refusal = problem
            caller = visitor_of(request)
        except Problem as problem:
            return problem
        except (DBAPIError, PoolExhausted) as error:
            fault = passing_fault(error)
            if fault is None:
                raise
            log.warning("a request was put off: %s", fault.detail)
            return fault
        request.state.caller = caller
        if caller.kind is CallerKind.ANONYMOUS and not _open(scope):
            return refused("this call carries no token")
        return None
