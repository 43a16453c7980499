from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from agents import lineup
from agents.fusion.judge import FusionJudge
from agents.fusion.second import FusionSecond
from agents.judge import JudgingSettings, MemoryUnreadable, by_category
from agents.panel import Panel
from agents.verdict.case import VerdictCase
from schemas.capture import WindowState
from schemas.judging import MODALITIES, Highlight, HighlightState, JudgingEnded, Modality, Signal
from streams.stage import Gone, Poison, Retry
from streams.telemetry import Counters
from tests.agents.played import SESSION_ID, finals, fuse, highlights, mark, scored, signal

SETTINGS = JudgingSettings()


def excited(start: int, end: int, score: float = 6.0) -> dict[int, float]:
    return dict.fromkeys(range(start, end), score)


def test_a_moment_opens_grows_and_becomes_final_with_one_id() -> None:
    said = fuse(scored(120, audio=excited(60, 70)))
    found = highlights(said)
    assert found[0].state is HighlightState.OPENED
    assert found[-1].state is HighlightState.FINAL
    assert len({one.highlight_id for one in found}) == 1
    assert [one.revision for one in found] == list(range(1, len(found) + 1))
    final = found[-1]
    assert final.start_ms <= 60_000 - 5_000
    assert final.end_ms >= 70_000
    assert final.start_ms + 2_000 < final.peak_ms < final.end_ms - 2_000
    assert final.evidence.open_threshold == SETTINGS.open_threshold
    assert {second.start_ms for second in final.evidence.seconds} >= set(range(61_000, 70_000, 1000))
    assert said[-1] == JudgingEnded(
        session_id=SESSION_ID, end_ms=120_000, final_ids=(final.highlight_id,), dropped_count=0
    )


def test_an_open_highlight_is_revised_at_most_every_two_seconds() -> None:
    found = highlights(fuse(scored(120, audio=excited(60, 90))))
    times = [one.decided_at_ms for one in found if one.state is HighlightState.GROWN][:-1]
    assert len(times) > 5
    assert all(later - earlier >= SETTINGS.revise_every_ms for earlier, later in itertools.pairwise(times))


def test_the_threshold_to_stay_open_is_lower_than_the_one_to_open() -> None:
    middling = (SETTINGS.open_threshold + SETTINGS.close_threshold) / 2
    assert finals(fuse(scored(120, audio=excited(40, 80, middling)))) == []
    opened = excited(40, 50) | excited(50, 70, middling)
    (final,) = finals(fuse(scored(120, audio=opened)))
    assert final.end_ms >= 70_000


def test_a_short_dip_does_not_close() -> None:
    scores = excited(40, 46) | excited(49, 54)
    assert len(finals(fuse(scored(120, audio=scores)))) == 1


def test_after_a_highlight_only_a_stronger_moment_opens_for_a_while() -> None:
    weaker, stronger = excited(55, 58, 4.0), excited(55, 58, 40.0)
    assert len(finals(fuse(scored(120, audio=excited(40, 46) | weaker)))) == 1
    assert len(finals(fuse(scored(120, audio=excited(40, 46) | stronger)))) == 2
    assert len(finals(fuse(scored(140, audio=excited(40, 46) | excited(75, 80, 4.0))))) == 2


def test_what_began_in_the_cooldown_and_goes_on_opens_after_it_and_begins_there() -> None:
    first, second = finals(fuse(scored(140, audio=excited(40, 46) | excited(55, 75, 4.0))))
    cooldown_ms = first.end_ms - SETTINGS.post_roll_ms + SETTINGS.cooldown_ms
    assert second.start_ms == max(first.end_ms, cooldown_ms - SETTINGS.pre_roll_ms)


def test_a_level_that_lasts_is_one_clip_and_the_next_comes_after_a_real_fall() -> None:
    lasting = excited(100, 300)
    (only,) = finals(fuse(scored(400, audio=lasting)))
    assert only.start_ms <= 100_000
    assert len(finals(fuse(scored(400, audio=lasting | excited(304, 310, 40.0))))) == 1
    after_fall = finals(fuse(scored(400, audio=lasting | excited(330, 336))))
    assert [one.start_ms <= 331_000 <= one.end_ms for one in after_fall] == [False, True]


@pytest.mark.parametrize("length_s", range(44, 60))
def test_every_clip_holds_its_peak_and_is_no_stump(length_s: int) -> None:
    states = {100 + length_s + 5: WindowState.GAP}
    scores = excited(100, 100 + length_s) | {100 + length_s + 2: 90.0, 100 + length_s + 3: 90.0}
    for one in finals(fuse(scored(240, audio=scores, states=states))):
        assert one.end_ms - one.start_ms >= SETTINGS.min_length_ms / 2
        assert one.start_ms <= one.peak_ms < one.end_ms
        assert any(second.fused >= SETTINGS.open_threshold for second in one.evidence.seconds)


def test_a_moment_of_which_a_gap_leaves_nothing_to_show_is_dropped() -> None:
    states = dict.fromkeys([58, 59, 62, 63], WindowState.GAP)
    said = fuse(scored(120, audio=excited(60, 62, 60.0), states=states))
    assert [one.state for one in highlights(said)] == [HighlightState.OPENED, HighlightState.DROPPED]
    assert isinstance(said[-1], JudgingEnded)
    assert (said[-1].final_ids, said[-1].dropped_count) == ((), 1)


def test_evidence_of_minutes_before_it_opened_is_forgotten() -> None:
    touched = {at: 2.2 for start in range(40, 200, 4) for at in (start, start + 1)}
    early = dict.fromkeys(range(44, 46), 4.0)
    scores = excited(200, 206, 3.4)
    (final,) = finals(fuse(scored(260, audio=touched | early | scores)))
    assert final.peak_ms >= 200_000
    assert final.reasons[0].times_normal == 3.4
    assert final.start_ms >= 200_000 - 20_000 - SETTINGS.pre_roll_ms


def test_without_a_cooldown_two_moments_are_two_clips_that_do_not_overlap() -> None:
    twice = excited(40, 46) | excited(55, 58)
    short = replace(SETTINGS, cooldown_ms=0, close_after_ms=3_000)
    found = finals(fuse(scored(120, audio=twice), FusionJudge(settings=short)))
    assert len(found) == 2
    assert found[0].end_ms <= found[1].start_ms


def test_a_clip_is_never_longer_than_the_longest() -> None:
    found = highlights(fuse(scored(400, audio=excited(100, 300))))
    assert found
    assert all(one.end_ms - one.start_ms <= SETTINGS.max_length_ms for one in found)
    assert all(one.start_ms <= one.peak_ms <= one.end_ms for one in found)


def test_a_clip_is_never_shorter_than_the_shortest() -> None:
    tight = replace(SETTINGS, pre_roll_ms=0, post_roll_ms=0)
    (final,) = finals(fuse(scored(90, audio={40: 60.0, 41: 60.0}), FusionJudge(settings=tight)))
    assert final.end_ms - final.start_ms == SETTINGS.min_length_ms


def test_chat_answers_late_and_the_clip_holds_what_came_before() -> None:
    (final,) = finals(fuse(scored(160, chat=excited(100, 110, 8.0))))
    lag_ms = SETTINGS.chat_lag_ms
    assert final.start_ms <= 100_000 - lag_ms - 10_000
    assert final.evidence.chat_lag_ms == lag_ms
    assert final.peak_ms <= 110_000 - lag_ms
    assert final.evidence.lines == ("LUL what",)
    assert final.reasons[0].text == "chat 8.0x normal: 7 people, mostly laughing"


def test_a_decision_is_never_before_what_it_rests_on() -> None:
    for one in highlights(fuse(scored(160, chat=excited(100, 110, 8.0), audio=excited(92, 96)))):
        last_ms = max(second.start_ms for second in one.evidence.seconds)
        assert one.decided_at_ms >= last_ms + 1000 + one.evidence.chat_lag_ms


def test_senses_that_agree_count_more_than_one_alone() -> None:
    alone = fuse(scored(120, chat={}, audio=excited(60, 70, 2.6)))
    assert finals(alone) == []
    lag = SETTINGS.chat_lag_ms // 1000
    agreed = fuse(scored(120, chat=excited(60 + lag, 70 + lag, 2.6), audio=excited(60, 70, 2.6)))
    assert len(finals(agreed)) == 1
    assert {reason.modality for reason in finals(agreed)[0].reasons} == {"chat", "audio"}


def test_the_lag_is_learned_from_sound_and_chat() -> None:
    moments = range(60, 2400, 60)
    audio = {at + i: 5.0 for at in moments for i in range(4)}
    chat = {at + 20 + i: 5.0 for at in moments for i in range(6)}
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    fuse(scored(2400, chat=chat, audio=audio), judge, memory)
    assert 18_000 <= memory.lag.lag_ms <= 23_000


def test_the_lag_stays_where_nothing_can_be_learned() -> None:
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    fuse(scored(900, chat=dict.fromkeys(range(0, 900, 30), 5.0)), judge, memory)
    assert memory.lag.lag_ms == SETTINGS.chat_lag_ms


@pytest.mark.parametrize("state", [WindowState.GAP, WindowState.AD])
def test_a_gap_closes_and_no_clip_spans_it(state: WindowState) -> None:
    scores = excited(60, 90)
    states = dict.fromkeys(range(70, 76), state)
    found = finals(fuse(scored(160, audio=scores, states=states)))
    assert found
    for one in found:
        assert one.end_ms <= 70_000 or one.start_ms >= 76_000
        assert one.end_ms - one.start_ms >= SETTINGS.min_length_ms


def test_an_excited_ad_opens_nothing() -> None:
    states = dict.fromkeys(range(50, 90), WindowState.AD)
    said = fuse(scored(120, audio=excited(50, 90), chat=excited(55, 85), states=states))
    assert finals(said) == []


def test_a_session_that_ends_in_a_highlight_closes_it_at_its_end() -> None:
    said = fuse(scored(70, audio=excited(60, 70)))
    (final,) = finals(said)
    assert final.end_ms == 70_000
    assert isinstance(said[-1], JudgingEnded)
    assert said[-1].final_ids == (final.highlight_id,)


def test_an_empty_session_ends() -> None:
    said = fuse(signal(modality, 0, 0, WindowState.GAP, final=True) for modality in Modality)
    assert [type(one) for one in said] == [JudgingEnded]


def test_the_end_waits_for_the_verdict() -> None:
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    said = [event for one in scored(70, audio=excited(60, 70)) for event in judge.hear(memory, one)]
    assert not any(isinstance(one, JudgingEnded) for one in said)
    (waiting,) = memory.closing
    assert judge.decide(memory, "no such highlight", None) == []
    verdict = judge.decide(memory, waiting.highlight_id, None)
    assert [type(one) for one in verdict] == [Highlight, JudgingEnded]
    assert judge.decide(memory, waiting.highlight_id, None) == []


def test_near_misses_are_kept_throttled_and_never_final() -> None:
    near = (SETTINGS.near_threshold + SETTINGS.open_threshold) / 2
    scores = excited(40, 46, near) | excited(70, 76, near) | excited(300, 306, near)
    said = fuse(scored(360, audio=scores))
    misses = [one for one in said if isinstance(one, Highlight) and one.near_miss]
    assert [one.state for one in misses] == [HighlightState.DROPPED] * 2
    assert finals(said) == []
    assert isinstance(said[-1], JudgingEnded)
    assert said[-1].dropped_count == 0


def test_the_order_between_the_senses_does_not_matter() -> None:
    signals = scored(150, chat=excited(80, 92, 7.0), audio=excited(70, 76))
    expected = fuse(signals)
    assert finals(expected)
    late_chat = sorted(signals, key=lambda one: one.start_ms + (6000 if one.modality is Modality.CHAT else 0))
    late_audio = sorted(
        signals, key=lambda one: one.start_ms + (9000 if one.modality is Modality.AUDIO else 0)
    )
    assert fuse(late_chat) == expected
    assert fuse(late_audio) == expected


def test_a_sense_that_fell_silent_counts_as_absent() -> None:
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    signals = [
        one
        for one in scored(120, audio=excited(60, 70))
        if not (one.modality is Modality.VISION and one.start_ms >= 30_000)
    ]
    said = fuse(signals, judge, memory)
    assert len(finals(said)) == 1
    assert memory.decided_ms == 120_000 - SETTINGS.missing_after_ms


def test_repeats_change_nothing() -> None:
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    signals = scored(100, chat=excited(70, 76, 9.0), audio=excited(60, 70))
    fuse(signals[:240], judge, memory)
    before = judge.freeze(memory)
    assert fuse(signals[:240], judge, memory) == []
    assert judge.freeze(memory) == before


def test_after_the_end_nothing_is_said() -> None:
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    signals = scored(30, audio={})
    fuse(signals, judge, memory)
    assert memory.ended
    assert judge.hear(memory, signal(Modality.AUDIO, 31, 9.0)) == []


def test_a_chat_that_bursts_all_the_time_is_believed_less() -> None:
    scores = {at + i: 3.2 for at in range(100, 3500, 60) for i in range(8)}
    often = len(finals(fuse(scored(3600, chat=scores))))
    free = replace(SETTINGS, pressure=0.0)
    assert often < len(finals(fuse(scored(3600, chat=scores), FusionJudge(settings=free))))
    assert often >= 1


def test_memory_stays_small() -> None:
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    largest = 0
    for one in scored(700, chat=excited(100, 600, 3.0), audio=excited(90, 600, 3.0)):
        fuse([one], judge, memory)
        largest = max(largest, len(judge.freeze(memory)))
    assert 0 < largest < 16_000


def test_a_memory_of_another_kind_is_refused() -> None:
    with pytest.raises(MemoryUnreadable, match="fusion"):
        FusionJudge().thaw(b"\xc1nothing")


def test_what_is_no_signal_is_ignored() -> None:
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    end = JudgingEnded(session_id=SESSION_ID, end_ms=0, final_ids=(), dropped_count=0)
    assert judge.hear(memory, end) == []
    assert isinstance(signal(Modality.CHAT, 0, 1.0), Signal)


class Failing:
    """Does what the last stage of a lineup does, but for one second or highlight."""

    def __init__(self, error: Exception, at_ms: int = -1) -> None:
        self._error = error
        self._at_ms = at_ms

    def name(self) -> str:
        return "failing"

    def run(self, ctx: FusionSecond | VerdictCase) -> None:
        if isinstance(ctx, VerdictCase) or ctx.start_ms == self._at_ms:
            raise self._error


ERRORS = (ZeroDivisionError(), Retry("later"), Gone(), Poison("no"))


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_a_stage_that_fails_costs_its_second_and_not_the_session(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    meter = Counters()
    stages = (lineup.FUSION[0], Failing(error, 30_000), *lineup.FUSION[1:])
    said = fuse(scored(120, audio=excited(60, 70)), FusionJudge(stages, meter=meter))
    assert len(finals(said)) == 1
    assert isinstance(said[-1], JudgingEnded)
    bugs = [record for record in caplog.records if record.exc_info]
    assert len(bugs) == (not isinstance(error, Retry | Gone | Poison))


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_a_verdict_that_fails_is_final_with_what_is_known(error: Exception) -> None:
    verdict = (lineup.VERDICT[-1], Failing(error))
    said = fuse(scored(120, audio=excited(60, 70)), FusionJudge(verdict=verdict))
    (final,) = finals(said)
    assert final.title
    assert isinstance(said[-1], JudgingEnded)


TALK = by_category(SETTINGS, {"Just Chatting": {"open_threshold": 9.0, "near_threshold": 8.0}})


def about(signals: list[Signal], category_at: Callable[[int], str]) -> list[Signal]:
    """What chat says of each second, absent or not, tells what the channel is about."""
    return [
        msgspec.structs.replace(one, category=category_at(one.start_ms // 1000))
        if one.modality is Modality.CHAT
        else one
        for one in signals
    ]


def test_numbers_of_a_category_decide_while_the_stream_is_of_it() -> None:
    moments = scored(240, audio=excited(60, 70) | excited(160, 170))
    talk = about(moments, lambda second: "just CHATTING" if second < 120 else "Chess")
    (second,) = highlights(fuse(talk, FusionJudge(by_category=TALK)))[-1:]
    assert len(finals(fuse(talk, FusionJudge(by_category=TALK)))) == 1
    assert second.peak_ms >= 160_000
    assert second.evidence.open_threshold == SETTINGS.open_threshold
    assert len(finals(fuse(talk))) == 2
    other_way = about(moments, lambda second: "Chess" if second < 120 else "Just Chatting")
    (first,) = finals(fuse(other_way, FusionJudge(by_category=TALK)))
    assert first.peak_ms < 120_000


def test_the_evidence_says_the_numbers_of_the_category() -> None:
    strong = about(scored(120, audio=excited(60, 70, 60.0)), lambda _: "Just Chatting")
    (final,) = finals(fuse(strong, FusionJudge(by_category=TALK)))
    assert final.evidence.open_threshold == 9.0


def test_a_category_counts_from_its_second_however_the_senses_come_in() -> None:
    told = about(scored(200, audio=excited(96, 104)), lambda second: "Just Chatting" if second >= 110 else "")
    by_sense = {m: [one for one in told if one.modality is m] for m in Modality}
    late = [
        one
        for at in range(0, 200, 10)
        for modality in (Modality.CHAT, Modality.VISION, Modality.AUDIO)
        for one in by_sense[modality][at : at + 10]
    ]
    assert fuse(late, FusionJudge(by_category=TALK)) == fuse(told, FusionJudge(by_category=TALK))
    assert len(finals(fuse(told, FusionJudge(by_category=TALK)))) == 1


def test_a_category_is_remembered_and_an_old_word_on_it_changes_nothing() -> None:
    judge = FusionJudge(by_category=TALK)
    told = about(scored(120, audio=excited(60, 70)), lambda second: "Just Chatting" if second >= 20 else "")
    memory = judge.new_memory(SESSION_ID)
    said = fuse(told[:90], judge, memory)
    memory = judge.thaw(judge.freeze(memory))
    again = about(told[60:90], lambda _: "Chess")
    said += fuse(again, judge, memory)
    said += fuse(told[90:], judge, memory)
    assert finals(said) == []
    assert [(one.from_ms, one.category) for one in memory.about] == [(20_000, "Just Chatting")]


@pytest.mark.parametrize("state", [WindowState.LIVE, WindowState.GAP, WindowState.ABSENT])
def test_the_fusion_hears_what_a_channel_is_about_from_its_chat_alone(state: WindowState) -> None:
    panel = Panel(SESSION_ID)
    for second in range(10):
        for modality in MODALITIES:
            category = (
                ("Chess" if second >= 4 else "") if modality is Modality.CHAT else "nobody says it there"
            )
            panel.hear(*mark(modality, second + 1, state, category=category))
    assert [(one.from_ms, one.category) for one in panel.fusion_memory.about] == [(4000, "Chess")]
