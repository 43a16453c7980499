"""Text of any script gets onto the picture as it is, at the time it is spoken."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.ass import SpokenWord, document, escape, lines_of, time_text, title_events, word_events
from render.caption import heard
from render.context import Tools
from render.timeline import Part, Timeline
from schemas.judging import Word
from schemas.moment import Span

WIDTH, HEIGHT = 540, 960


def drawn(tools: Tools, folder: Path, events: list[str], at_ms: int = 100) -> np.ndarray:
    """The grey picture of a text over black."""
    (folder / "text.ass").write_text(document(events, WIDTH, HEIGHT), encoding="utf-8")
    fonts = folder / "fonts"
    if not fonts.exists():
        fonts.symlink_to(tools.fonts)
    source = f"color=c=black:s={WIDTH}x{HEIGHT}:r=25:d=10"
    tools.ffmpeg.run(
        ["-y", "-f", "lavfi", "-i", source,
         "-vf", f"ass=f=text.ass:fontsdir=fonts,select='gte(t,{at_ms / 1000})'",
         "-frames:v", "1", "-fps_mode", "passthrough", "text.png"],
        folder, limit_ms=20_000, cancelled=threading.Event(),
    )  # fmt: skip
    with av.open(str(folder / "text.png")) as container:
        return next(container.decode(video=0)).to_ndarray(format="gray").astype(int)


def titled(tools: Tools, folder: Path, title: str) -> np.ndarray:
    return drawn(tools, folder, list(title_events(title, 3000)))


@pytest.mark.parametrize(
    "title",
    [
        "He said \"no\" & 'yes'",
        "😂🔥 👩\u200d👩\u200d👧",
        "شكرا جزيلا",
        "שלום עולם",
        "Ελληνικά",
        "Привет",
        r"{\pos(0,0)}gone",
        r"C:\new\N",
    ],
)
def test_a_title_is_drawn_where_titles_are(tools: Tools, tmp_path: Path, title: str) -> None:
    picture = titled(tools, tmp_path, title)
    band = picture[int(HEIGHT * 0.12) : int(HEIGHT * 0.3)]
    assert (band > 200).sum() > 300
    assert picture[int(HEIGHT * 0.4) :].max() < 60, "text outside its place"
    sides = round(WIDTH * 0.06)
    assert picture[:, :sides].max() < 60
    assert picture[:, -sides:].max() < 60


def test_letters_are_not_boxes(tools: Tools, tmp_path: Path) -> None:
    """A font without the letter draws the same box for each; these differ from one another."""
    for one, other in (("شك", "جز"), ("שם", "עט"), ("😂😂", "🔥🔥"), ("Ελ", "Πω")):
        first, second = titled(tools, tmp_path, one), titled(tools, tmp_path, other)
        assert np.abs(first - second).sum() > 20_000


def test_braces_and_backslashes_are_seen(tools: Tools, tmp_path: Path) -> None:
    plain, braced = titled(tools, tmp_path, "win"), titled(tools, tmp_path, "{win}")
    assert (braced > 200).sum() > (plain > 200).sum() * 1.15
    broken, whole = titled(tools, tmp_path, r"a\Nb"), titled(tools, tmp_path, "aINb")
    rows = [np.flatnonzero((picture > 200).any(axis=1)) for picture in (broken, whole)]
    assert abs(np.ptp(rows[0]) - np.ptp(rows[1])) < HEIGHT * 0.02, "a backslash broke the line"


def test_the_word_that_is_spoken_is_lit(tools: Tools, tmp_path: Path) -> None:
    words = [SpokenWord(0, 500, "left"), SpokenWord(500, 1000, "right")]
    events = list(word_events(words, 3000))
    early, late = drawn(tools, tmp_path, events, 200), drawn(tools, tmp_path, events, 700)
    changed = np.flatnonzero((np.abs(early - late) > 15).any(axis=0))
    assert changed.min() < WIDTH / 2 < changed.max()
    gone = drawn(tools, tmp_path, events, 2500)
    assert gone.max() < 60


@given(st.text(max_size=40))
@settings(max_examples=200)
def test_no_text_opens_a_command_or_breaks_the_line(text: str) -> None:
    shown = escape(text)
    bare = shown.replace(r"\{", "").replace(r"\}", "")
    assert "{" not in bare
    assert "}" not in bare
    assert not any(f"\\{one}" in bare for one in "Nnh")
    assert len(shown.splitlines()) <= 1


@pytest.mark.parametrize(
    ("at_ms", "text"),
    [(0, "0:00:00.00"), (61_239, "0:01:01.24"), (3_600_000, "1:00:00.00"), (-5, "0:00:00.00")],
)
def test_times(at_ms: int, text: str) -> None:
    assert time_text(at_ms) == text


def spoken(*words: tuple[int, int, str]) -> list[SpokenWord]:
    return [SpokenWord(*word) for word in words]


def test_lines_end_at_four_words_at_pauses_and_at_sentences() -> None:
    many = spoken(*((at * 200, at * 200 + 150, f"w{at}") for at in range(6)))
    assert [len(line) for line in lines_of(many)] == [4, 2]
    paused = spoken((0, 200, "wait"), (1500, 1700, "for"), (1700, 1900, "it"))
    assert [[word.text for word in line] for line in lines_of(paused)] == [["wait"], ["for", "it"]]
    ended = spoken((0, 200, "oh"), (200, 400, "no!"), (400, 600, "he"), (600, 800, "did"))
    assert [len(line) for line in lines_of(ended)] == [2, 2]


def test_lines_do_not_overlap() -> None:
    words = spoken(*((at * 300, at * 300 + 400, f"word{at}") for at in range(12)))
    times = [event.split(",")[1:3] for event in word_events(words, 10_000)]
    assert len(times) == 12
    for (_, end), (start, _) in pairwise(times):
        assert end <= start


def test_words_move_with_the_cut() -> None:
    timeline = Timeline((Part(Span(1000, 3000), 0, 0), Part(Span(5000, 7000), 1, 0)))
    said = [(500, 700, "before"), (1500, 1700, "one"), (3500, 3900, "lost"), (5500, 5900, "two")]
    said.append((2800, 3100, "edge"))
    words = [Word(start_ms=a, end_ms=b, text=text, probability=1.0) for a, b, text in said]
    assert heard(words, timeline) == spoken(
        (1500 - 1000, 700, "one"), (1800, 2100, "edge"), (2500, 2900, "two")
    )


def test_a_long_title_is_cut_and_an_empty_one_is_not_shown() -> None:
    (event,) = title_events("x" * 500, 3000)
    assert event.endswith("…")
    assert "LongTitle" in event
    assert list(title_events("", 3000)) == []
