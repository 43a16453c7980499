"""What the audio judge remembers of one session."""

from __future__ import annotations

import msgspec

from agents.baseline import Baseline
from agents.sense import SenseMemory


class Heard(msgspec.Struct, array_like=True):
    """The features of a second that is still open (`agents.audio.features.Sound`)."""

    level_db: float
    floor_db: float
    bands_db: tuple[float, ...]
    flatness: float
    steadiness_db: float
    beat: float
    voiced: float
    pitch_hz: float
    centroid_hz: float


class AudioMemory(SenseMemory):
    """Seconds still open, and what is normal.

    Attributes:
        pending: by start of the second.
        level, floor, pitch: baselines in dB, dB and tenths of an octave.
        bands: one baseline for each band, in dB: a bed of music or engine noise is part of it.
    """

    pending: dict[int, Heard] = msgspec.field(default_factory=dict)
    level: Baseline = msgspec.field(default_factory=Baseline)
    floor: Baseline = msgspec.field(default_factory=Baseline)
    pitch: Baseline = msgspec.field(default_factory=Baseline)
    bands: list[Baseline] = msgspec.field(default_factory=list)
