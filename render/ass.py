"""Text for libass: escaping, times, styles, and lines of words of which one is lit.

In: plain text of any script and times in the clip. Out: the content of an ASS file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from render.typefaces import FACE

WORDS_MAX = 4
LETTERS_MAX = 20
"""A line is read at a glance and fits the width in one row."""

PAUSE_MS = 700
"""A longer pause ends a line."""

LINGER_MS = 350
"""How long a line stays after its last word, unless the next one comes."""

LIT_MS_MAX = 1500
"""No word is lit for longer, whatever the recogniser made of a silence."""

TITLE_LETTERS_MAX = 110
TITLE_LETTERS_BIG = 42
"""A longer title is drawn smaller, and a still longer one is cut."""

_JOINER = "\N{WORD JOINER}"
_LIT = r"{\1c&H2AE6FF&}"
_PLAIN = r"{\1c&HFFFFFF&}"


@dataclass(frozen=True)
class SpokenWord:
    """A word and when it is heard, in ms of the clip."""

    start_ms: int
    end_ms: int
    text: str


def escape(text: str) -> str:
    """The text as libass shows it letter by letter, in one row.

    Braces would open a command and a backslash begin one; a joiner of no width takes the latter's
    force. Line ends and other controls become spaces; format characters stay, emoji and
    right-to-left text are made of them.
    """
    shown = "".join(
        " " if unicodedata.category(one) == "Cc" or one in "\u2028\u2029" else one for one in text
    )
    shown = " ".join(shown.split())
    return shown.replace("\\", "\\" + _JOINER).replace("{", r"\{").replace("}", r"\}")


def time_text(at_ms: int) -> str:
    """A time as ASS writes it, in hundredths."""
    hundredths = (max(0, at_ms) + 5) // 10
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"


def lines_of(words: Sequence[SpokenWord]) -> Iterator[list[SpokenWord]]:
    """Words gathered into lines of two to four, ended early by a pause or the end of a sentence."""
    line: list[SpokenWord] = []
    for word in words:
        if line:
            letters = sum(len(one.text) + 1 for one in line) + len(word.text)
            pause_ms = word.start_ms - line[-1].end_ms
            if len(line) >= WORDS_MAX or letters > LETTERS_MAX or pause_ms > PAUSE_MS or _ends(line):
                yield line
                line = []
        line.append(word)
    if line:
        yield line


def _ends(line: Sequence[SpokenWord]) -> bool:
    return len(line) > 1 and line[-1].text.rstrip("\"'”’»)")[-1:] in set(".!?…。！？؟")


def word_events(words: Sequence[SpokenWord], duration_ms: int) -> Iterator[str]:
    """One event for each word: its line, with the word lit."""
    lines = list(lines_of(words))
    for number, line in enumerate(lines):
        following_ms = lines[number + 1][0].start_ms if number + 1 < len(lines) else duration_ms
        over_ms = min(max(one.end_ms for one in line) + LINGER_MS, max(following_ms, line[0].start_ms))
        starts = [one.start_ms for one in line]
        for place, word in enumerate(line):
            until_ms = starts[place + 1] if place + 1 < len(line) else over_ms
            lit_until_ms = min(until_ms, word.start_ms + LIT_MS_MAX)
            if lit_until_ms > word.start_ms:
                yield _dialogue("Words", word.start_ms, lit_until_ms, _row(line, place))
            if until_ms > lit_until_ms:
                yield _dialogue("Words", lit_until_ms, until_ms, _row(line, None))


def _row(line: Sequence[SpokenWord], lit: int | None) -> str:
    shown = [escape(word.text) for word in line]
    if lit is not None:
        shown[lit] = f"{_LIT}{shown[lit]}{_PLAIN}"
    return " ".join(shown)


def title_events(title: str, until_ms: int) -> Iterator[str]:
    """The title card from the first frame on."""
    text = title if len(title) <= TITLE_LETTERS_MAX else title[: TITLE_LETTERS_MAX - 1].rstrip() + "…"
    if not text or until_ms <= 0:
        return
    fade = rf"{{\fad(0,{min(250, until_ms // 2)})}}"
    style = "Title" if len(text) <= TITLE_LETTERS_BIG else "LongTitle"
    yield _dialogue(style, 0, until_ms, fade + escape(text))


def _dialogue(style: str, start_ms: int, end_ms: int, text: str) -> str:
    return f"Dialogue: 0,{time_text(start_ms)},{time_text(end_ms)},{style},,0,0,0,,{text}"


def document(events: Sequence[str], width: int, height: int) -> str:
    """A whole file. Sizes and margins follow the picture.

    The lowest fifth and a tenth at each side stay free: there the platforms put their own buttons.
    The encoding -1 lets each line take its direction from its own letters.
    """
    unit = min(width, height * 9 / 16) / 1080
    sides = round(width * 0.09)

    def style(name: str, size: int, outline: float, place: int, margin: float) -> str:
        return (
            f"Style: {name},{FACE},{round(size * unit)},&H00FFFFFF,&H00FFFFFF,&H00101010,&H78000000,"
            f"0,0,0,0,100,100,0,0,1,{outline * unit:.2f},{3 * unit:.2f},{place},"
            f"{sides},{sides},{round(height * margin)},-1"
        )

    return "\n".join(
        [
            "[Script Info]",
            "ScriptType: v4.00+",
            f"PlayResX: {width}",
            f"PlayResY: {height}",
            "WrapStyle: 0",
            "ScaledBorderAndShadow: yes",
            "YCbCr Matrix: None",
            "",
            "[V4+ Styles]",
            "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, "
            "Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, "
            "Shadow, Alignment, MarginL, MarginR, MarginV, Encoding",
            style("Words", 92, 8, 2, 0.27),
            style("Title", 88, 8, 8, 0.13),
            style("LongTitle", 64, 6.5, 8, 0.13),
            "",
            "[Events]",
            "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
            *events,
            "",
        ]
    )
