"""What goes wrong when a test orders it: answers that are errors, that come late, or never."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HANG_S_MAX = 600.0
"""A client that waits longer than this has no time-out at all."""


@dataclass
class Order:
    """What happens to the next calls of a path.

    Attributes:
        path: how the path begins, for example `/helix/chat/messages`.
        status: the answer; 0: the real one.
        times: how often; below 0: always.
        wait_s: real seconds before anything happens.
        hangs: no answer comes before `Faults.let_go`.
        drops: the connection breaks; after the work was done where `status` is 0.
    """

    path: str
    method: str = ""
    status: int = 0
    times: int = 1
    wait_s: float = 0.0
    hangs: bool = False
    drops: bool = False
    message: str = ""


@dataclass
class Faults:
    """The orders, oldest first."""

    orders: list[Order] = field(default_factory=list)
    _go: asyncio.Event = field(default_factory=asyncio.Event)

    def let_go(self) -> None:
        """Calls that hang go on."""
        self._go.set()
        self._go = asyncio.Event()

    def _next(self, request: web.Request) -> Order | None:
        for order in self.orders:
            if request.path.startswith(order.path) and order.method in {"", request.method}:
                order.times -= 1
                if order.times == 0:
                    self.orders.remove(order)
                return order
        return None

    async def through(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The handler's answer, or what was ordered."""
        order = self._next(request)
        if order is None:
            return await handler(request)
        if order.wait_s:
            await asyncio.sleep(order.wait_s)
        if order.hangs:
            async with asyncio.timeout(HANG_S_MAX):
                await self._go.wait()
        answer = await handler(request) if not order.status else _failed(order)
        if order.drops and request.transport is not None:
            request.transport.abort()
        return answer


def _failed(order: Order) -> web.Response:
    names = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}
    body = {"error": names.get(order.status, "Error"), "status": order.status, "message": order.message}
    return web.json_response(body, status=order.status)
