"""One channel's chat on its way to the road.

In: what its notifications say. Out: `ChannelChat` events, a few each second, in which every session of the
channel finds its lines.
"""

from __future__ import annotations

from monitors.chat.message import Heard
from schemas.chat import ChannelChat, ChatEvent, ChatMessage, Withdrawal

QUIET_MS = 1000
"""So often it is said that nothing was said: whoever waits for a second knows then that it is over."""

WAITING_MAX = 5000
"""What waits while the broker is away; the busiest chats bring a few hundred lines a second."""

EVENT_LINES_MAX = 100
"""In one event: a session drops the oldest of what comes at once and is too much."""


class ChannelFeed:
    """Gathers what a channel says until the next event."""

    def __init__(self, login: str, broadcaster_id: str) -> None:
        self.login = login
        self.dropped_count = 0
        self._broadcaster_id = broadcaster_id
        self._messages: list[ChatMessage] = []
        self._events: list[ChatEvent] = []
        self._withdrawals: list[Withdrawal] = []
        self._told_ms = 0

    def add(self, heard: Heard) -> None:
        """Take what one notification says. The oldest lines go when nobody fetches them."""
        if heard.message is not None:
            self._messages.append(heard.message)
        self._events.extend(heard.events)
        self._withdrawals.extend(heard.withdrawals)
        excess = len(self._messages) - WAITING_MAX
        if excess > 0:
            del self._messages[:excess]
            self.dropped_count += excess
        del self._events[:-WAITING_MAX], self._withdrawals[:-WAITING_MAX]

    def take(self, now_ms: int, *, live: bool) -> ChannelChat | None:
        """The next event; None when there is nothing to say.

        Args:
            now_ms: epoch time; all that came by then is in this event, or in the next ones of this turn.
            live: the channel is listened to.
        """
        waits = bool(self._messages or self._events or self._withdrawals)
        if not waits and now_ms - self._told_ms < QUIET_MS:
            return None
        messages, self._messages = self._messages[:EVENT_LINES_MAX], self._messages[EVENT_LINES_MAX:]
        whole = not self._messages
        events, withdrawals = self._events, self._withdrawals
        if not whole:  # beside the last lines, so that nothing is withdrawn before it was said
            events, withdrawals = [], []
        else:
            self._events, self._withdrawals = [], []
        until_ms = now_ms if whole else max(self._told_ms, messages[-1].at_ms if messages else 0)
        self._told_ms = until_ms
        return ChannelChat(
            channel=self.login,
            broadcaster_id=self._broadcaster_id,
            until_ms=min(until_ms, now_ms),
            live=live,
            messages=tuple(messages),
            events=tuple(events),
            withdrawals=tuple(withdrawals),
        )
