"""Logging and counters, alike in every process."""

from __future__ import annotations

import logging
import sys
from collections import defaultdict
from dataclasses import dataclass, field


def set_up_logging(process: str, level: str) -> None:
    """Plain lines on standard error: time, level, process, logger, message."""
    logging.basicConfig(
        level=level.upper(),
        stream=sys.stderr,
        format=f"%(asctime)s %(levelname)-7s {process} %(name)s: %(message)s",
        force=True,
    )


@dataclass
class StageFigures:
    """What was measured of one stage."""

    calls: int = 0
    duration_us: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Counters:
    """What a process counts about itself; also the meter of its stages."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = defaultdict(int)
        self.stages: dict[str, StageFigures] = defaultdict(StageFigures)

    def add(self, name: str, amount: int = 1) -> None:
        """Count something, under a name in snake_case."""
        self.counts[name] += amount

    def record(self, stage: str, duration_us: int, outcome: str) -> None:
        """One call of a stage (`streams.stage.StageMeter`)."""
        figures = self.stages[stage]
        figures.calls += 1
        figures.duration_us += duration_us
        figures.outcomes[outcome] += 1
