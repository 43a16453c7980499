"""`/v1/workspaces/{id}/events`: server-sent events of a workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import service as access
from api.access.authenticate import CallerOf, authenticate
from api.access.caller import Caller
from api.access.rules import Operation
from api.events import service as events
from api.events.kinds import Kind
from api.events.models import EventRow
from api.fields import IdentityInPath
from api.live.stream import Listener, follow
from api.problems import Problem
from api.services import ServicesOf, problems
from api.workspaces.home import is_there

router = APIRouter(prefix="/v1/workspaces", tags=["events"])

NUMBER_DIGITS_MAX = 18
"""More digits are no number of ours, and would take long to read."""


class EventsPruned(Problem):
    """What came behind this position is not kept any more."""

    status = 410
    slug = "events-pruned"
    title = "The events behind this position are not kept any more"


async def _listener(
    *,
    workspace_id: IdentityInPath,
    caller: CallerOf,
    services: ServicesOf,
    request: Request,
    kinds: Annotated[list[Kind] | None, Query(max_length=50, description="Only these; repeat it.")] = None,
    after: Annotated[
        int | None, Query(ge=0, le=2**53, description="The number of the last event that you have.")
    ] = None,
    last_event_id: Annotated[
        str | None, Header(max_length=100, description="The same, as browsers send it; it counts for more.")
    ] = None,
) -> AsyncIterator[Listener]:
    async with services.database.reading() as session:
        await _check(session, caller, workspace_id)
        position, lost = await _position(session, after, last_event_id)

    async def may_listen() -> str:
        try:
            now = await authenticate(request, services)
            async with services.database.reading() as session:
                await _check(session, now, workspace_id)
        except Problem as problem:
            return str(problem.detail)
        return ""

    chosen = frozenset(kind.value for kind in kinds or ())
    with services.slots.take(f"{caller.kind.value}:{caller.caller_id}"):
        yield Listener(workspace_id, position, lost, chosen, may_listen)


async def _check(session: AsyncSession, caller: Caller, workspace_id: str) -> None:
    any_event = EventRow(workspace_id=workspace_id)
    await access.check(session, caller, Operation.VIEW, any_event)
    if not await is_there(session, workspace_id):
        raise access.Hidden(f"there is no workspace {workspace_id}", "GET /v1/workspaces lists yours")


async def _position(session: AsyncSession, after: int | None, last_event_id: str | None) -> tuple[int, bool]:
    """Where the listener begins, and whether it has lost its place."""
    newest = await events.newest(session)
    pruned = await events.pruned_until(session)
    if last_event_id:
        digits = last_event_id.isascii() and last_event_id.isdigit()
        known = digits and len(last_event_id) <= NUMBER_DIGITS_MAX
        if known and pruned <= int(last_event_id) <= newest:
            return int(last_event_id), False
        return newest, True
    if after is None:
        return newest, False
    if not pruned <= after <= newest:
        raise EventsPruned(
            f"events are kept from number {pruned + 1} on, and {newest} is the last one",
            f"read the lists anew, then listen with after={newest}",
        )
    return after, False


@router.get(
    "/{workspace_id}/events",
    response_class=EventSourceResponse,
    responses=problems(403, 404, 410, 422, 429),
    summary="Listen to events",
)
async def listen(
    listener: Annotated[Listener, Depends(_listener)], services: ServicesOf
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: `id` is the number, `event` the kind, `data` what `GET /v1/events` shows.

    Without a position it begins with what comes next. A browser that connects anew goes on where it was. If
    that is not kept any more, a `reset` comes first: read the lists anew. With `after` that is a 410. When
    the rights of the token end, an `end` event comes last. A comment every 15 s shows that it lives.
    """
    async for event in follow(listener, services.database, services.news):
        yield event
