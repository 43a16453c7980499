"""What only this machine can reach: a stand-in for a cloud's metadata service, on another loopback address.

In: connections. Out: how many there were; each is answered as a web server would, with a secret.
"""

from __future__ import annotations

import asyncio

ADDRESS = "127.0.0.2"
SECRET = b"a key of the machine"


class MetadataService:
    """Listens on `127.0.0.2`. Use as an async context manager.

    Attributes:
        connections: how many were made, of whatever kind.
        port: where.
    """

    def __init__(self) -> None:
        self.connections = 0
        self.port = 0
        self._server: asyncio.Server | None = None

    def url(self, path: str = "latest/meta-data.ts", host: str = ADDRESS) -> str:
        """An address of it, under another name of its host if need be."""
        return f"http://{host}:{self.port}/{path}"

    async def __aenter__(self) -> MetadataService:
        self._server = await asyncio.start_server(self._answer, ADDRESS, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await reader.readline()
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        writer.write(head % len(SECRET) + SECRET)
        await writer.drain()
        writer.close()
