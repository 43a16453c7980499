"""A real Redis for tests: `redis-server` on a socket of its own, with nothing on disk."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis
from redis.asyncio import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from tests.conftest import missing

START_TRIES = 200
"""A twentieth of a second apart: a Redis starts within one, on a busy machine within five."""


class RedisServer:
    """One server; it may be stopped and started again, and has forgotten everything then."""

    def __init__(self, program: str, socket: Path) -> None:
        self._program = program
        self.socket = socket
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """As HYPECUT_REDIS_URL takes it."""
        return f"unix://{self.socket}"

    def client(self, **more: Any) -> Redis:
        """A client that tells of a failure at once."""
        return Redis(unix_socket_path=str(self.socket), retry=Retry(ConstantBackoff(0), 0), **more)

    def start(self) -> None:
        """Return when it answers."""
        options = ("--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no")
        self._process = subprocess.Popen([self._program, *options], stdout=subprocess.DEVNULL)
        patient = Retry(ConstantBackoff(0.05), START_TRIES)
        errors = [redis.ConnectionError, redis.TimeoutError, FileNotFoundError, ConnectionRefusedError]
        with redis.Redis(
            unix_socket_path=str(self.socket), retry=patient, retry_on_error=errors
        ) as connection:
            connection.ping()

    def stop(self) -> None:
        """Gone, with all it knew."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A server, for as long as it is wanted."""
    program = shutil.which("redis-server")
    if program is None:
        missing("redis-server on the PATH (Debian: apt install redis-server)")
        return
    # A path of a socket has 107 bytes at most, and pytest's folders may be longer.
    with tempfile.TemporaryDirectory(prefix="hypecut-redis-") as folder:
        server = RedisServer(program, Path(folder) / "redis.sock")
        server.start()
        try:
            yield server
        finally:
            server.stop()
