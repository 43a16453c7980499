"""What may be committed: never beyond an event that is not acked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.positions import Positions

PLACE = ("t", 0)
OTHER = ("t", 1)


def held(*places: tuple[str, int]) -> Positions:
    positions = Positions()
    positions.assign(frozenset(places))
    return positions


def test_position_stops_at_the_first_event_that_is_not_acked() -> None:
    positions = held(PLACE)
    for offset in (10, 11, 12, 13):
        positions.give_out(*PLACE, offset)
    assert positions.due() == {PLACE: 10}
    for offset in (10, 11, 13):
        positions.ack(*PLACE, offset)
    assert positions.due() == {PLACE: 12}
    positions.ack(*PLACE, 12)
    assert positions.due() == {PLACE: 14}


def test_nothing_is_due_twice() -> None:
    positions = held(PLACE, OTHER)
    positions.give_out(*PLACE, 3)
    positions.ack(*PLACE, 3)
    due = positions.due()
    positions.committed(due)
    assert due == {PLACE: 4}
    assert positions.due() == {}


def test_lost_partition_is_forgotten_with_its_work_and_late_acks_change_nothing() -> None:
    positions = held(PLACE, OTHER)
    positions.give_out(*PLACE, 5)
    positions.give_out(*OTHER, 7)
    fresh, lost = positions.assign(frozenset({OTHER}))
    assert (fresh, lost) == (frozenset(), frozenset({PLACE}))
    assert positions.in_flight == 1
    assert not positions.ack(*PLACE, 5)
    assert positions.due() == {OTHER: 7}


def test_kept_partition_goes_on_behind_what_was_given_out() -> None:
    positions = held(PLACE)
    positions.give_out(*PLACE, 5)
    positions.give_out(*PLACE, 6)
    positions.ack(*PLACE, 6)
    positions.assign(frozenset({PLACE, OTHER}))
    assert positions.next_offset(PLACE) == 7
    assert positions.next_offset(OTHER) is None
    assert positions.due() == {PLACE: 5}


def test_partition_that_comes_back_begins_anew() -> None:
    positions = held(PLACE)
    positions.give_out(*PLACE, 5)
    positions.assign(frozenset())
    assert not positions.give_out(*PLACE, 6)
    positions.assign(frozenset({PLACE}))
    assert positions.next_offset(PLACE) is None
    assert positions.in_flight == 0


@given(
    gaps=st.lists(st.integers(1, 3), min_size=1, max_size=30),
    acked=st.lists(st.integers(0, 29), max_size=60),
)
def test_position_is_never_beyond_an_open_event(gaps: list[int], acked: list[int]) -> None:
    positions = held(PLACE)
    offsets = [sum(gaps[: i + 1]) for i in range(len(gaps))]
    for offset in offsets:
        positions.give_out(*PLACE, offset)
    done = {offsets[i] for i in acked if i < len(offsets)}
    for offset in sorted(done, key=lambda o: o * 7919 % 31):
        assert positions.ack(*PLACE, offset)
        assert not positions.ack(*PLACE, offset)
    waiting = [offset for offset in offsets if offset not in done]
    assert positions.due() == {PLACE: waiting[0] if waiting else offsets[-1] + 1}
    assert positions.in_flight == len(waiting)
