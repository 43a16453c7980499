"""Text for libass: escaping, times, styles, and lines of words of which one is lit.

In: plain text of any script, times in the clip, and a look. Out: the content of an ASS file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from render.look import BUILT_IN, CaptionStyle, Look, Place

WORDS_MAX = 4
LETTERS_MAX = 20
"""A line is read at a glance and fits the width in one row, in the size of the built-in look."""

CAPITALS_WIDER = 1.15
"""How much wider text in capitals is."""

PIXELS_PER_PERCENT = 19.2
"""Of a picture that is 1080 wide and 1920 high."""

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


def letters_max(look: Look) -> int:
    """Letters that fit one row of captions."""
    wider = CAPITALS_WIDER if look.capitals else 1.0
    return max(1, int(LETTERS_MAX * BUILT_IN.size_percent / look.size_percent / wider))


def lines_of(words: Sequence[SpokenWord], look: Look = BUILT_IN) -> Iterator[list[SpokenWord]]:
    """Words gathered into lines of up to four, ended early by a pause or the end of a sentence."""
    fitting = letters_max(look)
    line: list[SpokenWord] = []
    for word in words:
        if line:
            letters = sum(len(one.text) + 1 for one in line) + len(word.text)
            pause_ms = word.start_ms - line[-1].end_ms
            if len(line) >= WORDS_MAX or letters > fitting or pause_ms > PAUSE_MS or _ends(line):
                yield line
                line = []
        line.append(word)
    if line:
        yield line


def _ends(line: Sequence[SpokenWord]) -> bool:
    return len(line) > 1 and line[-1].text.rstrip("\"'”’»)")[-1:] in set(".!?…。！？؟")


def word_events(words: Sequence[SpokenWord], duration_ms: int, look: Look = BUILT_IN) -> Iterator[str]:
    """One event for each word: its line, with the word lit; or one for each line, as the look says."""
    if look.captions is CaptionStyle.NONE:
        return
    lines = list(lines_of(words, look))
    for number, line in enumerate(lines):
        following_ms = lines[number + 1][0].start_ms if number + 1 < len(lines) else duration_ms
        over_ms = min(max(one.end_ms for one in line) + LINGER_MS, max(following_ms, line[0].start_ms))
        if look.captions is CaptionStyle.LINES:
            yield _dialogue("Words", line[0].start_ms, over_ms, _row(line, None, look))
            continue
        starts = [one.start_ms for one in line]
        for place, word in enumerate(line):
            until_ms = starts[place + 1] if place + 1 < len(line) else over_ms
            lit_until_ms = min(until_ms, word.start_ms + LIT_MS_MAX)
            if lit_until_ms > word.start_ms:
                yield _dialogue("Words", word.start_ms, lit_until_ms, _row(line, place, look))
            if until_ms > lit_until_ms:
                yield _dialogue("Words", lit_until_ms, until_ms, _row(line, None, look))


def _row(line: Sequence[SpokenWord], lit: int | None, look: Look) -> str:
    shown = [escape(word.text.upper() if look.capitals else word.text) for word in line]
    if lit is not None:
        shown[lit] = f"{{{look.accent.override}}}{shown[lit]}{{{look.text.override}}}"
    # A word that is wider than the picture cannot be broken: its line is drawn smaller.
    share = letters_max(look) / max(len(word.text) for word in line)
    smaller = rf"{{\fscx{share * 100:.0f}\fscy{share * 100:.0f}}}" if share < 1 else ""
    return smaller + " ".join(shown)


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


_ALIGNED = {Place.BOTTOM: 2, Place.MIDDLE: 5, Place.TOP: 8}


def _margin(look: Look) -> float:
    """Of the captions from their end of the picture, as a share of its height; on top, below the title."""
    if look.place is Place.MIDDLE:
        return 0.0
    if look.place is Place.BOTTOM:
        return 0.27
    return 0.32 if look.title else 0.13


def document(events: Sequence[str], width: int, height: int, look: Look = BUILT_IN) -> str:
    """A whole file. Sizes and margins follow the picture, face and colours the look.

    The lowest fifth and a tenth at each side stay free: there the platforms put their own buttons.
    The encoding -1 lets each line take its direction from its own letters.
    """
    unit = min(width, height * 9 / 16) / 1080
    sides = round(width * 0.09)

    text, edge = look.text.ass, look.outline.ass
    words = look.size_percent * PIXELS_PER_PERCENT
    # What is behind the text goes with its edge: a template without edges wants no shadow either.
    shadow = f"&H{255 - look.outline.alpha * 135 // 255:02X}000000"

    def style(name: str, size: float, outline: float, place: int, margin: float) -> str:
        return (
            f"Style: {name},{look.face},{round(size * unit)},{text},{text},{edge},{shadow},"
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
            style("Words", words, words / 12, _ALIGNED[look.place], _margin(look)),
            style("Title", 88, 8, 8, 0.13),
            style("LongTitle", 64, 6.5, 8, 0.13),
            "",
            "[Events]",
            "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
            *events,
            "",
        ]
    )
