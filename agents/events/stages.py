"""The stages that score a second by its hard events.

In: what happened in the second, who spoke, and the memory of the session. Out: parts by kind and the
logarithm of "times normal". A second without events is an ordinary one: 1.0, never less.
"""

from __future__ import annotations

import math

from agents.baseline import learn, trust
from agents.events.memory import EventsMemory, Happened
from agents.judge import JudgingSettings
from agents.sense import SenseSecond
from schemas.chat import ChatEventKind

WINDOW_S = 10
"""So long an event is what goes on: thanks, alerts and the chat's answer to it last about that."""
BASELINE_MEMORY_S = 1800
WARM_UP_S = 45
"""After so many seconds the baseline is half trusted."""
CLIP_SPREADS = 4.0

BITS_PER_SUB = 350
"""What leaves as much with the streamer as a sub."""
SUBS_PER_LEVEL = 5
"""A level of a hype train says again what was given, in short; the fifth is something."""
FEW_SUBS = 2.0
"""Imagined beside the real ones: the only sub of an hour is no moment by itself, five at once are."""

TALKING_SHARE = 0.1
"""Of the viewers who come with a raid, about one in ten says something at once."""
FEW_PEOPLE = 1.0

_OTHERS = {
    ChatEventKind.PREDICTION: 1.5,
    ChatEventKind.POLL: 1.3,
    ChatEventKind.SHOUTOUT: 1.2,
    ChatEventKind.ANNOUNCEMENT: 1.1,
}
"""Times normal, once in a window however many there are: they say that something goes on, not how much."""


class EventsSecond(SenseSecond[EventsMemory]):
    """One second of hard events.

    Attributes:
        happened: in this second. `speakers`: how many spoke in it.
        lately: by kind, what happened in the window.
        voices: how many spoke in each second of the window, summed.
        support: what was given in the window, in subs.
    """

    def __init__(
        self,
        memory: EventsMemory,
        settings: JudgingSettings,
        start_ms: int,
        happened: list[Happened],
        speakers: int,
    ) -> None:
        super().__init__(memory, settings, start_ms)
        self.happened = happened
        self.speakers = speakers
        self.lately: dict[ChatEventKind, list[int]] = {}
        self.voices = 0
        self.support = 0.0


class Lately:
    """What happened in the last seconds, and how many spoke."""

    def name(self) -> str:
        """Of the stage."""
        return "events_lately"

    def run(self, ctx: EventsSecond) -> None:
        """Slide the window by one second; a part for each kind: amounts summed, or how many."""
        memory = ctx.memory
        memory.window.append(ctx.happened)
        memory.window_voices.append(ctx.speakers)
        del memory.window[:-WINDOW_S], memory.window_voices[:-WINDOW_S]
        ctx.voices = sum(memory.window_voices)
        for second in memory.window:
            for one in second:
                ctx.lately.setdefault(one.kind, []).append(one.amount)
        for kind, amounts in ctx.lately.items():
            summed = kind in (ChatEventKind.RAID, ChatEventKind.GIFT, ChatEventKind.BITS)
            level = kind is ChatEventKind.HYPE_TRAIN
            ctx.parts[kind.value] = sum(amounts) if summed else max(amounts) if level else len(amounts)


class Raids:
    """Who comes along, against how many usually speak here."""

    def name(self) -> str:
        """Of the stage."""
        return "events_raids"

    def run(self, ctx: EventsSecond) -> None:
        """Adds to `log_score`; part `people_normal`; learns how many speak."""
        usually = ctx.memory.voices
        viewers = sum(ctx.lately.get(ChatEventKind.RAID, ()))
        if viewers:
            ctx.parts["people_normal"] = usually.centre
            usual = max(0.0, usually.centre) + FEW_PEOPLE
            ctx.log_score += trust(usually, WARM_UP_S) * math.log1p(TALKING_SHARE * viewers / usual)
        learn(usually, float(ctx.voices), ctx.memory.memory_s(BASELINE_MEMORY_S), CLIP_SPREADS, 0.5)


class Support:
    """Subs, gifts, bits and hype trains, against what this channel is usually given."""

    def name(self) -> str:
        """Of the stage."""
        return "events_support"

    def run(self, ctx: EventsSecond) -> None:
        """Adds to `log_score`; part `support_normal`, in subs; learns what is given."""
        support = ctx.memory.support
        lately = ctx.lately
        given = len(lately.get(ChatEventKind.SUB, ())) + len(lately.get(ChatEventKind.RESUB, ()))
        given += sum(lately.get(ChatEventKind.GIFT, ()))
        ctx.support = given + sum(lately.get(ChatEventKind.BITS, ())) / BITS_PER_SUB
        ctx.support += SUBS_PER_LEVEL * max(lately.get(ChatEventKind.HYPE_TRAIN, ()), default=0)
        if ctx.support:
            ctx.parts["support_normal"] = support.centre
            times = (ctx.support + FEW_SUBS) / (max(0.0, support.centre) + FEW_SUBS)
            ctx.log_score += trust(support, WARM_UP_S) * max(0.0, math.log(times))
        learn(support, ctx.support, ctx.memory.memory_s(BASELINE_MEMORY_S), CLIP_SPREADS, 0.25)


class Others:
    """Predictions, polls, shoutouts, announcements."""

    def name(self) -> str:
        """Of the stage."""
        return "events_others"

    def run(self, ctx: EventsSecond) -> None:
        """Adds the strongest of them to `log_score`."""
        ctx.log_score += max((math.log(_OTHERS[kind]) for kind in ctx.lately if kind in _OTHERS), default=0.0)
