"""A visit: somebody who signed in on a page, known by a cookie.

In: the address and the password. Out: a cookie that scripts cannot read and other sites cannot send, and
from it, at each request, the caller with the roles of now. It is a row of `refresh_tokens`, so that a
logout everywhere ends it too; it is marked as used, so that nobody turns it into tokens of the API.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.authenticate import caller_of, visitor_of
from api.access.caller import Caller
from api.accounts.models import RefreshTokenRow, UserRow
from api.seals import digest_of
from api.services import Services
from schemas.ids import new_id

COOKIE = "hypecut_page"

VISIT_MS = 12 * 3_600_000
"""A working day; who is away for longer signs in again."""

SECRET_BYTES = 32


@dataclass(frozen=True)
class Visit:
    """Somebody on a page.

    Attributes:
        name: of the user, as it is shown.
        csrf: what a form of this visit carries, so that no other site can send it.
    """

    caller: Caller
    name: str
    csrf: str


def csrf_of(secret: str) -> str:
    """What forms carry: follows from the cookie, and does not tell it."""
    return digest_of(f"csrf:{secret}")


def begin(session: AsyncSession, user: UserRow, agent: str, now_ms: int) -> str:
    """The secret of a new visit."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    token_id = new_id(now_ms)
    session.add(
        RefreshTokenRow(
            token_id=token_id,
            family_id=token_id,
            user_id=user.user_id,
            digest=digest_of(f"page:{secret}"),
            expires_at_ms=now_ms + VISIT_MS,
            used_at_ms=now_ms,
            revoked_at_ms=None,
            agent=agent[:500],
        )
    )
    return secret


async def find(session: AsyncSession, request: Request, now_ms: int) -> Visit | None:
    """Who is on the page; None for nobody, and for whoever's visit is over."""
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return None
    row = await _row(session, secret)
    if row is None or row.revoked_at_ms is not None or row.expires_at_ms <= now_ms:
        return None
    user = await session.get(UserRow, row.user_id)
    if user is None or user.deleted_at_ms is not None or user.disabled_at_ms is not None:
        return None
    visitor = visitor_of(request)
    caller = replace(await caller_of(session, user), address=visitor.address, agent=visitor.agent)
    return Visit(caller, user.name or user.email, csrf_of(secret))


async def end(session: AsyncSession, request: Request, now_ms: int) -> None:
    """It opens nothing from now on."""
    row = await _row(session, request.cookies.get(COOKIE, ""))
    if row is not None and row.revoked_at_ms is None:
        row.revoked_at_ms = now_ms


async def _row(session: AsyncSession, secret: str) -> RefreshTokenRow | None:
    found: RefreshTokenRow | None = await session.scalar(
        select(RefreshTokenRow).where(RefreshTokenRow.digest == digest_of(f"page:{secret}"))
    )
    return found


def give(response: Response, services: Services, secret: str) -> None:
    """Put the cookie on an answer."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=VISIT_MS // 1000,
        path="/admin",
        httponly=True,
        samesite="strict",
        secure=services.settings.base_url.startswith("https:"),
    )


def take(response: Response) -> None:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, path="/admin", httponly=True, samesite="strict")


def from_here(request: Request) -> bool:
    """Whether a form was sent by a page of this site, as far as the browser says."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    return urlsplit(origin).netloc == request.headers.get("host", "")


def fits(visit: Visit, sent: object) -> bool:
    """Whether a form carries the token of this visit."""
    return isinstance(sent, str) and hmac.compare_digest(sent.encode(), visit.csrf.encode())
