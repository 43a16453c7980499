"""What a font calls itself, and whether libass draws with it.

In: a font file (TrueType, OpenType or a collection). Out: its names.
"""

from __future__ import annotations

import re
import struct
import threading
from dataclasses import dataclass
from pathlib import Path

from render.ass import document, title_events
from render.ffmpeg import Ffmpeg
from render.look import Look

TABLES_MAX = 128
NAMES_MAX = 4096
"""Fonts have some 20 tables and, with many languages, some hundred names."""

TRIAL_LIMIT_MS = 60_000
"""The first text drawn makes the font cache, which takes seconds where there are thousands of fonts."""

_FAMILY, _FULL, _POSTSCRIPT, _TYPOGRAPHIC = 1, 4, 6, 16
_NEEDED = frozenset({b"cmap", b"head", b"name"})
_SELECTED = re.compile(r"fontselect: \((.*), \d+, \d+\) -> (.*), (\d+), (.*)")


class BadFont(ValueError):
    """The file is no font that text can be drawn with: says why."""


@dataclass(frozen=True)
class Names:
    """What a font answers to. `family` is what a style names it by."""

    family: str
    all_names: frozenset[str]
    postscript: str


def names_of(path: Path, index: int = 0) -> Names:
    """The names of a font; of a collection, of that font in it.

    Raises:
        BadFont: it is damaged, or no font.
        OSError: it cannot be read.
    """
    content = path.read_bytes()
    try:
        start = struct.unpack_from(">I", content, 12 + 4 * index)[0] if content[:4] == b"ttcf" else 0
        return _names(content, _tables(content, start))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise BadFont(f"it ends before its end: {error}") from error


def _tables(content: bytes, start: int) -> dict[bytes, tuple[int, int]]:
    (count,) = struct.unpack_from(">H", content, start + 4)
    if count > TABLES_MAX:
        raise BadFont(f"it says that it has {count} tables")
    tables: dict[bytes, tuple[int, int]] = {}
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", content, start + 12 + 16 * number)
        if offset + length > len(content):
            raise BadFont(f"its table {tag.decode('latin-1')} lies behind its end")
        tables[tag] = (offset, length)
    missing = _NEEDED - tables.keys()
    if missing:
        raise BadFont(f"it has no table {min(missing).decode()}")
    return tables


def _names(content: bytes, tables: dict[bytes, tuple[int, int]]) -> Names:
    start, _ = tables[b"name"]
    _, count, texts = struct.unpack_from(">HHH", content, start)
    found: dict[int, list[str]] = {}
    for number in range(min(count, NAMES_MAX)):
        platform, _, _, name, length, offset = struct.unpack_from(">6H", content, start + 6 + 12 * number)
        if name not in {_FAMILY, _FULL, _POSTSCRIPT, _TYPOGRAPHIC}:
            continue
        text = content[start + texts + offset : start + texts + offset + length]
        shown = text.decode("mac_roman") if platform == 1 else text.decode("utf-16-be", errors="replace")
        found.setdefault(name, []).append(shown)
    families = found.get(_FAMILY, []) + found.get(_TYPOGRAPHIC, [])
    # A comma ends a name in a style of ASS, and braces would open a command.
    usable = [one for one in families if one.isprintable() and not set(one) & set(",{}\\") and one.strip()]
    if not usable:
        raise BadFont("it has no name that text can ask for it by")
    every = frozenset(one.casefold() for names in found.values() for one in names)
    return Names(usable[0], every, next(iter(found.get(_POSTSCRIPT, [])), ""))


def check_drawn(ffmpeg: Ffmpeg, fonts: str, look: Look, folder: Path, own: Names | None) -> None:
    """See which font libass takes for the face of a look.

    Args:
        ffmpeg: to draw with.
        fonts: the folder of fonts, as seen from `folder`.
        look: its face is asked for.
        folder: takes a small file.
        own: the names of the font that it must be; None: of any font of the machine that has the name.

    Raises:
        BadFont: libass takes another one. FfmpegFailed or one of its kinds: it could not be tried.
        OSError: there is no room.
    """
    text = document(list(title_events("Aa", 100)), 144, 256, look)
    (folder / "face.ass").write_text(text, encoding="utf-8")
    said = ffmpeg.run(
        ["-loglevel", "info", "-nostats", "-f", "lavfi", "-i", "color=c=black:s=144x256:r=25:d=0.04",
         "-vf", f"ass=f=face.ass:fontsdir={fonts}", "-f", "null", "-"],
        folder, limit_ms=TRIAL_LIMIT_MS, cancelled=threading.Event(),
    )  # fmt: skip
    for face, place, index, postscript in _SELECTED.findall(said):
        if face == look.face and _is(own, look.face, Path(place), int(index), postscript):
            return
    raise BadFont(f"this machine draws no text with {look.face}")


def _is(own: Names | None, face: str, place: Path, index: int, postscript: str) -> bool:
    if own is not None:
        return postscript == own.postscript
    try:
        return face.casefold() in names_of(place, index).all_names
    except (BadFont, OSError):
        return postscript.casefold().startswith(face.replace(" ", "").casefold())
