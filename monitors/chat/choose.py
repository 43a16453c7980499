"""Which kind of chat a `chat` is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from monitors.chat.base import Chat, NoChat
from monitors.chat.emotes import NO_EMOTES, ChannelEmotes, emotes_of
from monitors.chat.linked import LinkedChat
from monitors.chat.message import AuthorHash
from monitors.chat.recorded import ChatFileMissing, RecordedChat
from monitors.chat.road import ChatRoad, RoadChat
from monitors.chat.twitch import TwitchChat
from monitors.settings import MonitorSettings
from monitors.sources.choose import twitch_channel
from streams.clock import Clock
from streams.consumer import RoadConsumer
from streams.topics import TWITCH_CHAT


@dataclass(frozen=True)
class ChatMeans:
    """What the chats of a process share.

    Attributes:
        road: brings the chat of linked channels; None where only the anonymous reader is used.
    """

    road: ChatRoad | None = None
    emotes: ChannelEmotes = NO_EMOTES

    @classmethod
    def of(cls, settings: MonitorSettings, clock: Clock) -> ChatMeans:
        """As the settings say."""
        consumer = partial(RoadConsumer, settings, [TWITCH_CHAT], None, from_start=False, clock=clock)
        return cls(ChatRoad(clock, consumer), emotes_of(settings, clock))

    async def close(self) -> None:
        """Stop what is under way."""
        if self.road is not None:
            await self.road.close()
        await self.emotes.close()


NO_CHAT_MEANS = ChatMeans()


def chat_of(
    text: str, settings: MonitorSettings, clock: Clock, *, trusted: bool, means: ChatMeans = NO_CHAT_MEANS
) -> Chat:
    """The chat that a watch names; a file only where an operator asked for it. Raises ChatFileMissing."""
    if text in ("", "none"):
        return NoChat()
    author = AuthorHash.of(settings.data)
    channel = twitch_channel(text)
    if channel is not None:
        anonymous = TwitchChat(channel, settings.irc_url, author, clock, means.emotes)
        if means.road is None:
            return anonymous
        return LinkedChat(RoadChat(channel, means.road, clock), anonymous)
    if "://" in text or text.startswith("twitch:"):
        raise ChatFileMissing(
            f"{text.partition('?')[0]} is no chat. Use `twitch:NAME`, a .jsonl file, or `none`."
        )
    if not trusted:
        raise ChatFileMissing(f"{text} is a file, which operators alone may name. Use twitch:NAME or none.")
    return RecordedChat(Path(text), author)
