"""What can be done with sessions, inside a transaction of the caller's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.broadcasts import describing
from api.clips.models import ClipRow
from api.credits.holds import open_hold, release
from api.credits.purse import Purse
from api.events.kinds import Kind
from api.events.recorder import tell
from api.highlights.models import HighlightRow
from api.paging import Order, Place, Rows, read_page
from api.problems import Conflict, NotFound
from api.renders.models import RenderRow
from api.sessions.models import GapRow, SessionRow
from api.sessions.shapes import GapShape, SessionProgressShape, SessionRequestShape, SessionShape
from api.twitch import watching
from api.upserts import get_or_add
from api.watches import service as watches
from schemas.ids import new_id
from schemas.judging import HighlightState
from schemas.rendering import ClipState

HOLD_MARGIN_MS = 60_000
"""Kept before and after a highlight: a highlight that still grows, and people who move its ends,
need what lies around it."""


class UnknownSession(NotFound):
    """No session has this identity."""

    slug = "unknown-session"
    title = "There is no such session"


class TakenOver(Conflict):
    """Another process captures this session now."""

    slug = "session-taken-over"
    title = "Another process has this session"


class AlreadyEnded(Conflict):
    """The session is over, and stays so."""

    slug = "session-ended"
    title = "The session is over"


class NotWanted(Conflict):
    """The watch is no longer wanted, so nothing new begins for it."""

    slug = "watch-not-wanted"
    title = "The watch is no longer wanted"


async def open_or_take_over(
    session: AsyncSession, request: SessionRequestShape, now_ms: int, *, charging: bool
) -> SessionRow:
    """The open session of the watch with its next incarnation, or a new one.

    A watch that is no longer wanted still lets its open session be taken over: somebody must end it.

    Raises:
        UnknownWatch, NotWanted
        OutOfCredits: nothing new begins for a workspace that cannot pay for it.
        OptedOut, NotLinked: it is a recording of a channel that may not be watched.
    """
    watch = await watches.find(session, request.watch_id)
    if watching.is_recording(watch.source):  # who opts out has this lock before any watch's row
        await watching.together(session)
    # Before the watch's row: whoever charges a minute has the account, and may then end the watch.
    purse = await Purse.open(session, watch.workspace_id, now_ms) if charging else None
    watch = await watches.find(session, request.watch_id, for_change=True)
    running = await session.scalar(
        select(SessionRow)
        .where(SessionRow.watch_id == watch.watch_id, SessionRow.ended_at_ms.is_(None))
        .with_for_update()
    )
    if running is not None:
        running.incarnation += 1
        running.node = request.node
        await session.flush()
        return running
    if not watch.wanted:
        raise NotWanted(
            f"watch {watch.watch_id} is no longer wanted, so no session of it is opened",
            'ask for it again with PATCH /v1/watches/{watch_id} {"wanted": true}',
        )
    broadcaster = await watching.check_recording(session, watch, request.broadcaster)
    opened = SessionRow(
        session_id=new_id(now_ms),
        workspace_id=watch.workspace_id,
        channel_id=watch.channel_id,
        incarnation=1,
        discontinuity=0,
        recorded_until_ms=0,
        ended_at_ms=None,
        end_reason="",
        closed_at_ms=None,
        **request.model_dump() | {"broadcaster": broadcaster},
    )
    await describing.opened(session, opened)
    session.add(opened)
    await session.flush()
    if purse is not None:
        await open_hold(session, purse, opened.session_id, now_ms)
    tell(session, Kind.SESSION_STARTED, opened, SessionShape)
    return opened


async def find(session: AsyncSession, session_id: str, for_change: bool = False) -> SessionRow:
    """One session. Raises UnknownSession."""
    found = await session.get(SessionRow, session_id, with_for_update=for_change)
    if found is None:
        raise UnknownSession(f"there is no session {session_id}", "GET /v1/sessions lists those there are")
    return found


async def progress(
    session: AsyncSession, session_id: str, report: SessionProgressShape, now_ms: int
) -> tuple[SessionRow, bool]:
    """The session with the report in it, and whether its watch changed too.

    Nothing goes back: a report that was overtaken by a later one changes nothing.

    Raises:
        UnknownSession, TakenOver, AlreadyEnded
    """
    if report.ended_at_ms is not None:  # see `open_or_take_over` for why first
        held_in = await find(session, session_id)
        await release(session, held_in.workspace_id, session_id, now_ms)
    row = await find(session, session_id, for_change=True)
    if report.incarnation < row.incarnation:
        raise TakenOver(
            f"session {session_id} is in incarnation {row.incarnation}; {report.incarnation} came before it",
            "stop capturing this session; the process that took it over goes on",
        )
    if report.incarnation > row.incarnation:
        raise TakenOver(
            f"session {session_id} is in incarnation {row.incarnation}, and nobody was given a later one",
            "open the session with POST /v1/sessions and show the incarnation of its answer",
        )
    if row.ended_at_ms is not None:
        if report.ended_at_ms is not None:  # the same end, said again because its answer was lost
            return row, False
        raise AlreadyEnded(f"session {session_id} is over: {row.end_reason}", "open a new one")
    row.discontinuity = max(row.discontinuity, report.discontinuity)
    row.recorded_until_ms = max(row.recorded_until_ms, report.recorded_until_ms)
    unwatched = False
    if report.ended_at_ms is not None:
        unwatched = await end(session, row, report.ended_at_ms, report.end_reason, now_ms)
    await session.flush()
    return row, unwatched


async def end(session: AsyncSession, row: SessionRow, ended_at_ms: int, reason: str, now_ms: int) -> bool:
    """End a session; a watch that was asked for once is over with it. Whether that was so."""
    row.ended_at_ms = ended_at_ms
    row.end_reason = reason
    row.closed_at_ms = now_ms
    tell(session, Kind.SESSION_ENDED, row, SessionShape)
    watch = await watches.find(session, row.watch_id, for_change=True)
    return watch.once and watches.want(watch, wanted=False)


async def put_gap(session: AsyncSession, session_id: str, gap: GapShape) -> GapRow:
    """Store a gap; the same start and reason again moves its end on.

    Raises:
        UnknownSession
    """
    of = await find(session, session_id)
    key = (session_id, gap.start_ms, gap.reason.value)
    row, fresh = await get_or_add(
        session,
        GapRow,
        key,
        lambda: GapRow(
            session_id=session_id,
            start_ms=gap.start_ms,
            reason=gap.reason.value,
            end_ms=gap.end_ms,
            detail=gap.detail,
        ),
    )
    if gap.end_ms >= row.end_ms:
        row.end_ms, row.detail = gap.end_ms, gap.detail
    if fresh or session.is_modified(row):
        tell(session, Kind.GAP_REPORTED, row, GapShape, workspace_id=of.workspace_id)
    await session.flush()
    return row


async def gaps(session: AsyncSession, session_id: str, place: Place) -> Rows[GapRow]:
    """The gaps of a session, oldest first. Raises UnknownSession."""
    await find(session, session_id)
    query = select(GapRow).where(GapRow.session_id == session_id)
    return await read_page(session, query, Order(GapRow.start_ms, GapRow.reason), place)


@dataclass(frozen=True)
class HoldTerms:
    """How long the recording around a highlight is kept.

    Attributes:
        now_ms: epoch time.
        after_clip_ms: after the last word on its clip, ready or failed.
        without_clip_ms: after the last word on itself, where no clip has come to an end.
    """

    now_ms: int
    after_clip_ms: int
    without_clip_ms: int


async def held_highlights(
    session: AsyncSession, session_id: str, terms: HoldTerms, place: Place
) -> Rows[HighlightRow]:
    """The highlights whose surroundings must be kept, oldest first. Raises UnknownSession."""
    await find(session, session_id)
    ended = exists().where(
        ClipRow.highlight_id == HighlightRow.highlight_id,
        ClipRow.state.in_((ClipState.READY.value, ClipState.FAILED.value)),
    )
    asked = exists().where(  # somebody waits for another clip of it
        RenderRow.session_id == session_id,
        RenderRow.highlight_id == HighlightRow.highlight_id,
        RenderRow.ended_at_ms.is_(None),
        RenderRow.asked_by_kind != "",
    )
    query = select(HighlightRow).where(
        HighlightRow.session_id == session_id,
        HighlightRow.near_miss.is_(False),
        HighlightRow.state != HighlightState.DROPPED.value,
        or_(
            asked,
            ended.where(ClipRow.updated_at_ms > terms.now_ms - terms.after_clip_ms),
            and_(~ended, HighlightRow.updated_at_ms > terms.now_ms - terms.without_clip_ms),
        ),
    )
    return await read_page(session, query, Order(HighlightRow.start_ms, HighlightRow.highlight_id), place)
