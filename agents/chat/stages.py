"""The stages that score a second of chat.

In: what was said in the second, and the memory of the session. Out: parts, lines and the logarithm
of "times normal".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from agents.baseline import Baseline, learn, trust
from agents.chat.memory import ChatMemory, Said, SaidLine, Shown
from agents.chat.words import Feeling
from agents.judge import JudgingSettings
from agents.sense import SenseSecond

WINDOW_S = 10
"""A chat's answer to a moment lasts about so long; shorter windows see two people as a crowd."""
LASTING_WINDOW_S = 20
"""What is worth a clip is talked about for longer than a joke: half of the score is of this window."""
BASELINE_MEMORY_S = 1800
WARM_UP_S = 45
"""After so many seconds the baseline is half trusted."""
CLIP_SPREADS = 4.0
FEW = 0.9
"""Imagined ordinary lines beside the real ones: one person in a silent chat is no crowd, three are."""
SAME_SHARE_MAX = 0.25
"""A plain line that more of the people than this repeat is a giveaway, a greeting or a copy."""
LINES_MAX = 5
LINES_PER_SECOND_MAX = 2
LINE_CHARS_MAX = 80
LINES_FROM_LOG_SCORE = 0.3
"""A quiet second has no line that stands for it."""
SHOWN_MAX = 60
SHOWN_MS = 120_000
"""A highlight is at its end within two minutes of what it shows; what is taken back later stays in it."""
FEELINGS = tuple(Feeling)


class ChatSecond(SenseSecond[ChatMemory]):
    """One second of chat.

    Attributes:
        said: in this second. `heard`: by author, their strongest line of the window, and
            `lasting` of the longer window.
        excitement, lasting_excitement: summed weight of the people of each.
    """

    def __init__(
        self,
        memory: ChatMemory,
        settings: JudgingSettings,
        start_ms: int,
        said: list[Said],
        said_lines: list[SaidLine],
    ) -> None:
        super().__init__(memory, settings, start_ms)
        self.said = said
        self.said_lines = said_lines
        self.heard: dict[int, Said] = {}
        self.lasting: dict[int, Said] = {}
        self.excitement = 0.0
        self.lasting_excitement = 0.0


class People:
    """Who spoke in the last seconds: each person once, by their strongest line."""

    def name(self) -> str:
        """Of the stage."""
        return "chat_people"

    def run(self, ctx: ChatSecond) -> None:
        """Slide the window by one second; parts `people`, `messages`."""
        window, lines = ctx.memory.window, ctx.memory.window_lines
        window.append(list(strongest(ctx.said).values()))
        lines.append(ctx.said_lines)
        del window[:-LASTING_WINDOW_S], lines[:-WINDOW_S]
        ctx.lasting = strongest(said for second in window for said in second)
        ctx.heard = strongest(said for second in window[-WINDOW_S:] for said in second)
        ctx.parts["people"] = len(ctx.heard)
        ctx.parts["messages"] = len(ctx.said)


class Mood:
    """What they say: the share of each feeling, and how many say the same."""

    def name(self) -> str:
        """Of the stage."""
        return "chat_mood"

    def run(self, ctx: ChatSecond) -> None:
        """Parts `laughing`, `amazed`, `dismayed`, `loud`, `same`: shares of people, 0 to 1."""
        voices = list(ctx.heard.values())
        count = max(1, len(voices))
        feelings = Counter(said.feeling for said in voices)
        for index, feeling in enumerate(FEELINGS):
            if feeling is not Feeling.NONE:
                ctx.parts[feeling.value] = feelings[index] / count
        ctx.parts["loud"] = sum(said.loud for said in voices) / count
        gists = Counter(said.gist for said in voices)
        ctx.parts["same"] = max(gists.values(), default=0) / count
        ctx.excitement = excitement_of(voices)
        ctx.lasting_excitement = excitement_of(list(ctx.lasting.values()))
        ctx.parts["excitement"] = ctx.excitement


class TimesNormal:
    """The window beside what was normal before it."""

    def name(self) -> str:
        """Of the stage."""
        return "chat_times_normal"

    def run(self, ctx: ChatSecond) -> None:
        """Sets the score; parts `people_normal`, `excitement_normal`."""
        memory = ctx.memory
        ctx.parts["people_normal"] = memory.people.centre
        ctx.parts["excitement_normal"] = memory.excitement.centre
        now = _log_times(ctx.excitement, memory.excitement, FEW)
        lasting = _log_times(
            ctx.lasting_excitement, memory.lasting_excitement, FEW * LASTING_WINDOW_S / WINDOW_S
        )
        ctx.log_score = trust(memory.excitement, WARM_UP_S) * (now + lasting) / 2
        memory_s = memory.memory_s(BASELINE_MEMORY_S)
        learn(memory.people, float(len(ctx.heard)), memory_s, CLIP_SPREADS, 0.5)
        learn(memory.excitement, ctx.excitement, memory_s, CLIP_SPREADS, 0.25)
        learn(memory.lasting_excitement, ctx.lasting_excitement, memory_s, CLIP_SPREADS, 0.25)


class Lines:
    """Up to five lines that stand for an excited second, the strongest first, none twice."""

    def name(self) -> str:
        """Of the stage."""
        return "chat_lines"

    def run(self, ctx: ChatSecond) -> None:
        """Sets the lines."""
        shown = ctx.memory.shown
        if ctx.log_score >= LINES_FROM_LOG_SCORE:
            recent = [line for second in reversed(ctx.memory.window_lines) for line in second]
            recent.sort(key=lambda line: -line.weight_centi)
            ctx.lines = tuple(dict.fromkeys(line.text for line in recent if line.text))[:LINES_MAX]
            known = {(one.line.author, one.line.message, one.line.text) for one in shown}
            shown += [
                Shown(ctx.start_ms, line)
                for line in recent
                if line.text in ctx.lines and (line.author, line.message, line.text) not in known
            ]
        if shown and (len(shown) > SHOWN_MAX or shown[0].start_ms < ctx.start_ms - SHOWN_MS):
            shown[:] = [one for one in shown if one.start_ms >= ctx.start_ms - SHOWN_MS][-SHOWN_MAX:]


def strongest(said: Iterable[Said]) -> dict[int, Said]:
    """Each person's strongest line, by author."""
    by_author: dict[int, Said] = {}
    for one in said:
        known = by_author.get(one.author)
        if known is None or one.weight_centi > known.weight_centi:
            by_author[one.author] = one
    return by_author


def excitement_of(voices: Sequence[Said]) -> float:
    """Summed weight of people; a plain line that many repeat counts as the root of its number."""
    plain = Counter(said.gist for said in voices if FEELINGS[said.feeling] is Feeling.NONE)
    many = max(2.0, SAME_SHARE_MAX * len(voices))
    return sum(
        said.weight_centi / 100 / (math.sqrt(plain[said.gist]) if plain[said.gist] > many else 1.0)
        for said in voices
    )


def _log_times(value: float, normal: Baseline, few: float) -> float:
    return math.log((value + few) / (max(normal.centre, 0.0) + few))
