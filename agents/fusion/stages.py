"""The stages that fuse a second and open, grow and close highlights."""

from __future__ import annotations

import math
from collections.abc import Mapping

from agents.fusion.memory import FusedSecond, LagMemory, Peak, Region, Slot
from agents.fusion.second import FusionSecond
from agents.fusion.span import close_region, revision_of
from agents.judge import JudgingSettings
from schemas.ids import derived_id
from schemas.judging import HighlightState, Modality
from schemas.moment import SECOND_MS

LOG_MIN, LOG_MAX = -0.15, 2.5
"""A sense that is quieter than normal says little against the others; one alone cannot be endless."""
SMOOTHED_S = 3
OPENINGS_MEMORY_S = 3600
BUILD_UP_MS_MAX = 20_000
"""How far before the second that opens it a highlight may have begun to rise."""
CHAT_LED_SHARE = 0.5

LAG_MEMORY_S = 1800
LAG_CHAT_SUM_MIN = 40.0
"""About five clear answers of a chat (8 s at twice normal each) before its lag is believed."""
LAG_CONTRAST_MIN = 1.5
LAG_MOVES_EVERY_MS = 5_000
LAG_LOG_MAX = 1.5


class Gather:
    """Bring together what the senses said of this second, chat's by its lag later."""

    def name(self) -> str:
        """Of the stage."""
        return "fusion_gather"

    def run(self, ctx: FusionSecond) -> None:
        """Sets the slots, and whether the second is broken."""
        said = ctx.memory.slots.get(ctx.start_ms, {})
        answered = ctx.memory.slots.get(ctx.start_ms + ctx.lag_ms, {}).get(Modality.CHAT)
        scene = [said[m] for m in (Modality.AUDIO, Modality.VISION) if m in said]
        happened = said.get(Modality.EVENTS)
        if answered is not None and answered.live:
            ctx.slots[Modality.CHAT] = answered
        ctx.slots.update(
            {m: said[m] for m in (Modality.AUDIO, Modality.VISION) if m in said and said[m].live}
        )
        if happened is not None:
            ctx.slots[Modality.EVENTS] = happened  # where it happened: nobody has to answer
        ctx.broken = bool(scene) and not any(slot.live for slot in scene)
        chat_now = said.get(Modality.CHAT)
        if not scene and chat_now is not None and not chat_now.live:
            ctx.broken = True
        if ctx.broken:
            ctx.slots.clear()


class ChatLag:
    """How late this channel's chat answers, learned from the stream itself, slowly and causally.

    The excitement of chat now is multiplied with that of sound and picture 0 to 40 s ago; the lag
    whose running sum stands out is where the estimate moves, a second at a time.
    """

    def name(self) -> str:
        """Of the stage."""
        return "chat_lag"

    def run(self, ctx: FusionSecond) -> None:
        """Moves `memory.lag`; without sound and picture it stays what it was."""
        lag, lags = ctx.memory.lag, ctx.settings.chat_lag_ms_max // SECOND_MS + 1
        said = ctx.memory.slots.get(ctx.start_ms, {})
        chat = _excitement(said.get(Modality.CHAT))
        scene = max(_excitement(said.get(Modality.AUDIO)), _excitement(said.get(Modality.VISION)))
        lag.scene.insert(0, round(scene, 2))
        del lag.scene[lags:]
        if len(lag.products) != lags:
            lag.products = [0.0] * lags
        fade = 1.0 - 1.0 / LAG_MEMORY_S
        lag.chat_sum = lag.chat_sum * fade + (chat if any(lag.scene) else 0.0)
        lag.products = [product * fade for product in lag.products]
        if chat > 0:
            for seconds, past in enumerate(lag.scene):
                lag.products[seconds] += chat * past
        best_ms = _best_lag_ms(lag)
        if best_ms is None or ctx.start_ms - lag.moved_ms < LAG_MOVES_EVERY_MS or best_ms == lag.lag_ms:
            return
        lag.lag_ms += SECOND_MS if best_ms > lag.lag_ms else -SECOND_MS
        lag.moved_ms = ctx.start_ms


class Weigh:
    """One score out of those of the senses that are live.

    The weighted sum of logarithms is divided by the length of the weights: what one sense says alone
    counts less where others could have agreed, and what two say counts more than either. Hard events
    are no sense that could have disagreed: they add where they agree, and else change nothing.
    """

    def name(self) -> str:
        """Of the stage."""
        return "fusion_weigh"

    def run(self, ctx: FusionSecond) -> None:
        """Sets `fused` and `log_fused`."""
        memory = ctx.memory
        memory.openings *= 1.0 - 1.0 / OPENINGS_MEMORY_S
        if ctx.broken:
            memory.recent_logs.clear()
            return
        weights = weights_of(ctx.settings)
        logs = {modality: _log(slot) for modality, slot in ctx.slots.items()}
        if Modality.CHAT in logs and logs[Modality.CHAT] > 0:
            pressure = 1.0 + ctx.settings.pressure * max(0.0, memory.openings - 1.0)
            logs[Modality.CHAT] = max(0.0, logs[Modality.CHAT] - math.log(pressure))
        happened = logs.pop(Modality.EVENTS, 0.0)
        log = _weighed(logs, weights)
        if happened > 0:
            log = max(log, _weighed({**logs, Modality.EVENTS: happened}, weights))
        memory.recent_logs.append(log)
        del memory.recent_logs[:-SMOOTHED_S]
        ctx.log_fused = sum(memory.recent_logs) / SMOOTHED_S
        centi = {modality: slot.score_centi for modality, slot in ctx.slots.items()}
        ctx.fused = FusedSecond(
            ctx.start_ms,
            round(100 * math.exp(ctx.log_fused)),
            centi.get(Modality.CHAT, 0),
            centi.get(Modality.AUDIO, 0),
            centi.get(Modality.VISION, 0),
            centi.get(Modality.EVENTS, 0),
        )


class OpenAndClose:
    """Hysteresis, with a cooldown and a greatest length.

    A region begins at the close threshold, opens at the open one, and ends some seconds after it
    fell below the first, at a break, or when it is as long as a clip may be. What is longer than a
    clip is a new level and no moment: until it has really ended, nothing begins.
    """

    def name(self) -> str:
        """Of the stage."""
        return "fusion_open_and_close"

    def run(self, ctx: FusionSecond) -> None:
        """Changes `memory.region`; adds revisions to the events."""
        memory, settings = ctx.memory, ctx.settings
        if ctx.broken:
            ctx.events.extend(close_region(memory, settings, ctx.start_ms, ctx.decided_at_ms))
            memory.floor_ms = ctx.start_ms + SECOND_MS
            return
        excited = ctx.fused.fused_centi >= 100 * settings.close_threshold
        if memory.overlong_ms >= 0:
            _await_the_end(ctx, excited)
            return
        if memory.region is not None and _is_of_the_cooldown(memory.region, ctx):
            ctx.events.extend(close_region(memory, settings, None, ctx.decided_at_ms))
        region = memory.region
        if region is None:
            if not excited or not ctx.slots:
                return  # without a live sense, the score is only that of the seconds before
            region = memory.region = _new_region(ctx)
        _grow(region, ctx, excited)
        if not region.highlight_id:
            _try_to_open(region, ctx)
        elif excited and ctx.decided_at_ms - region.revised_ms >= settings.revise_every_ms:
            ctx.events.append(revision_of(memory, settings, HighlightState.GROWN, None, ctx.decided_at_ms))
        room_ms = settings.max_length_ms - settings.pre_roll_ms - settings.post_roll_ms
        if ctx.start_ms - region.last_ms >= settings.close_after_ms:
            ctx.events.extend(close_region(memory, settings, None, ctx.decided_at_ms))
        elif region.highlight_id and ctx.start_ms - region.first_ms >= room_ms:
            memory.overlong_ms = region.last_ms
            ctx.events.extend(close_region(memory, settings, None, ctx.decided_at_ms))


def weights_of(settings: JudgingSettings) -> dict[Modality, float]:
    """The weights by modality."""
    return {
        Modality.CHAT: settings.weight_chat,
        Modality.AUDIO: settings.weight_audio,
        Modality.VISION: settings.weight_vision,
        Modality.EVENTS: settings.weight_events,
    }


def _weighed(logs: Mapping[Modality, float], weights: Mapping[Modality, float]) -> float:
    length = math.sqrt(sum(weights[modality] ** 2 for modality in logs)) or 1.0
    return sum(weights[modality] * log for modality, log in logs.items()) / length


def _new_region(ctx: FusionSecond) -> Region:
    return Region(
        first_ms=ctx.start_ms,
        last_ms=ctx.start_ms,
        peak_ms=ctx.start_ms,
        peak_centi=0,
        discontinuity=ctx.memory.discontinuities.get(ctx.start_ms, 0),
        floor_ms=ctx.memory.floor_ms,
    )


def _await_the_end(ctx: FusionSecond, excited: bool) -> None:
    """Wait for what was too long for one clip to end; the cooldown begins where it did."""
    memory, settings = ctx.memory, ctx.settings
    if excited:
        memory.overlong_ms = ctx.start_ms
    elif ctx.start_ms - memory.overlong_ms >= settings.close_after_ms:
        memory.quiet_until_ms = memory.overlong_ms + SECOND_MS + settings.cooldown_ms
        memory.overlong_ms = -1


def _is_of_the_cooldown(region: Region, ctx: FusionSecond) -> bool:
    """Whether it began in the cooldown, which is over, and was not strong enough to open in it."""
    return not region.highlight_id and region.first_ms < ctx.memory.quiet_until_ms <= ctx.start_ms


def _grow(region: Region, ctx: FusionSecond, excited: bool) -> None:
    """Add the second; a region that has not opened keeps its latest stretch only."""
    if excited:
        region.last_ms = ctx.start_ms
    region.seconds.append(ctx.fused)
    del region.seconds[: -ctx.settings.max_length_ms // SECOND_MS]
    if ctx.fused.fused_centi > region.peak_centi:
        region.peak_ms, region.peak_centi = ctx.start_ms, ctx.fused.fused_centi
        region.discontinuity = ctx.memory.discontinuities.get(ctx.start_ms, 0)
        region.lag_ms = ctx.lag_ms
    for modality, slot in ctx.slots.items():
        peak = Peak(ctx.start_ms, slot.score_centi, slot.parts, slot.lines)
        known = region.peaks.get(modality)
        if known is None or slot.score_centi > known.score_centi:
            region.peaks[modality] = peak
        if not region.highlight_id:
            latest = region.rising.get(modality, [])
            region.rising[modality] = [
                one
                for one in latest
                if one.at_ms >= ctx.start_ms - BUILD_UP_MS_MAX and one.score_centi >= peak.score_centi
            ] + [peak]


def _try_to_open(region: Region, ctx: FusionSecond) -> None:
    memory, settings = ctx.memory, ctx.settings
    threshold = settings.open_threshold
    if ctx.start_ms < memory.quiet_until_ms:
        threshold *= settings.cooldown_factor
    if ctx.fused.fused_centi < 100 * threshold:
        return
    _forget_before(region, max(region.first_ms, ctx.start_ms - BUILD_UP_MS_MAX))
    region.highlight_id = derived_id(memory.session_id, "highlight", ctx.start_ms)
    region.opened_ms = ctx.start_ms
    chat = region.peaks.get(Modality.CHAT)
    if chat is not None and chat.score_centi >= 100 * settings.open_threshold:
        memory.openings += 1.0
    ctx.events.append(revision_of(memory, settings, HighlightState.OPENED, None, ctx.decided_at_ms))


def _forget_before(region: Region, first_ms: int) -> None:
    """A region that has touched the threshold for minutes opens by its last seconds alone."""
    region.first_ms = first_ms
    region.peaks = {
        modality: peaks[0]
        for modality, latest in region.rising.items()
        if (peaks := [one for one in latest if one.at_ms >= first_ms])
    } or region.peaks  # of a memory that an older version saved
    region.rising = {}
    if region.peak_ms < first_ms:
        peak = max(
            (second for second in region.seconds if second.start_ms >= first_ms),
            key=lambda second: second.fused_centi,
        )
        region.peak_ms, region.peak_centi = peak.start_ms, peak.fused_centi


def _log(slot: Slot) -> float:
    return min(LOG_MAX, max(LOG_MIN, math.log(max(slot.score_centi, 1) / 100)))


def _excitement(slot: Slot | None) -> float:
    """How far above normal, as a bounded logarithm; 0 for a sense that is not live."""
    if slot is None or not slot.live:
        return 0.0
    return min(LAG_LOG_MAX, max(0.0, math.log(max(slot.score_centi, 1) / 100)))


def _best_lag_ms(lag: LagMemory) -> int | None:
    """The lag that stands out; None while none does."""
    if lag.chat_sum < LAG_CHAT_SUM_MIN:
        return None
    smooth = [
        sum(lag.products[max(0, k - 1) : k + 2]) / len(lag.products[max(0, k - 1) : k + 2])
        for k in range(len(lag.products))
    ]
    best = max(range(len(smooth)), key=smooth.__getitem__)
    usual = sorted(smooth)[len(smooth) // 2]
    if smooth[best] <= LAG_CONTRAST_MIN * usual:
        return None
    return best * SECOND_MS
