"""Answers wishes in the transaction of what they wait for: in, events; out, wishes bound, answers made."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession, async_session
from sqlalchemy.orm import Session
from sqlalchemy.util import await_only

from api.bot import answers
from api.clips.models import ClipRow
from api.events.kinds import Kind
from api.events.models import EventRow
from api.events.recorder import followed_by
from api.highlights.models import HighlightRow
from api.wishes import service

_OPENED = frozenset({Kind.HIGHLIGHT_OPENED.value, Kind.HIGHLIGHT_GROWN.value, Kind.HIGHLIGHT_FINAL.value})
_CLIPS = frozenset({Kind.CLIP_READY.value, Kind.CLIP_FAILED.value, Kind.CLIP_TAKEN_DOWN.value})
_KINDS = _OPENED | _CLIPS | {Kind.HIGHLIGHT_DROPPED.value}


@followed_by
def follow(session: Session, events: Sequence[EventRow]) -> None:
    """See the events of a transaction; near misses are none."""
    mine = [one for one in events if one.kind in _KINDS]
    whole = async_session(session) if mine else None
    if whole is not None:
        await_only(_hear(whole, mine))


async def _hear(session: AsyncSession, events: Sequence[EventRow]) -> None:
    for event in events:
        if event.kind in _CLIPS:
            clip = await session.get(ClipRow, event.subject_id)
            if clip is not None:
                await _clip(session, event.kind, clip)
            continue
        highlight = await session.get(HighlightRow, event.subject_id)
        if highlight is None:
            continue
        if event.kind in _OPENED:
            await service.bind(session, highlight)
        else:
            await service.drop(session, highlight)


async def _clip(session: AsyncSession, kind: str, clip: ClipRow) -> None:
    await service.clip_turned(session, clip)
    if kind == Kind.CLIP_TAKEN_DOWN.value:
        await answers.take_down(session, clip)
