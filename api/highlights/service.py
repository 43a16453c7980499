"""What can be done with highlights, inside a transaction of the caller's."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.highlights.models import HighlightRow
from api.highlights.shapes import HighlightShape
from api.paging import Order, Place, Rows, read_page
from api.problems import NotFound
from api.sessions import service as sessions
from schemas.judging import HighlightState

_LAST_WORDS = frozenset({HighlightState.FINAL.value, HighlightState.DROPPED.value})


class UnknownHighlight(NotFound):
    """No highlight has this identity."""

    slug = "unknown-highlight"
    title = "There is no such highlight"


class OtherSession(NotFound):
    """The highlight belongs to another session than the caller says."""

    slug = "highlight-of-another-session"
    title = "The highlight belongs to another session"


def _counts(stored: HighlightRow, new: HighlightShape) -> bool:
    if new.revision <= stored.revision:
        return False
    # A last word may be said in full later (with its transcript), but never taken back.
    return stored.state not in _LAST_WORDS or new.state.value == stored.state


async def put(session: AsyncSession, new: HighlightShape) -> tuple[HighlightRow, bool]:
    """What is stored now, and whether this revision changed it.

    Raises:
        UnknownSession, OtherSession
    """
    values = new.model_dump(mode="json", exclude={"type", "v"})
    stored = await session.get(HighlightRow, new.highlight_id, with_for_update=True)
    if stored is None:
        await sessions.find(session, new.session_id)
        stored = HighlightRow(**values)
        session.add(stored)
    elif stored.session_id != new.session_id:
        raise OtherSession(
            f"highlight {new.highlight_id} is one of session {stored.session_id}",
            "derive the identity of a highlight from its own session",
        )
    elif _counts(stored, new):
        for name, value in values.items():
            setattr(stored, name, value)
    else:
        return stored, False
    await session.flush()
    return stored, True


async def find(session: AsyncSession, highlight_id: str) -> HighlightRow:
    """One highlight. Raises UnknownHighlight."""
    found = await session.get(HighlightRow, highlight_id)
    if found is None:
        raise UnknownHighlight(
            f"there is no highlight {highlight_id}", "GET /v1/highlights?session_id=... lists a session's"
        )
    return found


async def listed(
    session: AsyncSession, session_id: str, near_misses: bool, place: Place
) -> Rows[HighlightRow]:
    """The highlights of a session, oldest first."""
    query = select(HighlightRow).where(HighlightRow.session_id == session_id)
    if not near_misses:
        query = query.where(HighlightRow.near_miss.is_(False))
    return await read_page(session, query, Order(HighlightRow.start_ms, HighlightRow.highlight_id), place)
