"""What a judge is: it hears events in order and answers with events; its memory is one plain object.

In: events of one session. Out: events to publish. No judge knows of Kafka, HTTP or the clock on the
wall: the only time it knows is media time, and nothing later than what it has heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar, Protocol, TypeVar

import msgspec
from pydantic import ConfigDict, TypeAdapter

from schemas.codec import AnyEvent
from schemas.event import Event
from streams.stage import StageMeter

M = TypeVar("M", bound=msgspec.Struct)


class Judge(Protocol[M]):
    """One judge for all sessions; what it remembers of a session is handed to it each time.

    Attributes:
        judge_name: `chat`, `audio`, `vision` or `fusion`; names the memory at the door.
    """

    judge_name: str

    def new_memory(self, session_id: str) -> M:
        """What is remembered of a session of which nothing was heard yet."""
        ...

    def hear(self, memory: M, event: AnyEvent) -> list[Event]:
        """Take one event in, change `memory` and nothing else, and say what follows.

        The same memory and event always give the same answer. An event that was heard before, or
        that this judge has no use for, changes nothing and returns nothing.

        Raises:
            streams.stage.Poison: the event cannot be judged (a picture that does not decode);
                `memory` is as before.
        """
        ...

    def freeze(self, memory: M) -> bytes:
        """The memory as bytes (a few kB), exact: `thaw` gives an equal one."""
        ...

    def thaw(self, body: bytes) -> M:
        """The memory that `freeze` made.

        Raises:
            MemoryUnreadable: the bytes are no memory of this judge and version.
        """
        ...


class MemoryUnreadable(ValueError):
    """A saved memory is of another judge or of an incompatible version; the session starts afresh."""


class NoMeter:
    """Measures nothing: for tests and for scoring a file."""

    def record(self, stage: str, duration_us: int, outcome: str) -> None:
        """Forget it."""


NO_METER: StageMeter = NoMeter()


@dataclass(frozen=True)
class JudgingSettings:
    """The few numbers that decide what becomes a highlight.

    Scores are "times normal". All lengths are media time.

    Attributes:
        weight_chat, weight_audio, weight_vision: say of each modality over the logarithm of its
            score; only those that are live in a second count.
        weight_events: likewise of hard events (raids, subs, ...); only seconds that have some count,
            and they never take from what the others say.
        open_threshold: a fused second at or above it opens a highlight.
        close_threshold: below it for `close_after_ms`, an open highlight closes.
        near_threshold: a region whose peak lies between it and `open_threshold` is a near miss.
        pressure: how much less each recent chat-led highlight makes chat believed: a chat that
            bursts all the time has to burst more. The first of an hour is free.
        cooldown_ms: after a highlight has closed, one opens for so long only when it is stronger.
        cooldown_factor: how much stronger: that many times `open_threshold`.
        min_length_ms, max_length_ms: of the clip, pre-roll and post-roll included.
        pre_roll_ms, post_roll_ms: kept before the first and after the last excited second.
        chat_pre_roll_ms: the pre-roll where chat alone speaks: how late it answers is then a guess.
        chat_lag_ms: how late chat answers until the stream itself has shown it.
        chat_lag_ms_max: the longest lag that is looked for.
        missing_after_ms: a modality so far behind the others counts as absent.
        revise_every_ms: an open highlight is revised at most so often.
        near_miss_every_ms: near misses are kept at most so often.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")  # a slip in a name is said

    weight_chat: float = 1.0
    weight_audio: float = 0.8
    weight_vision: float = 0.4
    weight_events: float = 0.7
    open_threshold: float = 2.6
    close_threshold: float = 1.6
    near_threshold: float = 2.0
    close_after_ms: int = 5_000
    pressure: float = 0.1
    cooldown_ms: int = 15_000
    cooldown_factor: float = 2.0
    min_length_ms: int = 8_000
    max_length_ms: int = 60_000
    pre_roll_ms: int = 8_000
    post_roll_ms: int = 4_000
    chat_pre_roll_ms: int = 16_000
    chat_lag_ms: int = 8_000
    chat_lag_ms_max: int = 40_000
    missing_after_ms: int = 15_000
    revise_every_ms: int = 2_000
    near_miss_every_ms: int = 120_000


HEARING = frozenset({"chat_lag_ms", "chat_lag_ms_max", "missing_after_ms"})
"""How a stream is heard: what is learned of it goes on when its category changes."""


def by_category(
    usual: JudgingSettings, changes: Mapping[str, Mapping[str, float]]
) -> dict[str, JudgingSettings]:
    """The numbers for streams of some categories: the usual ones, but for what a category changes.

    Args:
        usual: for all others.
        changes: by the category's name as the platform says it, in any case.

    Returns:
        By the name, case-folded.

    Raises:
        ValueError: a number has no such name, is none, or is the same for all categories; or a category is
            there twice.
    """
    made: dict[str, JudgingSettings] = {}
    for category, change in changes.items():
        name = category.casefold()
        if name in made:
            raise ValueError(f"{category} is there twice, in another case")
        if same := sorted(HEARING & change.keys()):
            raise ValueError(
                f"{category}: {', '.join(same)} cannot differ by category; set it in HYPECUT_JUDGING"
            )
        made[name] = _JUDGING.validate_python({**asdict(usual), **change})
    return made


_JUDGING = TypeAdapter(JudgingSettings)
