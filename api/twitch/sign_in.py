"""Accounts of people who sign in with Twitch.

In: whom Twitch has signed in, with the address that it has verified. Out: their user. Nobody comes into an
account by an address that is not shown to be theirs, on either side: Twitch must have verified it, and so
must this installation, or whoever signed up here with an address of somebody else's would share an account
with them.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller
from api.access.service import Forbidden
from api.accounts import service as accounts
from api.accounts.models import IdentityRow, UserRow
from api.accounts.service import NewUser
from api.accounts.shapes import Email
from api.audit.recorder import noted
from api.credits import service as ledger
from api.edge import Unauthorized
from api.problems import Conflict
from api.twitch.helix import TwitchUser
from schemas.ids import new_id

PROVIDER = "twitch"

NAME_LENGTH = 100

_EMAIL: TypeAdapter[str] = TypeAdapter(Email)


class NoVerifiedEmail(Forbidden):
    """Twitch knows no verified address of theirs, so no account can be found or made by it."""

    slug = "twitch-email-unverified"
    title = "Twitch has verified no e-mail address"


class AccountNotProven(Conflict):
    """There is an account of this address, and it is not shown that it is theirs."""

    slug = "account-not-proven"
    title = "There is an account of this address already"


class IdentityTaken(Conflict):
    """This login at Twitch opens another account."""

    slug = "identity-taken"
    title = "The login is linked to another account"


class OnlyWayIn(Conflict):
    """Without it, nobody could sign in to the account."""

    slug = "only-way-in"
    title = "It is the only way to sign in"


@dataclass(frozen=True)
class Newcomers:
    """What happens to whoever has no account. `welcome_credits`: what they begin with."""

    taken: bool
    welcome_credits: int


async def user_of(
    session: AsyncSession, who: TwitchUser, newcomers: Newcomers, visitor: Caller, now_ms: int
) -> UserRow:
    """The user of a login at Twitch, found or made.

    Raises:
        NoVerifiedEmail, AccountNotProven: with what can be done.
        Forbidden: the installation takes no sign-ups. Unauthorized: the account is disabled.
    """
    known = await identity_of(session, who.user_id)
    if known is not None:
        user = await session.get(UserRow, known.user_id, with_for_update=True)
        known.profile = _profile(who)
        return _usable(user)
    email = _address(who.email)
    if not email:
        raise NoVerifiedEmail(
            "Twitch tells no verified e-mail address of this account",
            "verify the address in Twitch's settings, and sign in again",
        )
    user = await session.scalar(select(UserRow).where(UserRow.email == email).with_for_update())
    if user is None:
        user = await _signed_up(session, who, email, newcomers=newcomers, visitor=visitor, now_ms=now_ms)
    else:
        # An operator may do everything: their account is opened by its own password, never by an address.
        if not user.email_verified or user.operator or user.deleted_at_ms is not None:
            raise AccountNotProven(
                "there is an account of this address, and it is not shown to be yours",
                "sign in with its password and call POST /v1/auth/twitch/identity; or reset the password by "
                "mail first (POST /v1/auth/reset), which verifies the address",
            )
        _usable(user)
    await add_identity(session, user, who, visitor, now_ms)
    return user


async def _signed_up(
    session: AsyncSession,
    who: TwitchUser,
    email: str,
    *,
    newcomers: Newcomers,
    visitor: Caller,
    now_ms: int,
) -> UserRow:
    if not newcomers.taken:
        raise Forbidden("this installation takes no sign-ups", "ask its operator for an account")
    new = NewUser(email, None, who.name[:NAME_LENGTH], verified=True)
    user = await accounts.sign_up(session, new, now_ms)
    if newcomers.welcome_credits:
        await ledger.welcome(session, user.user_id, newcomers.welcome_credits, now_ms)
    session.add(noted(visitor, "user.signed_up", now_ms, user_id=user.user_id, by=PROVIDER))
    return user


def _address(text: str) -> str:
    """An address as it is kept; empty for what is none."""
    try:
        return accounts.normal(_EMAIL.validate_python(text))
    except ValidationError:
        return ""


def _usable(user: UserRow | None) -> UserRow:
    if user is None or user.deleted_at_ms is not None or user.disabled_at_ms is not None:
        raise Unauthorized("the account of this login is gone or disabled", "ask an operator")
    return user


async def identity_of(session: AsyncSession, subject: str) -> IdentityRow | None:
    """The login of somebody at Twitch, where it opens an account."""
    query = select(IdentityRow).where(IdentityRow.provider == PROVIDER, IdentityRow.subject == subject)
    found: IdentityRow | None = await session.scalar(query)
    return found


async def subjects_of(session: AsyncSession, user_id: str) -> list[str]:
    """Who a user has shown to be at Twitch."""
    query = select(IdentityRow.subject).where(
        IdentityRow.provider == PROVIDER, IdentityRow.user_id == user_id
    )
    return list(await session.scalars(query))


async def add_identity(
    session: AsyncSession, user: UserRow, who: TwitchUser, caller: Caller, now_ms: int
) -> None:
    """Let a login at Twitch open an account. Raises IdentityTaken."""
    known = await identity_of(session, who.user_id)
    if known is not None:
        if known.user_id != user.user_id:
            raise IdentityTaken(
                f"{who.login} at Twitch signs in to another account",
                "sign in there, and take it off with DELETE /v1/auth/twitch/identity",
            )
        return
    session.add(
        IdentityRow(
            identity_id=new_id(now_ms),
            user_id=user.user_id,
            provider=PROVIDER,
            subject=who.user_id,
            profile=_profile(who),
        )
    )
    await session.flush()
    session.add(noted(caller, "identity.linked", now_ms, user_id=user.user_id, login=who.login))


async def remove_identities(session: AsyncSession, user: UserRow, caller: Caller, now_ms: int) -> None:
    """Let nobody in with Twitch any more. Raises OnlyWayIn."""
    query = select(IdentityRow).where(IdentityRow.provider == PROVIDER, IdentityRow.user_id == user.user_id)
    rows = (await session.scalars(query.with_for_update())).all()
    if rows and user.password_hash is None:
        raise OnlyWayIn(
            "the account has no password, so that nobody could sign in any more",
            "set one first, with the link that POST /v1/auth/reset sends",
        )
    for row in rows:
        await session.delete(row)
        session.add(noted(caller, "identity.unlinked", now_ms, user_id=user.user_id))


def _profile(who: TwitchUser) -> dict[str, str]:
    return {"login": who.login, "name": who.name}
