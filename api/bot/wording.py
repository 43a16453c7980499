"""What the bot says: in, a text with placeholders; out, a line for a chat.

A placeholder is a name in braces, and nothing else: no formats, no attributes, no look at anything. Which
names a text may have is fixed for each; what is put in is never looked through again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from api.lines import sayable

SAID_LENGTH = 1500
"""Three messages of Twitch's; who says it splits it."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def strangers(text: str, known: frozenset[str]) -> list[str]:
    """The placeholders of a text that are not known."""
    return [name for name in dict.fromkeys(_PLACEHOLDER.findall(text)) if name not in known]


def said(text: str, values: Mapping[str, object]) -> str:
    """The text with its values, as a line that no chat takes for a command; empty for an empty text."""
    filled = _PLACEHOLDER.sub(lambda found: str(values.get(found.group(1), "")), text)
    return sayable(filled, SAID_LENGTH)
