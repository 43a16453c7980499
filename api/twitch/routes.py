"""`/v1/twitch` and `/v1/channels/{channel_id}/twitch/link`: what is linked, and linking it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.caller import Caller, CallerKind
from api.access.rules import Operation
from api.channels.routes import CHANNELS
from api.fields import IdentityInPath
from api.limits import Limit
from api.listing import Page
from api.nouns import Noun
from api.seals import Seals
from api.services import Reading, Services, ServicesOf, Writing, problems
from api.twitch import flows, links
from api.twitch.flows import Plan, Purpose
from api.twitch.links import NotLinkedYet
from api.twitch.models import TwitchLinkRow
from api.twitch.scopes import BOT_SCOPES, SCOPES, features_of
from api.twitch.shapes import (
    ChannelLinkShape,
    GoShape,
    LinkRequest,
    ScopeShape,
    ScopesShape,
    TwitchLinkQuery,
    TwitchLinkShape,
    WorkerLinkShape,
)

router = APIRouter(tags=["twitch"])

LINKS_BEGUN = Limit("twitch-links", 60, 300)
"""Of one caller: each is a row until it is used or ten minutes are over."""

HANDLE = "twitch handle"

LINKS: Noun[TwitchLinkRow] = Noun(
    table=TwitchLinkRow,
    name="twitch link",
    tag="twitch",
    path="/v1/twitch/links",
    identity="link_id",
    shape=WorkerLinkShape,
    query=TwitchLinkQuery,
    operations=(Operation.LIST,),
)


def handle_of(seals: Seals, link_id: str) -> str:
    """What stands for the refresh token of a link: known here alone, and not to be guessed."""
    return f"{link_id}.{seals.mark(HANDLE, link_id)}"


@router.get(
    "/v1/twitch/scopes",
    response_model=ScopesShape,
    responses=problems(409),
    summary="List what is asked for at Twitch",
)
async def list_twitch_scopes(caller: CallerOf, services: ServicesOf) -> ScopesShape:
    """Each scope with the reason and with what it is needed for, to be shown before anybody is sent there."""
    services.twitch.check()
    return ScopesShape(
        channel=[ScopeShape.model_validate(one) for one in SCOPES],
        bot=[ScopeShape.model_validate(one) for one in BOT_SCOPES],
    )


@router.get(
    "/v1/twitch/links",
    response_model=Page[WorkerLinkShape],
    responses=problems(403, 409, 422),
    summary="List linked channels",
)
async def list_twitch_links(
    asked: Annotated[TwitchLinkQuery, Query()], caller: CallerOf, session: Reading, services: ServicesOf
) -> Page[WorkerLinkShape]:
    """What the caller may see. Processes of the installation are also told the `handle` of each."""
    found = await LINKS.listed(session, caller, asked)
    services.twitch.check()
    shown = [WorkerLinkShape.model_validate(row) for row in found.rows]
    if caller.kind is CallerKind.WORKER:
        for one in shown:
            one.handle = handle_of(services.seals, one.link_id)
    return Page(items=shown, next_cursor=found.next_cursor, total=found.total)


@router.post(
    "/v1/channels/{channel_id}/twitch/link",
    response_model=GoShape,
    responses=problems(403, 404, 409, 422, 429),
    summary="Link a channel with Twitch",
)
async def link_channel(
    *,
    channel_id: IdentityInPath,
    body: LinkRequest,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    response: Response,
) -> GoShape:
    """It answers where the streamer, or one of their editors, is to go, and what they are asked for there.

    The link is made when they come back. The scopes that were granted before are asked for again, so that
    more can be added; to have fewer, unlink and link anew.
    """
    channel = await CHANNELS.find(work.session, channel_id, caller)
    would_be = links.would_be(channel.workspace_id, channel_id)
    await access.check(work.session, caller, Operation.CREATE, would_be)
    services.twitch.check()
    links.login_of_channel(channel)
    scopes = await links.scopes_wanted(work.session, channel_id, body.features)
    plan = Plan(Purpose.CHANNEL, scopes, channel_id)
    return await _begun(services, work, caller, plan, response)


async def _begun(
    services: Services, work: Writing, caller: Caller, plan: Plan, response: Response
) -> GoShape:
    await services.limits.take(LINKS_BEGUN, caller.caller_id)
    now_ms = services.clock.now_ms()
    begun = flows.begin(work.session, services.twitch, services.seals, plan, now_ms=now_ms, caller=caller)
    flows.give(response, services.settings.base_url, begun.secret)
    response.headers["Cache-Control"] = "no-store"
    told = BOT_SCOPES if plan.purpose is Purpose.BOT else SCOPES
    asked = [ScopeShape.model_validate(one) for one in told if one.scope in plan.scopes]
    return GoShape(url=begun.url, secret=begun.secret, expires_at_ms=begun.expires_at_ms, scopes=asked)


@router.get(
    "/v1/channels/{channel_id}/twitch/link",
    response_model=ChannelLinkShape,
    responses=problems(403, 404, 409),
    summary="Read the link of a channel",
)
async def read_channel_link(
    channel_id: IdentityInPath, caller: CallerOf, session: Reading, services: ServicesOf
) -> ChannelLinkShape:
    """`link` is null where there is none."""
    await CHANNELS.find(session, channel_id, caller)
    row = await links.of_channel(session, channel_id)
    if row is not None:
        await access.check(session, caller, Operation.VIEW, row)
    services.twitch.check()
    if row is None:
        return ChannelLinkShape(link=None, features=[])
    granted = [str(one) for one in row.scopes] if row.state == "linked" else None
    shown = TwitchLinkShape.model_validate(row)
    return ChannelLinkShape(link=shown, features=[] if granted is None else features_of(granted))


@router.delete(
    "/v1/channels/{channel_id}/twitch/link",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(403, 404, 409),
    summary="Unlink a channel",
)
async def unlink_channel(
    channel_id: IdentityInPath, caller: CallerOf, work: Writing, services: ServicesOf
) -> None:
    """The tokens are forgotten here at once, and revoked at Twitch as soon as it answers."""
    channel = await CHANNELS.find(work.session, channel_id, caller)
    would_be = links.would_be(channel.workspace_id, channel_id)
    await access.check(work.session, caller, Operation.DELETE, would_be)
    services.twitch.check()
    row = await links.of_channel(work.session, channel_id)
    if row is None:
        raise NotLinkedYet("the channel is not linked", "POST to the same path links it")
    await _unlinked(services, work, row, caller)


async def _unlinked(services: Services, work: Writing, row: TwitchLinkRow, caller: Caller) -> None:
    for watch_id in await links.unlink(work, services.seals, row, caller, services.clock.now_ms()):
        work.after_commit(partial(services.announcer.soon, watch_id))
    work.after_commit(services.twitch.woken.set)


@router.post(
    "/v1/twitch/bot/link",
    response_model=GoShape,
    responses=problems(403, 409, 429),
    summary="Link the bot's own account",
)
async def link_bot(caller: CallerOf, work: Writing, services: ServicesOf, response: Response) -> GoShape:
    """For operators: it answers where to go, signed in at Twitch as the account that is to speak in chats."""
    await access.check(work.session, caller, Operation.CREATE, links.would_be("", None))
    services.twitch.check()
    plan = Plan(Purpose.BOT, [one.scope for one in BOT_SCOPES])
    return await _begun(services, work, caller, plan, response)


@router.get(
    "/v1/twitch/bot",
    response_model=TwitchLinkShape,
    responses=problems(403, 404, 409),
    summary="Read the bot's account",
)
async def read_bot(caller: CallerOf, session: Reading, services: ServicesOf) -> TwitchLinkShape:
    """For operators, and for processes of the installation."""
    await access.check(session, caller, Operation.VIEW, links.would_be("", None))
    services.twitch.check()
    return TwitchLinkShape.model_validate(await _bot(session))


@router.delete(
    "/v1/twitch/bot",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(403, 404, 409),
    summary="Unlink the bot's account",
)
async def unlink_bot(caller: CallerOf, work: Writing, services: ServicesOf) -> None:
    """It says nothing from then on."""
    await access.check(work.session, caller, Operation.DELETE, links.would_be("", None))
    services.twitch.check()
    await _unlinked(services, work, await _bot(work.session), caller)


async def _bot(session: Reading) -> TwitchLinkRow:
    row = await links.of_bot(session)
    if row is None:
        raise NotLinkedYet("the bot's account is not linked", "POST /v1/twitch/bot/link links it")
    return row
