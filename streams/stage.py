"""The stage contract: a class with `name()` and `run(ctx)`, and how a lineup of them is run.

A stage gets all it needs by constructor or from its context, keeps nothing between calls, and
knows nothing of Kafka, Faust or HTTP. It is measured where it is called, here, for all alike.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

C_contra = TypeVar("C_contra", contravariant=True)


class Retry(Exception):
    """Not now: wait, and offer it again (the caller bounds how often). Says what is awaited."""


class Poison(Exception):
    """Never: this input goes to the dead letters with the reason, and the work goes on.

    Args:
        reason: what is wrong with which input.
        remedy: what a person can do about it.
    """

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class Gone(Exception):
    """No longer wanted: ends well, with nothing to show."""


class Stage(Protocol[C_contra]):
    """One step of scoring or rendering."""

    def name(self) -> str:
        """Short and unique in its lineup, in snake_case; it names the stage in metrics."""
        ...

    def run(self, ctx: C_contra) -> None:
        """Do the step: read from `ctx`, write the outcome to `ctx`.

        Raises:
            Retry, Poison, Gone: see there. Anything else is a bug.
        """
        ...


class StageMeter(Protocol):
    """Where the time and the outcome of each call go."""

    def record(self, stage: str, duration_us: int, outcome: str) -> None:
        """One call: `outcome` is ok, retry, poison, gone or bug."""
        ...


def run_stage(stage: Stage[C_contra], ctx: C_contra, meter: StageMeter) -> None:
    """Run one stage and record how long it took and how it ended; its error goes on up."""
    began_ns = time.perf_counter_ns()
    outcome = "bug"
    try:
        stage.run(ctx)
        outcome = "ok"
    except Retry:
        outcome = "retry"
        raise
    except Poison:
        outcome = "poison"
        raise
    except Gone:
        outcome = "gone"
        raise
    finally:
        meter.record(stage.name(), (time.perf_counter_ns() - began_ns) // 1000, outcome)


def run_lineup(stages: Iterable[Stage[C_contra]], ctx: C_contra, meter: StageMeter) -> None:
    """Run the stages in order; the first error ends the run and goes on up."""
    for stage in stages:
        run_stage(stage, ctx, meter)


class UnknownStage(ValueError):
    """A `module:Class` name in the settings leads to no stage."""


def load_stages(names: Sequence[str]) -> tuple[Stage[object], ...]:
    """Stages by their `module:Class` names, each made without arguments.

    Raises:
        UnknownStage: names the entry and what is wrong with it.
    """
    stages: list[Stage[object]] = []
    for entry in names:
        module_name, _, class_name = entry.partition(":")
        try:
            stage = getattr(importlib.import_module(module_name), class_name)()
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            raise UnknownStage(f"{entry!r} is no stage: {error}; write it as module:Class") from error
        stages.append(stage)
    return tuple(stages)
