from __future__ import annotations

import dataclasses

import pytest
from aiokafka import TopicPartition

from agents import watchdog
from agents.settings import AgentSettings
from agents.watchdog import LogEnds, Stalled, View, Watchdog
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


def test_partitions_taken_away_for_good_are_a_stall() -> None:
    away = dataclasses.replace(BEHIND, read={}, homeless=True)
    with pytest.raises(Stalled, match="took our partitions 30 s ago"):
        _look_twice(away)
    with pytest.raises(Stalled):
        _look_twice(dataclasses.replace(away, excused=True))  # the door shut is no excuse
    _look_twice(dataclasses.replace(away, ends=None))  # the broker is away
    _look_twice(away, dataclasses.replace(away, homeless=False))


@pytest.mark.parametrize(
    "change",
    [
        {"ends": {PLACE: 4}},  # nothing to read
        {"ends": None},  # the broker does not answer
        {"excused": True, "waiting": 3},  # the door is shut
        {"full": frozenset({"media.audio"})},  # at its bound on purpose
        {"read": {}},  # in a rebalance
        {"beginnings": {PLACE: 10}},  # what was not read has expired
    ],
)
def test_what_is_no_stall(change: dict[str, object]) -> None:
    _look_twice(dataclasses.replace(BEHIND, **change))  # type: ignore[arg-type]


def test_progress_ends_the_suspicion() -> None:
    _look_twice(BEHIND, dataclasses.replace(BEHIND, read={PLACE: 5}, judged=5))


class ExpiredLog:
    """A log of which the group's next event has expired."""

    def __init__(self, **_: object) -> None: ...

    async def committed(self, _: TopicPartition) -> int | None:
        return 4

    async def beginning_offsets(self, wanted: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(wanted, 10)


async def test_the_group_stands_no_earlier_than_the_log_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "AIOKafkaConsumer", ExpiredLog)
    ends = LogEnds(AgentSettings(kafka="kafka:9092"), "judges")
    assert await ends.committed(PLACE) == 10
    assert await ends.beginnings(frozenset({PLACE})) == {PLACE: 10}
