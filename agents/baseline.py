"""What is normal for a channel, learned causally and kept in a few numbers.

In: one value a second. Out: how far the value stands from what was normal before it. A value is
always compared first and learned after, and one wild second cannot move the baseline far.
"""

from __future__ import annotations

import math

import msgspec

SCORE_MAX = 99.0
"""Above any real reaction; keeps a score printable and a logarithm finite."""


class Baseline(msgspec.Struct, array_like=True):
    """A running centre and spread. `seen` counts the live seconds learned from, up to a cap."""

    centre: float = 0.0
    spread: float = 0.0
    seen: int = 0


def learn(baseline: Baseline, value: float, memory_s: int, clip_spreads: float, spread_min: float) -> None:
    """Move the baseline by one second.

    A plain mean until `memory_s` seconds were seen, then an exponential one. The step is clipped at
    `clip_spreads` spreads, so that a burst is learned as an unusual second and not as a new normal.

    Args:
        baseline: is changed.
        value: of this second, in any unit.
        memory_s: time constant.
        clip_spreads: how far out a value still pulls with its full weight.
        spread_min: smallest spread that is believed, in the unit of `value`.
    """
    baseline.seen = min(baseline.seen + 1, memory_s)
    rate = 1.0 / baseline.seen
    if baseline.seen == 1:
        baseline.centre = value
        baseline.spread = spread_min
        return
    reach = clip_spreads * max(baseline.spread, spread_min)
    step = max(-reach, min(reach, value - baseline.centre))
    baseline.centre += rate * step
    baseline.spread += rate * (abs(step) - baseline.spread)


def deviation(baseline: Baseline, value: float, spread_min: float) -> float:
    """How many spreads (mean absolute deviations) the value lies above normal; 0 before any is known."""
    if baseline.seen == 0:
        return 0.0
    return (value - baseline.centre) / max(baseline.spread, spread_min)


def trust(baseline: Baseline, warm_up_s: int) -> float:
    """How far a baseline is believed, 0 to 1: the first minutes neither blow up nor stay blind."""
    return baseline.seen / (baseline.seen + warm_up_s)


def times_normal(log_score: float) -> float:
    """A natural logarithm as "times normal", bounded."""
    return min(SCORE_MAX, math.exp(min(log_score, math.log(SCORE_MAX))))
