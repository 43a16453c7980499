from __future__ import annotations

import io
import json

import numpy as np
import pytest

from agents.panel import Panel
from agents.score import Printer, judge_pipe, main
from schemas.judging import MODALITIES, Highlight
from streams.pipe import write_event
from tests.agents.played import SESSION_ID, mark, sound
from tests.fakes.lively_media import second_of_media

MOMENT = ((70, 78),)


def _pipe() -> io.BytesIO:
    pipe = io.BytesIO()
    for second in range(110):
        for topic, event in second_of_media(SESSION_ID, second, MOMENT, final=second == 109):
            write_event(pipe, topic, event)
    pipe.seek(0)
    return pipe


def _states() -> list[str]:
    out = io.StringIO()
    judge_pipe(_pipe(), Printer(out, True, False), with_speech=False)
    said = [json.loads(line) for line in out.getvalue().splitlines()]
    return [one["state"] for one in said if one["type"] == "highlight"]


def test_it_judges_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "final" in _states()
    monkeypatch.setenv("HYPECUT_JUDGING", '{"open_threshold": 99, "near_threshold": 99}')
    assert _states() == []


def test_it_judges_by_the_lineups_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPECUT_LINEUP_FUSION", '["agents.fusion.stages:Gather"]')
    assert _states() == []


def test_an_unknown_stage_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HYPECUT_LINEUP_FUSION", '["nobody.stages:Here"]')
    assert main(["--no-speech"]) == 2
    assert "'nobody.stages:Here' is no stage" in capsys.readouterr().err


def test_a_span_is_listened_to_once_all_of_it_was_heard() -> None:
    """A loud sound that lasts is closed by its length, some seconds before its clip ends."""
    random = np.random.default_rng(1)
    listened: list[tuple[int, int]] = []

    def listen(highlight: Highlight) -> None:
        listened.append((panel.audio_memory.closed_ms, highlight.end_ms))

    panel = Panel(SESSION_ID, listen=listen)
    for second in range(200):
        panel.hear(*sound(random.normal(0, 0.3 if second >= 90 else 0.01, 16_000), second))
        for modality in MODALITIES:
            panel.hear(*mark(modality, second + 1, final=second == 199))
    assert listened
    assert all(heard_ms >= end_ms for heard_ms, end_ms in listened)
