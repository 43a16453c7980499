"""`/v1/highlights`: store and read the moments worth a clip."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.fields import Identity, IdentityInPath
from api.highlights import service
from api.highlights.shapes import HighlightShape, Stored
from api.paging import Page, PlaceInList
from api.problems import FieldError, Invalid
from api.services import Reading, Writing, problems

router = APIRouter(prefix="/v1/highlights", tags=["highlights"])


@router.put(
    "/{highlight_id}",
    response_model=Stored,
    responses=problems(404, 413, 422),
    summary="Store a revision of a highlight",
)
async def put_highlight(highlight_id: IdentityInPath, highlight: HighlightShape, work: Writing) -> object:
    """Only a higher revision changes anything, and nothing takes `final` or `dropped` back.

    So a call may be repeated, and come late, without harm.
    """
    if highlight.highlight_id != highlight_id:
        raise Invalid(
            "the body is another highlight than the path",
            "send the identity of the path in `highlight_id`",
            [FieldError(field="highlight_id", message="differs from the path")],
        )
    row, changed = await service.put(work.session, highlight)
    return {"changed": changed, "revision": row.revision, "state": row.state}


@router.get("", response_model=Page[HighlightShape], responses=problems(422), summary="List highlights")
async def list_highlights(
    session: Reading,
    place: PlaceInList,
    session_id: Annotated[Identity, Query(description="The session whose highlights are listed.")],
    near_misses: Annotated[
        bool, Query(description="Also those that never crossed the threshold; kept for tuning.")
    ] = False,
) -> object:
    """The newest revision of each, oldest moment first."""
    found = await service.listed(session, session_id, near_misses, place)
    return {"items": found.rows, "next_cursor": found.next_cursor}


@router.get(
    "/{highlight_id}", response_model=HighlightShape, responses=problems(404), summary="Read a highlight"
)
async def read_highlight(highlight_id: IdentityInPath, session: Reading) -> object:
    """The newest revision of one highlight, with its evidence."""
    return await service.find(session, highlight_id)
