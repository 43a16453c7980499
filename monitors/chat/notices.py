"""What Twitch's IRC says beside the lines: raids, subs, gifts, announcements, and what is taken back.

In: a parsed line. Out: all that it says, in the shapes that `monitors.chat.eventsub` gives as well.
"""

from __future__ import annotations

from collections.abc import Callable

from monitors.chat.irc import (
    AMOUNT_MAX,
    ID_CHARS_MAX,
    IrcLine,
    is_of_another_channel,
    message_of,
    number,
    role_of,
)
from monitors.chat.message import NOTHING, Heard, clean
from schemas.chat import ChatEvent, ChatEventKind, ChatMessage, ChatRole, Withdrawal

ANONYMOUS_GIFTER = "274598607"
"""Twitch's own account that gifts in the name of whoever wants to stay unnamed."""

_KINDS = {
    "raid": (ChatEventKind.RAID, "msg-param-viewerCount"),
    "sub": (ChatEventKind.SUB, "msg-param-cumulative-months"),
    "resub": (ChatEventKind.RESUB, "msg-param-cumulative-months"),
    "giftpaidupgrade": (ChatEventKind.SUB, ""),
    "anongiftpaidupgrade": (ChatEventKind.SUB, ""),
    "primepaidupgrade": (ChatEventKind.SUB, ""),
    "subgift": (ChatEventKind.GIFT, ""),
    "submysterygift": (ChatEventKind.GIFT, "msg-param-mass-gift-count"),
    "announcement": (ChatEventKind.ANNOUNCEMENT, ""),
}
"""By `msg-id`: the kind, and the tag of the amount. What pays a gift forward is a gift with a notice of
its own, and watch streaks, new badges and anniversaries say nothing of the moment."""

Author = Callable[[str, str], str]


def heard_of(line: IrcLine, author: Author, now_ms: int) -> Heard:
    """All that a line says; `at_ms` in epoch ms.

    Args:
        line: of one channel's chat.
        author: makes a hash of platform and identity.
        now_ms: epoch ms for what has no time of its own.
    """
    if line.command == "PRIVMSG":
        message = message_of(line, author, now_ms)
        if message is None:
            return NOTHING
        return Heard(message, (cheer_of(message),)) if message.bits else Heard(message)
    if line.command == "USERNOTICE":
        return Heard(message_of(line, author, now_ms), _events(line, author, now_ms))
    if line.command in ("CLEARMSG", "CLEARCHAT"):
        return Heard(withdrawals=_withdrawals(line, author, now_ms))
    return NOTHING


def cheer_of(message: ChatMessage) -> ChatEvent:
    """The event that the bits of a line are."""
    return ChatEvent(
        event_id=message.message_id or f"bits:{message.author}:{message.at_ms}",
        at_ms=message.at_ms,
        kind=ChatEventKind.BITS,
        author=message.author,
        role=message.role,
        amount=message.bits,
    )


def _events(line: IrcLine, author: Author, now_ms: int) -> tuple[ChatEvent, ...]:
    tags = line.tags
    known = _KINDS.get(tags.get("msg-id", ""))
    if known is None or is_of_another_channel(tags):
        return ()
    kind, amount_tag = known
    at_ms = number(tags.get("tmi-sent-ts", "")) or now_ms
    identity = tags.get("user-id") or tags.get("login", "")
    unnamed = not identity or identity == ANONYMOUS_GIFTER
    who = "" if unnamed else author("twitch", identity)
    gift = tags.get("msg-param-community-gift-id", "") if kind is ChatEventKind.GIFT else ""
    own_id = tags.get("id", "") or f"{kind.value}:{who}:{at_ms}"
    amount = number(tags.get(amount_tag, "")) or number(tags.get("msg-param-months", ""))
    if kind is ChatEventKind.GIFT and not amount_tag:
        amount = 1
    return (
        ChatEvent(
            event_id=gift_id(gift) if gift else own_id[:ID_CHARS_MAX],
            at_ms=at_ms,
            kind=kind,
            author=who,
            role=ChatRole.VIEWER if unnamed else role_of(tags),
            amount=amount_of(kind, amount),
            text=clean(line.text or ""),
        ),
    )


def gift_id(community_gift: str) -> str:
    """One gift of fifty subs is said by one notice, and by one more for each who gets one: all the same."""
    return f"gift:{community_gift}"[:ID_CHARS_MAX]


def amount_of(kind: ChatEventKind, said: int) -> int:
    """What counts of an amount: a sub is of a month at least, an announcement of nothing."""
    if kind is ChatEventKind.ANNOUNCEMENT:
        return 0
    least = 1 if kind in (ChatEventKind.SUB, ChatEventKind.RESUB, ChatEventKind.GIFT) else 0
    return max(least, min(said, AMOUNT_MAX))


def _withdrawals(line: IrcLine, author: Author, now_ms: int) -> tuple[Withdrawal, ...]:
    tags = line.tags
    at_ms = number(tags.get("tmi-sent-ts", "")) or now_ms
    if line.command == "CLEARMSG":
        message_id = tags.get("target-msg-id", "")[:ID_CHARS_MAX]
        return (Withdrawal(at_ms=at_ms, message_id=message_id),) if message_id else ()
    whose = tags.get("target-user-id", "")
    if whose:
        return (Withdrawal(at_ms=at_ms, author=author("twitch", whose)),)
    # One whose number is not said is no reason to take back the lines of everybody.
    return () if line.text else (Withdrawal(at_ms=at_ms),)
