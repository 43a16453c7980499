"""What one line of chat says about the moment: laughter, amazement, dismay, loudness, or nothing.

In: the text of a message and the platform's emotes in it. Out: a `Tone`. The table is our own and
small on purpose: chats invent words faster than lists grow, so that most of the work is done by
shapes (runs, capitals, the parts of an emote's name) and by the channel's own baseline.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zlib import crc32

TEXT_CHARS_MAX = 500
"""No platform sends longer lines; the rest of one that is longer is not read."""


class Feeling(StrEnum):
    """What a line expresses."""

    NONE = "none"
    LAUGHING = "laughing"
    AMAZED = "amazed"
    DISMAYED = "dismayed"


_TABLE = Path(__file__).with_name("feelings.txt")


def _read_table(text: str) -> dict[Feeling, frozenset[str]]:
    """Words by feeling, out of the sections of the table."""
    words: dict[Feeling, set[str]] = {}
    section: set[str] = set()
    for line in text.splitlines():
        if line.startswith("["):
            section = words.setdefault(Feeling(line.strip("[] \n")), set())
        elif not line.startswith("#"):
            section.update(line.split())
    return {feeling: frozenset(found) for feeling, found in words.items()}


WORDS = _read_table(_TABLE.read_text(encoding="utf-8"))
_UNSPACED = {
    feeling: tuple(sorted(word for word in words if not word.isascii())) for feeling, words in WORDS.items()
}
_LAUGHING_SHAPES = re.compile(
    r"(?:a*h+a+){2,}h*|(?:h+e+){2,}h*|(?:j+a+){2,}j*|(?:х+а+){2,}х*|l+o{2,}l+|k{4,}|w{3,}|ｗ{2,}|ㅋ{2,}|ㅎ{2,}"
    r"|哈{2,}|呵{3,}|草+|笑+|7{3,}|6{3,}|23{2,}|5{4,}|x+d{1,}|l+m+a+o+|k+e+k+w+|l+u+l+w*"
)
_AMAZED_SHAPES = re.compile(
    r"o+m+f*g+|w+o+w+|w+t+f+|p+o+g+(?:u|gers|champ|gies)?|g{2,}|8{4,}|w{2}o+|l+e+t+s+g+o+|n+i+c+e{2,}|y+e+s{2,}"
    r"|うお+|お{3,}|ー{3,}|h+o+l+y+|\?{4,}|!{3,}|[!?]*(?:!\?|\?!)[!?]*|哇+|喔{2,}|ㄷ{2,}"
)
_DISMAYED_SHAPES = re.compile(r"n+o{3,}|r+i+p+|o{2,}f+|q{2,}|t_+t|;_+;|ㅠ{2,}|ㅜ{2,}|a{5,}")
_SHAPES = {
    Feeling.LAUGHING: _LAUGHING_SHAPES,
    Feeling.AMAZED: _AMAZED_SHAPES,
    Feeling.DISMAYED: _DISMAYED_SHAPES,
}
_NAME_PARTS = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+")
_RUN = re.compile(r"(.)\1{3,}", re.DOTALL)
_COLLAPSE = re.compile(r"(.)\1+", re.DOTALL)
_TRIM = ".,;:!?~'\"()[]"
_LETTERS_FOR_CAPITALS_MIN = 4
_CAPITALS_SHARE = 0.7
_NAME_PART_CHARS_MIN = 3


@dataclass(frozen=True)
class Tone:
    """What one line says.

    Attributes:
        feeling: the strongest that was found.
        loud: capitals, long runs of one character.
        command: an order to a bot or a bare link: says nothing about the moment.
        gist: the same for lines that say the same (`hahaha` and `HAHAHAHA`), 32 bits.
    """

    feeling: Feeling
    loud: bool
    command: bool
    gist: int


def read_tone(text: str, emotes: tuple[str, ...] = ()) -> Tone:
    """Read one line.

    Args:
        text: as sent; any script.
        emotes: names of the platform's emotes in it.
    """
    text = unicodedata.normalize("NFKC", text[:TEXT_CHARS_MAX]).strip()
    lowered = text.lower()
    gist = crc32(_COLLAPSE.sub(r"\1", lowered).encode("utf-8", "replace"))
    if lowered.startswith(("!", "http://", "https://", "/")) and lowered.strip("!?"):
        return Tone(Feeling.NONE, False, True, gist)
    tokens = text.split()
    feeling = _feeling_of_tokens([*tokens, *emotes])
    letters = [c for c in text if c.isalpha() and c.lower() != c.upper()]
    upper = sum(c.isupper() for c in letters)
    shouted = len(letters) >= _LETTERS_FOR_CAPITALS_MIN and upper > _CAPITALS_SHARE * len(letters)
    return Tone(feeling, shouted or _RUN.search(text) is not None, False, gist)


def _feeling_of_tokens(tokens: list[str]) -> Feeling:
    """The feeling most tokens show; the first of equals. Long talk dilutes nothing: one word is enough."""
    counts = {Feeling.LAUGHING: 0, Feeling.AMAZED: 0, Feeling.DISMAYED: 0}
    for token in tokens:
        feeling = _feeling_of(token)
        if feeling is not Feeling.NONE:
            counts[feeling] += 1
    best = max(counts, key=lambda feeling: counts[feeling])
    return best if counts[best] else Feeling.NONE


def _feeling_of(token: str) -> Feeling:
    lowered = token.lower()
    bare = lowered.strip(_TRIM) or lowered
    for feeling, shapes in _SHAPES.items():
        if bare in WORDS[feeling] or shapes.fullmatch(bare) or shapes.fullmatch(lowered):
            return feeling
    if not token.isascii():
        return _feeling_inside(lowered)
    return _feeling_of_name(token)


def _feeling_inside(lowered: str) -> Feeling:
    """Scripts without spaces, and emoji: the words are looked for anywhere in the token."""
    for feeling, words in _UNSPACED.items():
        if any(word in lowered for word in words):
            return feeling
    return Feeling.NONE


def _feeling_of_name(token: str) -> Feeling:
    """A channel's own emote is its prefix and a telling part: `someLaugh`, `someHype`, `somePOG`."""
    parts = _NAME_PARTS.findall(token)
    if len(parts) < 2 or "".join(parts) != token:
        return Feeling.NONE
    for part in parts[1:]:
        lowered = part.lower()
        if len(lowered) < _NAME_PART_CHARS_MIN and lowered != "gg":
            continue
        for feeling, words in WORDS.items():
            if lowered in words:
                return feeling
    return Feeling.NONE
