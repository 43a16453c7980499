"""The Twitch process in this process: real TwitchIO, a stand-in for Twitch, a fake door and a fake road."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import SecretStr

from monitors.chat.emotes import NO_EMOTES, ChannelEmotes
from monitors.chat.message import AuthorHash
from monitors.twitch.bot import Bot
from monitors.twitch.desk import Desk
from monitors.twitch.door import Link
from monitors.twitch.onair import Streams
from monitors.twitch.settings import TwitchSettings
from monitors.twitch.voice import Voice
from monitors.twitch.wire import Frame, TwitchClient
from schemas.chat import ChannelChat, ChatEvent, ChatMessage, Withdrawal
from streams.clock import Clock, SystemClock
from streams.topics import TWITCH_CHAT
from tests.fakes.publisher import FakePublisher
from tests.fakes.twitch import FakeTwitch
from tests.fakes.twitch_door import FakeTwitchDoor

T = TypeVar("T")
HASH = AuthorHash("a key of the tests")
ALL = (
    "user:read:chat",
    "user:write:chat",
    "channel:bot",
    "clips:edit",
    "channel:read:hype_train",
    "channel:read:polls",
    "channel:read:predictions",
    "moderator:read:shoutouts",
)


@dataclass
class Tower:
    """All of it, and what it has heard."""

    fake: FakeTwitch
    client: TwitchClient
    desk: Desk
    bot: Bot
    streams: Streams
    door: FakeTwitchDoor = field(default_factory=FakeTwitchDoor)
    road: FakePublisher = field(default_factory=FakePublisher)

    async def follow(self) -> None:
        """As the links are now."""
        await self.desk.follow(await self.door.links(), await self.door.prefixes())

    async def flushed(self) -> list[ChannelChat]:
        """What is on the road by now."""
        await self.desk.flush()
        return [event for event in self.road.on(TWITCH_CHAT) if isinstance(event, ChannelChat)]

    async def messages(self) -> list[ChatMessage]:
        return [one for event in await self.flushed() for one in event.messages]

    async def events(self) -> list[ChatEvent]:
        return [one for event in await self.flushed() for one in event.events]

    async def withdrawals(self) -> list[Withdrawal]:
        return [one for event in await self.flushed() for one in event.withdrawals]

    async def heard(self, count: int) -> list[ChatMessage]:
        """So many lines, waited for."""
        return await self.comes(self.messages, count)

    async def comes(self, ask: Callable[[], Awaitable[list[T]]], count: int = 1) -> list[T]:
        """What is asked for, as soon as there is so much of it."""
        async with asyncio.timeout(15):
            while len(found := await ask()) < count:  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.01)
        return found

    def link(self, login: str, *scopes: str) -> Link:
        """A channel is linked."""
        broadcaster = self.fake.channel(login).user.user_id
        link = Link(
            link_id=f"link-{login}",
            broadcaster_id=broadcaster,
            user_id=broadcaster,
            login=login,
            scopes=scopes or ALL,
            handle=self.fake.token(login, *(scopes or ALL)).refresh,
            channel_id=f"channel-{login}",
        )
        self.door.linked = [one for one in self.door.linked if one.link_id != link.link_id] + [link]
        return link

    def link_bot(self, login: str = "hypecutbot", *scopes: str) -> Link:
        """The bot's own account is linked."""
        allowed = scopes or ("user:read:chat", "user:write:chat", "user:bot", "clips:edit")
        link = Link(
            link_id="link-of-the-bot",
            broadcaster_id=self.fake.user(login).user_id,
            user_id=self.fake.user(login).user_id,
            login=login,
            scopes=allowed,
            handle=self.fake.token(login, *allowed).refresh,
            role="bot",
            bot=True,
        )
        self.door.linked.append(link)
        return link


@asynccontextmanager
async def tower(
    fake: FakeTwitch, clock: Clock | None = None, emotes: ChannelEmotes = NO_EMOTES
) -> AsyncIterator[Tower]:
    """Everything, logged in; TwitchIO has been led to the stand-in."""
    settings = TwitchSettings(
        twitch_client_id=fake.app.client_id,
        token=SecretStr(fake.app.secret),
        twitch_api_url=fake.api_url,
        twitch_eventsub_url=fake.eventsub_url,
    )
    clock = clock or SystemClock()
    door, road, desks = FakeTwitchDoor(), FakePublisher(), list[Desk]()

    def hear(frame: Frame) -> None:
        desks[0].hear(frame)

    async with TwitchClient(settings, hear) as client:
        await client.login(load_tokens=False, save_tokens=False)
        desk = Desk(client, door, road, HASH, clock, emotes=emotes)
        desks.append(desk)
        bot = Bot(desk, client, door, Voice(client, clock, 20), clock)
        desk.lines = bot
        desk.streams = streams = Streams(desk, client, door, clock)
        try:
            yield Tower(fake, client, desk, bot, streams, door, road)
        finally:
            await bot.close()
