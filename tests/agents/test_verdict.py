from __future__ import annotations

import pytest

from agents.fusion.judge import FusionJudge
from schemas.event import Event
from schemas.judging import Highlight, HighlightState, Transcript, Word
from tests.agents.played import SESSION_ID, scored

CALM = {
    "en": "we could walk over there and then see about it",
    "de": "wir gehen jetzt mal da rüber und dann sehen wir",
}


def _said(language: str, highlight: Highlight) -> Transcript:
    words = CALM[language].split() * 5
    spoken = tuple(
        Word(
            start_ms=highlight.start_ms + 300 * number,
            end_ms=highlight.start_ms + 300 * number + 250,
            text=word,
            probability=0.9,
        )
        for number, word in enumerate(words)
    )
    return Transcript(language=language, text=" ".join(words), words=spoken, model="fake")


def _verdict(language: str) -> Highlight:
    judge = FusionJudge()
    memory = judge.new_memory(SESSION_ID)
    said: list[Event] = []
    for one in scored(100, audio=dict.fromkeys(range(60, 64), 5.0)):
        judge.hear(memory, one)
        for closed in tuple(memory.closing):
            said += judge.decide(memory, closed.highlight_id, _said(language, closed))
    (verdict,) = (one for one in said if isinstance(one, Highlight))
    return verdict


@pytest.mark.parametrize(
    ("language", "state"), [("en", HighlightState.DROPPED), ("de", HighlightState.FINAL)]
)
def test_calm_talk_is_dropped_only_where_its_words_are_understood(
    language: str, state: HighlightState
) -> None:
    assert _verdict(language).state is state
