"""Keeps the attempts of a clip, inside the transaction that stores the clip.

A clip says only how far it is, and a call may come twice or late. So an attempt begins with the first
`rendering` after the one before has ended, and ends with the next `ready` or `failed`; a word that was
said before, or that comes after the clip's last one, is no new attempt.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.clips.models import ClipRow
from api.clips.shapes import ClipShape
from api.renders import turns
from api.renders.models import RenderRow
from api.renders.shapes import RenderState
from schemas.ids import new_id
from schemas.rendering import ClipState


async def follow(session: AsyncSession, clip: ClipRow, told: ClipShape, changed: bool, now_ms: int) -> bool:
    """Note what a renderer says of a clip; whether it may begin, where it asks for that.

    Args:
        session: in which the clip's row is locked.
        clip: as it is stored now.
        told: what was said.
        changed: whether that changed the clip.
        now_ms: epoch time.
    """
    last = await session.scalar(
        select(RenderRow).where(RenderRow.clip_id == clip.clip_id).order_by(RenderRow.number.desc()).limit(1)
    )
    running = last is not None and last.ended_at_ms is None
    if told.state is ClipState.RENDERING:
        waits = last is not None and last.state == RenderState.WAITING.value  # one that is ready may, too
        if running and last is not None and (changed or waits):
            last.stage = told.stage
            return await _begin(session, last, now_ms)
        if changed:
            attempt = _attempt(clip, told, last, now_ms)
            attempt.state = RenderState.WAITING.value
            begins = await _begin(session, attempt, now_ms)
            session.add(attempt)
            return begins
        return True
    if last is not None and not running and _same(last, told):
        return True  # the answer to the first call was lost
    if last is None or not running:
        # Nobody said that it began, or so late that it counted no more: its stages say when that was.
        last = _attempt(clip, told, last, now_ms - sum(told.stages_ms.values()))
        session.add(last)
    last.state, last.ended_at_ms = told.state.value, now_ms
    last.stage, last.stages_ms, last.encoder = told.stage, dict(told.stages_ms), told.encoder
    last.reason, last.remedy, last.fallback = told.reason, told.remedy, told.fallback
    last.template_id = clip.template_id if clip.extra else told.template_id
    return True


async def _begin(session: AsyncSession, attempt: RenderRow, now_ms: int) -> bool:
    """Let an attempt begin if it has its turn; one that is being made goes on."""
    waits = attempt.state == RenderState.WAITING.value
    if not waits and not turns.is_abandoned(attempt, now_ms):
        return True
    if not await turns.has_turn(session, attempt, now_ms):
        attempt.state = RenderState.WAITING.value
        return False
    attempt.state, attempt.started_at_ms = RenderState.RENDERING.value, now_ms
    return True


def _attempt(clip: ClipRow, told: ClipShape, last: RenderRow | None, started_at_ms: int) -> RenderRow:
    return RenderRow(
        render_id=new_id(started_at_ms),
        workspace_id=clip.workspace_id,
        channel_id=clip.channel_id,
        clip_id=clip.clip_id,
        highlight_id=clip.highlight_id,
        session_id=clip.session_id,
        number=1 if last is None else last.number + 1,
        state=told.state.value,
        stage=told.stage,
        stages_ms=dict(told.stages_ms),
        encoder=told.encoder,
        reason=told.reason,
        remedy=told.remedy,
        started_at_ms=max(0, started_at_ms),
        ended_at_ms=None,
    )


def _same(last: RenderRow, told: ClipShape) -> bool:
    said = (told.state.value, told.stage, told.stages_ms, told.encoder, told.reason)
    return (last.state, last.stage, last.stages_ms, last.encoder, last.reason) == said
