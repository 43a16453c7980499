"""`/v1/events`: what happened, for programs that would rather ask than listen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from api.access import service as access
from api.access.authenticate import CallerOf
from api.events.models import EventRow
from api.events.shapes import EventQuery, EventShape
from api.listing import Page, read_list
from api.services import Reading, problems

router = APIRouter(prefix="/v1/events", tags=["events"])


@router.get("", response_model=Page[EventShape], responses=problems(403, 422), summary="List events")
async def list_events(asked: Annotated[EventQuery, Query()], caller: CallerOf, session: Reading) -> object:
    """Oldest first. Send the last `number` plus one as `number_min` for those that came since.

    They are kept for a week. `GET /v1/workspaces/{id}/events` sends them as they come.
    """
    query = await access.visible(session, caller, select(EventRow), EventRow)
    return (await read_list(session, query, EventRow, asked)).page()
