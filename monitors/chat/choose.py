"""Which kind of chat a `chat` is."""

from __future__ import annotations

from pathlib import Path

from monitors.chat.base import Chat, NoChat
from monitors.chat.message import AuthorHash
from monitors.chat.recorded import ChatFileMissing, RecordedChat
from monitors.chat.twitch import TwitchChat
from monitors.settings import MonitorSettings
from monitors.sources.choose import twitch_channel
from streams.clock import Clock


def chat_of(text: str, settings: MonitorSettings, clock: Clock, *, trusted: bool) -> Chat:
    """The chat that a watch names; a file only where an operator asked for it. Raises ChatFileMissing."""
    if text in ("", "none"):
        return NoChat()
    author = AuthorHash.of(settings.data)
    channel = twitch_channel(text)
    if channel is not None:
        return TwitchChat(channel, settings.irc_url, author, clock)
    if "://" in text or text.startswith("twitch:"):
        raise ChatFileMissing(
            f"{text.partition('?')[0]} is no chat. Use `twitch:NAME`, a .jsonl file, or `none`."
        )
    if not trusted:
        raise ChatFileMissing(f"{text} is a file, which operators alone may name. Use twitch:NAME or none.")
    return RecordedChat(Path(text), author)
