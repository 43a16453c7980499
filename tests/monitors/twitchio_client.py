"""The real TwitchIO client, unmodified, pointed at a stand-in by its own constants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import twitchio
from twitchio import eventsub

from tests.fakes.twitch import FakeTwitch

BOT = "hypecutbot"


def point(monkeypatch: pytest.MonkeyPatch, fake: FakeTwitch) -> None:
    """All that is needed to lead TwitchIO elsewhere."""
    monkeypatch.setattr("twitchio.http.Route.BASE", f"{fake.api_url}/")
    monkeypatch.setattr("twitchio.http.Route.ID_BASE", f"{fake.url}/")
    monkeypatch.setattr("twitchio.eventsub.websockets.WSS", fake.eventsub_url)


class Hearing(twitchio.Client):
    """Keeps everything that TwitchIO hands out."""

    def __init__(self, fake: FakeTwitch, bot_id: str) -> None:
        super().__init__(client_id=fake.app.client_id, client_secret=fake.app.secret, bot_id=bot_id)
        self.heard: list[tuple[str, Any]] = []

    def dispatch(self, event: str, payload: Any | None = None) -> None:
        self.heard.append((event, payload))
        super().dispatch(event, payload)

    def of(self, event: str) -> list[Any]:
        return [payload for name, payload in self.heard if name == event]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.of("message")]

    async def listen(self, fake: FakeTwitch, login: str) -> None:
        """Read a channel's chat."""
        channel = fake.channel(login).user.user_id
        wanted = eventsub.ChatMessageSubscription(broadcaster_user_id=channel, user_id=self.bot_id)
        await self.subscribe_websocket(wanted, as_bot=True)


@asynccontextmanager
async def hearing(fake: FakeTwitch, login: str = BOT) -> AsyncIterator[Hearing]:
    """A client that has signed in as a bot."""
    token = fake.bot(login)
    client = Hearing(fake, fake.user(login).user_id)
    await client.login(load_tokens=False, save_tokens=False)
    await client.add_token(token.access, token.refresh)
    try:
        yield client
    finally:
        await client.close(save_tokens=False)


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that tells nobody."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)
