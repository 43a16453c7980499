"""Sending somebody to Twitch, and having them back: once, within ten minutes, and in the same hands.

In: what it is for, and who begins it. Out: the URL, and a secret that only the browser or the program that
began it has. Whoever comes back with the state but without that secret was sent by somebody else, who would
have them sign in, or link their channel, to an account that is not theirs.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request, Response
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import NOBODY, Caller
from api.access.service import Forbidden
from api.problems import FieldError, Invalid
from api.seals import Seals, digest_of
from api.twitch.account import Twitch
from api.twitch.models import TwitchFlowRow

FLOW_MS = 10 * 60_000
"""Long enough to type a password and the code of a telephone at Twitch."""

SECRET_BYTES = 32
STATE_LENGTH_MAX = 200
"""Ours have 43 characters; what a stranger sends is not looked up beyond that."""

COOKIE = "hypecut_twitch"
COOKIE_PATH = "/v1/auth/twitch"

_SEALED = "twitch flow"
_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
"""A path of our own: `//host` and `/\\host` lead to another one."""


class Purpose(StrEnum):
    """What somebody is sent to Twitch for."""

    SIGN_IN = "sign_in"
    IDENTITY = "identity"
    CHANNEL = "channel"
    BOT = "bot"


class StateRefused(Forbidden):
    """Nobody was sent to Twitch with this state, or they have been back, or it took too long."""

    slug = "twitch-state-refused"
    title = "This way back from Twitch is not open"


class OtherHands(Forbidden):
    """Whoever comes back is not who was sent."""

    slug = "twitch-other-hands"
    title = "Another browser or program was sent to Twitch"


@dataclass(frozen=True)
class Plan:
    """What is to begin.

    Attributes:
        scopes: asked for.
        channel_id: of a link.
        next_path: where a page goes on; empty: nowhere.
        tokens: answer tokens of the API, instead of a page's cookie.
    """

    purpose: Purpose
    scopes: Sequence[str]
    channel_id: str | None = None
    next_path: str = ""
    tokens: bool = False


@dataclass(frozen=True)
class Begun:
    """Where to go, and what to come back with. `expires_at_ms`: by when."""

    url: str
    secret: str
    expires_at_ms: int


@dataclass(frozen=True)
class Returned:
    """Somebody who is back, once. `verifier`: of PKCE."""

    plan: Plan
    verifier: str
    caller_kind: str
    caller_id: str


def checked_path(path: str) -> str:
    """A path on this site that a page may go on to. Raises Invalid."""
    if path and not _PATH.fullmatch(path):
        raise Invalid(
            "next: leads to somewhere else",
            "send a path of this site, such as /admin",
            [FieldError(field="next", message="is no path of this site")],
        )
    return path


def begin(
    session: AsyncSession, twitch: Twitch, seals: Seals, plan: Plan, *, now_ms: int, caller: Caller = NOBODY
) -> Begun:
    """Write down that somebody is sent to Twitch, and where that is."""
    state, secret = secrets.token_urlsafe(SECRET_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    verifier = secrets.token_urlsafe(SECRET_BYTES)
    expires_at_ms = now_ms + FLOW_MS
    session.add(
        TwitchFlowRow(
            flow_id=digest_of(state),
            purpose=plan.purpose.value,
            secret_digest=digest_of(secret),
            verifier_sealed=seals.seal(_SEALED, verifier),
            caller_kind=caller.kind.value,
            caller_id=caller.caller_id,
            channel_id=plan.channel_id,
            scopes=list(plan.scopes),
            next_path=plan.next_path,
            tokens=plan.tokens,
            expires_at_ms=expires_at_ms,
        )
    )
    # Whoever links shows which account it is; whoever comes back every day is not asked again.
    ask_again = plan.purpose is not Purpose.SIGN_IN
    url = twitch.oauth.authorize_url(twitch.redirect_url, plan.scopes, state, verifier, ask_again=ask_again)
    return Begun(url, secret, expires_at_ms)


async def end(session: AsyncSession, seals: Seals, state: str, secret: str, now_ms: int) -> Returned:
    """Let somebody back in; the state is good for nothing afterwards.

    Raises:
        StateRefused: it is not known (any more), or too old.
        OtherHands: the secret is missing or another one. The state stays good for whoever has it.
    """
    refusal = StateRefused(
        "nobody is expected back from Twitch with this state: it was used, is too old, or is not ours",
        "begin anew",
    )
    if not 0 < len(state) <= STATE_LENGTH_MAX:
        raise refusal
    row = await session.get(TwitchFlowRow, digest_of(state), with_for_update=True)
    if row is None or row.expires_at_ms <= now_ms:
        raise refusal
    if not hmac.compare_digest(digest_of(secret), row.secret_digest):
        raise OtherHands(
            "this browser was not sent to Twitch from here, or has been sent anew since",
            "begin anew in one browser. If a program began it and you asked it to, give it the address of "
            "this page: it sends `code` and `state` with its `secret` to POST /v1/auth/twitch/callback",
        )
    plan = Plan(
        Purpose(row.purpose), [str(one) for one in row.scopes], row.channel_id, row.next_path, row.tokens
    )
    returned = Returned(plan, seals.open(_SEALED, row.verifier_sealed), row.caller_kind, row.caller_id)
    await session.delete(row)
    await session.flush()
    return returned


async def sweep(session: AsyncSession, now_ms: int) -> None:
    """Forget those who did not come back."""
    await session.execute(
        delete(TwitchFlowRow)
        .where(TwitchFlowRow.expires_at_ms <= now_ms)
        .execution_options(synchronize_session=False)
    )


def give(response: Response, base_url: str, secret: str) -> None:
    """Put the secret into the browser. Twitch's site sends people back: `strict` would hold it back."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=FLOW_MS // 1000,
        path=COOKIE_PATH,
        httponly=True,
        samesite="lax",
        secure=base_url.startswith("https:"),
    )


def take(response: Response) -> None:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, path=COOKIE_PATH, httponly=True, samesite="lax")


def secret_of(request: Request) -> str:
    """What the browser has; empty where that is nothing."""
    return request.cookies.get(COOKIE, "")[:STATE_LENGTH_MAX]
