"""Time, as something that is handed in."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

SPEED, FROM_MS = "HYPECUT_CLOCK_SPEED", "HYPECUT_CLOCK_FROM_MS"
"""Of rehearsals: how much faster the clock runs, and since which epoch time."""

SPEED_MAX = 100
"""Waits for other processes and networks stay as long as they are: faster, nothing would arrive in time."""


class ClockRefused(ValueError):
    """The settings of a faster clock cannot be used: one sentence with the remedy."""


class Clock(Protocol):
    """Where a process reads the time. Tests pass one that they move by hand."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        ...

    def monotonic_ms(self) -> int:
        """Milliseconds since some fixed instant; never runs back."""
        ...


@dataclass(frozen=True)
class Tempo:
    """How fast time passes: `speed` times real time since the epoch time `from_ms`."""

    speed: float = 1.0
    from_ms: int = 0

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Tempo:
        """What the environment says; real time where it says nothing. Raises ClockRefused."""
        speed, from_ms = environ.get(SPEED, ""), environ.get(FROM_MS, "")
        if not speed and not from_ms:
            return cls()
        try:
            tempo = cls(float(speed), int(from_ms))
        except ValueError:
            tempo = cls(math.nan)
        if not 0 < tempo.speed <= SPEED_MAX or tempo.from_ms <= 0:
            raise ClockRefused(
                f"{SPEED}={speed} {FROM_MS}={from_ms}: no clock runs like this; give a speed above 0, "
                f"{SPEED_MAX} at most, with the epoch time in ms since when, or neither"
            )
        return tempo

    @property
    def environment(self) -> dict[str, str]:
        """The settings by which another process has the same."""
        return {SPEED: str(self.speed), FROM_MS: str(self.from_ms)}


class SystemClock:
    """The machine's own clock; in a rehearsal, one that runs faster for all processes alike.

    Args:
        tempo: what the environment says where it is left out.

    Raises:
        ClockRefused: the environment says something that is none.
    """

    def __init__(self, tempo: Tempo | None = None) -> None:
        tempo = Tempo.of(os.environ) if tempo is None else tempo
        self._speed, self._from_ms = tempo.speed, tempo.from_ms

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        now_ms = time.time_ns() // 1_000_000
        if self._speed == 1:
            return now_ms
        return self._from_ms + int((now_ms - self._from_ms) * self._speed)

    def monotonic_ms(self) -> int:
        """Milliseconds since some fixed instant; never runs back."""
        now_ns = time.monotonic_ns()
        return (now_ns if self._speed == 1 else int(now_ns * self._speed)) // 1_000_000
