"""What holds for every session, whatever is in it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.fusion.judge import FusionJudge
from agents.panel import Panel
from schemas.capture import AudioWindow, ChatBatch, Watermark, WindowState
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.judging import MODALITIES, Highlight, Modality, Signal
from tests.agents.played import SESSION_ID, batch, burst, chat_only, chatter, fuse, mark, signal, sound

Played = tuple[Modality, AnyEvent]
LENGTH_S = 150
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@functools.cache
def session() -> tuple[Played, ...]:
    """Talk and a cheer, an ad, and a chat that answers the cheer."""
    random = np.random.default_rng(3)
    lines = sorted(chatter(LENGTH_S, 1.0, 60) + burst(88, 60, ("LUL", "POG", "😂", "wow")))
    events: list[Played] = []
    for second in range(LENGTH_S):
        said = [line for line in lines if int(line[0]) == second]
        if said:
            events.append(batch(said))
        level = 0.3 if 80 <= second < 86 else 0.01
        talk = random.normal(0, level, 16_000) * (1 if 80 <= second < 86 else np.sin(np.arange(16_000) / 900))
        events.append(sound(talk, second))
        scene = WindowState.AD if 40 <= second < 50 else WindowState.LIVE
        for modality in MODALITIES:
            state = WindowState.ABSENT if modality is Modality.VISION else scene
            state = WindowState.LIVE if modality is Modality.CHAT else state
            events.append(mark(modality, second + 1, state, final=second == LENGTH_S - 1))
    return tuple(events)


@functools.cache
def whole() -> tuple[Event, ...]:
    return tuple(Panel(SESSION_ID).hear_all(session()))


def decided_before(said: Sequence[Event], at_ms: int) -> list[Event]:
    """Decisions of before `at_ms`: signals of seconds that ended, highlights by when they were decided."""
    return [
        one
        for one in said
        if (isinstance(one, Highlight) and one.decided_at_ms <= at_ms)
        or (isinstance(one, Signal) and one.start_ms + 1000 <= at_ms)
    ]


def begins_ms(event: AnyEvent) -> int:
    """When the captured thing happened; a watermark happens at the end of its second."""
    if isinstance(event, Watermark):
        return event.until_ms - 1
    if isinstance(event, ChatBatch):
        return event.messages[-1].at_ms
    assert isinstance(event, AudioWindow)
    return event.start_ms


def test_the_session_has_a_moment() -> None:
    assert any(isinstance(one, Highlight) and not one.near_miss for one in whole())


@QUICK
@given(cut_s=st.integers(1, LENGTH_S - 1))
def test_cutting_the_input_changes_no_decision_made_before(cut_s: int) -> None:
    before = [(m, e) for m, e in session() if begins_ms(e) < cut_s * 1000]
    heard = Panel(SESSION_ID).hear_all(before)
    assert decided_before(heard, cut_s * 1000) == decided_before(whole(), cut_s * 1000)


@QUICK
@given(
    cut_s=st.integers(10, 140),
    noise=st.lists(st.floats(0.0, 30.0), min_size=150, max_size=150),
    other=st.lists(st.floats(0.0, 30.0), min_size=150, max_size=150),
)
def test_no_second_looks_ahead(cut_s: int, noise: list[float], other: list[float]) -> None:
    """Two futures with the same past: whatever was decided in the past is the same."""
    changed = noise[:cut_s] + other[cut_s:]
    first, second = (
        fuse(
            signal(modality, s, values[s] if modality is Modality.AUDIO else 1.0)
            for s in range(150)
            for modality in MODALITIES
        )
        for values in (noise, changed)
    )
    at_ms = cut_s * 1000
    assert decided_before(first, at_ms) == decided_before(second, at_ms)


@QUICK
@given(cuts=st.lists(st.integers(0, len(session()) - 1), max_size=12))
def test_a_memory_saved_and_loaded_anywhere_changes_nothing(cuts: list[int]) -> None:
    panel = Panel(SESSION_ID)
    said: list[Event] = []
    for index, (modality, event) in enumerate(session()):
        if index in cuts:
            panel.chat_memory = panel.chat.thaw(panel.chat.freeze(panel.chat_memory))
            panel.audio_memory = panel.audio.thaw(panel.audio.freeze(panel.audio_memory))
            panel.vision_memory = panel.vision.thaw(panel.vision.freeze(panel.vision_memory))
            panel.fusion_memory = panel.fusion.thaw(panel.fusion.freeze(panel.fusion_memory))
        said += panel.hear(modality, event)
    assert tuple(said) == whole()


@QUICK
@given(
    scores=st.lists(st.tuples(st.floats(0, 20), st.floats(0, 20)), min_size=60, max_size=60),
    repeats=st.lists(st.integers(0, 119), max_size=20),
)
def test_signals_heard_twice_change_nothing(scores: list[tuple[float, float]], repeats: list[int]) -> None:
    once = [
        signal(modality, second, value, final=second == 59)
        for second, pair in enumerate(scores)
        for modality, value in zip(MODALITIES, (*pair, 1.0), strict=True)
    ]
    twice = [again for index, one in enumerate(once) for again in ([one, one] if index in repeats else [one])]
    assert fuse(twice) == fuse(once)


@QUICK
@given(
    scores=st.lists(st.tuples(st.floats(0, 20), st.floats(0, 20)), min_size=90, max_size=90),
    states=st.lists(st.sampled_from(list(WindowState)), min_size=90, max_size=90),
)
def test_every_highlight_is_well_formed(scores: list[tuple[float, float]], states: list[WindowState]) -> None:
    judge = FusionJudge()
    said = fuse(
        (
            signal(
                modality,
                second,
                value,
                states[second] if second % 3 == 0 else WindowState.LIVE,
                final=second == 89,
            )
            for second, pair in enumerate(scores)
            for modality, value in zip(MODALITIES, (*pair, 1.0), strict=True)
        ),
        judge,
    )
    last: dict[str, int] = {}
    for one in said:
        if not isinstance(one, Highlight):
            continue
        assert 0 <= one.start_ms <= one.peak_ms <= one.end_ms
        assert one.end_ms - one.start_ms <= judge.settings.max_length_ms
        assert one.reasons
        assert one.revision == last.get(one.highlight_id, 0) + 1
        last[one.highlight_id] = one.revision


@pytest.mark.parametrize("cut_s", [700, 733, 747, 1211])
def test_cutting_a_real_chat_changes_no_decision_made_before(shared_data: Path, cut_s: int) -> None:
    from bench.labelled import chat_events, read_lines

    lines = [
        line for line in read_lines(shared_data / "chat" / "godtone_first_half.jsonl.gz") if line["t"] < 1300
    ]
    everything = Panel(SESSION_ID).hear_all(chat_events(lines, 1300))
    part = Panel(SESSION_ID).hear_all(
        (m, e)
        for m, e in chat_events([line for line in lines if line["t"] < cut_s], 1300)
        if begins_ms(e) < cut_s * 1000
    )
    assert any(isinstance(one, Highlight) for one in decided_before(everything, 1_300_000))
    assert decided_before(part, cut_s * 1000) == decided_before(everything, cut_s * 1000)


def test_a_chat_of_nothing_ends_well() -> None:
    said = Panel(SESSION_ID).hear_all(chat_only([], 20))
    assert sum(isinstance(one, Signal) for one in said) == 60
