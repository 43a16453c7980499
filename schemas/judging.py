"""What the judges say: a score for each second and modality, highlights, and the end of judging."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from schemas.capture import WindowState
from schemas.chat import ChatRole, Withdrawal
from schemas.event import Event


class Modality(StrEnum):
    """The senses whose seconds are fused."""

    CHAT = "chat"
    AUDIO = "audio"
    VISION = "vision"
    EVENTS = "events"


MODALITIES = (Modality.CHAT, Modality.AUDIO, Modality.VISION)
"""Those that say every second, so that they are waited for. Hard events come with chat, if there are some."""


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in chat wants a clip of what has just happened.

    Attributes:
        ask_id: of the event, and of the line that was said.
        author: keyed hash. `role`: what they are in the channel.
        wanted_centi: how much it is wanted, as a factor in hundredths.
    """

    ask_id: str
    at_ms: int
    author: str
    role: ChatRole
    wanted_centi: int


class Signal(Event, frozen=True, tag="signal"):
    """One modality's score of one second.

    Attributes:
        start_ms: a whole second.
        score: times normal for this channel: 1.0 is an ordinary second, 0 where `state` is not live.
        parts: what the score was made of, by name, each in the unit its stage documents.
        lines: chat only: up to 5 lines that stand for the second, without authors.
        asks: events only: who asked for a clip in this second.
        withdrawn: events only: asks that were taken back in this second, by message id or author.
        unsaid: chat only: lines of earlier signals that were taken back meanwhile.
        category: chat only: what the channel was about in this second; empty: unknown.
        final: last signal of the session.
    """

    session_id: str
    modality: Modality
    start_ms: int
    discontinuity: int
    state: WindowState
    score: float
    parts: dict[str, float]
    lines: tuple[str, ...] = ()
    final: bool = False
    asks: tuple[Ask, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()
    unsaid: tuple[str, ...] = ()
    category: str = ""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a highlight is one, in a sentence for people. `times_normal` is the signal at its peak."""

    modality: str
    text: str
    times_normal: float


class SecondScore(msgspec.Struct, frozen=True, kw_only=True):
    """One second of a highlight's evidence."""

    start_ms: int
    fused: float
    chat: float
    audio: float
    vision: float
    events: float = 0.0


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What the decision rested on, enough to draw it and to make it again."""

    weights: dict[str, float]
    open_threshold: float
    close_threshold: float
    chat_lag_ms: int
    seconds: tuple[SecondScore, ...] = ()
    lines: tuple[str, ...] = ()


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One spoken word in session media time. `probability` is the recogniser's, 0 to 1."""

    start_ms: int
    end_ms: int
    text: str
    probability: float


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """What was said in the span of a highlight. No words where nobody spoke."""

    language: str
    text: str
    words: tuple[Word, ...]
    model: str


class HighlightState(StrEnum):
    """`OPENED` and `GROWN` may still change; `FINAL` and `DROPPED` are the last word."""

    OPENED = "opened"
    GROWN = "grown"
    FINAL = "final"
    DROPPED = "dropped"


class Highlight(Event, frozen=True, tag="highlight"):
    """One revision of a moment worth a clip.

    Attributes:
        highlight_id: `derived_id` of the session and the second that opened it.
        revision: 1, 2, 3 ...; a reader keeps the highest.
        start_ms, end_ms: the clip's span, pre-roll and post-roll included.
        peak_ms: the second with the highest fused score.
        score: fused score at the peak, times normal.
        decided_at_ms: media time at which this revision was decided; nothing captured after it
            was looked at, save by the transcript, which hears the span alone.
        near_miss: never crossed the threshold; kept for tuning, never rendered.
    """

    highlight_id: str
    session_id: str
    revision: int
    state: HighlightState
    start_ms: int
    peak_ms: int
    end_ms: int
    score: float
    decided_at_ms: int
    discontinuity: int
    reasons: tuple[Reason, ...]
    evidence: Evidence
    title: str = ""
    transcript: Transcript | None = None
    near_miss: bool = False


class JudgingEnded(Event, frozen=True, tag="judging.ended"):
    """All of a session is judged; `final_ids` are the highlights that clips will come of."""

    session_id: str
    end_ms: int
    final_ids: tuple[str, ...]
    dropped_count: int
