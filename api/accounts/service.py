"""What people can do with their accounts, inside a transaction of the caller's."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import passwords
from api.accounts.models import RefreshTokenRow, UserRow
from api.accounts.signing import LINK_S, Claims, KeyRing, TokenRefused
from api.edge import Unauthorized
from api.problems import Conflict, FieldError, Invalid, NotFound
from api.seals import digest_of
from api.workspaces import service as workspaces
from schemas.ids import new_id

REFRESH_MS = 30 * 86_400_000
"""Who has not come for a month signs in again."""

TOKEN_BYTES = 32

RESET = "reset"


class EmailTaken(Conflict):
    """There is an account of this address already."""

    slug = "email-taken"
    title = "The address cannot be used"


class WrongLogin(Unauthorized):
    """No account fits the address and the password; which of the two is wrong is not said."""

    slug = "wrong-login"
    title = "The login is wrong"


class RefreshRefused(Unauthorized):
    """The refresh token is not good (any more)."""

    slug = "refresh-refused"
    title = "The refresh token is not valid"


class LinkRefused(Invalid):
    """The link of a mail is not good (any more)."""

    slug = "link-refused"
    title = "The link is not valid"


class UnknownUser(NotFound):
    """No user has this identity."""

    slug = "unknown-user"
    title = "There is no such user"


@dataclass(frozen=True)
class Tokens:
    """What a login gives. `access` is for calls, `refresh` for the next pair."""

    access: str
    refresh: str
    user: UserRow


@dataclass(frozen=True)
class NewUser:
    """Who signs up.

    Attributes:
        password_hash: None for whoever signs in by a linked login alone.
        verified: the address is known to be theirs.
    """

    email: str
    password_hash: str | None
    name: str
    verified: bool = False


def normal(email: str) -> str:
    """An address as it is kept and looked up."""
    return email.strip().lower()


async def sign_up(session: AsyncSession, new: NewUser, now_ms: int, *, operator: bool = False) -> UserRow:
    """A user with a workspace of their own. Raises EmailTaken."""
    email = normal(new.email)
    if await session.scalar(select(UserRow.user_id).where(UserRow.email == email)) is not None:
        raise EmailTaken(
            f"an account cannot be made for {email}",
            "sign in with it, or reset its password with POST /v1/auth/reset",
            [FieldError(field="email", message="cannot be used")],
        )
    name = new.name.strip() or re.split(r"[@+]", email)[0]
    user = UserRow(
        user_id=new_id(now_ms),
        email=email,
        name=name,
        password_hash=new.password_hash,
        operator=operator,
        email_verified=new.verified,
        disabled_at_ms=None,
        tokens_after_ms=0,
        deleted_at_ms=None,
    )
    session.add(user)
    await session.flush()
    await workspaces.create(session, f"{name}'s workspace", "", user.user_id, now_ms)
    return user


async def proven(session: AsyncSession, email: str, password: str) -> UserRow:
    """The user of an address and a password, in a transaction that only reads. Raises WrongLogin."""
    user = await session.scalar(select(UserRow).where(UserRow.email == normal(email)))
    usable = user is not None and user.deleted_at_ms is None and user.disabled_at_ms is None
    fits = await passwords.fits(password, user.password_hash if user is not None and usable else None)
    if user is None or not fits:
        raise _wrong_login()
    return user


async def log_in(session: AsyncSession, known: UserRow) -> UserRow:
    """The user who was proven just before, locked. Raises WrongLogin when they changed meanwhile."""
    user = await session.get(UserRow, known.user_id, with_for_update=True)
    if user is None or user.password_hash != known.password_hash:
        raise _wrong_login()
    if user.deleted_at_ms is not None or user.disabled_at_ms is not None:
        raise _wrong_login()
    return user


def _wrong_login() -> WrongLogin:
    return WrongLogin(
        "no account has this address and this password",
        "check both, or reset the password with POST /v1/auth/reset",
    )


async def tokens_for(
    session: AsyncSession, keys: KeyRing, user: UserRow, agent: str, now_ms: int, *, family_id: str = ""
) -> Tokens:
    """A pair of tokens; of a new login, or of the next turn of one."""
    refresh = secrets.token_urlsafe(TOKEN_BYTES)
    token_id = new_id(now_ms)
    session.add(
        RefreshTokenRow(
            token_id=token_id,
            family_id=family_id or token_id,
            user_id=user.user_id,
            digest=digest_of(refresh),
            expires_at_ms=now_ms + REFRESH_MS,
            used_at_ms=None,
            revoked_at_ms=None,
            agent=agent[:500],
        )
    )
    # Always after the last logout everywhere, in the same millisecond and by a slower clock too.
    issued_at_ms = max(now_ms, user.tokens_after_ms + 1)
    access = await keys.sign(session, Claims(user.user_id, issued_at_ms, "access"), now_ms)
    await session.flush()
    return Tokens(access, refresh, user)


@dataclass(frozen=True)
class Refreshed:
    """The outcome of a refresh. `tokens` is None when the token was used before: its family is over."""

    tokens: Tokens | None
    family_id: str = ""
    user_id: str = ""


async def refresh(session: AsyncSession, keys: KeyRing, token: str, agent: str, now_ms: int) -> Refreshed:
    """The next pair of tokens. A token that is used twice ends all that stem from its login.

    Raises:
        RefreshRefused: unknown, expired, ended, or of a user who is gone.
    """
    refusal = RefreshRefused("this refresh token is not valid (any more)", "sign in again")
    query = select(RefreshTokenRow).where(RefreshTokenRow.digest == digest_of(token))
    found = await session.scalar(query)
    if found is None:
        raise refusal
    # The user first, as a logout everywhere does: it must not miss the token that is made here.
    user = await session.get(UserRow, found.user_id, with_for_update=True)
    row = await session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if row is None or row.revoked_at_ms is not None or row.expires_at_ms <= now_ms:
        raise refusal
    if row.used_at_ms is not None:
        await end_family(session, row.family_id, now_ms)
        return Refreshed(None, row.family_id, row.user_id)
    if user is None or user.deleted_at_ms is not None or user.disabled_at_ms is not None:
        raise refusal
    row.used_at_ms = now_ms
    return Refreshed(await tokens_for(session, keys, user, agent, now_ms, family_id=row.family_id))


async def end_family(session: AsyncSession, family_id: str, now_ms: int) -> None:
    """Void every refresh token of one login."""
    await session.execute(
        update(RefreshTokenRow)
        .where(RefreshTokenRow.family_id == family_id, RefreshTokenRow.revoked_at_ms.is_(None))
        .values(revoked_at_ms=now_ms)
        .execution_options(synchronize_session=False)
    )


async def log_out(session: AsyncSession, token: str, now_ms: int) -> None:
    """End the login of a refresh token; one that is not known ends nothing."""
    row = await session.scalar(select(RefreshTokenRow).where(RefreshTokenRow.digest == digest_of(token)))
    if row is not None:
        await end_family(session, row.family_id, now_ms)


async def log_out_everywhere(session: AsyncSession, user: UserRow, now_ms: int) -> None:
    """Void every token of a user, access tokens too."""
    user.tokens_after_ms = max(now_ms, user.tokens_after_ms)
    await session.execute(
        update(RefreshTokenRow)
        .where(RefreshTokenRow.user_id == user.user_id, RefreshTokenRow.revoked_at_ms.is_(None))
        .values(revoked_at_ms=now_ms)
        .execution_options(synchronize_session=False)
    )


async def reset_link(
    session: AsyncSession, keys: KeyRing, email: str, base_url: str, now_ms: int
) -> str | None:
    """A link with which the owner of the address sets a new password; None where there is no account."""
    user = await session.scalar(select(UserRow).where(UserRow.email == normal(email)))
    if user is None or user.deleted_at_ms is not None or user.disabled_at_ms is not None:
        return None
    claims = Claims(user.user_id, now_ms, RESET, _mark(user))
    token = await keys.sign(session, claims, now_ms, LINK_S)
    return f"{base_url}/reset#token={token}"


async def reset(session: AsyncSession, keys: KeyRing, token: str, password_hash: str, now_ms: int) -> UserRow:
    """Set a new password by a link, and end every login. Raises LinkRefused."""
    try:
        claims = await keys.read(session, token, RESET, now_ms)
    except TokenRefused as error:
        raise _no_link() from error
    user = await session.get(UserRow, claims.user_id, with_for_update=True)
    usable = user is not None and user.deleted_at_ms is None and user.disabled_at_ms is None
    if user is None or not usable or claims.mark != _mark(user):
        raise _no_link()
    user.password_hash = password_hash
    user.email_verified = True  # the link came to it
    await log_out_everywhere(session, user, now_ms)
    await session.flush()
    return user


async def find(session: AsyncSession, user_id: str) -> UserRow:
    """One user. Raises UnknownUser."""
    user = await session.get(UserRow, user_id)
    if user is None or user.deleted_at_ms is not None:
        raise UnknownUser(f"there is no user {user_id}", "GET /v1/auth/me tells who you are")
    return user


async def sweep(session: AsyncSession, now_ms: int) -> None:
    """Forget refresh tokens that have expired."""
    await session.execute(
        delete(RefreshTokenRow)
        .where(RefreshTokenRow.expires_at_ms <= now_ms)
        .execution_options(synchronize_session=False)
    )


def _mark(user: UserRow) -> str:
    """Changes with the password, so that a link is good for one change."""
    return hashlib.sha256(f"{user.password_hash}".encode()).hexdigest()[:16]


def _no_link() -> LinkRefused:
    return LinkRefused("this link has been used, has expired, or is not one of ours", "ask for a new one")
