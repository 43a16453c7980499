"""Twitch's IRC websocket: greets, takes joins, says what it is told to, hangs up when told.

`IrcServer` is one of the doors of the stand-in; `FakeTwitchIrc` is it alone, where every room exists.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from streams.clock import Clock, SystemClock

JOINS_MAX = 20
JOIN_WINDOW_MS = 10_000
"""More joins than this in 10 s are not answered."""

PING_MS = 300_000
PONG_MS = 60_000
"""Twitch asks every five minutes, and hangs up on whoever does not answer."""

CAPABILITIES = {"twitch.tv/tags", "twitch.tv/commands", "twitch.tv/membership"}
HOST = "tmi.twitch.tv"


@dataclass(eq=False)
class Listener:
    """One connection."""

    socket: web.WebSocketResponse
    nick: str = "justinfan1"
    password: str = ""
    caps: set[str] = field(default_factory=set)
    rooms: list[str] = field(default_factory=list)
    joined_at_ms: deque[int] = field(default_factory=deque)
    asked_at_ms: int = 0
    answered: bool = True


@dataclass(eq=False)
class IrcServer:
    """The rooms and who is in them.

    Attributes:
        heard: lines of all clients, in order.
        joins: how many joins were answered.
        joins_ignored: how many came too fast.
        out_of_reach: connections that are up hear nothing any more, and nobody tells them.
        greeting: what a join of a room brings besides the usual: lines without their end.
        refusal: why somebody may not enter: an id of a NOTICE and its sentence; None: may enter.
        login: whether a password lets a nick in.
    """

    clock: Clock = field(default_factory=SystemClock)
    joins_max: int | None = JOINS_MAX
    greeting: Callable[[str], list[str]] = lambda room: []
    refusal: Callable[[str, str], tuple[str, str] | None] = lambda room, nick: None
    login: Callable[[str, str], bool] = lambda nick, password: True
    heard: list[str] = field(default_factory=list)
    joins: int = 0
    joins_ignored: int = 0
    out_of_reach: bool = False
    joined: asyncio.Event = field(default_factory=asyncio.Event)
    listeners: list[Listener] = field(default_factory=list)

    async def say(self, *lines: str) -> None:
        """One websocket frame with these lines, to everybody who is in a room."""
        for one in list(self.listeners):
            if one.rooms:
                await self._send(one, *lines)

    async def to(self, room: str, tags: str, line: str, *, command: bool = False) -> int:
        """A line to everybody in a room, as each asked for it. To how many it went."""
        told = 0
        for one in list(self.listeners):
            if room not in one.rooms or (command and "twitch.tv/commands" not in one.caps):
                continue
            tagged = f"@{tags} {line}" if tags and "twitch.tv/tags" in one.caps else line
            told += await self._send(one, tagged)
        return told

    def anybody_in(self, room: str) -> bool:
        return any(room in one.rooms for one in self.listeners)

    async def reconnect(self) -> None:
        """Ask everybody to connect anew."""
        for one in list(self.listeners):
            if "twitch.tv/commands" in one.caps:
                await self._send(one, f":{HOST} RECONNECT")

    async def hang_up(self) -> None:
        """Close all connections."""
        self.joined.clear()
        listeners, self.listeners = self.listeners, []
        for one in listeners:
            await one.socket.close()

    async def drop(self) -> None:
        """Cut all connections without a word."""
        self.joined.clear()
        listeners, self.listeners = self.listeners, []
        for one in listeners:
            if one.socket._req is not None and one.socket._req.transport is not None:
                one.socket._req.transport.abort()

    async def turn(self) -> None:
        """Ask whoever was not asked for five minutes; hang up on whoever did not answer."""
        now_ms = self.clock.monotonic_ms()
        for one in list(self.listeners):
            if not one.answered and now_ms - one.asked_at_ms >= PONG_MS:
                self.listeners.remove(one)
                await one.socket.close()
            elif one.answered and now_ms - one.asked_at_ms >= PING_MS:
                one.asked_at_ms, one.answered = now_ms, False
                await self._send(one, f"PING :{HOST}")

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The websocket."""
        socket = web.WebSocketResponse(compress=False, timeout=1.0)
        await socket.prepare(request)
        one = Listener(socket, asked_at_ms=self.clock.monotonic_ms())
        self.listeners.append(one)
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    break
                for line in frame.data.split("\r\n"):
                    if line:
                        self.heard.append(line)
                        await self._take(one, line)
        finally:
            if one in self.listeners:
                self.listeners.remove(one)
        return socket

    async def _send(self, one: Listener, *lines: str) -> bool:
        if self.out_of_reach or one.socket.closed:
            return False
        try:
            await one.socket.send_str("".join(f"{line}\r\n" for line in lines))
        except ConnectionError:
            return False
        return True

    async def _take(self, one: Listener, line: str) -> None:
        command, _, rest = line.partition(" ")
        match command.upper():
            case "CAP" if rest.upper().startswith("REQ"):
                asked = rest.partition(":")[2].split()
                one.caps.update(CAPABILITIES & set(asked))
                ack = "ACK" if set(asked) <= CAPABILITIES else "NAK"
                await self._send(one, f":{HOST} CAP * {ack} :{' '.join(asked)}")
            case "PASS":
                one.password = rest.removeprefix(":")
            case "NICK":
                await self._greet(one, rest.strip().lower())
            case "PING":
                await self._send(one, f":{HOST} PONG {HOST} {rest}")
            case "PONG":
                one.answered = True
            case "PART":
                one.rooms = [room for room in one.rooms if f"#{room}" not in rest.split(",")]
            case "JOIN":
                for name in rest.split(","):
                    await self._join(one, name.strip().lower().removeprefix("#"))

    async def _greet(self, one: Listener, nick: str) -> None:
        one.nick = nick
        if not nick.startswith("justinfan") and not self.login(nick, one.password.removeprefix("oauth:")):
            await self._send(one, f":{HOST} NOTICE * :Login authentication failed")
            await one.socket.close()
            return
        words = ("Welcome, GLHF!", f"Your host is {HOST}", "This server is rather new", "-")
        lines = [f":{HOST} {n:03d} {nick} :{text}" for n, text in enumerate(words, 1)]
        lines += [f":{HOST} 375 {nick} :-", f":{HOST} 372 {nick} :You are in a maze of twisty passages."]
        await self._send(one, *lines, f":{HOST} 376 {nick} :>")

    async def _join(self, one: Listener, room: str) -> None:
        now_ms = self.clock.monotonic_ms()
        while one.joined_at_ms and now_ms - one.joined_at_ms[0] >= JOIN_WINDOW_MS:
            one.joined_at_ms.popleft()
        if self.joins_max is not None and len(one.joined_at_ms) >= self.joins_max:
            self.joins_ignored += 1
            return
        one.joined_at_ms.append(now_ms)
        refused = self.refusal(room, one.nick)
        if refused is not None:
            tags = f"@msg-id={refused[0]} " if "twitch.tv/tags" in one.caps else ""
            await self._send(one, f"{tags}:{HOST} NOTICE #{room} :{refused[1]}")
            return
        if room not in one.rooms:
            one.rooms.append(room)
        who, here = one.nick, f"{one.nick}.{HOST}"
        await self._send(one, f":{who}!{who}@{here} JOIN #{room}")
        await self._send(
            one,
            f":{here} 353 {who} = #{room} :{who}",
            f":{here} 366 {who} #{room} :End of /NAMES list",
            *(self.greeting(room) if {"twitch.tv/tags", "twitch.tv/commands"} <= one.caps else ()),
        )
        self.joins += 1
        self.joined.set()


class FakeTwitchIrc(IrcServer):
    """Use as an async context manager; `url` is the websocket's. Every room exists, and joins are free."""

    def __init__(self) -> None:
        super().__init__(joins_max=None)
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> FakeTwitchIrc:
        app = web.Application()
        app.router.add_get("/", self.serve)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"ws://127.0.0.1:{self._runner.addresses[0][1]}/"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self.hang_up()
        await self._runner.cleanup()
