"""What can be done with highlights, inside a transaction of the caller's."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from api.events.kinds import Kind
from api.events.recorder import tell
from api.highlights.models import HighlightRow
from api.highlights.shapes import HighlightAnswer, HighlightShape
from api.problems import NotFound
from api.sessions import service as sessions
from api.upserts import get_or_add
from schemas.judging import HighlightState

_LAST_WORDS = frozenset({HighlightState.FINAL.value, HighlightState.DROPPED.value})


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
    of = await sessions.find(session, new.session_id)
    owners = {"workspace_id": of.workspace_id, "channel_id": of.channel_id}
    stored, fresh = await get_or_add(
        session, HighlightRow, new.highlight_id, lambda: HighlightRow(**owners, **values)
    )
    if fresh:
        _tell(session, stored)
        return stored, True
    if stored.session_id != new.session_id:
        raise OtherSession(
            f"highlight {new.highlight_id} is one of session {stored.session_id}",
            "derive the identity of a highlight from its own session",
        )
    if not _counts(stored, new):
        return stored, False
    for name, value in values.items():
        setattr(stored, name, value)
    await session.flush()
    _tell(session, stored)
    return stored, True


def _tell(session: AsyncSession, row: HighlightRow) -> None:
    if not row.near_miss:  # kept for tuning, and nothing that anybody waits for
        tell(session, Kind(f"highlight.{row.state}"), row, HighlightAnswer)
