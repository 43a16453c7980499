"""Twitch's IRC lines: tags, who speaks, what is said.

In: one raw line. Out: a parsed line, and a chat message when the line is one. Lines of a chat that
is shared with another channel are left out: their authors watch something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from monitors.chat.message import clean
from schemas.capture import ChatMessage, ChatRole

LINE_CHARS_MAX = 16_384
"""Twitch sends at most 8191 bytes of tags and 512 of message."""

EMOTES_MAX = 100
"""A line of 500 characters holds no more that could be told apart."""

_ESCAPES = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_ESCAPED = re.compile(r"\\(.?)")
_ROLES = (
    ("broadcaster", ChatRole.BROADCASTER),
    ("moderator", ChatRole.MODERATOR),
    ("lead_moderator", ChatRole.MODERATOR),
    ("vip", ChatRole.VIP),
    ("subscriber", ChatRole.SUBSCRIBER),
    ("founder", ChatRole.SUBSCRIBER),
)


class NotIrc(ValueError):
    """The line is no IRC line."""


@dataclass(frozen=True)
class IrcLine:
    """One line, taken apart."""

    tags: dict[str, str]
    nick: str
    command: str
    params: tuple[str, ...]
    text: str | None


def parse(line: str) -> IrcLine:
    """Take a line apart. Raises NotIrc."""
    if len(line) > LINE_CHARS_MAX:
        raise NotIrc("the line is too long")
    rest = line.strip("\r\n")
    tags: dict[str, str] = {}
    nick = ""
    if rest.startswith("@"):
        head, _, rest = rest[1:].partition(" ")
        for item in head.split(";"):
            name, _, value = item.partition("=")
            tags[name] = _ESCAPED.sub(lambda m: _ESCAPES.get(m.group(1), m.group(1)), value)
        rest = rest.lstrip(" ")
    if rest.startswith(":"):
        prefix, _, rest = rest[1:].partition(" ")
        nick = prefix.partition("!")[0] if "!" in prefix else ""
        rest = rest.lstrip(" ")
    head, colon, trailing = f" {rest}".partition(" :")
    words = head.split()
    if not words or not re.fullmatch(r"[A-Za-z]+|[0-9]{3}", words[0]):
        raise NotIrc("the line has no command")
    return IrcLine(tags, nick, words[0].upper(), tuple(words[1:]), trailing if colon else None)


def message_of(line: IrcLine, author: Callable[[str, str], str], now_ms: int) -> ChatMessage | None:
    """The chat message that a line is, with `at_ms` in epoch ms; None when it is something else."""
    tags = line.tags
    if line.command not in ("PRIVMSG", "USERNOTICE"):
        return None
    if tags.get("source-room-id", tags.get("room-id")) != tags.get("room-id"):
        return None
    text = line.text
    if text is None:
        # A line of one word may come without its colon.
        text = line.params[1] if line.command == "PRIVMSG" and len(line.params) > 1 else ""
    if text.startswith("\x01ACTION") and line.command == "PRIVMSG":
        text = text.removeprefix("\x01ACTION").removesuffix("\x01").removeprefix(" ")
    emotes = _emotes(tags.get("emotes", ""), text)
    if "reply-parent-msg-id" in tags and text.startswith("@"):
        text = text.partition(" ")[2]  # who is answered is a name
    text = clean(text)
    identity = tags.get("user-id") or line.nick
    if not text or not identity:
        return None
    return ChatMessage(
        at_ms=_number(tags.get("tmi-sent-ts", "")) or now_ms,
        author=author("twitch", identity),
        text=text,
        emotes=emotes,
        bits=min(_number(tags.get("bits", "")), 10_000_000),
        role=_role(tags),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _role(tags: dict[str, str]) -> ChatRole:
    badges = {badge.partition("/")[0] for badge in tags.get("badges", "").split(",")}
    for badge, role in _ROLES:
        if badge in badges:
            return role
    if tags.get("mod") == "1":
        return ChatRole.MODERATOR
    return ChatRole.SUBSCRIBER if tags.get("subscriber") == "1" else ChatRole.VIEWER


def _emotes(tag: str, text: str) -> tuple[str, ...]:
    """Names of the emotes in order of appearance; the tag gives ranges in code points."""
    found: list[tuple[int, str]] = []
    for emote in tag.split("/"):
        for stretch in emote.partition(":")[2].split(","):
            first, dash, last = stretch.partition("-")
            if (
                not dash
                or not first.isascii()
                or not first.isdigit()
                or not last.isascii()
                or not last.isdigit()
            ):
                continue
            start, end = int(first), int(last) + 1
            name = text[start:end]
            if start < end <= len(text) and name and not name.isspace():
                found.append((start, clean(name)))
    return tuple(name for _, name in sorted(found)[:EMOTES_MAX])
