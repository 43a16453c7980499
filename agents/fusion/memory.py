"""What the fusion judge remembers of one session."""

from __future__ import annotations

import msgspec

from schemas.judging import Highlight


class Slot(msgspec.Struct, array_like=True):
    """One modality's word on one second, until the second is decided.

    Attributes:
        live: false for a second that is absent, a gap or an ad.
        score_centi: times normal, in hundredths.
        parts: kept for excited seconds only; they make the reasons.
        lines: chat lines of an excited second.
    """

    live: bool
    score_centi: int
    parts: dict[str, float] = {}
    lines: tuple[str, ...] = ()


class FusedSecond(msgspec.Struct, array_like=True):
    """A decided second; scores in hundredths."""

    start_ms: int
    fused_centi: int
    chat_centi: int
    audio_centi: int
    vision_centi: int


class Peak(msgspec.Struct, array_like=True):
    """The second of one modality's highest score in a region."""

    at_ms: int = 0
    score_centi: int = 0
    parts: dict[str, float] = {}
    lines: tuple[str, ...] = ()


class Region(msgspec.Struct, array_like=True):
    """A stretch of excited seconds: an open highlight, or what may become a near miss.

    Attributes:
        first_ms, last_ms: first and last excited second.
        peak_ms, peak_centi: the second with the highest fused score.
        highlight_id, revision: set once it has opened.
        revised_ms: when the last revision was decided.
    """

    first_ms: int
    last_ms: int
    peak_ms: int
    peak_centi: int
    discontinuity: int
    highlight_id: str = ""
    revision: int = 0
    revised_ms: int = 0
    seconds: list[FusedSecond] = []
    peaks: dict[str, Peak] = {}


class LagMemory(msgspec.Struct, array_like=True):
    """What the estimate of the chat's lag rests on: products of past scene and present chat."""

    lag_ms: int = 0
    moved_ms: int = 0
    scene: list[float] = []
    products: list[float] = []
    scene_power: float = 0.0
    chat_power: float = 0.0


class FusionMemory(msgspec.Struct):
    """All of it.

    Attributes:
        heard_ms: by modality, the end of the last second it has said.
        decided_ms: every second before it is fused.
        closing: closed highlights with their final span, that await `FusionJudge.decide`.
        final_ids, dropped_count: what has become of the others.
        ended: the end of judging was said.
    """

    session_id: str
    heard_ms: dict[str, int] = {}
    finals: dict[str, bool] = {}
    slots: dict[int, dict[str, Slot]] = {}
    discontinuities: dict[int, int] = {}
    decided_ms: int = 0
    recent: list[FusedSecond] = []
    region: Region | None = None
    quiet_until_ms: int = 0
    near_miss_ms: int = -1
    lag: LagMemory = msgspec.field(default_factory=LagMemory)
    closing: list[Highlight] = []
    final_ids: list[str] = []
    dropped_count: int = 0
    ended: bool = False
