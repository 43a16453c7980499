"""The machine's clock, and the faster one of rehearsals."""

from __future__ import annotations

import time

import pytest

from streams.clock import ClockRefused, SystemClock, Tempo


def test_without_settings_it_is_the_machines_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HYPECUT_CLOCK_SPEED", raising=False)
    monkeypatch.delenv("HYPECUT_CLOCK_FROM_MS", raising=False)
    clock = SystemClock()
    assert abs(clock.now_ms() - time.time() * 1000) < 1000
    assert abs(clock.monotonic_ms() - time.monotonic() * 1000) < 1000


def test_a_rehearsal_runs_faster_for_all_processes_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    real_ns = [1_000_000_000_000]
    monkeypatch.setattr(time, "time_ns", lambda: real_ns[0])
    monkeypatch.setattr(time, "monotonic_ns", lambda: real_ns[0])
    tempo = Tempo(3.0, 1_000_000 - 500)
    for name, value in tempo.environment.items():
        monkeypatch.setenv(name, value)
    clocks = SystemClock(), SystemClock(tempo)
    assert [clock.now_ms() for clock in clocks] == [1_000_000 + 1000] * 2
    before_ms = clocks[0].monotonic_ms()
    real_ns[0] += 2_000_000_000
    assert [clock.now_ms() for clock in clocks] == [1_000_000 + 1000 + 6000] * 2
    assert clocks[0].monotonic_ms() - before_ms == 6000


@pytest.mark.parametrize(
    "given",
    [
        {"HYPECUT_CLOCK_SPEED": "3"},
        {"HYPECUT_CLOCK_FROM_MS": "1"},
        {"HYPECUT_CLOCK_SPEED": "0", "HYPECUT_CLOCK_FROM_MS": "1"},
        {"HYPECUT_CLOCK_SPEED": "nan", "HYPECUT_CLOCK_FROM_MS": "1"},
        {"HYPECUT_CLOCK_SPEED": "101", "HYPECUT_CLOCK_FROM_MS": "1"},
        {"HYPECUT_CLOCK_SPEED": "fast", "HYPECUT_CLOCK_FROM_MS": "1"},
    ],
)
def test_a_clock_that_cannot_run_is_refused_in_a_sentence(given: dict[str, str]) -> None:
    with pytest.raises(ClockRefused, match=r"HYPECUT_CLOCK_SPEED=.* give a speed above 0"):
        Tempo.of(given)
