"""`/v1/auth`: make an account, sign in and out, and who one is."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response, status

from api.access.authenticate import CallerOf
from api.access.caller import Caller, CallerKind
from api.access.service import Forbidden
from api.accounts import passwords, service
from api.accounts.mail import Mail
from api.accounts.models import UserRow
from api.accounts.service import RefreshRefused, Tokens
from api.accounts.shapes import (
    LogIn,
    MeShape,
    RefreshBody,
    ResetAsked,
    ResetDone,
    RoleShape,
    SignUp,
    TokensShape,
    UserChange,
    UserShape,
)
from api.audit.recorder import noted
from api.credits import service as ledger
from api.limits import Limit, place_of
from api.services import Reading, Services, ServicesOf, Writing, problems

log = logging.getLogger(__name__)

router = APIRouter(prefix="/v1/auth", tags=["auth"])
keys_router = APIRouter(tags=["auth"])

LOGINS = Limit("logins", 10, 300)
"""Of one address and one place in five minutes: a person mistypes, a program guesses."""

FROM_ONE_PLACE = Limit("auth", 60, 300)
SIGN_UPS = Limit("sign-ups", 10, 3600)
RESETS = Limit("resets", 5, 3600)


async def _visitor(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


Visitor = Annotated[Caller, Depends(_visitor)]
"""Somebody who may have no token yet."""


def _told(tokens: Tokens, response: Response) -> TokensShape:
    response.headers["Cache-Control"] = "no-store"
    return TokensShape(
        access_token=tokens.access,
        refresh_token=tokens.refresh,
        user=UserShape.model_validate(tokens.user),
    )


@router.post(
    "/sign-up",
    status_code=status.HTTP_201_CREATED,
    response_model=TokensShape,
    responses=problems(403, 409, 422, 429),
    summary="Make an account",
)
async def sign_up(body: SignUp, visitor: Visitor, services: ServicesOf, response: Response) -> TokensShape:
    """With a workspace of one's own. The installation may have closed this; its operator then asks in."""
    if not services.settings.sign_up:
        raise Forbidden("this installation takes no sign-ups", "ask its operator for an account")
    await services.limits.take(SIGN_UPS, place_of(visitor.address))
    now_ms = services.clock.now_ms()
    new = service.NewUser(body.email, await passwords.hashed(body.password), body.name)
    async with services.database.writing() as work:
        work.session.info["caller"] = visitor
        user = await service.sign_up(work.session, new, now_ms)
        if services.settings.welcome_credits:
            await ledger.welcome(work.session, user.user_id, services.settings.welcome_credits, now_ms)
        work.session.add(noted(visitor, "user.signed_up", now_ms, user_id=user.user_id))
        tokens = await service.tokens_for(work.session, services.keys, user, visitor.agent, now_ms)
    return _told(tokens, response)


@router.post("/login", response_model=TokensShape, responses=problems(422, 429), summary="Sign in")
async def log_in(body: LogIn, visitor: Visitor, services: ServicesOf, response: Response) -> TokensShape:
    """Access for a quarter of an hour, and a refresh token for the next pair."""
    place = place_of(visitor.address)
    await services.limits.take(FROM_ONE_PLACE, place)
    await services.limits.take(LOGINS, f"{place}:{service.normal(body.email)}")
    # A password is checked for a seventh of a second: nobody else waits for their turn to write meanwhile.
    async with services.database.reading() as session:
        known = await service.proven(session, body.email, body.password)
    now_ms = services.clock.now_ms()
    async with services.database.writing() as work:
        work.session.info["caller"] = visitor
        user = await service.log_in(work.session, known)
        work.session.add(noted(visitor, "user.logged_in", now_ms, user_id=user.user_id))
        tokens = await service.tokens_for(work.session, services.keys, user, visitor.agent, now_ms)
    return _told(tokens, response)


@router.post(
    "/refresh", response_model=TokensShape, responses=problems(422, 429), summary="The next pair of tokens"
)
async def refresh(
    body: RefreshBody, visitor: Visitor, services: ServicesOf, response: Response
) -> TokensShape:
    """A refresh token that comes a second time was stolen, or its thief came first: its login ends."""
    await services.limits.take(FROM_ONE_PLACE, place_of(visitor.address))
    now_ms = services.clock.now_ms()
    async with services.database.writing() as work:
        work.session.info["caller"] = visitor
        turned = await service.refresh(work.session, services.keys, body.refresh_token, visitor.agent, now_ms)
        if turned.tokens is None:
            work.session.add(noted(visitor, "refresh.reused", now_ms, user_id=turned.user_id))
    if turned.tokens is None:  # only now: the end of the family had to be committed
        raise RefreshRefused("this refresh token was used before; its login is over", "sign in again")
    return _told(turned.tokens, response)


@router.post(
    "/logout", status_code=status.HTTP_204_NO_CONTENT, responses=problems(422, 429), summary="Sign out"
)
async def log_out(body: RefreshBody, visitor: Visitor, work: Writing, services: ServicesOf) -> None:
    """Ends the login of this refresh token. An access token of it lives on for its few minutes."""
    await services.limits.take(FROM_ONE_PLACE, place_of(visitor.address))
    await service.log_out(work.session, body.refresh_token, services.clock.now_ms())


@router.post(
    "/logout-everywhere",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(403),
    summary="Sign out everywhere",
)
async def log_out_everywhere(caller: CallerOf, work: Writing, services: ServicesOf) -> None:
    """Voids every token of the caller at once, the one of this call too."""
    user = await _own_user(work.session, caller)
    now_ms = services.clock.now_ms()
    await service.log_out_everywhere(work.session, user, now_ms)
    work.session.add(noted(caller, "user.logged_out_everywhere", now_ms))


@router.post(
    "/reset",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(422, 429),
    summary="Ask for a new password",
)
async def ask_reset(
    body: ResetAsked, visitor: Visitor, work: Writing, services: ServicesOf, afterwards: BackgroundTasks
) -> None:
    """A mail with a link goes to the address, if it has an account. The answer is the same if not."""
    await services.limits.take(RESETS, service.normal(body.email))
    await services.limits.take(FROM_ONE_PLACE, place_of(visitor.address))
    now_ms = services.clock.now_ms()
    link = await service.reset_link(
        work.session, services.keys, body.email, services.settings.base_url, now_ms
    )
    if link is not None:
        afterwards.add_task(_mail_link, services, body.email, link)  # nobody sees by the time who is there


@router.put(
    "/password",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(422, 429),
    summary="Set a new password by a link",
)
async def reset(body: ResetDone, visitor: Visitor, services: ServicesOf) -> None:
    """The link is good for an hour and for one change. Every login of the account ends."""
    await services.limits.take(FROM_ONE_PLACE, place_of(visitor.address))
    now_ms = services.clock.now_ms()
    password_hash = await passwords.hashed(body.password)
    async with services.database.writing() as work:
        work.session.info["caller"] = visitor
        user = await service.reset(work.session, services.keys, body.token, password_hash, now_ms)
        work.session.add(noted(visitor, "user.password_reset", now_ms, user_id=user.user_id))


@router.get("/me", response_model=MeShape, responses=problems(), summary="Who the caller is")
async def read_me(caller: CallerOf, session: Reading) -> MeShape:
    """What the credentials of this call prove."""
    user = None
    if caller.kind is CallerKind.USER:
        user = UserShape.model_validate(await service.find(session, caller.caller_id))
    return MeShape(
        kind=caller.kind.value,
        id=caller.caller_id,
        operator=caller.operator,
        roles=[RoleShape(workspace_id=one, role=role.value) for one, role in sorted(caller.roles.items())],
        scopes=None if caller.scopes is None else sorted(caller.scopes),
        user=user,
    )


@router.patch("/me", response_model=UserShape, responses=problems(403, 422), summary="Change one's account")
async def change_me(body: UserChange, caller: CallerOf, work: Writing) -> object:
    """The name that others see."""
    user = await _own_user(work.session, caller)
    user.name = body.name
    await work.session.flush()
    return user


@keys_router.get("/.well-known/jwks.json", summary="The keys that sign access tokens", responses={})
async def read_keys(session: Reading, services: ServicesOf) -> dict[str, list[dict[str, str]]]:
    """Public keys (RFC 7517), so that other programs can check a token without asking."""
    return {"keys": await services.keys.published(session, services.clock.now_ms())}


async def _own_user(session: Reading, caller: Caller) -> UserRow:
    if caller.kind is not CallerKind.USER:
        raise Forbidden("this is for people, and the caller is a program", "sign in with POST /v1/auth/login")
    return await service.find(session, caller.caller_id)


async def _mail_link(services: Services, email: str, link: str) -> None:
    mail = Mail(
        to=service.normal(email),
        subject="A new password for hypecut",
        body=f"Somebody asked for a new password. If that was you, follow this link within an hour:\n\n"
        f"{link}\n\nIf not, nothing has changed and nothing needs to be done.",
    )
    try:
        await services.mailer.send(mail)
    except Exception:  # the answer is out; whoever waits for the mail asks again
        log.exception("a mail could not be sent")
