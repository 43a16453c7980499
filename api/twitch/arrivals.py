"""Somebody is back from Twitch: in, a state, a code and the secret of whoever was sent; out, what came of it.

The state is used up in a transaction of its own, before Twitch is asked for anything. A grant that comes to
nothing is given back to Twitch.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from api.access.caller import Caller
from api.access.service import Forbidden
from api.accounts import service as accounts
from api.accounts.models import UserRow
from api.accounts.service import Tokens
from api.audit.recorder import noted
from api.channels.models import ChannelRow
from api.services import Services
from api.twitch import flows, links, sign_in
from api.twitch.flows import Purpose, Returned
from api.twitch.helix import TwitchUser
from api.twitch.links import Granted, NotLinkedYet, UnknownAtTwitch
from api.twitch.models import TwitchLinkRow
from api.twitch.oauth import Grant, GrantRefused, TokenUnknown, TwitchWrong
from api.twitch.shapes import LinkRole
from api.twitch.sign_in import Newcomers
from api.twitch.tokens import revoke_later
from api.web import visits


class Denied(Forbidden):
    """They said no at Twitch."""

    slug = "twitch-denied"
    title = "Twitch was told no"


class CodeRefused(Forbidden):
    """Twitch does not take the code that came back."""

    slug = "twitch-code-refused"
    title = "Twitch does not know this way back"


@dataclass(frozen=True)
class Arrival:
    """What Twitch sent back. `error` is empty where it sent a code; `program`: one hands it in."""

    state: str
    code: str
    secret: str
    error: str = ""
    program: bool = False


@dataclass(frozen=True)
class Arrived:
    """What came of it.

    Attributes:
        returned: what it was for.
        who: at Twitch.
        user: who signed in. tokens: theirs, where a program began it; page_secret: else of a page's cookie.
        link: that was made.
    """

    returned: Returned
    who: TwitchUser
    user: UserRow | None = None
    tokens: Tokens | None = None
    page_secret: str = ""
    link: TwitchLinkRow | None = None


async def arrive(services: Services, visitor: Caller, arrival: Arrival) -> Arrived:
    """Take somebody in.

    Raises:
        StateRefused, OtherHands, Denied, CodeRefused: the way back is not open.
        TwitchAway, TwitchWrong: Twitch.
        Problem: of what it was for.
    """
    services.twitch.check()
    now_ms = services.clock.now_ms()
    async with services.database.writing() as work:
        returned = await flows.end(work.session, services.seals, arrival.state, arrival.secret, now_ms)
    if arrival.program:  # a page's cookie is of no use to it
        returned = replace(returned, plan=replace(returned.plan, tokens=True))
    if arrival.error or not arrival.code:
        raise Denied("nothing was granted at Twitch", "begin anew, and authorize it there")
    try:
        grant = await services.twitch.oauth.exchange(
            arrival.code, returned.verifier, services.twitch.redirect_url
        )
    except GrantRefused as error:
        raise CodeRefused(f"Twitch does not take the code: {error}", "begin anew") from None
    async with _or_given_back(services, grant):
        who, grant = await _proven(services, grant)
        match returned.plan.purpose:
            case Purpose.SIGN_IN:
                arrived = await _signed_in(services, visitor, returned, who)
            case Purpose.IDENTITY:
                arrived = await _identified(services, visitor, returned, who)
            case Purpose.CHANNEL | Purpose.BOT:
                return await _linked(services, visitor, returned, who, grant)
    await _give_back(services, grant)  # it has told who they are, and is of no more use
    return arrived


async def _proven(services: Services, grant: Grant) -> tuple[TwitchUser, Grant]:
    """Whose tokens these are, and what they may in truth."""
    twitch = services.twitch
    try:
        proof = await twitch.oauth.prove(grant.access)
        who = await twitch.helix.me(grant.access)
    except TokenUnknown as error:
        raise CodeRefused(f"Twitch does not take the token that it gave: {error}", "begin anew") from None
    if not proof.user_id or proof.user_id != who.user_id:
        raise TwitchWrong("Twitch names two users for one token", "begin anew")
    return who, replace(grant, scopes=proof.scopes)


@asynccontextmanager
async def _or_given_back(services: Services, grant: Grant) -> AsyncIterator[None]:
    try:
        yield
    except BaseException:
        await _give_back(services, grant)
        raise


async def _give_back(services: Services, grant: Grant) -> None:
    now_ms = services.clock.now_ms()
    async with services.database.writing() as work:
        revoke_later(work.session, services.seals, grant.access, now_ms)
        revoke_later(work.session, services.seals, grant.refresh, now_ms)
        work.after_commit(services.twitch.woken.set)


async def _signed_in(services: Services, visitor: Caller, returned: Returned, who: TwitchUser) -> Arrived:
    now_ms, settings = services.clock.now_ms(), services.settings
    newcomers = Newcomers(settings.sign_up, settings.welcome_credits)
    tokens, secret = None, ""
    async with services.database.writing() as work:
        work.session.info["caller"] = visitor
        user = await sign_in.user_of(work.session, who, newcomers, visitor, now_ms)
        action = "user.logged_in" if returned.plan.tokens else "page.signed_in"
        work.session.add(noted(visitor, action, now_ms, user_id=user.user_id, by=sign_in.PROVIDER))
        if returned.plan.tokens:
            tokens = await accounts.tokens_for(work.session, services.keys, user, visitor.agent, now_ms)
        else:
            secret = visits.begin(work.session, user, visitor.agent, now_ms)
    return Arrived(returned, who, user, tokens, secret)


async def _identified(services: Services, visitor: Caller, returned: Returned, who: TwitchUser) -> Arrived:
    now_ms = services.clock.now_ms()
    async with services.database.writing() as work:
        work.session.info["caller"] = visitor
        user = await work.session.get(UserRow, returned.caller_id, with_for_update=True)
        if user is None or user.deleted_at_ms is not None or user.disabled_at_ms is not None:
            raise Forbidden("the account that asked for this is gone or disabled", "begin anew")
        await sign_in.add_identity(work.session, user, who, visitor, now_ms)
    return Arrived(returned, who, user)


async def _linked(
    services: Services, visitor: Caller, returned: Returned, who: TwitchUser, grant: Grant
) -> Arrived:
    granted = await _granted(services, returned, who, grant)
    now_ms = services.clock.now_ms()
    async with services.database.writing() as work:
        work.session.info["caller"] = visitor
        row = await links.write(work, services.seals, returned, granted, now_ms)
        work.after_commit(services.twitch.woken.set)
    return Arrived(returned, who, link=row)


async def _granted(services: Services, returned: Returned, who: TwitchUser, grant: Grant) -> Granted:
    channel_id = returned.plan.channel_id
    if channel_id is None:
        return Granted(grant, who, who, LinkRole.BOT)
    async with services.database.reading() as session:
        channel = await session.get(ChannelRow, channel_id)
        if channel is None or channel.deleted_at_ms is not None:
            raise NotLinkedYet(f"there is no channel {channel_id} any more", "GET /v1/channels lists yours")
        login = links.login_of_channel(channel)
    broadcaster = who if who.login == login else await services.twitch.find(login)
    if broadcaster is None:
        raise UnknownAtTwitch(
            f"Twitch has no channel {login} (any more)",
            "give it its new name with PATCH /v1/channels/{channel_id}",
        )
    async with services.database.reading() as session:
        asking = await links.asking_for_editors(session, broadcaster.user_id)
    ways = links.Ways(services.twitch.helix, services.twitch_tokens, asking)
    role = await links.role_of(ways, grant, who, broadcaster)
    return Granted(grant, who, broadcaster, role)
