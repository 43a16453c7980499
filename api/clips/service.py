"""What can be done with clips, inside a transaction of the caller's."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.clips.models import ClipRow
from api.clips.shapes import ClipShape
from api.paging import Order, Place, Rows, read_page
from api.problems import NotFound
from api.sessions import service as sessions
from schemas.rendering import ClipState

_WEIGHT = {ClipState.RENDERING: 0, ClipState.FAILED: 1, ClipState.READY: 2}
"""What a clip has reached is kept until something weighs as much: a late `rendering` is no news, and
a failed second try leaves the file of the first where it is."""


class UnknownClip(NotFound):
    """No clip has this identity."""

    slug = "unknown-clip"
    title = "There is no such clip"


class NoFile(NotFound):
    """The clip has no file (yet, or any more)."""

    slug = "clip-without-file"
    title = "The clip has no file"


async def put(session: AsyncSession, new: ClipShape) -> tuple[ClipRow, bool]:
    """What is stored now, and whether this changed it.

    Raises:
        UnknownSession: for a clip that is new.
    """
    values = new.model_dump(mode="json", exclude={"type", "v"})
    stored = await session.get(ClipRow, new.clip_id, with_for_update=True)
    if stored is None:
        await sessions.find(session, new.session_id)
        stored = ClipRow(**values)
        session.add(stored)
    elif _WEIGHT[new.state] >= _WEIGHT[ClipState(stored.state)]:
        for name, value in values.items():
            setattr(stored, name, value)
    else:
        return stored, False
    await session.flush()
    return stored, True


async def find(session: AsyncSession, clip_id: str) -> ClipRow:
    """One clip. Raises UnknownClip."""
    found = await session.get(ClipRow, clip_id)
    if found is None:
        raise UnknownClip(f"there is no clip {clip_id}", "GET /v1/clips lists those there are")
    return found


async def listed(
    session: AsyncSession, session_id: str | None, state: ClipState | None, place: Place
) -> Rows[ClipRow]:
    """Clips by the media time of their start."""
    query = select(ClipRow)
    if session_id is not None:
        query = query.where(ClipRow.session_id == session_id)
    if state is not None:
        query = query.where(ClipRow.state == state.value)
    return await read_page(session, query, Order(ClipRow.start_ms, ClipRow.clip_id), place)
