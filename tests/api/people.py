"""People of tests: made in the database, without the seventh of a second that a password takes."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from api.access.caller import Role
from api.accounts import service as accounts
from api.accounts.mail import Mail
from api.accounts.service import NewUser
from api.app import create_app
from api.keys.models import ApiKeyRow
from api.seals import digest_of
from api.tables import MembershipRow, UserRow
from api.workspaces import service as workspaces
from schemas.ids import new_id
from tests.api.running import Api, Setup

NO_HASH = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Of no password."""


@dataclass(frozen=True)
class Person:
    """Somebody with an account and a workspace of their own."""

    user_id: str
    email: str
    access: str
    refresh: str
    workspace_id: str


@dataclass
class CollectingMailer:
    """Keeps the mails."""

    mails: list[Mail] = field(default_factory=list)

    async def send(self, mail: Mail) -> None:
        self.mails.append(mail)


@dataclass
class MailSetup(Setup):
    """A setup whose mail can be read."""

    mailer: CollectingMailer = field(default_factory=CollectingMailer)

    def app(self) -> FastAPI:
        return create_app(self.settings, self.publisher, self.clock, self.mailer)


def with_mail(setup: Setup) -> MailSetup:
    return MailSetup(setup.data, setup.clock, setup.publisher, setup.more)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def person(api: Api, name: str, *, operator: bool = False) -> Person:
    services = api.services
    async with services.database.writing() as work:
        new = NewUser(f"{name}@example.org", NO_HASH, name)
        user = await accounts.sign_up(work.session, new, services.clock.now_ms(), operator=operator)
        tokens = await accounts.tokens_for(work.session, services.keys, user, "", services.clock.now_ms())
        home = await work.session.scalar(
            select(MembershipRow.workspace_id).where(MembershipRow.user_id == user.user_id)
        )
    assert home is not None
    return Person(user.user_id, user.email, tokens.access, tokens.refresh, home)


async def joins(api: Api, who: Person, workspace_id: str, role: Role) -> str:
    """The membership."""
    async with api.services.database.writing() as work:
        row = workspaces.member(workspace_id, who.user_id, role, api.services.clock.now_ms())
        work.session.add(row)
    return row.membership_id


async def key_of(
    api: Api,
    workspace_id: str,
    scopes: list[str],
    role: Role = Role.OWNER,
    *,
    expires_at_ms: int | None = None,
    revoked_at_ms: int | None = None,
) -> str:
    """An API key, made in the database."""
    secret = f"hk_{new_id(api.services.clock.now_ms())}"
    async with api.services.database.writing() as work:
        work.session.add(
            ApiKeyRow(
                key_id=new_id(api.services.clock.now_ms()),
                workspace_id=workspace_id,
                name="a key",
                shown=secret[:12],
                digest=digest_of(secret),
                scopes=scopes,
                role=role.value,
                made_by=None,
                expires_at_ms=expires_at_ms,
                last_used_at_ms=None,
                revoked_at_ms=revoked_at_ms,
            )
        )
    return secret


async def disable(api: Api, who: Person) -> None:
    async with api.services.database.writing() as work:
        user = await work.session.get(UserRow, who.user_id)
        assert user is not None
        user.disabled_at_ms = api.services.clock.now_ms()


async def me(api: Api, token: str) -> httpx.Response:
    return await api.http.get("/v1/auth/me", headers=bearer(token))
