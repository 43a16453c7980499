"""What the fusion judge remembers of one session."""

from __future__ import annotations

import msgspec

from agents.minutes import Minutes
from schemas.chat import ChatRole
from schemas.judging import Highlight, Modality


class Slot(msgspec.Struct, array_like=True):
    """One modality's word on one second, until the second is decided.

    A modality that is absent has no slot.

    Attributes:
        live: false for a gap or an ad.
        score_centi: times normal, in hundredths.
        parts: kept for excited seconds only; they make the reasons.
        lines: chat lines of an excited second.
    """

    live: bool
    score_centi: int
    parts: dict[str, float] = msgspec.field(default_factory=dict)
    lines: tuple[str, ...] = ()


class FusedSecond(msgspec.Struct, array_like=True):
    """A decided second; scores in hundredths, 0 for a modality that was not live."""

    start_ms: int
    fused_centi: int
    chat_centi: int
    audio_centi: int
    vision_centi: int
    events_centi: int = 0


class Wish(msgspec.Struct, array_like=True):
    """Somebody's ask for a clip.

    Attributes:
        author: 32 bits of the hash.
        weighed: its second was decided. `used`: it has opened a highlight or lies in one.
    """

    ask_id: str
    at_ms: int
    author: int
    role: ChatRole
    factor_centi: int
    weighed: bool = False
    used: bool = False


class Taken(msgspec.Struct, array_like=True):
    """What was taken back in a second: asks by id, lines of chat by their text."""

    at_ms: int
    ask_ids: tuple[str, ...]
    lines: tuple[str, ...]


class Clipped(msgspec.Struct, array_like=True):
    """The span of a closed highlight."""

    start_ms: int
    end_ms: int
    highlight_id: str


class Peak(msgspec.Struct, array_like=True):
    """The second of one modality's highest score in a region."""

    at_ms: int
    score_centi: int
    parts: dict[str, float] = msgspec.field(default_factory=dict)
    lines: tuple[str, ...] = ()


class Region(msgspec.Struct, array_like=True):
    """A stretch of excited seconds: an open highlight, or what may become one or a near miss.

    Attributes:
        first_ms, last_ms: first and last excited second.
        peak_ms, peak_centi: the second with the highest fused score.
        highlight_id, revision: set once it has opened. `opened_ms`: the second that opened it.
        revised_ms: media time of the last revision.
        floor_ms: the clip may not begin before it: a gap, or the end of the clip before.
        seconds: at most as many as the longest clip has.
        peaks: by modality.
        rising: by modality, until it has opened: the peaks of the last seconds, each higher than
            all after it; what a region rests on that rises for minutes before it opens.
        wanted_from_ms, wanted_until_ms: what somebody asked to be clipped, which the clip covers; -1 for
            none.
        wishes: who asked for it. `factor_centi`: how much it is wanted, where it opened by that.
    """

    first_ms: int
    last_ms: int
    peak_ms: int
    peak_centi: int
    discontinuity: int
    floor_ms: int
    highlight_id: str = ""
    revision: int = 0
    opened_ms: int = -1
    revised_ms: int = 0
    lag_ms: int = 0
    seconds: list[FusedSecond] = msgspec.field(default_factory=list)
    peaks: dict[Modality, Peak] = msgspec.field(default_factory=dict)
    rising: dict[Modality, list[Peak]] = msgspec.field(default_factory=dict)
    wanted_from_ms: int = -1
    wanted_until_ms: int = -1
    wishes: list[Wish] = msgspec.field(default_factory=list)
    factor_centi: int = 100


class LagMemory(msgspec.Struct, array_like=True):
    """What the estimate of the chat's lag rests on.

    Attributes:
        lag_ms: the estimate in use; whole seconds. `moved_ms`: when it last moved.
        scene: how excited sound and picture were in the last seconds, newest first.
        products: by lag in seconds, the running sum of chat now times scene then.
        chat_sum: running sum of chat's excitement: how much there was to learn from.
    """

    lag_ms: int
    moved_ms: int = 0
    scene: list[float] = msgspec.field(default_factory=list)
    products: list[float] = msgspec.field(default_factory=list)
    chat_sum: float = 0.0


class About(msgspec.Struct, array_like=True):
    """What the channel says that it is about, from a second on."""

    from_ms: int
    category: str


class FusionMemory(msgspec.Struct):
    """All of it.

    Attributes:
        heard_ms: by modality, the end of the last second it has said.
        finished: the modalities that have said their last second.
        slots: by start of the second and modality.
        discontinuities: by start of the second.
        decided_ms: every second before it is fused.
        recent_logs: fused log scores of the last seconds, for smoothing.
        floor_ms: the end of the last gap or clip; no clip begins before it.
        quiet_until_ms: cooldown.
        overlong_ms: the last excited second of what went on when a highlight was closed by its
            length; nothing begins before it has ended. -1 for none.
        near_miss_ms: when a near miss was last kept; -1 for never.
        openings: chat-led highlights of the last hour, fading.
        closing: closed highlights with their final span, that await `FusionJudge.decide`.
        final_ids, dropped_count: what has become of those that were decided; near misses, which
            never opened, are not counted.
        ended: the end of judging was said.
        minutes: of the session's timeline; no decision looks at them.
        recent: the last decided seconds, oldest first; 0 fused for one that was broken.
        summits: by modality, the telling seconds among them, each higher than all after it.
        clipped: spans of the highlights that closed lately, oldest first.
        wishes: who asked for a clip lately, oldest first.
        taken: what was taken back, until the decisions have come so far.
        about: the last categories of the stream, oldest first; before them nothing is known.
    """

    session_id: str
    lag: LagMemory
    heard_ms: dict[Modality, int] = msgspec.field(default_factory=dict)
    finished: list[Modality] = msgspec.field(default_factory=list)
    slots: dict[int, dict[Modality, Slot]] = msgspec.field(default_factory=dict)
    discontinuities: dict[int, int] = msgspec.field(default_factory=dict)
    decided_ms: int = 0
    recent_logs: list[float] = msgspec.field(default_factory=list)
    region: Region | None = None
    floor_ms: int = 0
    quiet_until_ms: int = 0
    overlong_ms: int = -1
    near_miss_ms: int = -1
    openings: float = 0.0
    closing: list[Highlight] = msgspec.field(default_factory=list)
    final_ids: list[str] = msgspec.field(default_factory=list)
    dropped_count: int = 0
    ended: bool = False
    minutes: Minutes = msgspec.field(default_factory=Minutes)
    recent: list[FusedSecond] = msgspec.field(default_factory=list)
    summits: dict[Modality, list[Peak]] = msgspec.field(default_factory=dict)
    clipped: list[Clipped] = msgspec.field(default_factory=list)
    wishes: list[Wish] = msgspec.field(default_factory=list)
    taken: list[Taken] = msgspec.field(default_factory=list)
    about: list[About] = msgspec.field(default_factory=list)
