"""`/v1/watches`: ask for a source to be watched, and for that to end."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response, status
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.caller import Caller, CallerKind, Role
from api.access.rules import Operation
from api.access.service import Forbidden
from api.channels import service as channels
from api.channels.models import ChannelRow
from api.credits.holds import check_credit
from api.fields import IdentityInPath
from api.idempotency.service import Asked, IdempotencyKey
from api.nouns import Making, Noun, Values, made, router_of
from api.services import ServicesOf, Writing, problems
from api.templates import service as templates
from api.twitch.watching import check_watchable
from api.versions import IfMatch, check_match, show_tag
from api.watches import service, sources
from api.watches.models import WatchRow
from api.watches.shapes import LIVE_PACE, WatchChange, WatchQuery, WatchRequestShape, WatchShape, is_network


async def _making(making: Making, body: WatchRequestShape, values: Values) -> None:
    values |= {"revision": 1, "wanted": True, "idempotency_key": None, "stop_reason": ""}
    if body.template_id is not None:
        await templates.living(making.session, body.template_id, values["workspace_id"])
    if body.channel_id is not None:
        await _take_from_channel(making, body, values)
    own = body.source is not None
    sources.check_source(making.session, making.caller, values["source"], "source" if own else "channel_id")
    own = own or "chat" in body.model_fields_set
    sources.check_chat(making.caller, values["chat"], "chat" if own else "channel_id")
    await check_watchable(
        making.session, making.caller, values["workspace_id"], values["source"], values["chat"]
    )


async def _take_from_channel(making: Making, body: WatchRequestShape, values: Values) -> None:
    channel = await channels.living(making.session, values["channel_id"], values["workspace_id"])
    if body.source is not None:
        return
    values["source"] = channel.source
    if "chat" not in body.model_fields_set:
        values["chat"] = channel.chat
    if body.speed != 1.0 and is_network(channel.source):
        raise channels.refusal("speed", LIVE_PACE, "leave `speed` out")


async def _at_home(body: WatchRequestShape, caller: Caller, session: AsyncSession) -> WatchRequestShape:
    """Who names a channel need not say the workspace as well."""
    if body.workspace_id is not None or body.channel_id is None:
        return body
    home = await session.scalar(
        select(ChannelRow.workspace_id).where(ChannelRow.channel_id == body.channel_id)
    )
    if home is None or not (caller.operator or home in caller.workspaces(Role.EDITOR)):
        return body  # it is refused as any other that is not there
    return body.model_copy(update={"workspace_id": home})


WATCHES: Noun[WatchRow] = Noun(
    table=WatchRow,
    name="watch",
    tag="watches",
    path="/v1/watches",
    identity="watch_id",
    shape=WatchShape,
    query=WatchQuery,
    making=_making,
    operations=(Operation.LIST, Operation.VIEW),
)

router: APIRouter = router_of(WATCHES)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=WatchShape,
    responses=problems(402, 403, 422),
    summary="Watch a source",
)
async def create_watch(
    *,
    body: WatchRequestShape,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    request: Request,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> object:
    """The watch is stored first; the monitors hear of it right after."""
    body = await _at_home(body, caller, work.session)
    asked = Asked(caller, idempotency_key, request.url.path, body)
    now_ms = services.clock.now_ms()
    watch = await made(WATCHES, asked, work.session, now_ms)
    if services.settings.charging and watch.wanted:
        await check_credit(work.session, watch.workspace_id, now_ms)
    work.after_commit(partial(services.announcer.soon, watch.watch_id))
    show_tag(response, watch)
    return watch


@router.patch(
    "/{watch_id}",
    response_model=WatchShape,
    responses=problems(402, 403, 404, 412, 422),
    summary="Change a watch",
)
async def change_watch(
    *,
    watch_id: IdentityInPath,
    change: WatchChange,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    response: Response,
    if_match: IfMatch = None,
) -> object:
    """A change that says what is already so changes nothing, but is announced again."""
    watch = await WATCHES.find(work.session, watch_id, caller, locked=True)
    await access.check(work.session, caller, Operation.UPDATE, watch)
    if change.wanted and caller.kind is CallerKind.WORKER:
        raise Forbidden("a worker ends watches and asks for none", "ask for it as an editor")
    check_match(if_match, watch)
    if change.wanted and not watch.wanted and services.settings.charging:
        await check_credit(work.session, watch.workspace_id, services.clock.now_ms())
    if change.wanted and not await sources.trusted(work.session, [watch_id]):
        sources.check_source(work.session, caller, watch.source)
        sources.check_chat(caller, watch.chat)
    if change.wanted:
        await check_watchable(work.session, caller, watch.workspace_id, watch.source, watch.chat)
    service.want(watch, change.wanted)
    await work.session.flush()
    work.after_commit(partial(services.announcer.soon, watch.watch_id))
    show_tag(response, watch)
    return watch
