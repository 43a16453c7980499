"""Texts of strangers on one line: in, whatever somebody typed; out, what can be shown and said."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"
"""Invisible, and yet part of words and of emoji."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Controls, marks that turn the direction of text, halves of characters, private and unassigned ones."""

_COMMANDS = f"/. {_JOINERS}"
"""What a line may not begin with: chats take it for a command."""


def one_line(text: str) -> str:
    """The text without what cannot be seen, and with single spaces."""
    seen = (one if one in _JOINERS or unicodedata.category(one) not in _UNSEEN else " " for one in text)
    return " ".join("".join(seen).split())


def sayable(text: str, length_max: int) -> str:
    """The text as a line that any chat takes for what it is: never for a command. At most so long."""
    line = one_line(text).lstrip(_COMMANDS)
    return line if len(line) <= length_max else line[: length_max - 1].rstrip() + "…"
