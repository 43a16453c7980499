from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest

from agents.chat.judge import ChatJudge
from agents.events.judge import HEARD_IDS_MAX, EventsJudge
from agents.fusion.judge import FusionJudge
from agents.judge import JudgingSettings
from agents.panel import Panel
from schemas.capture import WindowState
from schemas.chat import ChatBatch, ChatRole, Withdrawal
from schemas.event import Event
from schemas.judging import Modality, Signal
from tests.agents import memories_before_events as old
from tests.agents.played import SESSION_ID, burst, finals, highlights
from tests.agents.scripted import LENGTH_S, Kind, Script, ask, event, talk, when_ms


def signals(said: Iterable[Event]) -> dict[int, Signal]:
    return {
        one.start_ms // 1000: one
        for one in said
        if isinstance(one, Signal) and one.modality is Modality.EVENTS
    }


def test_without_events_nothing_is_said_of_them() -> None:
    script = Script(talk() + burst(100, 40, ("LUL", "POG")))
    assert signals(script.said()) == {}
    (final,) = finals(script.said())
    assert {reason.modality for reason in final.reasons} == {"chat"}
    assert all(second.events == 0.0 for second in final.evidence.seconds)


def test_a_chat_that_is_absent_has_no_events() -> None:
    absent = dict.fromkeys(range(60), WindowState.ABSENT)
    script = Script(happened=[event(30, Kind.RAID, 500)], chat=absent, length_s=60)
    assert signals(script.said()) == {}


def test_a_raid_counts_against_how_many_usually_speak() -> None:
    raid = event(150, Kind.RAID, 60)
    quiet = signals(Script(talk(per_s=0.2), [raid]).said())
    busy = signals(Script(talk(per_s=6.0, people=200), [raid]).said())
    assert set(quiet) == set(range(150, 160))
    assert quiet[150].score > 1.8
    assert quiet[150].score > 1.3 * busy[150].score > 1.0
    assert quiet[150].parts["raid"] == 60
    assert quiet[150].parts["people_normal"] > 0


def test_support_counts_against_what_is_usually_given() -> None:
    gift = event(150, Kind.GIFT, 20)
    rare = signals(Script(talk(), [gift]).said())
    usual = [event(at, Kind.GIFT, 20) for at in range(5, 150, 8)]
    often = signals(Script(talk(), [*usual, gift]).said())
    assert rare[150].score > 4
    assert rare[150].score > 2 * often[150].score
    assert rare[150].parts["gift"] == 20


def test_parts_are_told_by_kind() -> None:
    happened = [
        event(100, Kind.SUB),
        event(100, Kind.SUB),
        event(101, Kind.RESUB, 12),
        event(101, Kind.BITS, 300),
        event(101, Kind.BITS, 200),
        event(102, Kind.HYPE_TRAIN, 1),
        event(102, Kind.HYPE_TRAIN, 2),
        event(103, Kind.POLL, 10),
        event(103, Kind.PREDICTION, 10),
        event(103, Kind.SHOUTOUT, 10),
        event(103, Kind.ANNOUNCEMENT, 0),
    ]
    last = signals(Script(talk(), happened).said())[103]
    told = {kind: last.parts[kind] for kind in last.parts if not kind.endswith("_normal")}
    assert told == {
        "sub": 2,
        "resub": 1,
        "bits": 500,
        "hype_train": 2,
        "poll": 1,
        "prediction": 1,
        "shoutout": 1,
        "announcement": 1,
    }


def test_an_event_that_is_said_twice_counts_once() -> None:
    gift = event(150, Kind.GIFT, 20, event_id="gift:1")
    once = signals(Script(talk(), [gift]).said())
    twice = signals(Script(talk(), [gift, gift, msgspec.structs.replace(gift, at_ms=152_000)]).said())
    assert once == twice


def test_what_is_remembered_of_events_is_bounded() -> None:
    judge = EventsJudge()
    memory = judge.new_memory(SESSION_ID)
    flood = tuple(event(at / 10, Kind.SUB) for at in range(1100))
    judge.hear(memory, ChatBatch(session_id=SESSION_ID, discontinuity=0, messages=(), events=flood))
    assert len(memory.heard_ids) == HEARD_IDS_MAX
    flood = tuple(ask(5, f"a{number}") for number in range(1000))
    judge.hear(memory, ChatBatch(session_id=SESSION_ID, discontinuity=0, messages=(), events=flood))
    assert len(judge.freeze(memory)) < 40_000


def test_a_great_gift_opens_a_highlight_and_says_so() -> None:
    (final,) = finals(Script(talk(), [event(150, Kind.GIFT, 50)]).said())
    assert final.start_ms < 150_000 < final.end_ms
    assert final.reasons[0].modality == "events"
    assert "50 gifted subs" in final.reasons[0].text
    assert final.evidence.weights["events"] == JudgingSettings().weight_events
    assert max(second.events for second in final.evidence.seconds) > 5


def test_an_event_never_takes_from_what_the_others_say() -> None:
    lines = talk() + burst(100, 30, ("LUL", "POG"))
    plain = Script(lines).said()
    beside = Script(lines, [event(at, Kind.ANNOUNCEMENT, 0) for at in range(90, 112, 3)]).said()
    (one,), (other,) = finals(plain), finals(beside)
    assert other.score >= one.score
    fused = {second.start_ms: second.fused for second in one.evidence.seconds}
    assert all(second.fused >= fused.get(second.start_ms, 0.0) for second in other.evidence.seconds)


def test_a_moderators_ask_alone_opens_the_last_half_minute() -> None:
    for role in (ChatRole.MODERATOR, ChatRole.BROADCASTER):
        (final,) = finals(Script(talk(), [ask(150.4, "m", 110, role)]).said())
        assert final.start_ms <= 121_000
        assert final.end_ms >= 151_000
        assert final.end_ms - final.start_ms <= 40_000
        assert [reason.modality for reason in final.reasons][-1] == "wanted"
        assert "asked for a clip" in final.reasons[-1].text
        assert JudgingSettings().open_threshold <= final.score < 4


def test_a_wish_ranks_no_moment_above_those_that_moved_the_chat() -> None:
    (wanted,) = finals(Script(talk(), [ask(150.4, "m", 1000, ChatRole.MODERATOR)]).said())
    (real,) = finals(Script(talk() + burst(140, 60, ("LUL", "POG"))).said())
    assert wanted.score == 2 * JudgingSettings().open_threshold < real.score


def test_what_is_asked_for_says_what_happened_there() -> None:
    gift = event(138, Kind.GIFT, 4)
    (final,) = finals(Script(talk(), [gift, ask(155, "m", 1000, ChatRole.MODERATOR)]).said())
    assert [reason.modality for reason in final.reasons] == ["events", "wanted"]
    assert "4 gifted subs" in final.reasons[0].text


def test_viewers_have_to_agree() -> None:
    alone = Script(talk(), [ask(150, "a")])
    assert finals(alone.said()) == []
    same = Script(talk(), [ask(150, "a"), ask(151, "a"), ask(152, "a"), ask(153, "a")])
    assert finals(same.said()) == []
    apart = Script(talk(), [ask(130, "a"), ask(145, "b"), ask(160, "c")])
    assert finals(apart.said()) == []
    together = Script(talk(), [ask(150, "a"), ask(153, "b"), ask(158, "c")])
    (final,) = finals(together.said())
    assert "3 people asked for a clip" in final.reasons[-1].text
    assert final.start_ms <= 121_000
    assert final.end_ms >= 158_000


def test_what_was_going_on_counts() -> None:
    lines = talk() + burst(135, 9, ("LUL", "POG"))
    asks = [ask(150, "a"), ask(151, "b")]
    assert finals(Script(lines).said()) == []
    assert finals(Script(talk(), asks).said()) == []
    (final,) = finals(Script(lines, asks).said())
    assert 125_000 <= final.peak_ms <= 145_000
    assert final.score > JudgingSettings().open_threshold


def test_a_highlight_that_covers_it_gets_the_ask_as_a_reason() -> None:
    lines = talk() + burst(140, 40, ("LUL", "POG"))
    plain = finals(Script(lines).said())
    asked = finals(Script(lines, [ask(146, "a"), ask(147, "b")]).said())
    assert [one.highlight_id for one in plain] == [one.highlight_id for one in asked]
    assert [reason.modality for reason in asked[0].reasons] == ["chat", "wanted"]
    assert "2 people" in asked[0].reasons[-1].text
    assert asked[0].score == plain[0].score


def test_an_ask_after_the_clip_has_closed_makes_no_second_one() -> None:
    lines = talk() + burst(140, 40, ("LUL", "POG"))
    (plain,) = finals(Script(lines).said())
    late = Script(lines, [ask(plain.end_ms / 1000 + 12, "m", 300, ChatRole.MODERATOR)])
    assert [one.highlight_id for one in finals(late.said())] == [plain.highlight_id]
    later = Script(lines, [ask(plain.end_ms / 1000 + 28, "m", 300, ChatRole.MODERATOR)])
    first, second = finals(later.said())
    assert first.highlight_id == plain.highlight_id
    assert second.start_ms >= first.end_ms


@pytest.mark.parametrize("at_s", [149.9, 153.5, 165.0])
def test_an_ask_in_an_ad_is_about_what_was_before_it(at_s: float) -> None:
    scene = {at: WindowState.AD if 150 <= at < 170 else WindowState.LIVE for at in range(LENGTH_S)}
    (final,) = finals(Script(talk(), [ask(at_s, "m", 300, ChatRole.MODERATOR)], scene=scene).said())
    assert final.start_ms <= at_s * 1000 - 29_000
    assert final.end_ms <= 150_000


def test_an_ask_about_nothing_but_ads_opens_nothing() -> None:
    scene = {at: WindowState.AD if 120 <= at < 170 else WindowState.LIVE for at in range(LENGTH_S)}
    said = Script(talk(), [ask(160, "m", 300, ChatRole.MODERATOR)], scene=scene).said()
    assert highlights(said) == []


@pytest.mark.parametrize(
    "withdrawal",
    [
        Withdrawal(at_ms=151_000, message_id="ask-150-m"),
        Withdrawal(at_ms=151_000, author="m"),
        Withdrawal(at_ms=150_100, author="m"),
        Withdrawal(at_ms=151_000),
    ],
)
def test_an_ask_that_is_taken_back_in_time_counts_for_nothing(withdrawal: Withdrawal) -> None:
    happened = [ask(150, "m", 300, ChatRole.MODERATOR)]
    assert len(finals(Script(talk(), happened).said())) == 1
    assert finals(Script(talk(), happened, [withdrawal]).said()) == []
    other = Withdrawal(at_ms=151_000, author="somebody")
    assert len(finals(Script(talk(), happened, [other]).said())) == 1
    late = Withdrawal(at_ms=180_000, author="m")
    assert len(finals(Script(talk(), happened, [late]).said())) == 1


def test_lines_that_are_taken_back_stand_for_nothing() -> None:
    lines = [*talk(), *burst(140, 40, ("LUL", "POG")), (141.5, "rude", "HAHAHA foul LUL LUL")]
    before = Script(lines).said()
    assert any("foul" in line for one in highlights(before) for line in one.evidence.lines)
    for taken in (Withdrawal(at_ms=149_000, author="rude"), Withdrawal(at_ms=149_000)):
        (final,) = finals(Script(lines, withdrawals=[taken]).said())
        assert final.evidence.lines == () or not any("foul" in line for line in final.evidence.lines)


def test_what_a_silenced_crowd_said_leaves_the_window() -> None:
    lines = talk() + burst(140, 40, ("LUL", "POG"), length_s=2)
    bans = [Withdrawal(at_ms=142_100, author=f"crowd{number}") for number in range(40)]
    judge = ChatJudge()
    scores = []
    for script in (Script(lines), Script(lines, withdrawals=bans)):
        memory = judge.new_memory(SESSION_ID)
        chat = (heard for modality, heard in script.played() if modality is Modality.CHAT)
        said = [one for heard in chat for one in judge.hear(memory, heard)]
        scores.append({one.start_ms: one.score for one in said if isinstance(one, Signal)})
    assert scores[0][141_000] == scores[1][141_000]  # said and done
    assert scores[0][143_000] > 3
    assert scores[1][143_000] < 1.5


def test_commands_say_nothing_of_the_moment() -> None:
    lines = talk()
    asks = [(150 + number / 10, f"u{number}", "!clip that was great LUL") for number in range(40)]
    plain, asked = (
        [one for one in Script(both).said() if isinstance(one, Signal)] for both in (lines, lines + asks)
    )
    assert [one.score for one in plain] == [one.score for one in asked]


def test_memories_of_before_there_were_events_are_loaded() -> None:
    chat = ChatJudge().thaw(bytes.fromhex(old.CHAT))
    fusion = FusionJudge().thaw(bytes.fromhex(old.FUSION))
    assert chat.closed_ms == 64_000
    assert chat.window_lines[-1][0].text == "i think so"
    assert fusion.region is not None
    assert fusion.region.wishes == []
    panel = Panel(SESSION_ID)
    panel.chat_memory, panel.fusion_memory = chat, fusion
    gift = Script(talk(), [event(150, Kind.GIFT, 50)])
    said = panel.hear_all(one for one in gift.played() if when_ms(one[1]) >= 64_000)
    assert set(signals(said)) == set(range(150, 160))
    assert len(finals(said)) == 2
