"""`/v1/workspaces/{row_id}/twin` and `/promotion`: a place to try things, and the way from there."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response, status

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.audit.recorder import noted
from api.fields import IdentityInPath
from api.services import Reading, ServicesOf, Writing, problems
from api.twins import holding, promotion, service
from api.twins.promotion import Promotion
from api.twins.shapes import PromotionRequest, PromotionShape
from api.versions import show_tag
from api.workspaces.models import WorkspaceRow
from api.workspaces.routes import WORKSPACES
from api.workspaces.shapes import WorkspaceShape

_ = holding  # what twins would send is held from here on

router = APIRouter(prefix="/v1/workspaces", tags=["workspaces"])


@router.post(
    "/{row_id}/twin",
    status_code=status.HTTP_201_CREATED,
    response_model=WorkspaceShape,
    responses=problems(403, 404, 409) | {200: {"model": WorkspaceShape, "description": "It was there."}},
    summary="Make the test twin of a workspace",
)
async def make_twin(
    row_id: IdentityInPath, caller: CallerOf, work: Writing, services: ServicesOf, response: Response
) -> object:
    """For owners. It has the same members, data and keys of its own, and nothing of it goes out."""
    live = await WORKSPACES.find(work.session, row_id, caller, locked=True)
    await access.check(work.session, caller, Operation.UPDATE, live)
    now_ms = services.clock.now_ms()
    twin, fresh = await service.make(work.session, live, now_ms)
    if fresh:
        work.session.add(noted(caller, "twin.made", now_ms, row_id, twin_id=twin.workspace_id))
    else:
        response.status_code = status.HTTP_200_OK
    show_tag(response, twin)
    return twin


@router.get(
    "/{row_id}/twin",
    response_model=WorkspaceShape,
    responses=problems(403, 404),
    summary="Read the test twin of a workspace",
)
async def read_twin(row_id: IdentityInPath, caller: CallerOf, session: Reading, response: Response) -> object:
    """404 where there is none yet."""
    await WORKSPACES.find(session, row_id, caller)
    twin = await _twin(session, row_id, caller)
    show_tag(response, twin)
    return twin


async def _twin(session: Reading, row_id: str, caller: CallerOf) -> WorkspaceRow:
    twin = await service.find(session, row_id)
    if twin is None or not await access.allowed(session, caller, Operation.VIEW, twin):
        raise service.missing(row_id)
    return twin


@router.post(
    "/{row_id}/promotion",
    response_model=PromotionShape,
    responses=problems(403, 404, 409, 422),
    summary="Promote from the test twin",
)
async def promote(
    row_id: IdentityInPath, body: PromotionRequest, caller: CallerOf, work: Writing, services: ServicesOf
) -> Any:
    """Custom fields, templates, feeds and live rules of the twin come to the workspace, all or none.

    Things are told apart by name (feeds by title). What only the workspace has stays as it is. With
    `dry_run`, which is the default, nothing changes.
    """
    live = await WORKSPACES.find(work.session, row_id, caller, locked=True)
    await access.check(work.session, caller, Operation.UPDATE, live)
    twin = await _twin(work.session, row_id, caller)
    now_ms = services.clock.now_ms()
    way = Promotion(work.session, caller, now_ms, twin.workspace_id, live.workspace_id)
    if body.dry_run:
        outcome = await promotion.preview(way, body.kinds)
    else:
        outcome = await promotion.promote(way, body.kinds, body.digest)
        kinds = sorted(kind.value for kind in body.kinds)
        work.session.add(noted(caller, "twin.promoted", now_ms, row_id, twin_id=way.twin_id, kinds=kinds))
    return PromotionShape(
        live_id=way.live_id,
        twin_id=way.twin_id,
        dry_run=body.dry_run,
        digest=outcome.digest,
        differences=outcome.differences,
    )
