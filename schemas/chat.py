"""What chat says: lines, the platform's own events, and what is taken back.

Two shapes carry it: `ChatBatch`, in the media time of one session, and `ChannelChat`, in epoch ms, of
a channel that a process listens to for all sessions alike.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from schemas.event import Event


class ChatRole(StrEnum):
    """Who speaks, as far as it changes what a message is worth."""

    VIEWER = "viewer"
    SUBSCRIBER = "subscriber"
    VIP = "vip"
    MODERATOR = "moderator"
    BROADCASTER = "broadcaster"


WANTED_CENTI = {
    ChatRole.VIEWER: 150,
    ChatRole.SUBSCRIBER: 180,
    ChatRole.VIP: 180,
    ChatRole.MODERATOR: 1000,
    ChatRole.BROADCASTER: 1000,
}
"""How much an ask for a clip counts where nobody has set it otherwise, a factor in hundredths: three viewers
in an ordinary moment open a highlight, two where something goes on, and whoever runs the channel alone."""


class ChatMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One line of chat.

    Attributes:
        author: keyed hash, 16 hex digits; never a name.
        emotes: names of the platform's and the channel's emotes in `text`.
        bits: cheered with the line.
        message_id: the platform's; empty where it gives none.
        emote_ids: in the order of `emotes`; empty strings for emotes without an id.
        reply_to: the `message_id` that is answered; empty for none.
        first: the author's first line in this channel ever.
    """

    at_ms: int
    author: str
    text: str
    emotes: tuple[str, ...] = ()
    bits: int = 0
    role: ChatRole = ChatRole.VIEWER
    message_id: str = ""
    emote_ids: tuple[str, ...] = ()
    reply_to: str = ""
    first: bool = False


class ChatEventKind(StrEnum):
    """What happened in a channel beside the lines of its chat."""

    RAID = "raid"
    SUB = "sub"
    RESUB = "resub"
    GIFT = "gift"
    BITS = "bits"
    HYPE_TRAIN = "hype_train"
    POLL = "poll"
    PREDICTION = "prediction"
    SHOUTOUT = "shoutout"
    ANNOUNCEMENT = "announcement"
    WANTED = "wanted"


class ChatEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One hard event.

    Attributes:
        event_id: unique in the channel; the same event heard twice has the same one.
        author: keyed hash of who did it; empty for nobody, or somebody who stays unnamed.
        amount: viewers of a raid, months of a sub or resub, subs of a gift, bits, the level of a hype
            train, votes of a poll, points of a prediction; of `wanted`, how much in hundredths.
        text: what was said with it, or the title of a poll or prediction.
    """

    event_id: str
    at_ms: int
    kind: ChatEventKind
    author: str = ""
    role: ChatRole = ChatRole.VIEWER
    amount: int = 0
    text: str = ""


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that are taken back: one, all of an author (timeout, ban), or, both empty, everything."""

    at_ms: int
    message_id: str = ""
    author: str = ""


class ChatBatch(Event, frozen=True, tag="chat"):
    """What chat said in at most 250 ms, oldest first, in media time."""

    session_id: str
    discontinuity: int
    messages: tuple[ChatMessage, ...]
    events: tuple[ChatEvent, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()


class ChannelChat(Event, frozen=True, tag="twitch.chat"):
    """What one channel's chat said, in epoch ms, for every session of it.

    Attributes:
        channel: login, lower case. `broadcaster_id`: the platform's number of the channel.
        until_ms: all that the platform gave before it has been said, here or earlier.
        live: the channel was listened to from the `until_ms` before this one to this one.
    """

    channel: str
    broadcaster_id: str
    until_ms: int
    live: bool
    messages: tuple[ChatMessage, ...] = ()
    events: tuple[ChatEvent, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
