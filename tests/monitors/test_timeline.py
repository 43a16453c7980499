from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.timeline import JUMP_TICKS_FILE, TICKS_PER_MS, WRAP_TICKS, Timeline, ms_of

S = 1000 * TICKS_PER_MS
FRAME = S // 25


def fed(timeline: Timeline, track: str, start: int, count: int, step: int = FRAME) -> list[int]:
    placed = [timeline.place(track, start + n * step, start + n * step, step) for n in range(count)]
    return [ms_of(item.pts_ticks) for item in placed if item is not None]


def test_a_source_that_starts_anywhere_starts_at_zero() -> None:
    timeline = Timeline()
    timeline.begin_part(95_000 * S, 0, wraps=True)
    assert fed(timeline, "video", 95_000 * S, 3) == [0, 40, 80]
    assert timeline.discontinuity == 0


def test_a_wrap_at_33_bits_is_no_break() -> None:
    timeline = Timeline()
    start = WRAP_TICKS - 5 * FRAME
    timeline.begin_part(start, 0, wraps=True)
    stamps = [(start + n * FRAME) % WRAP_TICKS for n in range(10)]
    placed = [timeline.place("video", stamp, stamp, FRAME) for stamp in stamps]
    assert [ms_of(item.pts_ticks) for item in placed if item] == list(range(0, 400, 40))
    assert timeline.discontinuity == 0


def test_a_clock_that_jumps_back_goes_on_where_it_was_and_keeps_the_tracks_together() -> None:
    timeline = Timeline()
    timeline.begin_part(100 * S, 0)
    for n in range(50):
        timeline.place("video", 100 * S + n * FRAME, 100 * S + n * FRAME, FRAME)
        timeline.place("audio", 100 * S + n * FRAME, 100 * S + n * FRAME, FRAME)
    video = timeline.place("video", 1 * S, 1 * S, FRAME)
    straggler = timeline.place("audio", 102 * S, 102 * S, FRAME)
    audio = timeline.place("audio", 1 * S + FRAME, 1 * S + FRAME, FRAME)
    assert video is not None
    assert straggler is not None
    assert audio is not None
    assert ms_of(video.pts_ticks) == 2000
    assert video.break_from_ticks == 2 * S
    assert (video.discontinuity, straggler.discontinuity, audio.discontinuity) == (1, 0, 1)
    assert audio.pts_ticks - video.pts_ticks == FRAME


def test_a_hole_keeps_the_clock_and_counts_as_a_break() -> None:
    timeline = Timeline()
    timeline.begin_part(0, 0)
    fed(timeline, "video", 0, 25)
    after = timeline.place("video", 7 * S, 7 * S, FRAME)
    assert after is not None
    assert ms_of(after.pts_ticks) == 7000
    assert after.break_from_ticks == S
    assert timeline.discontinuity == 1


def test_a_track_that_pauses_while_the_other_goes_on_is_no_hole() -> None:
    timeline = Timeline()
    timeline.begin_part(0, 0)
    timeline.place("video", 0, 0, FRAME)
    fed(timeline, "audio", 0, 25 * 8)
    video = timeline.place("video", 8 * S, 8 * S, FRAME)
    assert video is not None
    assert video.break_from_ticks is None
    assert timeline.discontinuity == 0


def test_an_absurd_jump_forward_is_a_new_clock() -> None:
    timeline = Timeline()
    timeline.begin_part(0, 0)
    fed(timeline, "video", 0, 25)
    after = timeline.place("video", 5000 * S, 5000 * S, FRAME)
    assert after is not None
    assert ms_of(after.pts_ticks) == 1000


def test_time_that_passed_makes_a_jump_believable() -> None:
    timeline = Timeline()
    timeline.begin_part(0, 0)
    fed(timeline, "video", 0, 25)
    timeline.elapsed(100 * S)
    after = timeline.place("video", 121 * S, 121 * S, FRAME)
    assert after is not None
    assert ms_of(after.pts_ticks) == 121_000


def test_seconds_that_were_closed_as_a_gap_are_not_filled_later() -> None:
    timeline = Timeline()
    timeline.begin_part(0, 0)
    fed(timeline, "video", 0, 25)
    timeline.lift(6 * S)
    assert timeline.place("video", S, S, FRAME) is None
    assert timeline.end_ticks == S
    assert timeline.heard_ticks == S + FRAME


def test_what_a_stall_held_back_is_dropped_up_to_the_gap_and_not_shifted() -> None:
    timeline = Timeline()
    timeline.begin_part(50 * S, 0)
    fed(timeline, "video", 50 * S, 25)
    fed(timeline, "audio", 50 * S, 25)
    timeline.lift(6 * S)
    placed = [timeline.place("video", 51 * S + n * FRAME, 51 * S + n * FRAME, FRAME) for n in range(200)]
    sound = [timeline.place("audio", 51 * S + n * FRAME, 51 * S + n * FRAME, FRAME) for n in range(200)]
    first = next(item for item in placed if item is not None)
    assert ms_of(first.pts_ticks) == 6000
    assert (first.discontinuity, first.break_from_ticks) == (1, S)
    assert [ms_of(item.pts_ticks) for item in placed if item] == list(range(6000, 9000, 40))
    assert [ms_of(item.pts_ticks) for item in sound if item] == list(range(6000, 9000, 40))
    assert timeline.discontinuity == 1


def test_what_a_demuxer_flushes_after_an_advertisement_is_dropped() -> None:
    timeline = Timeline()
    timeline.begin_part(0, 0)
    fed(timeline, "video", 0, 25)
    timeline.lift(200 * S)
    assert timeline.place("video", S, S, FRAME) is None
    assert fed(timeline, "video", 201 * S, 2) == [201_000, 201_040]
    assert timeline.discontinuity == 1


def test_an_encoder_that_restarts_in_a_stall_goes_on_behind_the_gap() -> None:
    timeline = Timeline()
    timeline.begin_part(0, 0)
    fed(timeline, "video", 0, 100)
    timeline.lift(10 * S)
    assert fed(timeline, "video", 0, 2) == [10_000, 10_040]


def test_a_stretch_that_a_stall_held_back_keeps_to_its_calendar() -> None:
    timeline = Timeline()
    timeline.begin_part(0, 0)
    fed(timeline, "video", 0, 25)
    timeline.lift(6 * S)
    timeline.begin_part(900 * S, 3 * S)
    assert fed(timeline, "video", 900 * S, 100) == list(range(6000, 7000, 40))


def test_a_source_opened_anew_drops_what_it_repeats() -> None:
    timeline = Timeline()
    timeline.begin_part(10 * S, 0, wraps=True)
    fed(timeline, "video", 10 * S, 100)
    timeline.begin_part(12 * S, same_clock=True, wraps=True)
    assert fed(timeline, "video", 12 * S, 75) == list(range(4000, 5000, 40))


def test_a_source_opened_anew_with_a_new_clock_goes_by_its_calendar() -> None:
    timeline = Timeline()
    timeline.begin_part(10 * S, 0)
    fed(timeline, "video", 10 * S, 100)
    timeline.begin_part(70_000 * S, 9 * S, same_clock=True)
    assert fed(timeline, "video", 70_000 * S, 2) == [9000, 9040]


def test_a_session_taken_over_begins_a_new_stretch_behind_what_was_said() -> None:
    timeline = Timeline(discontinuity=4)
    timeline.resume(30 * S)
    timeline.begin_part(500 * S, 32 * S)
    placed = timeline.place("video", 500 * S, 500 * S, FRAME)
    assert placed is not None
    assert ms_of(placed.pts_ticks) == 32_000
    assert placed.discontinuity == 5
    assert placed.break_from_ticks == 30 * S


def test_a_session_taken_over_drops_what_was_said() -> None:
    timeline = Timeline(discontinuity=0)
    timeline.resume(30 * S)
    timeline.begin_part(500 * S, 29 * S)
    assert fed(timeline, "video", 500 * S, 50)[0] == 30_000


@pytest.mark.parametrize("jump", [JUMP_TICKS_FILE])
@given(
    st.lists(
        st.tuples(st.sampled_from(["go", "back", "skip", "wrap", "part", "lift"]), st.integers(1, 50_000)),
        max_size=40,
    )
)
def test_the_session_never_runs_backwards(jump: int, steps: list[tuple[str, int]]) -> None:
    timeline = Timeline(jump_ticks=jump)
    timeline.begin_part(0, 0, wraps=True)
    clock = 0
    ends: list[int] = []
    for what, amount in steps:
        if what == "back":
            clock -= amount * TICKS_PER_MS + 200 * TICKS_PER_MS
        elif what == "skip":
            clock += amount * TICKS_PER_MS
        elif what == "wrap":
            clock += WRAP_TICKS
        elif what == "part":
            timeline.begin_part(clock % WRAP_TICKS, wraps=True)
        elif what == "lift":
            timeline.lift(timeline.end_ticks + amount)
        for _ in range(3):
            stamp = clock % WRAP_TICKS
            placed = timeline.place("video", stamp, stamp, FRAME)
            clock += FRAME
            if placed is not None:
                ends.append(placed.pts_ticks)
    assert all(after >= before for before, after in itertools.pairwise(ends))
