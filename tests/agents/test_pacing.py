from __future__ import annotations

from agents.pacing import AHEAD_MS_MAX, HOLD_MS_MAX, Pacer
from schemas.capture import AudioWindow, Watermark, WindowState
from tests.fakes.judging_world import StillClock


def mark(until_ms: int, *, final: bool = False) -> Watermark:
    return Watermark(session_id="s", until_ms=until_ms, discontinuity=0, state=WindowState.LIVE, final=final)


def test_one_sense_waits_for_one_that_is_behind_then_goes_on() -> None:
    clock = StillClock()
    pacer = Pacer(clock)
    late = mark(AHEAD_MS_MAX + 1000)
    assert not pacer.may_hear("audio", late, {"audio": late})
    assert pacer.wait_ms() == HOLD_MS_MAX
    for sense in ("chat", "vision"):
        pacer.heard(sense, mark(1000))
    assert pacer.wait_ms() is None
    assert pacer.may_hear("audio", late, {"audio": late})


def test_a_sense_that_says_nothing_is_not_waited_for_again() -> None:
    clock = StillClock()
    pacer = Pacer(clock)
    late = mark(AHEAD_MS_MAX + 1000)
    assert not pacer.may_hear("audio", late, {"audio": late})
    clock.at_ms += HOLD_MS_MAX
    assert pacer.may_hear("audio", late, {"audio": late})
    pacer.heard("audio", late)
    later = mark(AHEAD_MS_MAX + 9000)
    assert pacer.may_hear("audio", later, {"audio": later})


def test_while_another_is_at_its_bound_nobody_is_given_up() -> None:
    clock = StillClock()
    room = [True, False]
    pacer = Pacer(clock, more_room=lambda: room.pop(0))
    late = mark(AHEAD_MS_MAX + 1000)
    for _ in range(2):
        assert not pacer.may_hear("audio", late, {"audio": late})
        clock.at_ms += HOLD_MS_MAX
    assert pacer.may_hear("audio", late, {"audio": late})


def test_after_a_restart_three_senses_do_not_wait_for_one_another() -> None:
    pacer = Pacer(StillClock())
    heads = {"chat": mark(601_000), "audio": mark(602_000), "vision": mark(600_000)}
    assert all(pacer.may_hear(sense, head, heads) for sense, head in heads.items())


def test_sound_fusion_and_finished_senses_are_never_held() -> None:
    pacer = Pacer(StillClock())
    window = AudioWindow(session_id="s", start_ms=900_000, discontinuity=0, covered_ms=1000, pcm=b"")
    assert pacer.may_hear("audio", window, {"audio": window})
    assert pacer.may_hear("fusion", mark(900_000), {})
    for sense in ("chat", "vision"):
        pacer.heard(sense, mark(2000, final=True))
    assert pacer.may_hear("audio", mark(900_000), {})
