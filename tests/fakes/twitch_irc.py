"""Twitch's IRC websocket: greets, takes one join, says what a test gives it, hangs up when told."""

from __future__ import annotations

import asyncio

from aiohttp import WSMsgType, web


class FakeTwitchIrc:
    """Use as an async context manager; `url` is the websocket's.

    Attributes:
        heard: lines of all clients, in order.
        joins: how many joins were answered.
        out_of_reach: connections that are up hear nothing any more, and nobody tells them.
    """

    def __init__(self) -> None:
        self.url = ""
        self.heard: list[str] = []
        self.joins = 0
        self.out_of_reach = False
        self.joined = asyncio.Event()
        self._sockets: list[web.WebSocketResponse] = []
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> FakeTwitchIrc:
        app = web.Application()
        app.router.add_get("/", self._serve)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"ws://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/"  # type: ignore[union-attr]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self.hang_up()
        await self._runner.cleanup()

    async def say(self, *lines: str) -> None:
        """One websocket frame with these lines, to everybody."""
        for socket in self._sockets:
            await socket.send_str("".join(f"{line}\r\n" for line in lines))

    async def hang_up(self) -> None:
        """Close all connections."""
        self.joined.clear()
        sockets, self._sockets = self._sockets, []
        for socket in sockets:
            await socket.close()

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            for line in frame.data.split("\r\n"):
                if not line:
                    continue
                self.heard.append(line)
                if line.startswith("PING ") and not self.out_of_reach:
                    await socket.send_str(f":tmi.twitch.tv PONG tmi.twitch.tv {line[5:]}\r\n")
                if line.startswith("JOIN "):
                    channel = line.split()[1]
                    await socket.send_str(f":justinfan1!justinfan1@x.tmi.twitch.tv JOIN {channel}\r\n")
                    self._sockets.append(socket)
                    self.joins += 1
                    self.joined.set()
        return socket
