"""Time, as something that is handed in."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Where a process reads the time. Tests pass one that they move by hand."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        ...

    def monotonic_ms(self) -> int:
        """Milliseconds since some fixed instant; never runs back."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return time.time_ns() // 1_000_000

    def monotonic_ms(self) -> int:
        """Milliseconds since some fixed instant; never runs back."""
        return time.monotonic_ns() // 1_000_000
