"""A receiver of webhooks, on this machine: answers as it is told, and remembers what came."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Receiver:
    """What came, and what is answered.

    Attributes:
        statuses: of the next answers; then `status`.
        gate: answers wait until it is set.
    """

    url: str = ""
    status: int = 200
    statuses: list[int] = field(default_factory=list)
    body: bytes = b"thank you"
    headers: dict[str, str] = field(default_factory=dict)
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def take(self, request: web.Request) -> web.Response:
        self.came.append((dict(request.headers), await request.read()))
        await self.gate.wait()
        status = self.statuses.pop(0) if self.statuses else self.status
        return web.Response(status=status, body=self.body, headers=self.headers)

    def kinds(self) -> list[str]:
        return [headers["Hypecut-Event"] for headers, _ in self.came]


def verify(secret: str, headers: dict[str, str], body: bytes) -> int:
    """As the documentation tells receivers to: the time that was signed. Raises AssertionError."""
    parts = [part.split("=", 1) for part in headers["Hypecut-Signature"].split(",")]
    [sent_at] = [value for name, value in parts if name == "t"]
    expected = hmac.new(secret.encode(), sent_at.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert any(name == "v1" and hmac.compare_digest(expected, value) for name, value in parts)
    return int(sent_at)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver that listens."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert runner.addresses
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        receiver.gate.set()
        await runner.cleanup()
