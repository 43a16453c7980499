"""Twitch's IRC lines: tags, who speaks, what is said.

In: one raw line. Out: a parsed line, and a chat message when the line is one. Lines of a chat that
is shared with another channel are left out: their authors watch something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from monitors.chat.message import clean, spoken
from schemas.chat import ChatMessage, ChatRole

LINE_CHARS_MAX = 16_384
"""Twitch sends at most 8191 bytes of tags and 512 of message."""

EMOTES_MAX = 100
"""A line of 500 characters holds no more that could be told apart."""

AMOUNT_MAX = 10_000_000
"""More bits, viewers or subs at once are a mistake, and would drown every figure beside them."""

ID_CHARS_MAX = 64
"""Twitch's are 36 long; a longer one is cut, so that what is remembered of it stays small."""

_ESCAPES = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_ESCAPED = re.compile(r"\\(.?)")
_COMMAND = re.compile(r"[A-Za-z]+|[0-9]{3}")
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


@dataclass(frozen=True, slots=True)
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
            tags[name] = _unescaped(value) if "\\" in value else value
        rest = rest.lstrip(" ")
    if rest.startswith(":"):
        prefix, _, rest = rest[1:].partition(" ")
        nick = prefix.partition("!")[0] if "!" in prefix else ""
        rest = rest.lstrip(" ")
    head, colon, trailing = f" {rest}".partition(" :")
    words = head.split()
    if not words or not _COMMAND.fullmatch(words[0]):
        raise NotIrc("the line has no command")
    return IrcLine(tags, nick, words[0].upper(), tuple(words[1:]), trailing if colon else None)


def message_of(line: IrcLine, author: Callable[[str, str], str], now_ms: int) -> ChatMessage | None:
    """The chat message that a line is, with `at_ms` in epoch ms; None when it is something else."""
    tags = line.tags
    if line.command not in ("PRIVMSG", "USERNOTICE") or is_of_another_channel(tags):
        return None
    raw = line.text
    if raw is None:
        # A line of one word may come without its colon.
        raw = line.params[1] if line.command == "PRIVMSG" and len(line.params) > 1 else ""
    reply_to = tags.get("reply-parent-msg-id", "")
    text = spoken(raw, is_reply=bool(reply_to))
    identity = tags.get("user-id") or line.nick
    if not text or not identity:
        return None
    found = emotes_of(tags.get("emotes", ""), raw)
    return ChatMessage(
        at_ms=number(tags.get("tmi-sent-ts", "")) or now_ms,
        author=author("twitch", identity),
        text=text,
        emotes=tuple(name for name, _ in found),
        bits=min(number(tags.get("bits", "")), AMOUNT_MAX),
        role=role_of(tags),
        message_id=tags.get("id", "")[:ID_CHARS_MAX],
        emote_ids=tuple(emote_id for _, emote_id in found),
        reply_to=reply_to[:ID_CHARS_MAX],
        first=tags.get("first-msg") == "1",
    )


def is_of_another_channel(tags: dict[str, str]) -> bool:
    """Whether the line comes out of a chat that is shared with this one."""
    return tags.get("source-room-id", tags.get("room-id")) != tags.get("room-id")


def number(text: str) -> int:
    """A whole number that is not negative; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def role_of_badges(badges: set[str]) -> ChatRole | None:
    """The highest role that the names of badges show; None for none."""
    if badges:
        for badge, role in _ROLES:
            if badge in badges:
                return role
    return None


def role_of(tags: dict[str, str]) -> ChatRole:
    """By badges, and by the older tags where there are none."""
    listed = tags.get("badges", "")
    role = role_of_badges({badge.partition("/")[0] for badge in listed.split(",")}) if listed else None
    if role is not None:
        return role
    if tags.get("mod") == "1":
        return ChatRole.MODERATOR
    return ChatRole.SUBSCRIBER if tags.get("subscriber") == "1" else ChatRole.VIEWER


def emotes_of(tag: str, text: str) -> list[tuple[str, str]]:
    """Names and ids of the emotes in order of appearance; the tag gives ranges in code points."""
    if not tag:
        return []
    if text.startswith("\x01ACTION "):
        text = text.removeprefix("\x01ACTION ").removesuffix("\x01")
    found: list[tuple[int, str, str]] = []
    for emote in tag.split("/"):
        emote_id, _, stretches = emote.partition(":")
        for stretch in stretches.split(","):
            first, dash, last = stretch.partition("-")
            if not dash or not _is_number(first) or not _is_number(last):
                continue
            start, end = int(first), int(last) + 1
            name = text[start:end]
            if start < end <= len(text) and name and not name.isspace():
                found.append((start, clean(name), emote_id[:ID_CHARS_MAX]))
    found.sort(key=lambda one: one[0])
    return [(name, emote_id) for _, name, emote_id in found[:EMOTES_MAX]]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda m: _ESCAPES.get(m.group(1), m.group(1)), value)
