"""The stages that score a second of sound.

In: the features of the second, and the memory of the session. Out: parts and the logarithm of "times
normal". What counts is what is new against this channel's own bed of sound: a crowd, applause and
laughter fill bands and gaps that talk and game leave empty.
"""

from __future__ import annotations

import math

from agents.audio.features import FLOOR_DB
from agents.audio.memory import AudioMemory, Heard
from agents.baseline import Baseline, deviation, learn, trust
from agents.judge import JudgingSettings
from agents.sense import SenseSecond

MEMORY_S = 300
"""Scenes of a stream (menu, match, talk) last minutes; the sound of one is normal soon after it began."""
WARM_UP_S = 10
CLIP_SPREADS = 3.0
SPREAD_MIN_DB = 2.0
"""A compressed bed hardly varies; less than this is no news to an ear."""
BAND_LEAST, BAND_MOST = -1.0, 4.0
"""One band far out (a beep, a whistle) is bounded; many a little out are a crowd."""
SILENT_DB = FLOOR_DB + 10.0
"""Silence is no score, and is not learned: after it, the first word is not news."""

GAIN = 0.75
WEIGHT_LEVEL, WEIGHT_FLOOR = 0.1, 0.1
OFFSET = 0.5
"""Calibrated so that 99 of 100 seconds of ordinary talk stay below 1.6 times normal."""
STEADY_DB, UNSTEADY_DB = 2.5, 6.0
TALK_FACTOR = 0.6
"""What comes and goes like talk counts less than what stays like a crowd."""


class AudioSecond(SenseSecond[AudioMemory]):
    """One second of sound.

    Attributes:
        heard: its features; None where nothing was captured in it.
        novelty: mean over the bands of how far each is above its normal, in spreads.
        steady: 1 for a sound without gaps, 0 for talk.
    """

    def __init__(
        self, memory: AudioMemory, settings: JudgingSettings, start_ms: int, heard: Heard | None
    ) -> None:
        super().__init__(memory, settings, start_ms)
        self.heard = heard
        self.novelty = 0.0
        self.level = 0.0
        self.floor = 0.0
        self.steady = 0.0


class Novelty:
    """How far the second stands out of the channel's bed of sound."""

    def name(self) -> str:
        """Of the stage."""
        return "audio_novelty"

    def run(self, ctx: AudioSecond) -> None:
        """Parts `level_db`, `loud_db`, `novelty`; learns the baselines."""
        memory, heard = ctx.memory, ctx.heard
        if heard is None:
            return
        if not memory.bands:
            memory.bands = [Baseline() for _ in heard.bands_db]
        outs = [
            min(BAND_MOST, max(BAND_LEAST, deviation(band, value, SPREAD_MIN_DB)))
            for band, value in zip(memory.bands, heard.bands_db, strict=True)
        ]
        ctx.novelty = sum(outs) / len(outs)
        ctx.level = deviation(memory.level, heard.level_db, SPREAD_MIN_DB)
        ctx.floor = deviation(memory.floor, heard.floor_db, SPREAD_MIN_DB)
        ctx.parts["level_db"] = heard.level_db
        ctx.parts["loud_db"] = heard.level_db - memory.level.centre if memory.level.seen else 0.0
        ctx.parts["novelty"] = ctx.novelty
        if heard.level_db <= SILENT_DB:
            return
        memory_s = memory.memory_s(MEMORY_S)
        for band, value in zip(memory.bands, heard.bands_db, strict=True):
            learn(band, value, memory_s, CLIP_SPREADS, SPREAD_MIN_DB)
        learn(memory.level, heard.level_db, memory_s, CLIP_SPREADS, SPREAD_MIN_DB)
        learn(memory.floor, heard.floor_db, memory_s, CLIP_SPREADS, SPREAD_MIN_DB)


class Kind:
    """What it sounds like: a crowd, laughter, or raised voices."""

    def name(self) -> str:
        """Of the stage."""
        return "audio_kind"

    def run(self, ctx: AudioSecond) -> None:
        """Parts `crowd`, `laugh`, `voice`: 0 to 1, and 0 where nothing is new."""
        memory, heard = ctx.memory, ctx.heard
        if heard is None:
            return
        pitch = 10 * math.log2(heard.pitch_hz) if heard.pitch_hz > 0 else None
        rise = 0.0
        if pitch is not None:
            rise = _unit(deviation(memory.pitch, pitch, 1.0) / 3)
            learn(memory.pitch, pitch, MEMORY_S, CLIP_SPREADS, 1.0)
        ctx.steady = _unit((UNSTEADY_DB - heard.steadiness_db) / (UNSTEADY_DB - STEADY_DB))
        new = _unit(ctx.novelty / 1.5)
        noisy = _unit((0.6 - heard.voiced) / 0.3)
        ctx.parts["crowd"] = new * ctx.steady * noisy
        ctx.parts["laugh"] = new * _unit((heard.beat - 0.15) / 0.3) * (1 - ctx.steady * noisy)
        ctx.parts["voice"] = new * (1 - ctx.steady) * rise


class TimesNormal:
    """The score."""

    def name(self) -> str:
        """Of the stage."""
        return "audio_times_normal"

    def run(self, ctx: AudioSecond) -> None:
        """Sets `log_score`; silence is below normal, never above."""
        if ctx.heard is None:
            return
        raised = WEIGHT_LEVEL * _bounded(ctx.level) + WEIGHT_FLOOR * _bounded(ctx.floor)
        raw = GAIN * (ctx.novelty + raised) - OFFSET * (1 - ctx.steady)
        if raw > 0:
            raw *= TALK_FACTOR + (1 - TALK_FACTOR) * ctx.steady
            raw *= trust(ctx.memory.level, WARM_UP_S)
        if ctx.heard.level_db <= SILENT_DB:
            raw = min(raw, 0.0)
        ctx.log_score = max(-1.0, raw)


def _bounded(spreads: float) -> float:
    return min(BAND_MOST, max(BAND_LEAST, spreads))


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
