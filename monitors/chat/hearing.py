"""One channel's chat, as it is heard: nothing twice, and with the channel's own emotes.

In: lines of IRC, or notifications of EventSub. Out: what they say that is new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from monitors.chat import eventsub, notices
from monitors.chat.emotes import NO_EMOTES, ChannelEmotes, with_emotes
from monitors.chat.irc import IrcLine
from monitors.chat.message import NOTHING, Heard
from monitors.chat.once import Once


class Hearing:
    """Hears one channel.

    Args:
        author: makes a hash of platform and identity.
        emotes: those that 7TV, BTTV and FFZ add to Twitch's.
        in_chat: `channel.chat.message` and `channel.chat.notification` are heard as well, so that what
            they say is not counted again where another subscription says it (`eventsub.SAID_IN_CHAT`).
    """

    def __init__(
        self, author: Callable[[str, str], str], emotes: ChannelEmotes = NO_EMOTES, *, in_chat: bool = True
    ) -> None:
        self._author = author
        self._emotes = emotes
        self._in_chat = in_chat
        self._messages = Once()
        self._events = Once()

    def line(self, line: IrcLine, now_ms: int) -> Heard:
        """What a line of IRC says that is new, in epoch ms."""
        heard = notices.heard_of(line, self._author, now_ms)
        return self._new(heard, line.tags.get("room-id", ""))

    def notification(self, kind: str, event: Mapping[str, Any], at_ms: int) -> Heard:
        """What a notification says that is new; see `monitors.chat.eventsub.heard_of`."""
        if self._in_chat and kind in eventsub.SAID_IN_CHAT:
            return NOTHING
        heard = eventsub.heard_of(kind, event, self._author, at_ms)
        broadcaster = event.get("broadcaster_user_id")
        return self._new(heard, broadcaster if isinstance(broadcaster, str) else "")

    def _new(self, heard: Heard, broadcaster_id: str) -> Heard:
        message = heard.message
        if message is None and not heard.events:
            return heard
        if message is not None:
            if self._messages.fresh(message.message_id):
                message = with_emotes(message, self._emotes.known(broadcaster_id))
            else:
                message = None
        events = tuple(one for one in heard.events if self._events.fresh(one.event_id))
        return Heard(message, events, heard.withdrawals)
