"""Lines of chat without names.

In: what a platform or a file says. Out: `ChatMessage`s whose author is a keyed hash, with mentions
taken out of the text.
"""

from __future__ import annotations

import hmac
import re
from pathlib import Path

import msgspec

from schemas.chat import ChatEvent, ChatMessage, Withdrawal
from streams.secrets import kept_secret

AUTHOR_DIGITS = 16
TEXT_CHARS_MAX = 500
"""Twitch's own limit; a longer line in a file is cut, so that one line cannot fill a batch."""

_MENTION = re.compile(r"@\w{1,25}")
"""Names of display are in any script."""
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
        return hmac.digest(self._key, text, "sha256").hex()[:AUTHOR_DIGITS]


class Heard(msgspec.Struct, frozen=True, gc=False):
    """What one line or notification of a platform says, with `at_ms` in epoch ms; mostly nothing."""

    message: ChatMessage | None = None
    events: tuple[ChatEvent, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()


NOTHING = Heard()


def clean(text: str) -> str:
    """The text without names and control characters, at most `TEXT_CHARS_MAX` long."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    if "@" in text:
        text = _MENTION.sub("@", text)
    return text[:TEXT_CHARS_MAX].strip()


def spoken(text: str, *, is_reply: bool) -> str:
    """A line as it was typed, out of what Twitch sends: without `/me` and without who is answered."""
    if text.startswith("\x01ACTION"):
        text = text.removeprefix("\x01ACTION").removesuffix("\x01").removeprefix(" ")
    if is_reply and text.startswith("@"):
        text = text.partition(" ")[2]  # who is answered is a name
    return clean(text)
