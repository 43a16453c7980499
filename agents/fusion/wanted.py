"""Asks for a clip: what somebody in chat wants, against what was going on there.

In: asks and withdrawals out of the signals of hard events, and the seconds as they are decided. Out: a
highlight over the 30 s before an ask, where what went on times how much it is wanted is enough; or a
reason more for the highlight that covers them already.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from zlib import crc32

import msgspec

from agents.fusion.memory import Clipped, FusedSecond, FusionMemory, Peak, Region, Taken, Wish
from agents.fusion.reasons import TELLING_CENTI, WANTED, factor_centi, wanted_reasons
from agents.fusion.second import FusionSecond
from agents.fusion.span import SHORTEST_SHARE, close_region, revision_of
from agents.judge import JudgingSettings
from schemas.chat import ChatRole
from schemas.ids import derived_id
from schemas.judging import HighlightState, Signal
from schemas.moment import SECOND_MS, Span

WANTED_MS = 30_000
"""How far an ask looks back: whoever types it has seen the moment, and the chat lags behind."""
TOGETHER_MS = 10_000
"""Asks so near one another are about the same moment, and multiply."""
RECENT_S = (WANTED_MS + TOGETHER_MS) // SECOND_MS + 5
WISHES_MAX = 300
TAKEN_MAX = 500
_SURE = (ChatRole.MODERATOR, ChatRole.BROADCASTER)


def take_in(memory: FusionMemory, signal: Signal, settings: JudgingSettings) -> None:
    """Remember the asks and withdrawals of a signal until the decisions have come so far."""
    known = {wish.ask_id for wish in memory.wishes}
    for ask in signal.asks:
        if ask.ask_id in known:
            continue
        sure_centi = math.ceil(100 * settings.open_threshold) if ask.role in _SURE else 100
        factor = max(ask.wanted_centi, sure_centi)
        memory.wishes.append(Wish(ask.ask_id, ask.at_ms, crc32(ask.author.encode()), ask.role, factor))
    del memory.wishes[:-WISHES_MAX]
    if signal.withdrawn or signal.unsaid:
        ids = tuple(one.message_id for one in signal.withdrawn)
        memory.taken.append(Taken(signal.start_ms + SECOND_MS, ids, signal.unsaid))
        del memory.taken[:-TAKEN_MAX]


def take_back(memory: FusionMemory, decided_at_ms: int) -> None:
    """Forget what was taken back by `decided_at_ms`: asks that nothing came of, and lines that were kept."""
    due = [taken for taken in memory.taken if taken.at_ms <= decided_at_ms]
    if not due:
        return
    memory.taken = [taken for taken in memory.taken if taken.at_ms > decided_at_ms]
    ids = {ask_id for taken in due for ask_id in taken.ask_ids}
    memory.wishes = [wish for wish in memory.wishes if wish.used or wish.ask_id not in ids]
    lines = frozenset(line for taken in due for line in taken.lines)
    if lines:
        _forget_lines(memory, lines)


def _forget_lines(memory: FusionMemory, lines: frozenset[str]) -> None:
    def left(of: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(line for line in of if line not in lines)

    for said in memory.slots.values():
        for slot in said.values():
            slot.lines = left(slot.lines)
    peaks = [peak for summits in memory.summits.values() for peak in summits]
    if memory.region is not None:
        peaks += memory.region.peaks.values()
        peaks += [peak for rising in memory.region.rising.values() for peak in rising]
    for peak in peaks:
        peak.lines = left(peak.lines)
    memory.closing[:] = [
        msgspec.structs.replace(
            one, evidence=msgspec.structs.replace(one.evidence, lines=left(one.evidence.lines))
        )
        for one in memory.closing
    ]


class Wanted:
    """Opens what is wanted enough.

    The second in the 30 s before the ask that has the highest fused score counts (1.0 at least), times
    what each person's ask of the last 10 s counts, each person once. A moderator's alone is enough.
    """

    def name(self) -> str:
        """Of the stage."""
        return "fusion_wanted"

    def run(self, ctx: FusionSecond) -> None:
        """Changes `memory.region`; adds revisions to the events."""
        memory = ctx.memory
        memory.recent.append(ctx.fused)
        del memory.recent[:-RECENT_S]
        _keep_summits(ctx)
        if not memory.wishes:
            return
        end_ms = ctx.start_ms + SECOND_MS
        memory.wishes = [wish for wish in memory.wishes if wish.at_ms >= end_ms - WANTED_MS - TOGETHER_MS]
        due = [wish for wish in memory.wishes if not wish.weighed and wish.at_ms < end_ms]
        if not due:
            return
        for wish in due:
            wish.weighed = True
        newest_ms = max(wish.at_ms for wish in due)
        lately = [wish for wish in memory.wishes if newest_ms - TOGETHER_MS <= wish.at_ms < end_ms]
        window = Span(max(0, min(wish.at_ms for wish in lately) - WANTED_MS), end_ms)
        best = _best(memory.recent, window)
        if best is None:
            return  # an ad, or a gap: there is nothing to show
        if _add_to_open(ctx, lately, window) or _add_to_closed(memory, lately, window, best):
            return
        _try_to_open(ctx, lately, window)


def _keep_summits(ctx: FusionSecond) -> None:
    """What may become the reason of a highlight that is asked for later."""
    summits, since_ms = ctx.memory.summits, ctx.start_ms - RECENT_S * SECOND_MS
    for modality, slot in ctx.slots.items():
        if slot.score_centi >= TELLING_CENTI:
            peak = Peak(ctx.start_ms, slot.score_centi, slot.parts, slot.lines)
            higher = [one for one in summits.get(modality, ()) if one.score_centi > peak.score_centi]
            summits[modality] = [*higher, peak]
    for modality in list(summits):
        summits[modality] = [one for one in summits[modality] if one.at_ms > since_ms]
        if not summits[modality]:
            del summits[modality]


def _best(recent: Sequence[FusedSecond], window: Span) -> FusedSecond | None:
    inside = [second for second in recent if second.fused_centi and window.covers(second.start_ms)]
    return max(inside, key=lambda second: second.fused_centi, default=None)


def _is_enough(best: FusedSecond, factor: int, settings: JudgingSettings) -> bool:
    return max(best.fused_centi, 100) * factor >= 10_000 * settings.open_threshold


def _add_to_open(ctx: FusionSecond, wishes: list[Wish], window: Span) -> bool:
    """A highlight is open: it gets the asks, and covers what they are about, as far as it may."""
    memory, region = ctx.memory, ctx.memory.region
    if region is None or not region.highlight_id:
        return False
    known = {wish.ask_id for wish in region.wishes}
    for wish in wishes:
        wish.used = True
        if wish.ask_id not in known:
            region.wishes.append(wish)
    begun_ms = region.wanted_from_ms if region.wanted_until_ms >= 0 else window.start_ms
    region.wanted_from_ms = max(region.floor_ms, min(begun_ms, window.start_ms))
    region.wanted_until_ms = max(region.wanted_until_ms, window.end_ms)
    ctx.events.append(revision_of(memory, ctx.settings, HighlightState.GROWN, None, ctx.decided_at_ms))
    return True


def _add_to_closed(memory: FusionMemory, wishes: list[Wish], window: Span, best: FusedSecond) -> bool:
    """A clip of it is made already: where it may still change, it gets the asks as a reason."""
    clip = next((one for one in reversed(memory.clipped) if _has(one, window, best)), None)
    if clip is None:
        return False
    for wish in wishes:
        wish.used = True
    for number, highlight in enumerate(memory.closing):
        if highlight.highlight_id == clip.highlight_id:
            others = tuple(reason for reason in highlight.reasons if reason.modality != WANTED)
            asked = [wish for wish in memory.wishes if wish.used and wish.at_ms >= clip.start_ms]
            memory.closing[number] = msgspec.structs.replace(
                highlight, reasons=(*others, *wanted_reasons(asked))
            )
    return True


def _has(clip: Clipped, window: Span, best: FusedSecond) -> bool:
    span = Span(clip.start_ms, clip.end_ms)
    return span.covers(best.start_ms) or 2 * span.overlap_ms(window) >= window.duration_ms


def _try_to_open(ctx: FusionSecond, wishes: list[Wish], window: Span) -> None:
    memory, settings = ctx.memory, ctx.settings
    floor_ms = max((clip.end_ms for clip in memory.clipped), default=0)
    stretch = _stretch(memory.recent, Span(max(window.start_ms, min(floor_ms, window.end_ms)), window.end_ms))
    factor = factor_centi(wishes)
    if not stretch:
        return
    best = max(stretch, key=lambda second: second.fused_centi)
    long_enough = len(stretch) * SECOND_MS >= settings.min_length_ms * SHORTEST_SHARE
    if not long_enough or not _is_enough(best, factor, settings):
        return
    for wish in wishes:
        wish.used = True
    until_ms = stretch[-1].start_ms + SECOND_MS
    region = _region_of(ctx, stretch, best)
    region.wishes, region.factor_centi = list(wishes), factor
    region.wanted_from_ms, region.wanted_until_ms = stretch[0].start_ms, until_ms
    memory.region, memory.overlong_ms = region, -1
    ctx.events.append(revision_of(memory, settings, HighlightState.OPENED, None, ctx.decided_at_ms))
    if until_ms < window.end_ms:  # a gap came after it: nothing can be added
        ctx.events.extend(close_region(memory, settings, until_ms, ctx.decided_at_ms))


def _stretch(recent: Sequence[FusedSecond], window: Span) -> list[FusedSecond]:
    """The seconds without a break around the best one."""
    best = _best(recent, window)
    stretch: list[FusedSecond] = []
    for second in recent:
        if not window.covers(second.start_ms):
            continue
        if second.fused_centi:
            stretch.append(second)
        elif best in stretch:
            break
        else:
            stretch = []
    return stretch


def _region_of(ctx: FusionSecond, stretch: list[FusedSecond], best: FusedSecond) -> Region:
    """A region over what is wanted, with what was telling in it."""
    span = Span(stretch[0].start_ms, stretch[-1].start_ms + SECOND_MS)
    inside = {
        modality: [one for one in summits if span.covers(one.at_ms)]
        for modality, summits in ctx.memory.summits.items()
    }
    return Region(
        first_ms=best.start_ms,
        last_ms=best.start_ms,
        peak_ms=best.start_ms,
        peak_centi=best.fused_centi,
        discontinuity=ctx.memory.discontinuities.get(ctx.start_ms, 0),
        floor_ms=stretch[0].start_ms,
        highlight_id=derived_id(ctx.memory.session_id, "highlight", ctx.start_ms),
        opened_ms=ctx.start_ms,
        lag_ms=ctx.lag_ms,
        seconds=list(stretch),
        peaks={modality: summits[0] for modality, summits in inside.items() if summits},
    )
