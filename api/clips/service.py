"""What can be done with clips, inside a transaction of the caller's."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from api.clips.models import ClipRow
from api.clips.shapes import ClipAnswer, ClipShape, StoredClip
from api.events.kinds import Kind
from api.events.recorder import tell
from api.renders import service as renders
from api.renders import turns
from api.sessions import service as sessions
from api.upserts import get_or_add
from api.wishes import service as wishes
from schemas.rendering import ClipState

_WEIGHT = {ClipState.RENDERING: 0, ClipState.FAILED: 1, ClipState.READY: 2}
"""What a clip has reached is kept until something weighs as much: a late `rendering` is no news, and
a failed second try leaves the file of the first where it is."""


async def put(session: AsyncSession, new: ClipShape, now_ms: int) -> StoredClip:
    """What is stored now, and whether this changed it; the attempt that it tells of is kept as well.

    Raises:
        UnknownSession
    """
    stored, changed = await _put(session, new)
    begins = await renders.follow(session, stored, new, changed, now_ms)
    await session.flush()
    return StoredClip(
        changed=changed, state=ClipState(stored.state), wait_ms=0 if begins else turns.ASK_AGAIN_MS
    )


async def _put(session: AsyncSession, new: ClipShape) -> tuple[ClipRow, bool]:
    values = new.model_dump(mode="json", exclude={"type", "v"})
    of = await sessions.find(session, new.session_id)
    owners = {"workspace_id": of.workspace_id, "channel_id": of.channel_id}
    values["title"] = await wishes.title_of(session, new.highlight_id) or new.title
    stored, fresh = await get_or_add(session, ClipRow, new.clip_id, lambda: ClipRow(**owners, **values))
    if fresh:
        tell(session, Kind(f"clip.{stored.state}"), stored, ClipAnswer)
        return stored, True
    if _WEIGHT[new.state] < _WEIGHT[ClipState(stored.state)]:
        return stored, False
    # What a clip is made for is settled when it is asked for; a renderer tells how the others look.
    kept = {"extra", "template_id"} if stored.extra else {"extra"}
    for name, value in values.items():
        if name not in kept:
            setattr(stored, name, value)
    news = new.state is not ClipState.RENDERING and session.is_modified(stored)  # progress is none
    if news and stored.taken_down_at_ms is None:
        tell(session, Kind(f"clip.{stored.state}"), stored, ClipAnswer)
    await session.flush()
    return stored, True
