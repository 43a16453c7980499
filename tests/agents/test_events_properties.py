"""What holds for every session with hard events, asks and withdrawals, whatever is in it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.judge import JudgingSettings
from agents.panel import Panel
from schemas.chat import ChatEvent, ChatEventKind, ChatRole, Withdrawal
from schemas.event import Event
from schemas.judging import Highlight, Signal
from tests.agents.played import SESSION_ID, burst
from tests.agents.scripted import Script, talk, when_ms


def every(happened: Sequence[ChatEvent], withdrawals: Sequence[Withdrawal]) -> Script:
    lines = talk(120) + burst(60, 25, ("LUL", "POG"))
    return Script(lines, happened, withdrawals, length_s=120)


HAPPENED = st.lists(
    st.builds(
        ChatEvent,
        event_id=st.integers(0, 30).map(str),
        at_ms=st.integers(0, 119_999),
        kind=st.sampled_from(list(ChatEventKind)),
        author=st.sampled_from(["a", "b", "c"]),
        role=st.sampled_from(list(ChatRole)),
        amount=st.integers(0, 400),
        text=st.just(""),
    ),
    max_size=12,
)
WITHDRAWALS = st.lists(
    st.builds(
        Withdrawal,
        at_ms=st.integers(0, 119_999),
        message_id=st.sampled_from(["", "1", "2", "m3"]),
        author=st.sampled_from(["", "a", "crowd3"]),
    ),
    max_size=4,
)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def decided_before(said: Sequence[Event], at_ms: int) -> list[Event]:
    return [
        one
        for one in said
        if (isinstance(one, Highlight) and one.decided_at_ms <= at_ms)
        or (isinstance(one, Signal) and one.start_ms + 1000 <= at_ms)
    ]


@QUICK
@given(happened=HAPPENED, withdrawals=WITHDRAWALS, cut_s=st.integers(1, 119))
def test_no_decision_looks_ahead(
    happened: list[ChatEvent], withdrawals: list[Withdrawal], cut_s: int
) -> None:
    whole = list(every(happened, withdrawals).played())
    cut = [(m, one) for m, one in whole if when_ms(one) < cut_s * 1000]
    heard, all_heard = Panel(SESSION_ID).hear_all(cut), Panel(SESSION_ID).hear_all(whole)
    assert decided_before(heard, cut_s * 1000) == decided_before(all_heard, cut_s * 1000)


@QUICK
@given(happened=HAPPENED, withdrawals=WITHDRAWALS, cuts=st.lists(st.integers(0, 479), max_size=8))
def test_a_memory_saved_and_loaded_anywhere_changes_nothing(
    happened: list[ChatEvent], withdrawals: list[Withdrawal], cuts: list[int]
) -> None:
    panel = Panel(SESSION_ID)
    said: list[Event] = []
    for index, (modality, one) in enumerate(every(happened, withdrawals).played()):
        if index in cuts:
            panel.chat_memory = panel.chat.thaw(panel.chat.freeze(panel.chat_memory))
            panel.fusion_memory = panel.fusion.thaw(panel.fusion.freeze(panel.fusion_memory))
        said += panel.hear(modality, one)
    assert said == every(happened, withdrawals).said()


@QUICK
@given(happened=HAPPENED, withdrawals=WITHDRAWALS)
def test_every_highlight_is_well_formed(happened: list[ChatEvent], withdrawals: list[Withdrawal]) -> None:
    last: dict[str, int] = {}
    spans: dict[str, tuple[int, int]] = {}
    longest = JudgingSettings().max_length_ms
    for one in every(happened, withdrawals).said():
        if isinstance(one, Highlight):
            assert 0 <= one.start_ms <= one.peak_ms <= one.end_ms
            assert one.end_ms - one.start_ms <= longest
            assert one.reasons
            assert one.revision == last.get(one.highlight_id, 0) + 1
            last[one.highlight_id] = one.revision
            if not one.near_miss:
                spans[one.highlight_id] = (one.start_ms, one.end_ms)
    ordered = sorted(spans.values())
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(ordered))
