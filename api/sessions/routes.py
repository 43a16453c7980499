"""`/v1/sessions`: open and report on capture, its gaps, and what must be kept of it."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, status

from api.access import service as access
from api.access.authenticate import CallerOf
from api.access.rules import Operation
from api.fields import IdentityInPath
from api.nouns import Noun, router_of
from api.paging import Page, PlaceInList
from api.problems import FieldError, Invalid
from api.services import Reading, ServicesOf, Writing, problems
from api.sessions import service
from api.sessions.models import SessionRow
from api.sessions.shapes import (
    GapShape,
    SessionProgressShape,
    SessionQuery,
    SessionRequestShape,
    SessionShape,
    SpanShape,
)

SESSIONS: Noun[SessionRow] = Noun(
    table=SessionRow,
    name="session",
    tag="sessions",
    path="/v1/sessions",
    identity="session_id",
    shape=SessionShape,
    query=SessionQuery,
    operations=(Operation.LIST, Operation.VIEW),
)

router: APIRouter = router_of(SESSIONS)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=SessionShape,
    responses=problems(402, 403, 404, 409, 422),
    summary="Open or take over a session",
)
async def open_session(
    request: SessionRequestShape, caller: CallerOf, work: Writing, services: ServicesOf
) -> object:
    """A watch has one open session at most, and while it is open, this takes it over.

    The session and its media time 0 stay, the incarnation goes up, and the process that had it
    before is fenced off.
    """
    access.require(caller, "sessions", Operation.CREATE)
    return await service.open_or_take_over(
        work.session, request, services.clock.now_ms(), charging=services.settings.charging
    )


@router.patch(
    "/{session_id}",
    response_model=SessionShape,
    responses=problems(404, 409, 422),
    summary="Report how far capture is",
)
async def report_progress(
    session_id: IdentityInPath,
    report: SessionProgressShape,
    caller: CallerOf,
    work: Writing,
    services: ServicesOf,
) -> object:
    """409 when another process has the session now, or when it is over. Nothing goes back."""
    access.require(caller, "sessions", Operation.UPDATE)
    row, unwatched = await service.progress(work.session, session_id, report, services.clock.now_ms())
    if unwatched:
        work.after_commit(partial(services.announcer.soon, row.watch_id))
    return row


@router.put(
    "/{session_id}/gaps",
    response_model=GapShape,
    responses=problems(404, 422),
    summary="Report a stretch that was not captured",
)
async def put_gap(session_id: IdentityInPath, gap: GapShape, caller: CallerOf, work: Writing) -> object:
    """The same start and reason again moves the end on, and never back."""
    access.require(caller, "gaps", Operation.CREATE)
    if gap.session_id != session_id:
        raise Invalid(
            "the gap is of another session than the path",
            "send the session of the path in `session_id`",
            [FieldError(field="session_id", message="differs from the path")],
        )
    return await service.put_gap(work.session, session_id, gap)


@router.get(
    "/{session_id}/gaps", response_model=Page[GapShape], responses=problems(404, 422), summary="List gaps"
)
async def list_gaps(
    session_id: IdentityInPath, caller: CallerOf, session: Reading, place: PlaceInList
) -> object:
    """Oldest first."""
    await SESSIONS.find(session, session_id, caller)
    found = await service.gaps(session, session_id, place)
    return {"items": found.rows, "next_cursor": found.next_cursor}


@router.get(
    "/{session_id}/holds",
    response_model=Page[SpanShape],
    responses=problems(404, 422),
    summary="List what must be kept",
)
async def list_holds(
    session_id: IdentityInPath,
    caller: CallerOf,
    session: Reading,
    services: ServicesOf,
    place: PlaceInList,
) -> object:
    """The spans whose recorded segments are needed beyond the DVR window.

    These are the highlights that were not dropped, each with a minute on either side; oldest first.
    They may overlap. A hold ends some time after the clip is ready or failed (HYPECUT_HOLD_CLIP_MS, a
    day), and for a highlight without one after HYPECUT_HOLD_HIGHLIGHT_MS (a week).
    """
    await SESSIONS.find(session, session_id, caller)
    settings = services.settings
    terms = service.HoldTerms(services.clock.now_ms(), settings.hold_clip_ms, settings.hold_highlight_ms)
    found = await service.held_highlights(session, session_id, terms, place)
    spans = [
        SpanShape(
            start_ms=max(0, row.start_ms - service.HOLD_MARGIN_MS),
            end_ms=row.end_ms + service.HOLD_MARGIN_MS,
        )
        for row in found.rows
    ]
    return Page[SpanShape](items=spans, next_cursor=found.next_cursor)
