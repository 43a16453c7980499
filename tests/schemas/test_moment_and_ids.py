"""Media time adds up; identities are versions 7, sort by time and repeat where they must."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.ids import derived_id, new_id
from schemas.moment import Span, second_of, seconds

times = st.integers(min_value=0, max_value=10**9)


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Span(5, 4)


@given(times, times, times, times)
def test_overlap_is_symmetric_and_counts_shared_milliseconds(a: int, b: int, c: int, d: int) -> None:
    one, two = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    assert one.overlap_ms(two) == two.overlap_ms(one)
    assert one.overlap_ms(two) <= min(one.duration_ms, two.duration_ms)
    assert one.overlap_ms(one) == one.duration_ms


def test_seconds() -> None:
    assert second_of(12_999) == 12_000
    assert seconds(12_345) == 12.345
    assert Span(0, 10).covers(0)
    assert not Span(0, 10).covers(10)


@given(st.integers(min_value=0, max_value=2**47))
def test_a_new_id_is_a_uuid_of_version_7_that_holds_its_time(now_ms: int) -> None:
    made = uuid.UUID(new_id(now_ms))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == now_ms


@given(times, times)
def test_a_derived_id_repeats_and_sorts_by_time(a: int, b: int) -> None:
    session = new_id(1_700_000_000_000)
    first, second = derived_id(session, "highlight", a), derived_id(session, "highlight", b)
    assert first == derived_id(session, "highlight", a)
    assert uuid.UUID(first).version == 7
    assert (first == second) == (a == b)
    if a < b:
        assert first < second
    assert first != derived_id(session, "clip", a)


def test_a_derived_id_needs_a_parent() -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        derived_id("no id", "clip", 0)
