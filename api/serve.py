"""Serves an app over HTTP in the loop that is there, until it is told to stop.

In: an app, an address, a stop event. Out: answers; uvicorn is told nothing of signals, because the
process has its own way to be stopped.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from streams.process import CannotStart

log = logging.getLogger(__name__)

DRAIN_S = 5
"""Requests that run when the stop comes get this long; the supervisor waits 10 s for the process."""

BACKLOG = 256
"""Connections that wait to be taken: every worker of a large installation at once."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, port: int, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._port = port
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        log.info("the API answers on port %d", self._port)
        self._ready()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the address; port 0 takes a free one.

    Raises:
        CannotStart: the port is taken, or the address is not this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise CannotStart(
            f"the API cannot listen on {host}:{port}: {error.strerror or error}; stop what uses the port, "
            "or set HYPECUT_API_PORT to another one and HYPECUT_API_URL with it"
        ) from error
    # Inherited by its connections. asyncio would set it only on sockets made with an explicit protocol
    # number, and without it each small answer waits 40 ms for the other side's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def stay() -> None:
    """Say that what there is by now (routes, shapes, tables: some 200,000 objects) stays to the end.

    Looked through at each full collection, it would hold up whoever asks just then for a tenth of a second.
    """
    gc.collect()
    gc.freeze()


async def serve(
    app: FastAPI, listener: socket.socket, stop: asyncio.Event, ready: Callable[[], None]
) -> None:
    """Serve until `stop` is set, and end what runs beside the requests.

    Args:
        app: its lifespan is run here, so that its errors come up as they are.
        listener: a socket that listens; it is closed at the end.
        stop: asks for the end.
        ready: called once when requests are answered.

    Raises:
        CannotStart: from the app's own start.
    """
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        ws="none",
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=DRAIN_S,
    )
    server = _Server(config, listener.getsockname()[1], ready)

    async def end() -> None:
        await stop.wait()
        getattr(app.state, "on_stop", lambda: None)()  # streams, which would else be waited for in vain
        server.should_exit = True

    with listener:
        async with app.router.lifespan_context(app):
            ender = asyncio.create_task(end())
            try:
                await server.serve(sockets=[listener])
            finally:
                ender.cancel()
    if not stop.is_set():
        raise RuntimeError("the HTTP server ended though nobody asked it to")
