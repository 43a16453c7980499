"""`/v1/timelines`: judges write how each minute was; `/v1/sessions/{session_id}/timeline`: people read it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query
from sqlalchemy import select

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.fields import WHOLE_MAX, IdentityInPath
from api.paging import Page, PlaceInList
from api.services import Reading, ServicesOf, Writing, problems
from api.sessions.routes import SESSIONS
from api.timelines import service
from api.timelines.models import SignalsMinuteRow
from api.timelines.shapes import BATCH_MAX, MINUTE_MS, MinuteShape, Sense, StoredMinutes

router = APIRouter(prefix="/v1", tags=["timelines"])

MediaTime = Annotated[int | None, Query(ge=0, le=WHOLE_MAX)]


@router.put(
    "/timelines",
    response_model=StoredMinutes,
    responses=problems(403, 413, 422),
    summary="Save minutes of timelines",
)
async def put_minutes(
    minutes: Annotated[list[MinuteShape], Body(max_length=BATCH_MAX)],
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
) -> object:
    """What judges know of minutes, finished or running.

    A word on the same session, minute and sense replaces the one before when it covers as much of the
    minute or more; what comes late and covers less changes nothing. The same batch may be sent again.
    """
    access.require(caller, "signals_minutes", Operation.CREATE)
    return {"unknown_sessions": await service.store(work.session, minutes, services.clock.now_ms())}


@router.get(
    "/sessions/{session_id}/timeline",
    response_model=Page[MinuteShape],
    responses=problems(403, 404, 422),
    summary="Read the timeline of a session",
)
async def read_timeline(
    *,
    session_id: IdentityInPath,
    caller: CallerOf,
    session: Reading,
    place: PlaceInList,
    sense: Annotated[list[Sense] | None, Query(description="Only these senses.", max_length=6)] = None,
    from_ms: Annotated[MediaTime, Query(description="Only minutes that end after this media time.")] = None,
    to_ms: Annotated[MediaTime, Query(description="Only minutes that begin before this media time.")] = None,
) -> object:
    """Oldest minute first, and of one minute by the name of the sense.

    Minutes of which a sense saw and heard nothing are left out. The last ones still change while the
    session runs. What is older than HYPECUT_KEEP_TIMELINE_MS (30 days) is forgotten.
    """
    await SESSIONS.find(session, session_id, caller)
    query = select(SignalsMinuteRow).where(SignalsMinuteRow.session_id == session_id)
    if sense:
        query = query.where(SignalsMinuteRow.sense.in_([one.value for one in sense]))
    if from_ms is not None:
        query = query.where(SignalsMinuteRow.start_ms > from_ms - MINUTE_MS)
    if to_ms is not None:
        query = query.where(SignalsMinuteRow.start_ms < to_ms)
    query = await access.visible(session, caller, query, SignalsMinuteRow)
    found = await service.of_session(session, query, place)
    return {"items": found.rows, "next_cursor": found.next_cursor}
