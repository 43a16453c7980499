"""When what died is started again."""

from __future__ import annotations

from streams.restarts import Backoff, Pace

PACE = Pace(first_wait_ms=500, longest_wait_ms=4000, healthy_ms=60_000, restarts_max=6)


def test_waits_grow_to_their_bound_and_then_it_is_given_up() -> None:
    backoff = Backoff(PACE)
    assert [backoff.died(100) for _ in range(7)] == [500, 1000, 2000, 4000, 4000, 4000, None]


def test_who_lived_long_begins_anew() -> None:
    backoff = Backoff(PACE)
    waits = [backoff.died(100) for _ in range(5)]
    assert waits[-1] == 4000
    assert backoff.died(60_000) == 500
    assert backoff.died(59_999) == 1000


def test_the_whole_patience_of_the_default_is_some_minutes() -> None:
    pace = Pace()
    backoff = Backoff(pace)
    waits = [backoff.died(0) for _ in range(pace.restarts_max)]
    total_ms = sum(wait for wait in waits if wait is not None)
    assert None not in waits
    assert 120_000 < total_ms < 300_000


def test_a_worker_and_the_broker_fit_into_ten_seconds() -> None:
    from streams.children import PIPE_AFTERLIFE_S
    from streams.stack import BROKER_STOP_S

    assert Pace().stop_ms / 1000 + PIPE_AFTERLIFE_S + BROKER_STOP_S <= 10
