"""What the Twitch process asks of the door beside what every process asks."""

from __future__ import annotations

from typing import Protocol
from uuid import uuid4

import msgspec

from schemas.chat import ChatRole
from streams.door import Door

SPEAKS = "channel:bot"
"""The scope by which a broadcaster lets the bot's own account answer in their chat."""

BROADCASTER = "broadcaster"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A channel that its broadcaster, or somebody whom they trust, has linked; or the bot's own account.

    Attributes:
        broadcaster_id: Twitch's number of the channel.
        user_id: Twitch's number of whoever allowed the `scopes`, which is what tokens are kept by.
        role: of them in the channel.
        handle: what the door's token broker takes in place of Twitch's refresh token.
        bot: it is the bot's own account, of the whole installation.
    """

    link_id: str
    broadcaster_id: str
    user_id: str
    login: str
    scopes: tuple[str, ...]
    handle: str
    role: str = BROADCASTER
    channel_id: str | None = None
    bot: bool = False

    @property
    def speaks(self) -> bool:
        """Whether the bot answers here."""
        return SPEAKS in self.scopes


class BotRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A line of chat that is for the bot. `author`: keyed hash. `at_ms`: epoch ms."""

    message_id: str
    channel_id: str
    at_ms: int
    author: str
    role: ChatRole
    text: str


class BotReply(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from a line.

    Attributes:
        fresh: the door heard it for the first time; nothing is said or made otherwise.
        reply: to be said; empty: nothing.
        wanted_centi: how much a moment is wanted, in hundredths; 0: it is not about one.
        twitch_clip: make Twitch's own clip, too.
    """

    fresh: bool
    command: str = ""
    reply: str = ""
    wanted_centi: int = 0
    twitch_clip: bool = False


class BotAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Something to say later, in the thread of `reply_to`."""

    answer_id: str
    channel_id: str
    text: str
    reply_to: str = ""


class StreamChange(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a stream: `kind` is online, offline, changed or raided_out. `at_ms`: epoch ms."""

    event_id: str
    kind: str
    at_ms: int
    title: str = ""
    category_id: str = ""
    category: str = ""
    language: str = ""


class _Claim(msgspec.Struct, frozen=True):
    claim: str


class _Settings(msgspec.Struct, frozen=True):
    channel_id: str
    prefix: str


class _Said(msgspec.Struct, frozen=True):
    outcome: str


class DoorOfTwitch(Protocol):
    """The door, as far as the parts of this process need it."""

    async def links(self) -> list[Link]:
        """What is linked now."""
        ...

    async def prefixes(self) -> dict[str, str]:
        """What lines for the bot begin with, of the channels that have chosen something of their own."""
        ...

    async def bot_request(self, request: BotRequest) -> BotReply:
        """Hand over a line. Raises DoorShut, DoorRefused."""
        ...

    async def due_answers(self) -> list[BotAnswer]:
        """What is to be said, and nobody has claimed."""
        ...

    async def claim_answer(self, answer_id: str) -> None:
        """Take an answer upon oneself. Raises Fenced when somebody else has."""
        ...

    async def said_answer(self, answer_id: str, outcome: str) -> None:
        """Tell what became of it: `sent`, or why not."""
        ...

    async def stream_changed(self, channel_id: str, change: StreamChange) -> None:
        """Tell of a stream."""
        ...


class TwitchDoor(Door):
    """The door, with the routes of Twitch and of the bot."""

    async def links(self) -> list[Link]:
        """See `DoorOfTwitch`."""
        return await self._list("/v1/twitch/links?state=linked", Link)

    async def prefixes(self) -> dict[str, str]:
        """See `DoorOfTwitch`."""
        chosen = await self._list("/v1/bot/settings?sort=-created_at_ms", _Settings)
        return {one.channel_id: one.prefix for one in chosen}

    async def bot_request(self, request: BotRequest) -> BotReply:
        """See `DoorOfTwitch`."""
        answer = await self._call("POST", "/v1/bot/requests", msgspec.json.encode(request))
        return msgspec.json.decode(answer, type=BotReply)

    async def due_answers(self) -> list[BotAnswer]:
        """See `DoorOfTwitch`."""
        return await self._list("/v1/bot/answers?state=due", BotAnswer)

    async def claim_answer(self, answer_id: str) -> None:
        """See `DoorOfTwitch`. Asked again after an answer that was lost, it is the same claim."""
        claim = msgspec.json.encode(_Claim(uuid4().hex))
        await self._call("POST", f"/v1/bot/answers/{answer_id}/claim", claim)

    async def said_answer(self, answer_id: str, outcome: str) -> None:
        """See `DoorOfTwitch`."""
        await self._call("POST", f"/v1/bot/answers/{answer_id}/said", msgspec.json.encode(_Said(outcome)))

    async def stream_changed(self, channel_id: str, change: StreamChange) -> None:
        """See `DoorOfTwitch`."""
        await self._call("POST", f"/v1/channels/{channel_id}/stream", msgspec.json.encode(change))
