"""A process of ours: started, heard, stopped.

In: a command and an environment. Out: its lines in a log file of bounded size, its last line, its
exit code. It runs in a process group of its own, which is killed when it ends: what it started goes
with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from streams.lifeline import LIFELINE_ENV, Lifeline

LOG_BYTES_MAX = 5 * 1024 * 1024
"""Of a log file; the one before is kept beside it, so that a process has 10 MB at most."""

LINE_BYTES_MAX = 64 * 1024
"""Longer lines are written in pieces."""

PIPE_AFTERLIFE_S = 1.0
"""How long a dead process's output is still read; its children may hold the pipe open."""


class LogFile:
    """An append-only file that begins anew when it is full, and keeps its predecessor.

    A disk that takes no more must not stop the process that logs: such lines are lost.
    """

    def __init__(self, path: Path, bytes_max: int = LOG_BYTES_MAX) -> None:
        self._path = path
        self._bytes_max = bytes_max
        self._size = path.stat().st_size if path.exists() else 0

    @property
    def path(self) -> Path:
        """Where the lines are."""
        return self._path

    def write(self, line: bytes) -> None:
        """Append a line."""
        with contextlib.suppress(OSError):
            if self._size + len(line) > self._bytes_max and self._size:
                self._path.replace(self._path.with_suffix(".log.1"))
                self._size = 0
            with self._path.open("ab") as out:
                out.write(line)
            self._size += len(line)


class Child:
    """One run of one process."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: LogFile,
        lifeline: Lifeline,
    ) -> None:
        self._command = command
        self._environment = environment
        self._log = log
        self._lifeline = lifeline
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._gone = False
        self.last_line = ""

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        if self._process is None or self._process.returncode is not None:
            return None
        return self._process.pid

    async def start(self) -> None:
        """Start it. Raises OSError when there is no such command."""
        lifeline_fd = self._lifeline.read_fd
        # A pipe of asyncio's own would hide the end of a process whose children still hold it.
        read_fd, write_fd = os.pipe()
        output = os.fdopen(read_fd, "rb", 0)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env={**self._environment, LIFELINE_ENV: str(lifeline_fd)},
                pass_fds=(lifeline_fd,),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=write_fd,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        except BaseException:
            output.close()
            raise
        finally:
            os.close(write_fd)
        self._reader = asyncio.create_task(self._read(output))

    async def wait(self) -> int:
        """Its exit code, once it has ended and its group is gone; negative for a signal."""
        process, reader = self._process, self._reader
        if process is None or reader is None:
            raise RuntimeError("the process was not started")
        code = await process.wait()
        self.signal_group(signal.SIGKILL)
        self._gone = True
        await asyncio.wait([reader], timeout=PIPE_AFTERLIFE_S)
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)
        return code

    def signal_group(self, number: int) -> None:
        """Send a signal to it and to all that it started."""
        if self._process is not None and not self._gone:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    async def stop(self, grace_s: float) -> int:
        """Ask it to end, then make it."""
        if self.pid is not None:
            # Only the process itself is asked: it ends its own children in order.
            os.kill(self.pid, signal.SIGTERM)
            waiting = asyncio.create_task(self.wait())
            done, _ = await asyncio.wait([waiting], timeout=grace_s)
            if not done:
                self.signal_group(signal.SIGKILL)
            return await waiting
        return await self.wait()

    async def _read(self, output: IO[bytes]) -> None:
        stream = asyncio.StreamReader(LINE_BYTES_MAX)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), output
        )
        try:
            while chunk := await self._line(stream):
                self._log.write(chunk)
                text = chunk.decode(errors="replace").strip()
                if text:
                    self.last_line = text
        finally:
            transport.close()

    async def _line(self, stream: asyncio.StreamReader) -> bytes:
        try:
            return await stream.readuntil(b"\n")
        except asyncio.IncompleteReadError as end:
            return end.partial
        except asyncio.LimitOverrunError as overrun:
            return await stream.readexactly(overrun.consumed or LINE_BYTES_MAX)
