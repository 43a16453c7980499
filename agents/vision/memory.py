"""What the vision judge remembers of one session."""

from __future__ import annotations

import msgspec

from agents.baseline import Baseline
from agents.sense import SenseMemory


class Seen(msgspec.Struct, array_like=True):
    """What a picture changed against the one before it.

    Attributes:
        at_ms: of the picture. `since_ms`: time since the one before.
        motion: mean change of brightness over the picture, 0 to 1.
        spread: share of the picture's cells that changed.
        colours: how far the colours moved, 0 to 1.
        flash: rise of the mean brightness, 0 to 1.
    """

    at_ms: int
    since_ms: int
    motion: float
    spread: float
    colours: float
    flash: float


class VisionMemory(SenseMemory):
    """The last picture, small; seconds still open; what is normal.

    Attributes:
        luma: 64x36 bytes of brightness of the last picture; empty before the first.
        colours: counts of its colours in 64 bins, in thousandths.
        last_at_ms: when it was taken; -1 before the first.
        pending: by start of the second.
        motion, colour: baselines of the logarithm of change.
        cut: how many of the recent pictures were cuts.
        held_log: the last log score, which fades until the next picture says more.
    """

    luma: bytes = b""
    colours: list[int] = msgspec.field(default_factory=list)
    last_at_ms: int = -1
    pending: dict[int, list[Seen]] = msgspec.field(default_factory=dict)
    motion: Baseline = msgspec.field(default_factory=Baseline)
    colour: Baseline = msgspec.field(default_factory=Baseline)
    cut: Baseline = msgspec.field(default_factory=Baseline)
    held_log: float = 0.0
