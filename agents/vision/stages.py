"""The stages that score a second of picture.

In: what its pictures changed, and the memory of the session. Out: parts and the logarithm of "times
normal". Keyframes come every 1 to 10 s, so that change is read per time: two pictures far apart differ
more without anything having happened.
"""

from __future__ import annotations

import math

from agents.baseline import deviation, learn, trust
from agents.judge import JudgingSettings
from agents.sense import SenseSecond
from agents.vision.memory import Seen, VisionMemory

MEMORY_PICTURES = 150
"""Five minutes of keyframes at the usual two seconds."""
WARM_UP_PICTURES = 8
CLIP_SPREADS = 3.0
SPREAD_MIN = 0.25
LEAST_CHANGE = 0.004
"""Below this is the noise of the encoder."""
APART_EXPONENT = 0.3
"""Measured on real recordings: change grows with about this power of the time between two pictures."""
GAIN = 0.45
MODEST = 1.0
"""So many spreads above normal are nothing yet."""
CUT_SPREAD, CUT_COLOURS = 0.5, 0.3
FLASH_RISE = 0.25
HELD_FADE = 0.7
"""Between two pictures the last word fades, second by second."""


class VisionSecond(SenseSecond[VisionMemory]):
    """One second of picture. `seen`: its pictures' changes, oldest first."""

    def __init__(
        self, memory: VisionMemory, settings: JudgingSettings, start_ms: int, seen: list[Seen]
    ) -> None:
        super().__init__(memory, settings, start_ms)
        self.seen = seen
        self.movement = 0.0
        self.colour = 0.0


class Movement:
    """Movement and change of colour against what is normal for the channel."""

    def name(self) -> str:
        """Of the stage."""
        return "vision_movement"

    def run(self, ctx: VisionSecond) -> None:
        """Parts `pictures`, `motion`, `colours`; learns the baselines."""
        memory = ctx.memory
        ctx.parts["pictures"] = len(ctx.seen)
        for one in ctx.seen:
            apart = max(one.since_ms, 100) / 1000
            scale = apart**-APART_EXPONENT
            motion = math.log(max(LEAST_CHANGE, one.motion * scale))
            colour = math.log(max(LEAST_CHANGE, one.colours * scale))
            ctx.movement = max(ctx.movement, deviation(memory.motion, motion, SPREAD_MIN))
            ctx.colour = max(ctx.colour, deviation(memory.colour, colour, SPREAD_MIN))
            ctx.parts["motion"] = max(ctx.parts.get("motion", 0.0), one.motion)
            ctx.parts["colours"] = max(ctx.parts.get("colours", 0.0), one.colours)
            learn(memory.motion, motion, memory.memory_s(MEMORY_PICTURES), CLIP_SPREADS, SPREAD_MIN)
            learn(memory.colour, colour, memory.memory_s(MEMORY_PICTURES), CLIP_SPREADS, SPREAD_MIN)


class CutsAndFlashes:
    """A scene that changed, or a sudden brightness."""

    def name(self) -> str:
        """Of the stage."""
        return "vision_cuts_and_flashes"

    def run(self, ctx: VisionSecond) -> None:
        """Parts `cut`, `cut_rate` and `flash`."""
        for one in ctx.seen:
            cut = 1.0 if one.spread > CUT_SPREAD and one.colours > CUT_COLOURS else 0.0
            ctx.parts["cut"] = max(ctx.parts.get("cut", 0.0), cut)
            ctx.parts["cut_rate"] = ctx.memory.cut.centre
            ctx.parts["flash"] = max(ctx.parts.get("flash", 0.0), min(1.0, one.flash / FLASH_RISE / 2))
            learn(ctx.memory.cut, cut, MEMORY_PICTURES, CLIP_SPREADS, 0.5)


class TimesNormal:
    """The score."""

    def name(self) -> str:
        """Of the stage."""
        return "vision_times_normal"

    def run(self, ctx: VisionSecond) -> None:
        """Sets `log_score`; a second without a picture repeats the last word, fading."""
        memory = ctx.memory
        held = memory.held_log * HELD_FADE
        if ctx.seen:
            above = 0.7 * max(0.0, ctx.movement - MODEST) + 0.3 * max(0.0, ctx.colour - MODEST)
            surprise = ctx.parts.get("cut", 0.0) * (1.0 - ctx.parts.get("cut_rate", 0.0)) * 0.4
            fresh = trust(memory.motion, WARM_UP_PICTURES) * (GAIN * min(above, 4.0) + surprise)
            fresh += 0.3 * ctx.parts.get("flash", 0.0) * trust(memory.motion, WARM_UP_PICTURES)
            held = max(held, fresh) if fresh > 0 else 0.0
        memory.held_log = round(held, 6)
        ctx.log_score = memory.held_log
