"""Lines of chat without names.

In: what a platform or a file says. Out: `ChatMessage`s whose author is a keyed hash, with mentions
taken out of the text.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path

from streams.secrets import kept_secret

AUTHOR_DIGITS = 16
TEXT_CHARS_MAX = 500
"""Twitch's own limit; a longer line in a file is cut, so that one line cannot fill a batch."""

_MENTION = re.compile(r"@[A-Za-z0-9_]{3,25}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class AuthorHash:
    """Turns identities into hashes that mean nothing outside this data folder."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    @classmethod
    def of(cls, data: Path) -> AuthorHash:
        """With the key that the data folder keeps."""
        return cls(kept_secret(data, "chat-author-key"))

    def __call__(self, platform: str, identity: str) -> str:
        """16 hex digits."""
        text = f"{platform}:{identity}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:AUTHOR_DIGITS]


def clean(text: str) -> str:
    """The text without names and control characters, at most `TEXT_CHARS_MAX` long."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return _MENTION.sub("@", _CONTROL.sub(" ", text))[:TEXT_CHARS_MAX].strip()
