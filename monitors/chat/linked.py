"""A channel that may be linked: its chat from the road, with the anonymous reader beside it.

In: both readers of one channel. Out: one chat. Nobody can ask Twitch afterwards for lines that were
said while nobody listened, so that the second reader listens all the time. What both have said counts
once, by its id; while the road says nothing, the other one goes on where it stopped.
"""

from __future__ import annotations

from monitors.chat.base import Beside
from monitors.chat.once import Once
from monitors.chat.road import RoadChat
from monitors.chat.twitch import TwitchChat
from schemas.chat import ChatEvent, ChatEventKind, ChatMessage


class LinkedChat:
    """Takes each line from whoever has it."""

    present = True

    def __init__(self, road: RoadChat, anonymous: TwitchChat) -> None:
        self._road = road
        self._anonymous = anonymous
        self._messages = Once()
        self._events = Once()

    def start(self, started_at_ms: int) -> None:
        """See `Chat.start`."""
        self._road.start(started_at_ms)
        self._anonymous.start(started_at_ms)

    def until(self, until_ms: int) -> list[ChatMessage]:
        """See `Chat.until`."""
        lines = [*self._road.until(until_ms), *self._anonymous.until(until_ms)]
        fresh = [line for line in lines if self._messages.fresh(line.message_id)]
        fresh.sort(key=lambda line: line.at_ms)
        return fresh

    def beside(self, until_ms: int) -> list[Beside]:
        """See `Chat.beside`."""
        others = self._anonymous.beside(until_ms)
        if self._road.listened:
            # The bot is there: what a wish counts, and whether it counts, is the door's to say.
            others = [one for one in others if not _is_wish(one)]
        both = [*self._road.beside(until_ms), *others]
        fresh = [one for one in both if not isinstance(one, ChatEvent) or self._events.fresh(one.event_id)]
        fresh.sort(key=lambda one: one.at_ms)
        return fresh

    def known_until_ms(self) -> int | None:
        """See `Chat.known_until_ms`."""
        return self._road.known_until_ms() if self._road.fresh else self._anonymous.known_until_ms()

    def live(self, second_ms: int) -> bool:
        """Whether one of the two listened."""
        return self._road.live(second_ms) or self._anonymous.live(second_ms)

    async def close(self) -> None:
        """Stop listening."""
        await self._road.close()
        await self._anonymous.close()


def _is_wish(one: Beside) -> bool:
    return isinstance(one, ChatEvent) and one.kind is ChatEventKind.WANTED
