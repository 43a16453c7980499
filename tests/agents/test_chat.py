from __future__ import annotations

import re
from pathlib import Path

from agents.chat.judge import ChatJudge
from agents.panel import Panel
from schemas.capture import Watermark, WindowState
from schemas.event import Event
from schemas.judging import Modality, Signal
from tests.agents.played import SESSION_ID, Line, batch, burst, chat_only, chatter, finals, mark

LAUGHS = ("LUL", "hahaha", "KEKW", "lmao", "😂")


def said(lines: list[Line], length_s: int) -> list[Event]:
    return list(Panel(SESSION_ID).hear_all(chat_only(lines, length_s)))


def chat_signals(lines: list[Line], length_s: int) -> list[Signal]:
    return [one for one in said(lines, length_s) if isinstance(one, Signal) and one.modality is Modality.CHAT]


def test_every_second_has_one_signal_and_the_last_is_final() -> None:
    signals = chat_signals(chatter(30, 1.0, 20), 30)
    assert [one.start_ms for one in signals] == list(range(0, 30_000, 1000))
    assert [one.final for one in signals] == [False] * 29 + [True]


def test_one_spammer_opens_nothing() -> None:
    talk = chatter(400, 0.3, 12)
    spam = [(200 + i / 20, "spammer", "LUL POGGERS OMG!!!!") for i in range(600)]
    assert finals(said(sorted(talk + spam), 400)) == []


def test_a_tiny_channel_opens() -> None:
    """A message every ten seconds; then six people laugh."""
    talk = [(float(t), f"regular{t % 3}", "good evening") for t in range(5, 600, 10)]
    found = finals(said(sorted(talk + burst(400, 6, LAUGHS)), 600))
    assert len(found) == 1
    assert found[0].start_ms < 400_000 < found[0].end_ms + 12_000
    assert re.search("[67] people, mostly laughing", found[0].reasons[0].text)  # a regular may be among them


def test_two_friends_in_a_silent_channel_open_nothing() -> None:
    talk = [(float(t), f"friend{t % 2}", "yes sure") for t in range(30, 600, 45)]
    assert finals(said(talk, 600)) == []


def test_a_busy_channel_with_400_messages_in_10_s_opens_once() -> None:
    talk = chatter(500, 6.0, 2000)
    storm = [(300 + index / 40, f"crowd{index}", LAUGHS[index % 5]) for index in range(400)]
    found = finals(said(sorted(talk + storm), 500))
    assert len(found) == 1
    assert found[0].start_ms <= 300_000 <= found[0].end_ms


def test_uneven_talk_opens_nothing() -> None:
    """Counts vary far more than Poisson's, as they do on real channels."""
    for seed in range(4):
        assert finals(said(chatter(900, 4.0, 500, seed), 900)) == []


def test_the_first_minute_neither_opens_at_once_nor_is_blind() -> None:
    assert finals(said(burst(0, 40, LAUGHS), 120)) == []
    talk = chatter(180, 1.0, 60)
    assert len(finals(said(sorted(talk + burst(90, 60, LAUGHS)), 180))) == 1


def test_a_giveaway_opens_nothing() -> None:
    """Everybody says the same plain word."""
    talk = chatter(500, 1.0, 80)
    enter = [(300 + i / 8, f"crowd{i}", "enter") for i in range(120)]
    assert finals(said(sorted(talk + enter), 500)) == []


def test_emoji_and_right_to_left_chat() -> None:
    talk = [
        (t + 0.1, f"v{t % 17}", ("שלום לכולם", "مرحبا", "👨‍👩‍👧‍👦 ok", "نعم")[t % 4])
        for t in range(5, 500, 2)
    ]
    react = burst(300, 40, ("😂😂😂", "ههههه 😂", "🔥🔥", "😱"))
    found = finals(said(sorted(talk + react), 500))
    assert len(found) == 1
    assert 0 < len(found[0].evidence.lines) <= 5
    assert any("😂" in line for line in found[0].evidence.lines)


def test_a_break_is_no_score_and_empties_the_window() -> None:
    judge = ChatJudge()
    memory = judge.new_memory(SESSION_ID)
    judge.hear(memory, batch(burst(0, 30, LAUGHS, 1))[1])
    judge.hear(memory, mark(Modality.CHAT, 1)[1])
    (gap,) = judge.hear(memory, mark(Modality.CHAT, 2, WindowState.AD)[1])
    assert isinstance(gap, Signal)
    assert (gap.state, gap.score) == (WindowState.AD, 0.0)
    (after,) = judge.hear(memory, mark(Modality.CHAT, 3)[1])
    assert isinstance(after, Signal)
    assert after.parts["people"] == 0


def test_what_was_heard_before_changes_nothing() -> None:
    judge = ChatJudge()
    memory = judge.new_memory(SESSION_ID)
    first = batch(burst(0, 5, LAUGHS, 1))[1]
    judge.hear(memory, first)
    judge.hear(memory, mark(Modality.CHAT, 1)[1])
    before = judge.freeze(memory)
    assert judge.hear(memory, first) == []
    assert judge.hear(memory, mark(Modality.CHAT, 1)[1]) == []
    assert judge.freeze(memory) == before


def test_a_leap_of_the_watermark_closes_every_second() -> None:
    judge = ChatJudge()
    memory = judge.new_memory(SESSION_ID)
    leap = Watermark(session_id=SESSION_ID, until_ms=9000, discontinuity=1, state=WindowState.GAP, final=True)
    signals = judge.hear(memory, leap)
    assert [one.start_ms for one in signals if isinstance(one, Signal)] == list(range(0, 9000, 1000))
    assert [one.final for one in signals if isinstance(one, Signal)].count(True) == 1


def test_no_author_leaves_the_judge() -> None:
    talk = sorted(chatter(200, 1.0, 30) + burst(120, 30, LAUGHS))
    judge = ChatJudge()
    memory = judge.new_memory(SESSION_ID)
    for modality, event in chat_only(talk, 200):
        if modality is Modality.CHAT:
            for one in judge.hear(memory, event):
                assert "crowd" not in repr(one)
                assert "viewer" not in repr(one)
    assert b"crowd" not in judge.freeze(memory)


def test_real_chat_stays_small_in_memory(shared_data: Path) -> None:
    from bench.labelled import chat_events, read_lines

    lines = read_lines(shared_data / "chat" / "busy_channel_worlds2016_day1.jsonl.gz")[:6000]
    first = lines[0]["t"]
    for line in lines:
        line["t"] -= first
    judge = ChatJudge()
    memory = judge.new_memory(SESSION_ID)
    largest = 0
    for number, (modality, event) in enumerate(chat_events(lines, int(lines[-1]["t"]))):
        if modality is Modality.CHAT:
            judge.hear(memory, event)
        if number % 20 == 0:
            largest = max(largest, len(judge.freeze(memory)))
    assert 0 < largest < 8000
