"""Twitch's EventSub notifications, in the very shapes that its IRC gives.

In: the type of a subscription and the `event` of one notification, as plain data. Out: all that it
says. Nothing here knows who brought the notification, or raises on what Twitch may send tomorrow: a
notification of another type, or without what is needed, says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from monitors.chat.irc import AMOUNT_MAX, EMOTES_MAX, ID_CHARS_MAX, role_of_badges
from monitors.chat.message import NOTHING, Heard, clean, spoken
from monitors.chat.notices import amount_of, cheer_of, gift_id
from schemas.chat import ChatEvent, ChatEventKind, ChatMessage, ChatRole, Withdrawal

Author = Callable[[str, str], str]
Event = Mapping[str, Any]

SAID_IN_CHAT = frozenset(
    {
        "channel.cheer",
        "channel.raid",
        "channel.subscribe",
        "channel.subscription.gift",
        "channel.subscription.message",
    }
)
"""What `channel.chat.message` and `channel.chat.notification` say as well, and better: with an id that IRC
has, too. Who hears those leaves these out (`monitors.chat.hearing` does)."""

_NOTICES = {
    "sub": (ChatEventKind.SUB, ""),
    "resub": (ChatEventKind.RESUB, "cumulative_months"),
    "gift_paid_upgrade": (ChatEventKind.SUB, ""),
    "prime_paid_upgrade": (ChatEventKind.SUB, ""),
    "sub_gift": (ChatEventKind.GIFT, ""),
    "community_sub_gift": (ChatEventKind.GIFT, "total"),
    "raid": (ChatEventKind.RAID, "viewer_count"),
    "announcement": (ChatEventKind.ANNOUNCEMENT, ""),
}
_BANS = ("ban", "timeout", "shared_chat_ban", "shared_chat_timeout")
_DELETES = ("delete", "shared_chat_delete")


def heard_of(kind: str, event: Event, author: Author, at_ms: int) -> Heard:
    """All that a notification says.

    Args:
        kind: type of the subscription, such as `channel.chat.message`.
        event: of the notification's payload.
        author: makes a hash of platform and identity.
        at_ms: epoch ms at which Twitch sent it (`epoch_ms` of `metadata.message_timestamp`).
    """
    reader = _READERS.get(kind)
    return NOTHING if reader is None else reader(kind, event, author, at_ms)


def epoch_ms(stamp: str) -> int:
    """Epoch ms of a time as Twitch writes it, nanoseconds and all; 0 for what is none."""
    whole, _, fraction = stamp.rstrip("Z").partition(".")
    try:
        seconds = datetime.fromisoformat(f"{whole}+00:00").timestamp()
    except ValueError:
        return 0
    return int(seconds) * 1000 + (int(fraction[:3].ljust(3, "0")) if fraction[:3].isdigit() else 0)


def _line(kind: str, event: Event, author: Author, at_ms: int) -> Heard:
    message = _message(event, author, at_ms)
    if message is None:
        return NOTHING
    return Heard(message, (cheer_of(message),)) if message.bits else Heard(message)


def _message(event: Event, author: Author, at_ms: int) -> ChatMessage | None:
    if _is_of_another_channel(event):
        return None
    said = _part(event.get("message"))
    reply_to = _word(_part(event.get("reply")).get("parent_message_id"))
    text = spoken(_word(said.get("text")), is_reply=bool(reply_to))
    identity = _word(event.get("chatter_user_id"))
    if not text or not identity:
        return None
    emotes: list[str] = []
    ids: list[str] = []
    for fragment in _parts(said.get("fragments")):
        if fragment.get("type") == "emote" and len(emotes) < EMOTES_MAX:
            emotes.append(clean(_word(fragment.get("text"))))
            ids.append(_word(_part(fragment.get("emote")).get("id"))[:ID_CHARS_MAX])
    return ChatMessage(
        at_ms=at_ms,
        author=author("twitch", identity),
        text=text,
        emotes=tuple(emotes),
        bits=min(_whole(_part(event.get("cheer")).get("bits")), AMOUNT_MAX),
        role=_role(event),
        message_id=_word(event.get("message_id"))[:ID_CHARS_MAX],
        emote_ids=tuple(ids),
        reply_to=reply_to[:ID_CHARS_MAX],
        first=event.get("message_type") == "user_intro",
    )


def _notice(kind: str, event: Event, author: Author, at_ms: int) -> Heard:
    if _is_of_another_channel(event):
        return NOTHING
    message = _message(event, author, at_ms)
    notice = _word(event.get("notice_type"))
    known = _NOTICES.get(notice)
    if known is None:
        return Heard(message)
    what, amount_field = known
    detail = _part(event.get(notice))
    who = "" if event.get("chatter_is_anonymous") else _hash(author, event.get("chatter_user_id"))
    gift = ""
    if what is ChatEventKind.GIFT:
        gift = _word(detail.get("id") if notice == "community_sub_gift" else detail.get("community_gift_id"))
    own_id = _word(event.get("message_id")) or f"{what.value}:{who}:{at_ms}"
    said = ChatEvent(
        event_id=gift_id(gift) if gift else own_id[:ID_CHARS_MAX],
        at_ms=at_ms,
        kind=what,
        author=who,
        role=_role(event) if who else ChatRole.VIEWER,
        amount=amount_of(what, _whole(detail.get(amount_field))),
        text=clean(_word(_part(event.get("message")).get("text"))),
    )
    return Heard(message, (said,))


def _withdrawal(kind: str, event: Event, author: Author, at_ms: int) -> Heard:
    if kind == "channel.chat.clear":
        return Heard(withdrawals=(Withdrawal(at_ms=at_ms),))
    if kind == "channel.chat.message_delete":
        return _deleted(event.get("message_id"), at_ms)
    return _silenced(event.get("target_user_id") or event.get("user_id"), author, at_ms)


def _moderated(kind: str, event: Event, author: Author, at_ms: int) -> Heard:
    action = _word(event.get("action"))
    detail = _part(event.get(action))
    if action in _BANS:
        return _silenced(detail.get("user_id"), author, at_ms)
    if action in _DELETES:
        return _deleted(detail.get("message_id"), at_ms)
    return Heard(withdrawals=(Withdrawal(at_ms=at_ms),)) if action == "clear" else NOTHING


def _supported(kind: str, event: Event, author: Author, at_ms: int) -> Heard:
    """Subs and bits by their own subscriptions, which give no id: what happened is its name."""
    who = "" if event.get("is_anonymous") else _hash(author, event.get("user_id"))
    if kind == "channel.cheer":
        return _happened(ChatEventKind.BITS, f"bits:{who}:{at_ms}", at_ms, who, _whole(event.get("bits")))
    if kind == "channel.subscription.gift":
        total = _whole(event.get("total"))
        return _happened(ChatEventKind.GIFT, f"gift:{who}:{at_ms}", at_ms, who, max(1, total))
    if kind == "channel.subscription.message":
        months = max(1, _whole(event.get("cumulative_months")))
        return _happened(ChatEventKind.RESUB, f"resub:{who}:{months}", at_ms, who, months)
    if event.get("is_gift"):
        return NOTHING  # who gave it says so
    return _happened(ChatEventKind.SUB, f"sub:{who}:{at_ms}", at_ms, who, 1)


def _raided(kind: str, event: Event, author: Author, at_ms: int) -> Heard:
    """Somebody comes. A raid that goes out says nothing of this stream; who asks for both knows which."""
    who = _hash(author, event.get("from_broadcaster_user_id"))
    viewers = min(_whole(event.get("viewers")), AMOUNT_MAX)
    return _happened(ChatEventKind.RAID, f"raid:{who}:{viewers}", at_ms, who, viewers)


def _train(kind: str, event: Event, author: Author, at_ms: int) -> Heard:
    """A hype train counts once for each level that it reaches."""
    level = min(_whole(event.get("level")), AMOUNT_MAX)
    own_id = f"train:{_word(event.get('id'))}:{level}"
    return _happened(ChatEventKind.HYPE_TRAIN, own_id, at_ms, "", level)


def _vote(kind: str, event: Event, author: Author, at_ms: int) -> Heard:
    """Polls and predictions: once for each turn that they take."""
    is_poll = kind.startswith("channel.poll.")
    if is_poll:
        votes = sum(_whole(choice.get("votes")) for choice in _parts(event.get("choices")))
    else:
        votes = sum(_whole(one.get("channel_points")) for one in _parts(event.get("outcomes")))
    return _happened(
        ChatEventKind.POLL if is_poll else ChatEventKind.PREDICTION,
        f"{_word(event.get('id'))}:{kind.rpartition('.')[2]}",
        at_ms,
        "",
        min(votes, AMOUNT_MAX),
        text=clean(_word(event.get("title"))),
    )


def _shoutout(kind: str, event: Event, author: Author, at_ms: int) -> Heard:
    received = kind.endswith(".receive")
    whom = event.get("from_broadcaster_user_id" if received else "to_broadcaster_user_id")
    who = _hash(author, whom)
    viewers = min(_whole(event.get("viewer_count")), AMOUNT_MAX)
    own_id = f"shoutout:{who}:{_word(event.get('started_at')) or at_ms}"
    return _happened(ChatEventKind.SHOUTOUT, own_id, at_ms, who, viewers)


def _happened(
    kind: ChatEventKind, event_id: str, at_ms: int, author: str, amount: int, *, text: str = ""
) -> Heard:
    own_id = event_id[:ID_CHARS_MAX]
    amount = min(amount, AMOUNT_MAX)
    return Heard(
        events=(ChatEvent(event_id=own_id, at_ms=at_ms, kind=kind, author=author, amount=amount, text=text),)
    )


def _deleted(message_id: Any, at_ms: int) -> Heard:
    own_id = _word(message_id)[:ID_CHARS_MAX]
    return Heard(withdrawals=(Withdrawal(at_ms=at_ms, message_id=own_id),)) if own_id else NOTHING


def _silenced(identity: Any, author: Author, at_ms: int) -> Heard:
    who = _hash(author, identity)
    return Heard(withdrawals=(Withdrawal(at_ms=at_ms, author=who),)) if who else NOTHING


def _is_of_another_channel(event: Event) -> bool:
    source = event.get("source_broadcaster_user_id")
    return source is not None and source != event.get("broadcaster_user_id")


def _role(event: Event) -> ChatRole:
    badges = {_word(badge.get("set_id")) for badge in _parts(event.get("badges"))}
    return role_of_badges(badges) or ChatRole.VIEWER


def _hash(author: Author, identity: Any) -> str:
    word = _word(identity)
    return author("twitch", word) if word else ""


def _part(value: Any) -> Event:
    return value if isinstance(value, dict) else {}


def _parts(value: Any) -> list[Event]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any) -> int:
    return max(0, value) if isinstance(value, int) else 0


_Reader = Callable[[str, Event, Author, int], Heard]
_READERS: dict[str, _Reader] = {
    "channel.chat.message": _line,
    "channel.chat.notification": _notice,
    "channel.chat.message_delete": _withdrawal,
    "channel.chat.clear": _withdrawal,
    "channel.chat.clear_user_messages": _withdrawal,
    "channel.ban": _withdrawal,
    "channel.moderate": _moderated,
    "channel.cheer": _supported,
    "channel.subscribe": _supported,
    "channel.subscription.gift": _supported,
    "channel.subscription.message": _supported,
    "channel.raid": _raided,
    "channel.hype_train.begin": _train,
    "channel.hype_train.progress": _train,
    "channel.hype_train.end": _train,
    "channel.poll.begin": _vote,
    "channel.poll.end": _vote,
    "channel.prediction.begin": _vote,
    "channel.prediction.lock": _vote,
    "channel.prediction.end": _vote,
    "channel.shoutout.create": _shoutout,
    "channel.shoutout.receive": _shoutout,
}
TYPES = frozenset(_READERS)
"""The subscriptions that say something to us."""
