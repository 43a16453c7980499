"""`/v1/watches`: ask for a source to be watched, and for that to end."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response, status

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.caller import CallerKind
from api.access.rules import Operation
from api.access.service import Forbidden
from api.fields import IdentityInPath
from api.idempotency.service import Asked, IdempotencyKey
from api.nouns import Making, Noun, Values, made, router_of
from api.services import ServicesOf, Writing, problems
from api.versions import IfMatch, check_match, show_tag
from api.watches import service
from api.watches.models import WatchRow
from api.watches.shapes import WatchChange, WatchQuery, WatchRequestShape, WatchShape


async def _making(making: Making, body: WatchRequestShape, values: Values) -> None:
    values |= {"revision": 1, "wanted": True, "idempotency_key": None}


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
    responses=problems(403, 422),
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
    asked = Asked(caller, idempotency_key, request.url.path, body)
    watch = await made(WATCHES, asked, work.session, services.clock.now_ms())
    work.after_commit(partial(services.announcer.soon, watch.watch_id))
    show_tag(response, watch)
    return watch


@router.patch(
    "/{watch_id}", response_model=WatchShape, responses=problems(403, 404, 412, 422), summary="Change a watch"
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
    service.want(watch, change.wanted)
    await work.session.flush()
    work.after_commit(partial(services.announcer.soon, watch.watch_id))
    show_tag(response, watch)
    return watch
