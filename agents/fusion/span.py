"""From a region to a highlight: the clip's span, the evidence, and what becomes of it at its close."""

from __future__ import annotations

from agents.fusion.memory import Clipped, FusedSecond, FusionMemory, Region
from agents.fusion.reasons import reasons_of
from agents.judge import JudgingSettings
from schemas.event import Event
from schemas.ids import derived_id
from schemas.judging import Evidence, Highlight, HighlightState, Modality, SecondScore
from schemas.moment import SECOND_MS, Span, seconds

PEAK_FROM_END = 1 / 3
"""A clip that must be cut to the longest length keeps a third of it behind its peak."""
SHORTEST_SHARE = 1 / 2
"""A clip that a gap or the clip before it leaves with less than this share of the shortest length shows
nothing of its moment."""
SCENE_SUPPORTS_CENTI = 150
"""Sound or picture so far above normal show when the moment was; else its time is chat's guess."""
WANTED_SCORE_TIMES_MAX = 2
"""A wish lifts a score to so many times the threshold at most."""
CLIPPED_MAX = 20
"""Highlights that an ask may still be about: those of the last minute, and some more."""
_PLACING = (Modality.AUDIO, Modality.VISION, Modality.EVENTS)


def clip_span(region: Region, settings: JudgingSettings, limit_ms: int | None) -> Span:
    """The span of the clip, as it stands.

    Args:
        region: what was excited.
        settings: pre-roll, post-roll, lengths.
        limit_ms: nothing after it exists: a gap, or the end; None where neither is known.
    """
    scene = [region.peaks[m].score_centi for m in _PLACING if m in region.peaks]
    placed = any(centi >= SCENE_SUPPORTS_CENTI for centi in scene)
    pre_ms = (
        settings.pre_roll_ms if placed or Modality.CHAT not in region.peaks else settings.chat_pre_roll_ms
    )
    start_ms = region.first_ms - pre_ms
    end_ms = region.last_ms + SECOND_MS + settings.post_roll_ms
    if region.wanted_until_ms >= 0:
        start_ms = min(start_ms, region.wanted_from_ms)
        end_ms = max(end_ms, region.wanted_until_ms)
    start_ms = max(start_ms, region.floor_ms, 0)
    if end_ms - start_ms > settings.max_length_ms:
        behind_ms = int(settings.max_length_ms * PEAK_FROM_END)
        start_ms = max(start_ms, min(region.peak_ms + behind_ms, end_ms) - settings.max_length_ms)
        end_ms = min(end_ms, start_ms + settings.max_length_ms)
    if end_ms - start_ms < settings.min_length_ms:
        end_ms = start_ms + settings.min_length_ms
    if limit_ms is not None and end_ms > limit_ms:
        end_ms = max(limit_ms, start_ms)
        start_ms = max(region.floor_ms, 0, min(start_ms, end_ms - settings.min_length_ms))
    return Span(start_ms, end_ms)


def revision_of(
    memory: FusionMemory,
    settings: JudgingSettings,
    state: HighlightState,
    limit_ms: int | None,
    decided_at_ms: int,
    *,
    near_miss: bool = False,
) -> Highlight:
    """The next revision of the region in `memory`, which has to have one.

    Raises:
        RuntimeError: there is no region.
    """
    region = memory.region
    if region is None:
        raise RuntimeError("a revision was asked for, but no region is open")
    region.revision += 1
    region.revised_ms = decided_at_ms
    span = clip_span(region, settings, limit_ms)
    chat = region.peaks.get(Modality.CHAT)
    return Highlight(
        highlight_id=region.highlight_id or derived_id(memory.session_id, "near-miss", region.first_ms),
        session_id=memory.session_id,
        revision=region.revision,
        state=state,
        start_ms=span.start_ms,
        peak_ms=max(span.start_ms, min(region.peak_ms, span.end_ms)),
        end_ms=span.end_ms,
        score=_score_centi(region, settings) / 100,
        decided_at_ms=decided_at_ms,
        discontinuity=region.discontinuity,
        reasons=reasons_of(region),
        evidence=Evidence(
            weights={
                "chat": settings.weight_chat,
                "audio": settings.weight_audio,
                "vision": settings.weight_vision,
                "events": settings.weight_events,
            },
            open_threshold=settings.open_threshold,
            close_threshold=settings.close_threshold,
            chat_lag_ms=region.lag_ms,
            seconds=tuple(_said(second) for second in region.seconds if span.covers(second.start_ms)),
            lines=chat.lines if chat is not None else (),
        ),
        title=f"Highlight at {_clock(region.peak_ms)}",
        near_miss=near_miss,
    )


def _score_centi(region: Region, settings: JudgingSettings) -> int:
    """The fused score at the peak; where people asked for it, more, but not more than a real moment has."""
    wanted = max(region.peak_centi, 100) * region.factor_centi // 100 if region.factor_centi > 100 else 0
    return max(region.peak_centi, min(wanted, round(WANTED_SCORE_TIMES_MAX * 100 * settings.open_threshold)))


def close_region(
    memory: FusionMemory, settings: JudgingSettings, limit_ms: int | None, decided_at_ms: int
) -> list[Event]:
    """End the region: an open one awaits its verdict, one that came near is kept as a near miss."""
    region = memory.region
    if region is None:
        return []
    events: list[Event] = []
    if region.highlight_id:
        events.append(_closed(memory, region, settings, limit_ms, decided_at_ms))
    elif _is_near_miss(memory, region, settings):
        memory.near_miss_ms = region.peak_ms
        events.append(
            revision_of(memory, settings, HighlightState.DROPPED, limit_ms, decided_at_ms, near_miss=True)
        )
    memory.region = None
    return events


def _closed(
    memory: FusionMemory, region: Region, settings: JudgingSettings, limit_ms: int | None, decided_at_ms: int
) -> Highlight:
    """The last revision before the verdict; or the last of all, where no clip can show the moment."""
    memory.quiet_until_ms = region.last_ms + SECOND_MS + settings.cooldown_ms
    span = clip_span(region, settings, limit_ms)
    shows = span.covers(region.peak_ms) and span.duration_ms >= settings.min_length_ms * SHORTEST_SHARE
    state = HighlightState.GROWN if shows else HighlightState.DROPPED
    highlight = revision_of(memory, settings, state, limit_ms, decided_at_ms)
    if shows:
        memory.closing.append(highlight)
        memory.floor_ms = max(memory.floor_ms, highlight.end_ms)
        memory.clipped.append(Clipped(highlight.start_ms, highlight.end_ms, highlight.highlight_id))
        del memory.clipped[:-CLIPPED_MAX]
    else:
        memory.dropped_count += 1
    return highlight


def _is_near_miss(memory: FusionMemory, region: Region, settings: JudgingSettings) -> bool:
    if region.peak_centi < 100 * settings.near_threshold:
        return False
    return memory.near_miss_ms < 0 or region.peak_ms - memory.near_miss_ms >= settings.near_miss_every_ms


def _said(second: FusedSecond) -> SecondScore:
    return SecondScore(
        start_ms=second.start_ms,
        fused=second.fused_centi / 100,
        chat=second.chat_centi / 100,
        audio=second.audio_centi / 100,
        vision=second.vision_centi / 100,
        events=second.events_centi / 100,
    )


def _clock(at_ms: int) -> str:
    """1:02:03 or 2:03."""
    whole = int(seconds(at_ms))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
