"""What stands before every route: a bound on the body, the credentials, and an answer to a bug.

In: a raw ASGI request. Out: the same for the routes, or a problem. It stands before the body is
read, so that a caller without a token costs nothing.
"""

from __future__ import annotations

import logging
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.assets.kinds import UPLOAD_BYTES_MAX
from api.problems import Bug, Problem, TooLarge

log = logging.getLogger(__name__)

BODY_BYTES_MAX = 2 * 1024 * 1024
"""A highlight with the evidence and the words of half an hour is smaller."""

BATCH_BYTES_MAX = 32 * 1024 * 1024
"""The memories of 160 sessions at 150 kB each, as base64."""

LENGTH_DIGITS_MAX = 18
"""More digits are no length, and Python refuses to read thousands of them."""

STRIPE_BYTES_MAX = 512 * 1024
"""An event holds one object; an invoice of a hundred lines takes 200 kB. Its sender is not known yet."""

_LIMITS = {
    "/v1/memories": BATCH_BYTES_MAX,
    "/v1/assets": UPLOAD_BYTES_MAX,
    "/v1/billing/stripe/events": STRIPE_BYTES_MAX,
}
"""An asset goes to disk as it comes; all else is held in memory."""


class Unauthorized(Problem):
    """No token, or not the right one."""

    status = 401
    slug = "unauthorized"
    title = "A token is needed"


class BodyBound:
    """Refuses a body that is larger than its path takes, before it is held in memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = _LIMITS.get(scope["path"], BODY_BYTES_MAX)
        refusal = TooLarge(
            f"the body is larger than the {limit} bytes that this path takes", "send less in one call"
        )
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and (len(declared) > LENGTH_DIGITS_MAX or int(declared) > limit):
            await refusal.response()(scope, receive, send)
            return
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise refusal
            return message

        await self._app(scope, bounded, send)


class BugReport:
    """Answers an error that nobody foresaw with a 500, and logs its trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            log.exception("%s %s ended with an error", scope["method"], quote(scope["path"]))
            if begun:  # half an answer is out; only a broken connection tells the caller
                raise
            problem = Bug(
                "the request met an error that was not foreseen",
                "the log of the API has the trace; the same request may be sent again",
            )
            await problem.response()(scope, receive, send)
