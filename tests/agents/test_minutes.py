"""The minutes that the fusion gathers: what is in them, what stays, and what is never lost unseen."""

from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents import minutes as minutes_module
from agents.fusion.judge import FusionJudge
from agents.minutes import MINUTE_MS, STAY_MINUTES, Minutes, as_told
from schemas.capture import WindowState
from schemas.judging import Modality, Transcript, Word
from schemas.moment import Span
from streams.door import TimelineMinute
from tests.agents.played import SESSION_ID, fuse, highlights, scored, signal


def told(minutes: Minutes) -> dict[tuple[str, int], TimelineMinute]:
    """What the door would be told, by sense and number of the minute."""
    return {
        (sense, one.start_ms // MINUTE_MS): as_told(SESSION_ID, sense, one) for sense, one in minutes.unsent()
    }


def send(minutes: Minutes) -> None:
    for _, minute in list(minutes.unsent()):
        minute.sent_ms = minute.covered_ms
    minutes.forget()


def said(text: str, *starts_ms: int) -> Transcript:
    words = tuple(Word(start_ms=at, end_ms=at + 200, text="x", probability=1.0) for at in starts_ms)
    return Transcript(language="en", text=text, words=words, model="fake")


def test_a_minute_counts_the_live_seconds_alone() -> None:
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    states = dict.fromkeys(range(10, 30), WindowState.GAP) | dict.fromkeys(range(30, 35), WindowState.AD)
    fuse(scored(90, chat={5: 3.0, 70: 2.0}, audio={}, states=states), judge, memory)
    found = told(memory.minutes)
    assert set(found) == {(sense, at) for sense in ("chat", "audio", "fusion") for at in (0, 1)}
    assert found["chat", 0] == TimelineMinute(
        session_id=SESSION_ID,
        start_ms=0,
        sense="chat",
        seconds_count=35,
        score_mean=round((34 + 3.0) / 35, 3),
        score_max=3.0,
        peak_ms=5000,
        covered_ms=35_000,
    )
    assert (found["chat", 1].seconds_count, found["chat", 1].peak_ms) == (30, 70_000)
    assert found["audio", 1].score_mean == found["audio", 1].score_max == 1.0
    assert found["fusion", 0].covered_ms == 35_000
    assert memory.minutes.overdue  # the session is over, and the door has nothing of it


def test_a_signal_heard_again_counts_once() -> None:
    once, twice = (FusionJudge().new_memory(SESSION_ID) for _ in range(2))
    signals = scored(80, chat={7: 4.0}, audio={})
    fuse(signals, memory=once)
    fuse([again for one in signals for again in (one, one)], memory=twice)
    assert twice.minutes == once.minutes


def test_a_memory_of_before_there_were_minutes_is_read() -> None:
    judge = FusionJudge()
    fields = msgspec.msgpack.decode(judge.freeze(judge.new_memory(SESSION_ID)))
    del fields["minutes"]
    memory = judge.thaw(msgspec.msgpack.encode(fields))
    fuse([signal(modality, 0, 1.0) for modality in Modality], judge, memory)
    assert judge.thaw(judge.freeze(memory)).minutes == memory.minutes
    assert told(memory.minutes)["chat", 0].covered_ms == 1000


def test_speech_is_words_a_second_over_those_of_steady_talk() -> None:
    minutes = Minutes()
    span = Span(57_500, 62_500)
    minutes.add_speech(span, said("five in one second", 58_000, 58_100, 58_200, 58_300, 58_400, 57_600))
    found = told(minutes)
    first, second = found["speech", 0], found["speech", 1]
    assert (first.seconds_count, first.covered_ms, first.peak_ms) == (2, 2500, 58_000)
    assert (first.score_max, first.score_mean) == (2.0, 1.0)
    assert (second.seconds_count, second.covered_ms, second.score_max) == (2, 2500, 0.0)


def test_a_span_too_short_for_a_score_is_covered_all_the_same() -> None:
    minutes = Minutes()
    minutes.add_speech(Span(200, 900), said("x", 300))
    (told_one,) = told(minutes).values()
    assert (told_one.seconds_count, told_one.score_max, told_one.peak_ms, told_one.covered_ms) == (
        0,
        0.0,
        0,
        700,
    )


def test_the_verdict_s_transcript_is_in_the_timeline() -> None:
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    loud = dict.fromkeys(range(70, 76), 9.0)
    for one in scored(120, chat=loud, audio=loud):
        judge.hear(memory, one)
    (closed,) = memory.closing
    assert judge.waits(memory)
    judge.decide(memory, closed.highlight_id, said("wow", closed.start_ms))
    covered = sum(one.covered_ms for (sense, _), one in told(memory.minutes).items() if sense == "speech")
    assert covered == closed.end_ms - closed.start_ms
    assert highlights([closed])


def test_what_is_sent_stays_while_it_may_grow_and_is_gone_after() -> None:
    minutes = Minutes()
    for second in range(90):
        minutes.add("chat", second * 1000, 1.0)
    send(minutes)
    assert told(minutes) == {}
    assert not minutes.overdue
    minutes.add("chat", 90_000, 2.0)
    assert set(told(minutes)) == {("chat", 1)}
    assert told(minutes)["chat", 1].seconds_count == 31  # what was sent of it is still counted
    send(minutes)
    minutes.add("chat", (STAY_MINUTES + 1) * MINUTE_MS, 1.0)
    assert [one.start_ms // MINUTE_MS for one in minutes.of["chat"]] == [STAY_MINUTES + 1]


def test_a_minute_that_grows_no_more_is_overdue_until_it_is_sent() -> None:
    minutes = Minutes()
    minutes.add("chat", 0, 1.0)
    minutes.add("audio", 0, 1.0)
    assert not minutes.overdue
    minutes.add("chat", STAY_MINUTES * MINUTE_MS, 1.0)
    assert minutes.overdue
    send(minutes)
    assert not minutes.overdue
    minutes.add("audio", 1000, 1.0)
    minutes.ended = True
    assert minutes.overdue


def test_minutes_are_bounded_and_what_is_lost_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minutes_module, "MINUTES_MAX", 10)
    minutes = Minutes()
    for minute in range(30):
        for sense in ("chat", "audio"):
            minutes.add(sense, minute * MINUTE_MS, 1.0)
    assert sum(map(len, minutes.of.values())) == 10
    assert minutes.lost_count == 50
    assert [one.start_ms // MINUTE_MS for one in minutes.of["chat"]] == list(range(25, 30))


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_left_out(score: float) -> None:
    minutes = Minutes()
    minutes.add("chat", 0, score)
    assert told(minutes) == {}


@settings(deadline=None)  # a busy machine is slow, and nothing here waits
@given(
    seconds=st.dictionaries(st.integers(0, 599), st.floats(-1.0, 1e12), min_size=1, max_size=80),
    cuts=st.sets(st.integers(0, 599), max_size=5),
)
def test_the_door_takes_whatever_is_told(seconds: dict[int, float], cuts: set[int]) -> None:
    from api.timelines.shapes import MinuteShape

    minutes = Minutes()
    for second in sorted(seconds):
        minutes.add("chat", second * 1000, seconds[second])
        if second in cuts:
            send(minutes)
        for one in told(minutes).values():
            assert MinuteShape.model_validate(msgspec.to_builtins(one)).covered_ms == one.seconds_count * 1000
