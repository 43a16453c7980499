"""`/v1/workers`: who works for this installation, and who is asked to leave."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response, status

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.audit.recorder import noted
from api.fields import IdentityInPath
from api.listing import Page
from api.nouns import Noun, router_of
from api.services import Reading, ServicesOf, Writing, problems
from api.versions import IfMatch, check_match, show_tag
from api.workers import service
from api.workers.models import WorkerRow
from api.workers.shapes import (
    HeartbeatRequest,
    WorkerChange,
    WorkerQuery,
    WorkerRequest,
    WorkerShape,
)

WORKERS: Noun[WorkerRow] = Noun(
    table=WorkerRow,
    name="worker",
    tag="workers",
    path="/v1/workers",
    identity="worker_id",
    shape=WorkerShape,
    query=WorkerQuery,
    operations=(Operation.DELETE,),
    owned=False,
    describes={
        Operation.DELETE: "For one that will not come back. One that lives registers again, as a new one."
    },
)

router = router_of(WORKERS)


@router.get("", response_model=Page[WorkerShape], responses=problems(403, 422), summary="List workers")
async def list_workers(
    asked: Annotated[WorkerQuery, Query()], caller: CallerOf, session: Reading, services: ServicesOf
) -> object:
    """All of them, those that are gone as well; who was seen last comes first."""
    now_ms = services.clock.now_ms()
    found = await WORKERS.listed(session, caller, _dated(asked, now_ms - service.GONE_AFTER_MS))
    page = found.page()
    return {**page, "items": [service.shown(row, now_ms) for row in found.rows]}


def _dated(asked: WorkerQuery, living_since_ms: int) -> WorkerQuery:
    """Being gone is no column: it follows from the time of the last sign of life."""
    least, most = asked.last_seen_at_ms_min, asked.last_seen_at_ms_max
    if asked.gone is True:
        most = min(living_since_ms - 1, most if most is not None else living_since_ms)
    if asked.gone is False:
        least = max(living_since_ms, least or 0)
    return asked.model_copy(update={"gone": None, "last_seen_at_ms_min": least, "last_seen_at_ms_max": most})


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=WorkerShape,
    responses=problems(403, 422) | {200: {"model": WorkerShape, "description": "It was known."}},
    summary="Register a worker",
)
async def register_worker(
    request: WorkerRequest, caller: CallerOf, work: Writing, services: ServicesOf, response: Response
) -> object:
    """A process says this once at its start; the same node and kind again is the same worker.

    One that an operator drains stays so over a restart: look at `state` of the answer.
    """
    access.require(caller, "workers", Operation.CREATE)
    now_ms = services.clock.now_ms()
    row, fresh = await service.register(work.session, request, now_ms)
    if not fresh:
        response.status_code = status.HTTP_200_OK
    show_tag(response, row)
    return service.shown(row, now_ms)


@router.get("/{row_id}", response_model=WorkerShape, responses=problems(403, 404), summary="Read a worker")
async def read_worker(
    row_id: IdentityInPath, caller: CallerOf, session: Reading, services: ServicesOf, response: Response
) -> object:
    """With its `ETag`, which heartbeats leave as it is."""
    row = await WORKERS.find(session, row_id, caller)
    show_tag(response, row)
    return service.shown(row, services.clock.now_ms())


@router.put(
    "/{row_id}/heartbeat",
    response_model=WorkerShape,
    responses=problems(403, 404, 422),
    summary="Say that a worker lives",
)
async def heartbeat(
    row_id: IdentityInPath,
    heard: HeartbeatRequest,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
) -> object:
    """The answer says in `state` whether the worker is to leave.

    Every 15 s; after a minute of silence a worker counts as gone. 404 after it was forgotten: register
    again.
    """
    access.require(caller, "workers", Operation.CREATE)
    now_ms = services.clock.now_ms()
    return service.shown(await service.beat(work.session, row_id, heard, now_ms), now_ms)


@router.patch(
    "/{row_id}",
    response_model=WorkerShape,
    responses=problems(403, 404, 412, 422),
    summary="Drain a worker, or take it back",
)
async def change_worker(
    *,
    row_id: IdentityInPath,
    change: WorkerChange,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
    response: Response,
    if_match: IfMatch = None,
) -> object:
    """A draining worker takes nothing new, finishes what it has, and ends.

    It hears of it with its next heartbeat.
    """
    row = await WORKERS.find(work.session, row_id, caller, locked=True)
    await access.check(work.session, caller, Operation.UPDATE, row)
    check_match(if_match, row)
    now_ms = services.clock.now_ms()
    if row.state != change.state.value:
        row.state = change.state.value
        told = noted(caller, f"worker.{row.state}", now_ms, worker_id=row.worker_id, node=row.node)
        work.session.add(told)
        await work.session.flush()
    show_tag(response, row)
    return service.shown(row, now_ms)
