"""Twitch's chat, read without an account over its IRC websocket.

In: a channel's name. Out: messages on the session's timeline. The connection is kept up by itself;
seconds in which it was down are told apart from seconds in which nobody spoke.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque

import aiohttp

from monitors.chat.base import Beside
from monitors.chat.emotes import NO_EMOTES, ChannelEmotes
from monitors.chat.hearing import Hearing
from monitors.chat.irc import IrcLine, NotIrc, parse
from monitors.chat.message import NOTHING, AuthorHash, Heard
from monitors.chat.shelf import Shelf
from monitors.chat.wanted import wish_of
from schemas.capture import ChatMessage
from schemas.moment import SECOND_MS
from streams.clock import Clock

log = logging.getLogger(__name__)

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
"""Twitch allows 20 joins in 10 s for each address; a monitor with 40 channels stays below that."""

PING_EVERY_S = 45.0
"""Nobody may speak for hours, and a dead connection looks the same: the answer tells them apart."""

SILENCE_S = 60.0
"""The server answers a PING within a second or two; without a line for so long it is out of reach."""

SPANS_MAX = 64
"""Stretches of being connected that are remembered; only those of the last minute are asked for."""

ARRIVAL_MS = 1500
"""How late a line may arrive behind its own time stamp and still belong to its second."""

CAPABILITIES = "twitch.tv/tags twitch.tv/commands"


class TwitchChat:
    """Listens to a channel from `start` to `close`."""

    present = True

    def __init__(
        self, channel: str, url: str, author: AuthorHash, clock: Clock, emotes: ChannelEmotes = NO_EMOTES
    ) -> None:
        self.bad_count = 0
        self._channel = channel.lower()
        self._url = url
        self._clock = clock
        self._hearing = Hearing(author, emotes)
        self._shelf = Shelf()
        self._up_spans: deque[list[int]] = deque(maxlen=SPANS_MAX)
        self._connections = 0
        self._heard_ms = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Lines and events that nobody has asked for yet."""
        return len(self._shelf)

    @property
    def dropped_count(self) -> int:
        """Lines that did not fit."""
        return self._shelf.dropped_count

    def start(self, started_at_ms: int) -> None:
        """See `Chat.start`."""
        self._shelf.started_at_ms = started_at_ms
        self._task = asyncio.create_task(self._keep_listening(), name=f"chat-{self._channel}")

    def until(self, until_ms: int) -> list[ChatMessage]:
        """See `Chat.until`."""
        return self._shelf.lines(until_ms)

    def beside(self, until_ms: int) -> list[Beside]:
        """See `Chat.beside`."""
        return self._shelf.beside(until_ms)

    def known_until_ms(self) -> int | None:
        """See `Chat.known_until_ms`."""
        return self._clock.now_ms() - self._shelf.started_at_ms - ARRIVAL_MS

    def live(self, second_ms: int) -> bool:
        """Whether we were connected for at least half of the second."""
        now_ms = self._clock.now_ms()
        covered = 0
        for begun_ms, ended_ms in self._up_spans:
            end_ms = (ended_ms or now_ms) - self._shelf.started_at_ms
            start_ms = begun_ms - self._shelf.started_at_ms
            covered += max(0, min(second_ms + SECOND_MS, end_ms) - max(second_ms, start_ms))
        return covered >= SECOND_MS // 2

    async def close(self) -> None:
        """Hang up."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self.bad_count:
            log.info("chat: %d lines could not be read", self.bad_count)
        self._shelf.told()

    async def _keep_listening(self) -> None:
        wait_s = FIRST_WAIT_S
        told = False
        async with aiohttp.ClientSession() as http:
            while True:
                before = self._connections
                lost = False
                try:
                    await self._listen(http)
                    log.debug("chat: the connection ended")
                except (aiohttp.ClientError, TimeoutError, OSError) as error:
                    if not told:
                        log.warning("chat: not connected (%s); trying again by itself", type(error).__name__)
                    told = lost = True
                finally:
                    # Of a connection that went dead, only the time up to its last line is known.
                    self._down(self._heard_ms if lost else self._clock.now_ms())
                if self._connections > before:
                    wait_s, told = FIRST_WAIT_S, False
                # Spread out, so that forty channels do not knock in the same instant.
                await asyncio.sleep(wait_s * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    async def _listen(self, http: aiohttp.ClientSession) -> None:
        async with http.ws_connect(self._url, heartbeat=None, max_msg_size=1 << 20) as socket:
            nick = f"justinfan{random.randint(10_000, 999_999)}"  # noqa: S311 - any number will do
            for line in (
                f"CAP REQ :{CAPABILITIES}",
                "PASS SCHMOOPIIE",
                f"NICK {nick}",
                f"JOIN #{self._channel}",
            ):
                await socket.send_str(f"{line}\r\n")
            pinging = asyncio.create_task(self._ping(socket), name=f"chat-ping-{self._channel}")
            try:
                while True:
                    frame = await socket.receive(timeout=SILENCE_S)
                    if frame.type is not aiohttp.WSMsgType.TEXT:
                        return
                    self._heard_ms = self._clock.now_ms()
                    for raw in frame.data.split("\r\n"):
                        if raw and not await self._heard(raw, socket):
                            return
            finally:
                pinging.cancel()
                await asyncio.gather(pinging, return_exceptions=True)

    async def _ping(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            await asyncio.sleep(PING_EVERY_S)
            await socket.send_str("PING :hypecut\r\n")  # where that fails, the listener sees it, too

    async def _heard(self, raw: str, socket: aiohttp.ClientWebSocketResponse) -> bool:
        """Deal with a line; False when the server asks to connect anew."""
        try:
            line = parse(raw)
        except NotIrc:
            self.bad_count += 1
            return True
        if line.command == "PING":
            await socket.send_str(f"PONG :{line.text or ''}\r\n")
        elif line.command == "RECONNECT":
            return False
        elif line.command in {"JOIN", "366"}:
            self._up()
        else:
            self._take(line)
        return True

    def _take(self, line: IrcLine) -> None:
        now_ms = self._clock.now_ms()
        heard = self._hearing.line(line, now_ms)
        if heard == NOTHING:
            return
        self._up()
        wish = wish_of(heard.message) if heard.message is not None else None
        if wish is not None:
            heard = Heard(heard.message, (*heard.events, wish), heard.withdrawals)
        self._shelf.put(heard, now_ms)

    def _up(self) -> None:
        if not self._up_spans or self._up_spans[-1][1]:
            self._up_spans.append([self._clock.now_ms(), 0])
            self._connections += 1

    def _down(self, at_ms: int) -> None:
        if self._up_spans and not self._up_spans[-1][1]:
            self._up_spans[-1][1] = at_ms
