from __future__ import annotations

import io

import msgspec
import pytest
from rich.console import Console

from schemas.capture import ChatBatch, ChatMessage
from schemas.judging import HighlightState, Modality
from schemas.rendering import ClipState
from streams.commands.story import Story
from streams.liveview import LiveView, Scene, bar, sparkline
from tests.fakes.watched_session import (
    SESSION_ID,
    WATCH_ID,
    clip,
    ended,
    gap,
    highlight,
    opened,
    signal,
)


class MovedClock:
    """A clock that jumps a second at each look, so that every tick draws."""

    def __init__(self) -> None:
        self.ms = 0

    def now_ms(self) -> int:
        return self.ms

    def monotonic_ms(self) -> int:
        self.ms += 1000
        return self.ms


def text_of(scene: Scene, width: int = 120) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(scene.draw(width))
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def chat(at_ms: int, count: int) -> ChatBatch:
    messages = tuple(ChatMessage(at_ms=at_ms, author="0" * 16, text="pog") for _ in range(count))
    return ChatBatch(session_id=SESSION_ID, discontinuity=0, messages=messages)


def test_sparkline_grows_with_the_score_and_shows_what_is_not_live() -> None:
    assert sparkline([0.0, 1.0, 2.5, 5.0, 99.0], 5) == "▁▂▅██"
    assert sparkline([-1.0, float("nan")], 4) == "  ··"
    assert len(sparkline([1.0] * 500)) == 60


@pytest.mark.parametrize(("progress", "full"), [(0.0, 0), (0.5, 8), (1.0, 16), (7.0, 16), (-1.0, 0)])
def test_bar_stays_within_its_width(progress: float, full: int) -> None:
    assert bar(progress) == "━" * full + "─" * (16 - full)


def test_the_picture_shows_signals_chat_rate_and_capture() -> None:
    scene = Scene()
    story = Story(WATCH_ID)
    for event in [opened(), signal(9000, 1.2), signal(10_000, 4.2, Modality.AUDIO), chat(10_500, 8)]:
        for told, line in story.hear(event):
            scene.hear(told)
            if line is not None:
                scene.tell(line)
    text = text_of(scene)
    assert "match.mp4" in text
    assert "live" in text
    assert "48 messages/min" in text
    assert "4.2x" in text
    assert "▇" in text


def test_hard_events_are_shown_while_they_are_news() -> None:
    scene = Scene()
    scene.hear(msgspec.structs.replace(signal(9000, 3.2, Modality.EVENTS), parts={"gift": 20.0}))
    scene.hear(signal(9000, 1.0))
    text = text_of(scene)
    assert "gift 20" in text
    assert "3.2x" in text
    scene.hear(signal(30_000, 1.0))
    assert "gift" not in text_of(scene)


def test_a_gap_is_shown_until_the_signals_are_live_again() -> None:
    scene = Scene()
    scene.hear(opened())
    scene.hear(gap())
    assert "gap: stall" in text_of(scene)
    scene.hear(signal(12_000))
    assert "gap: stall" not in text_of(scene)
    assert "1 gap(s)" in text_of(scene)


def test_a_highlight_opens_grows_and_closes_with_its_reason_and_its_clip() -> None:
    scene = Scene()
    scene.hear(highlight(1, HighlightState.OPENED))
    assert "opened" in text_of(scene)
    assert "0:30-0:52" in text_of(scene)
    scene.hear(highlight(2, HighlightState.FINAL))
    scene.hear(clip(ClipState.RENDERING, stage="encode", progress=0.5, stages_ms={"cut": 900}))
    text = text_of(scene)
    assert "final" in text
    assert "encode" in text
    assert "50%" in text
    assert "cut 0.9s" in text
    scene.hear(clip(ClipState.READY))
    scene.paths[clip(ClipState.READY).clip_id] = "clips/a.mp4"
    assert "clips/a.mp4" in text_of(scene)
    scene.hear(msgspec.structs.replace(clip(ClipState.RENDERING), clip_id="besides", extra=True))
    assert "clips/a.mp4" in text_of(scene), "a clip made besides hides the highlight's own"
    scene.hear(clip(ClipState.FAILED, reason="no room"))
    assert "failed: no room" in text_of(scene)


def test_what_is_heard_is_drawn_on_a_terminal_and_text_from_outside_is_no_markup() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=True)
    with LiveView(console, MovedClock()) as view:
        view.note("opening [bold]evil[/bold] source")
        view.heard(opened())
        view.heard(ended())
        view.tick()
    file = console.file
    assert isinstance(file, io.StringIO)
    assert "[bold]evil[/bold]" in file.getvalue()
    assert "finishing highlights and clips" in file.getvalue()


def test_it_fits_a_narrow_terminal() -> None:
    scene = Scene()
    scene.hear(opened())
    for second in range(200):
        scene.hear(signal(second * 1000))
        scene.hear(chat(second * 1000, 100))
    lines = text_of(scene, width=80).splitlines()
    assert max(len(line) for line in lines) <= 80
    assert "…" not in lines[1]
    assert "5400 messages/min" in lines[1]
