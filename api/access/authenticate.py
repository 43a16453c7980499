"""From the credentials of a request to its caller.

In: the `Authorization` header, or the cookie of a page. Out: a `Caller`, with the roles that it has
now: a user who was disabled, a key that was revoked and a membership that ended count at once.
"""

from __future__ import annotations

import dataclasses
import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import LOCAL_OPERATOR, NOBODY, Caller, CallerKind, Role
from api.accounts.models import UserRow
from api.accounts.signing import TokenRefused
from api.edge import Unauthorized
from api.keys.models import ApiKeyRow
from api.seals import digest_of
from api.services import Services
from api.workspaces.models import MembershipRow, WorkspaceRow

KEY_PREFIXES = ("hk_", "test_hk_")
"""What an API key begins with; those of a test twin say so."""

ADDRESS_LENGTH = 64


def bearer_of(request: Request) -> str:
    """The token in the `Authorization` header; empty where there is none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def refused(why: str) -> Unauthorized:
    """A 401 with the reason."""
    return Unauthorized(
        why,
        "send `Authorization: Bearer TOKEN` with a token of POST /v1/auth/login or an API key; workers read "
        "theirs from HYPECUT_TOKEN or from secrets/worker-token in the data folder of the API",
        headers={"WWW-Authenticate": 'Bearer realm="hypecut"'},
    )


async def authenticate(request: Request, services: Services) -> Caller:
    """Who makes the request; nobody where there are no credentials. Raises Unauthorized for bad ones."""
    token = bearer_of(request)
    if not token:
        return _at(NOBODY, request)
    if _same(token, services.worker_token):
        return _at(Caller(CallerKind.WORKER, "worker"), request)
    if _same(token, services.operator_token):
        return _at(Caller(CallerKind.KEY, LOCAL_OPERATOR, operator=True), request)
    # The transaction of the request itself may write; this one only looks, and is over at once.
    async with services.database.reading() as session:
        if token.startswith(KEY_PREFIXES):
            caller = await _of_key(session, token, services.clock.now_ms())
            services.key_uses.note(caller.caller_id, services.clock.now_ms())
            return _at(caller, request)
        return _at(await _of_user(session, services, token), request)


# Put together once, and columns, not rows: every request of a program begins with this one question.
_BY_DIGEST = (
    select(
        ApiKeyRow.key_id,
        ApiKeyRow.workspace_id,
        ApiKeyRow.role,
        ApiKeyRow.scopes,
        ApiKeyRow.expires_at_ms,
        ApiKeyRow.revoked_at_ms,
        WorkspaceRow.deleted_at_ms,
    )
    .join(WorkspaceRow, WorkspaceRow.workspace_id == ApiKeyRow.workspace_id)
    .where(ApiKeyRow.digest == bindparam("digest"))
)


async def _of_key(session: AsyncSession, token: str, now_ms: int) -> Caller:
    key = (await session.execute(_BY_DIGEST, {"digest": digest_of(token)})).one_or_none()
    if key is None or key.revoked_at_ms is not None:
        raise refused("this API key is not known here (any more)")
    if key.expires_at_ms is not None and key.expires_at_ms <= now_ms:
        raise refused("this API key has expired")
    if key.deleted_at_ms is not None:
        raise refused("the workspace of this API key is gone")
    return Caller(
        CallerKind.KEY, key.key_id, {key.workspace_id: Role(key.role)}, frozenset(map(str, key.scopes))
    )


async def _of_user(session: AsyncSession, services: Services, token: str) -> Caller:
    try:
        claims = await services.keys.read(session, token, "access", services.clock.now_ms())
    except TokenRefused as error:
        raise refused(f"this token is not valid: {error}") from error
    mine = _memberships().subquery()
    query = (
        select(
            UserRow.user_id,
            UserRow.operator,
            UserRow.deleted_at_ms,
            UserRow.disabled_at_ms,
            UserRow.tokens_after_ms,
            mine.c.workspace_id,
            mine.c.role,
        )
        .outerjoin(mine, mine.c.user_id == UserRow.user_id)
        .where(UserRow.user_id == claims.user_id)
    )
    rows = (await session.execute(query)).all()
    if not rows or rows[0].deleted_at_ms is not None or rows[0].disabled_at_ms is not None:
        raise refused("the user of this token is gone or disabled")
    user = rows[0]
    if claims.issued_at_ms <= user.tokens_after_ms:
        raise refused("this token was ended by a logout")
    roles = {row.workspace_id: Role(row.role) for row in rows if row.workspace_id is not None}
    return Caller(CallerKind.USER, user.user_id, roles, operator=user.operator)


async def caller_of(session: AsyncSession, user: UserRow) -> Caller:
    """A user with the roles of now."""
    memberships = await session.execute(_memberships().where(MembershipRow.user_id == user.user_id))
    roles = {workspace_id: Role(role) for _, workspace_id, role in memberships}
    return Caller(CallerKind.USER, user.user_id, roles, operator=user.operator)


def _memberships() -> Select[str, str, str]:
    """Those in workspaces that there are."""
    return (
        select(MembershipRow.user_id, MembershipRow.workspace_id, MembershipRow.role)
        .join(WorkspaceRow, WorkspaceRow.workspace_id == MembershipRow.workspace_id)
        .where(WorkspaceRow.deleted_at_ms.is_(None))
    )


def visitor_of(request: Request) -> Caller:
    """Nobody, from where the request comes."""
    return _at(NOBODY, request)


def _at(caller: Caller, request: Request) -> Caller:
    address = request.client.host if request.client is not None else ""
    agent = request.headers.get("user-agent", "")[:500]
    return dataclasses.replace(caller, address=address[:ADDRESS_LENGTH], agent=agent)


def _same(given: str, known: str) -> bool:
    return bool(known) and hmac.compare_digest(given.encode(), known.encode())


_BEARER = HTTPBearer(auto_error=False, description="An access token of a login, or an API key.")


async def known_caller(request: Request, _: Annotated[object, Depends(_BEARER)]) -> Caller:
    """Whoever makes the request, as `api.access.gate` has found out. Raises Unauthorized for nobody."""
    caller: Caller = request.state.caller
    problem: Unauthorized | None = getattr(request.state, "refusal", None)
    if problem is not None:
        raise problem
    if caller.kind is CallerKind.ANONYMOUS:
        raise refused("this call carries no token")
    return caller


CallerOf = Annotated[Caller, Depends(known_caller)]
"""Whoever makes the request; it is refused with 401 where that is nobody."""
