"""Asks for clips: in, a highlight and a template; out, an attempt that waits for a renderer.

The attempt is its own outbox: it is written in the caller's transaction, and `api.renders.outbox` tells
the renderers of it until it has an end. The identity of the clip follows from the highlight and the
template, so that asking again makes nothing new.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller, CallerKind
from api.clips.models import ClipRow
from api.clips.shapes import ClipAnswer
from api.events.kinds import Kind
from api.events.recorder import tell
from api.highlights.models import HighlightRow
from api.problems import Conflict
from api.renders.models import RenderRow
from api.renders.shapes import RenderState
from api.templates.models import TemplateRow
from api.upserts import get_or_add
from schemas.ids import new_id
from schemas.judging import HighlightState
from schemas.rendering import ClipState, clip_id_of

OPEN_MAX = 500
"""Asked for and not made yet, in one workspace: hours of work for a renderer."""

KEPT_MS = 86_400_000
"""Whoever asked has given up after a day; and by then the recording is gone most of the time."""

SWEEP_ROWS = 500
"""Given up in one transaction, so that nobody waits long for it."""

WAITING = "waiting"
"""The stage of a clip that no renderer has begun."""


class NotFinal(Conflict):
    """Clips are made of final highlights."""

    slug = "highlight-not-final"
    title = "The highlight is not final"


class OfTakenDown(Conflict):
    """A clip of the highlight was taken out everywhere; another look is no way around that."""

    slug = "clip-of-highlight-taken-down"
    title = "A clip of the highlight was taken down"


class TooManyRenders(Conflict):
    """The workspace waits for as many clips as it may."""

    slug = "too-many-renders"
    title = "Too many clips are waited for"


@dataclass(frozen=True)
class Asked:
    """What came of asking. `fresh`: a renderer will make the clip because of this call."""

    clip: ClipRow
    render: RenderRow
    fresh: bool


async def ask(
    session: AsyncSession, highlight: HighlightRow, template: TemplateRow | None, by: Caller, now_ms: int
) -> Asked:
    """Let a clip be made, unless it is there, or on its way.

    A clip that is ready is made anew when its template was changed since, or could not be used then; it
    stays as it is until the new one is whole. One that failed is made again.

    Args:
        session: that may write; the clip's row is locked in it.
        highlight: of what.
        template: how it is to look; None for the highlight's own clip.
        by: who asks.
        now_ms: epoch time.

    Raises:
        NotFinal, OfTakenDown, TooManyRenders
    """
    _check_final(highlight)
    await _check_shown(session, highlight)
    template_id = template.template_id if template is not None else ""
    clip_id = clip_id_of(highlight.highlight_id, template_id)
    known = await session.get(ClipRow, clip_id)  # not locked: most who ask again change nothing
    last = await last_of(session, clip_id) if known is not None else None
    if known is not None and last is not None and _is_settled(known, last, template):
        return Asked(known, last, fresh=False)
    clip, fresh = await get_or_add(session, ClipRow, clip_id, lambda: _clip(highlight, template_id, clip_id))
    last = await last_of(session, clip_id)
    if last is not None and not fresh and _is_settled(clip, last, template):
        return Asked(clip, last, fresh=False)
    await _check_room(session, highlight.workspace_id)
    render = _waiting(clip, last, by, now_ms)
    session.add(render)
    if clip.state != ClipState.READY.value:
        clip.state, clip.stage, clip.progress = ClipState.RENDERING.value, WAITING, 0.0
        clip.reason = clip.remedy = ""
        tell(session, Kind.CLIP_RENDERING, clip, ClipAnswer)
    await session.flush()
    return Asked(clip, render, fresh=True)


def _check_final(highlight: HighlightRow) -> None:
    if highlight.state == HighlightState.FINAL.value and not highlight.near_miss:
        return
    is_ = "a near miss" if highlight.near_miss else highlight.state
    raise NotFinal(
        f"highlight {highlight.highlight_id} is {is_}; clips are made of final ones",
        "wait until it is final, or choose another one",
    )


async def _check_shown(session: AsyncSession, highlight: HighlightRow) -> None:
    taken_down = await session.scalar(
        select(ClipRow.clip_id)
        .where(ClipRow.highlight_id == highlight.highlight_id, ClipRow.taken_down_at_ms.is_not(None))
        .limit(1)
    )
    if taken_down is not None:
        raise OfTakenDown(
            f"clip {taken_down} of highlight {highlight.highlight_id} was taken down",
            f"DELETE /v1/clips/{taken_down}/takedown first, if it may be shown again",
        )


async def last_of(session: AsyncSession, clip_id: str) -> RenderRow | None:
    """The newest attempt to make a clip."""
    found: RenderRow | None = await session.scalar(
        select(RenderRow).where(RenderRow.clip_id == clip_id).order_by(RenderRow.number.desc()).limit(1)
    )
    return found


async def is_by_rule(session: AsyncSession, clip_id: str) -> bool:
    """Whether a rule ever asked for this clip."""
    found = await session.scalar(
        select(RenderRow.render_id)
        .where(RenderRow.clip_id == clip_id, RenderRow.asked_by_kind == CallerKind.RULE.value)
        .limit(1)
    )
    return found is not None


def _is_settled(clip: ClipRow, last: RenderRow, template: TemplateRow | None) -> bool:
    """Whether the clip is on its way, or as it is asked for."""
    if last.ended_at_ms is None:
        return True
    if clip.state != ClipState.READY.value or clip.fallback:
        return False
    return template is None or clip.template_version == template.version


async def _check_room(session: AsyncSession, workspace_id: str) -> None:
    waiting = await session.scalar(
        select(func.count())
        .select_from(RenderRow)
        .where(
            RenderRow.workspace_id == workspace_id,
            RenderRow.ended_at_ms.is_(None),
            RenderRow.asked_by_kind != "",
        )
    )
    if (waiting or 0) >= OPEN_MAX:
        raise TooManyRenders(
            f"the workspace waits for {waiting} clips already", "ask again when some of them are made"
        )


def _clip(highlight: HighlightRow, template_id: str, clip_id: str) -> ClipRow:
    said = (highlight.transcript or {}).get("text", "")
    return ClipRow(
        clip_id=clip_id,
        highlight_id=highlight.highlight_id,
        session_id=highlight.session_id,
        workspace_id=highlight.workspace_id,
        channel_id=highlight.channel_id,
        state=ClipState.RENDERING.value,
        start_ms=highlight.start_ms,
        end_ms=highlight.end_ms,
        stage=WAITING,
        progress=0.0,
        key="",
        duration_ms=0,
        width=0,
        height=0,
        encoder="",
        title=" ".join(highlight.title.split()),
        transcript=said,
        stages_ms={},
        ready_at_ms=0,
        reason="",
        remedy="",
        extra=bool(template_id),
        template_id=template_id,
        template_version=0,
        fallback="",
    )


def _waiting(clip: ClipRow, last: RenderRow | None, by: Caller, now_ms: int) -> RenderRow:
    return RenderRow(
        render_id=new_id(now_ms),
        workspace_id=clip.workspace_id,
        channel_id=clip.channel_id,
        clip_id=clip.clip_id,
        highlight_id=clip.highlight_id,
        session_id=clip.session_id,
        number=1 if last is None else last.number + 1,
        state=RenderState.WAITING.value,
        stage=WAITING,
        stages_ms={},
        encoder="",
        template_id=clip.template_id if clip.extra else "",
        fallback="",
        reason="",
        remedy="",
        started_at_ms=now_ms,
        ended_at_ms=None,
        asked_by_kind=by.kind.value,
        asked_by=by.caller_id,
        published_at_ms=None,
    )


async def sweep(session: AsyncSession, now_ms: int) -> None:
    """Give up what was asked for long ago and never made; it can be asked for again."""
    old = await session.scalars(
        select(RenderRow)
        .where(
            RenderRow.ended_at_ms.is_(None),
            RenderRow.asked_by_kind != "",
            RenderRow.created_at_ms < now_ms - KEPT_MS,
        )
        .limit(SWEEP_ROWS)
    )
    for render in old.all():
        clip = await session.get(ClipRow, render.clip_id, with_for_update=True)
        await session.refresh(render)  # it may have ended while we waited for its clip
        if render.ended_at_ms is not None or clip is None:
            continue
        render.state, render.ended_at_ms = RenderState.FAILED.value, now_ms
        render.reason, render.remedy = "no renderer made it within a day", "start a renderer, and ask again"
        if clip.state != ClipState.READY.value:
            clip.state, clip.stage = ClipState.FAILED.value, WAITING
            clip.reason, clip.remedy = render.reason, render.remedy
            tell(session, Kind.CLIP_FAILED, clip, ClipAnswer)
    await session.flush()
