"""Listens to all linked channels: what is linked is subscribed to, what comes is passed on.

In: links of the door, notifications of Twitch. Out: chat on the road, lines for the bot, news of streams.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Hashable
from dataclasses import dataclass
from typing import Protocol

import aiohttp
import twitchio

from monitors.chat.emotes import NO_EMOTES, ChannelEmotes
from monitors.chat.eventsub import epoch_ms
from monitors.chat.hearing import Hearing
from monitors.chat.message import AuthorHash, Heard
from monitors.chat.once import Once
from monitors.chat.wanted import wish_of
from monitors.twitch.door import DoorOfTwitch, Link
from monitors.twitch.feed import ChannelFeed
from monitors.twitch.wanted import LINES, Wanted, reader_of, wanted_of
from monitors.twitch.wire import Frame, NoRoom, Place, TwitchClient
from schemas.chat import ChatMessage
from streams.clock import Clock
from streams.door import DoorRefused, DoorShut
from streams.road import Publisher
from streams.topics import TWITCH_CHAT

log = logging.getLogger(__name__)

FLUSH_S = 0.25
"""A batch of chat is at most so long."""

AGAIN_MS = 60_000
"""A subscription that Twitch refused is asked for again then: somebody may have allowed it meanwhile."""

PREFIX = "!"
"""Of lines for the bot, where a channel has not chosen another one."""

STREAM_KINDS = frozenset({"stream.online", "stream.offline", "channel.update", "channel.raid"})


class TakesLines(Protocol):
    """The bot, as far as the desk needs it."""

    def take(self, link: Link, message: ChatMessage) -> None:
        """A line that is for the bot."""
        ...


class TakesStreams(Protocol):
    """The news of streams, as far as the desk needs it."""

    def take(self, link: Link, kind: str, event: Frame, event_id: str, at_ms: int) -> None:
        """A notification about a stream."""
        ...


@dataclass
class _Listened:
    """A channel that is listened to."""

    link: Link
    feed: ChannelFeed
    hearing: Hearing


class Desk:
    """Keeps subscriptions as the links are.

    Attributes:
        bot: the account that speaks; None: there is none.
    """

    def __init__(
        self,
        client: TwitchClient,
        door: DoorOfTwitch,
        publisher: Publisher,
        author: AuthorHash,
        clock: Clock,
        *,
        emotes: ChannelEmotes = NO_EMOTES,
    ) -> None:
        self.bot: Link | None = None
        self.lines: TakesLines | None = None
        self.streams: TakesStreams | None = None
        self.followed = asyncio.Event()
        """Set once it is known what is linked."""
        self._prefixes: dict[str, str] = {}
        self._client = client
        self._door = door
        self._publisher = publisher
        self._author = author
        self._emotes = emotes
        self._clock = clock
        self._listened: dict[str, _Listened] = {}
        self._once = Once()
        self._tokens: dict[str, str] = {}
        self._refused_ms: dict[tuple[str, Place], int] = {}
        self._told: set[Hashable] = set()

    @property
    def links(self) -> list[Link]:
        """Those of channels."""
        return [one.link for one in self._listened.values()]

    @property
    def busy(self) -> int:
        """Channels that are listened to."""
        return len(self._listened)

    def feed_of(self, broadcaster_id: str) -> ChannelFeed | None:
        """Where a channel's chat goes."""
        listened = self._listened.get(broadcaster_id)
        return None if listened is None else listened.feed

    # What Twitch says

    def hear(self, frame: Frame) -> None:
        """A notification, whole; the same one again says nothing."""
        metadata, payload = frame["metadata"], frame["payload"]
        if not self._once.fresh(str(metadata["message_id"])):
            return
        condition = payload["subscription"]["condition"]
        broadcaster_id = str(
            condition.get("broadcaster_user_id") or condition.get("from_broadcaster_user_id") or ""
        )
        listened = self._listened.get(broadcaster_id)
        if listened is None:
            return
        kind, event = str(metadata["subscription_type"]), payload["event"]
        at_ms = epoch_ms(str(metadata["message_timestamp"]))
        if kind in STREAM_KINDS:
            if self.streams is not None:
                self.streams.take(listened.link, kind, event, str(metadata["message_id"]), at_ms)
            return
        heard = listened.hearing.notification(kind, event, at_ms)
        listened.feed.add(heard)
        message = heard.message
        if message is None or message.author == self._own_hash():
            return
        if not listened.link.speaks or self.bot is None:
            wish = wish_of(message)
            if wish is not None:  # there is no bot to ask the door what it counts
                listened.feed.add(Heard(None, (wish,)))
            return
        lines = self.lines
        if lines is None:
            return
        prefix = self._prefixes.get(str(listened.link.channel_id), PREFIX)
        if message.text.casefold().startswith(prefix.casefold()):
            lines.take(listened.link, message)

    def _own_hash(self) -> str:
        return self._author("twitch", self.bot.user_id) if self.bot is not None else ""

    # What goes on the road

    async def publish(self) -> None:
        """Say what was heard, a few times a second, until cancelled. Raises RoadClosed."""
        while True:
            await asyncio.sleep(FLUSH_S)
            await self.flush()

    async def flush(self) -> None:
        """Say what was heard so far. Raises RoadClosed."""
        now_ms = self._clock.now_ms()
        heard = self._client.heard(LINES)
        for broadcaster_id, one in list(self._listened.items()):
            live = (reader_of(one.link, self.bot), broadcaster_id) in heard
            while (event := one.feed.take(now_ms, live=live)) is not None:
                await self._publisher.send(TWITCH_CHAT, broadcaster_id, event)

    # What is listened to

    async def keep(self, wait_s: float) -> None:
        """Follow the links until cancelled."""
        while True:
            try:
                await self.follow(await self._door.links(), await self._door.prefixes())
                self._recovered("links")
            except (DoorShut, DoorRefused) as error:
                self._once_told("links", f"what is linked cannot be asked: {error}")
            except Exception:
                log.exception("following the links failed; it is tried again")
            self._client.cut.clear()
            try:
                async with asyncio.timeout(wait_s):
                    await self._client.cut.wait()
            except TimeoutError:
                continue

    async def follow(self, links: list[Link], prefixes: dict[str, str] | None = None) -> None:
        """Listen to what is linked, and to nothing else.

        Args:
            links: of channels, and of the bot.
            prefixes: by channel, where it is not the usual one.
        """
        self._prefixes = prefixes or {}
        self.bot = next((link for link in links if link.bot), None)
        channels = {link.broadcaster_id: link for link in links if not link.bot}
        for link in links:
            await self._log_in(link)
        for broadcaster_id, link in channels.items():
            known = self._listened.get(broadcaster_id)
            if known is not None and known.feed.login == link.login:
                known.link = link
                continue
            hearing = Hearing(self._author, self._emotes)
            self._listened[broadcaster_id] = _Listened(link, ChannelFeed(link.login, broadcaster_id), hearing)
        for gone in set(self._listened) - set(channels):
            del self._listened[gone]
        await self._subscribe()
        self.followed.set()

    async def _log_in(self, link: Link) -> None:
        """Have a token for an account; the door's broker refreshes it."""
        if self._tokens.get(link.user_id) == link.handle:
            return
        try:
            await self._client.add_token("from-the-door", link.handle)
        except (twitchio.InvalidTokenException, twitchio.HTTPException, aiohttp.ClientError) as error:
            self._once_told(link.link_id, f"no token for link {link.link_id}: {type(error).__name__}")
            return
        self._recovered(link.link_id)
        self._tokens[link.user_id] = link.handle

    async def _subscribe(self) -> None:
        wanted = {
            (one.user_id, one.place): one
            for link in self.links
            for one in wanted_of(link, self.bot)
            if one.user_id in self._tokens
        }
        there = self._client.places()
        for key in set(there) - set(wanted):
            await self._trying(key, self._client.leave(*key))
        self._refused_ms = {key: at_ms for key, at_ms in self._refused_ms.items() if key in wanted}
        now_ms = self._clock.monotonic_ms()
        missing = [
            one
            for key, one in wanted.items()
            if key not in there and now_ms - self._refused_ms.get(key, -AGAIN_MS) >= AGAIN_MS
        ]
        accounts = {one.user_id for one in missing}
        await asyncio.gather(
            *(self._listen_to([one for one in missing if one.user_id == user_id]) for user_id in accounts)
        )

    async def _listen_to(self, missing: list[Wanted]) -> None:
        """Subscribe for one account, one after another, so that no socket gets more than it takes."""
        for one in missing:
            key = (one.user_id, one.place)
            asking = self._client.subscribe_to(one.payload, one.user_id)
            if await self._trying(key, asking):
                self._refused_ms.pop(key, None)
            else:
                self._refused_ms[key] = self._clock.monotonic_ms()

    async def _trying(self, key: tuple[str, Place], work: Awaitable[None]) -> bool:
        user_id, (kind, condition) = key
        what = f"{kind} of {dict(sorted(condition))} with the token of {user_id}"
        try:
            await work
        except twitchio.HTTPException as error:
            self._once_told(key, f"Twitch refuses {what}: {error.status} {error.extra.get('message', '')}")
            return False
        except (NoRoom, ValueError, twitchio.WebsocketConnectionException, aiohttp.ClientError) as error:
            self._once_told(key, f"{what} cannot be subscribed to: {error}")
            return False
        self._recovered(key)
        return True

    def _once_told(self, what: Hashable, sentence: str) -> None:
        if what not in self._told:
            log.warning("%s", sentence)
        self._told.add(what)

    def _recovered(self, what: Hashable) -> None:
        self._told.discard(what)
