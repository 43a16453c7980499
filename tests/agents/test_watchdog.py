from __future__ import annotations

import dataclasses

import pytest

from agents.watchdog import Stalled, View, Watchdog
from tests.fakes.judging_world import StillClock

PLACE = ("media.audio", 2)
BEHIND = View(ends={PLACE: 10}, read={PLACE: 4}, full=frozenset(), waiting=0, judged=4, excused=False)


def _look_twice(view: View, later: View | None = None) -> None:
    clock = StillClock()
    watchdog = Watchdog(clock, 30_000)
    watchdog.look(view)
    clock.at_ms += 15_000
    watchdog.look(view)
    clock.at_ms += 15_000
    watchdog.look(later or view)


def test_lag_without_reading_is_a_stall_and_names_the_partition() -> None:
    with pytest.raises(Stalled, match=r"media\.audio/2 for 30 s"):
        _look_twice(BEHIND)


def test_one_still_partition_is_a_stall_though_another_moves() -> None:
    other = ("chat.batches", 0)
    first = dataclasses.replace(BEHIND, ends={PLACE: 10, other: 99}, read={PLACE: 4, other: 5})
    second = dataclasses.replace(first, read={PLACE: 4, other: 50}, judged=50)
    with pytest.raises(Stalled):
        _look_twice(first, second)


def test_events_read_and_never_judged_are_a_stall() -> None:
    with pytest.raises(Stalled, match="none was judged"):
        _look_twice(dataclasses.replace(BEHIND, ends={PLACE: 4}, waiting=3))


@pytest.mark.parametrize(
    "change",
    [
        {"ends": {PLACE: 4}},  # nothing to read
        {"ends": None},  # the broker does not answer
        {"excused": True, "waiting": 3},  # the door is shut
        {"full": frozenset({"media.audio"})},  # at its bound on purpose
        {"read": {}},  # in a rebalance
    ],
)
def test_what_is_no_stall(change: dict[str, object]) -> None:
    _look_twice(dataclasses.replace(BEHIND, **change))  # type: ignore[arg-type]


def test_progress_ends_the_suspicion() -> None:
    _look_twice(BEHIND, dataclasses.replace(BEHIND, read={PLACE: 5}, judged=5))
