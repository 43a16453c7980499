"""SQLite in few steps: in, the file of a database; out, connections that ask their thread once a statement.

aiosqlite goes to its thread and back for each of opening a cursor, executing, fetching and closing it, and
SQLAlchemy once more to begin and to end. Beside a busy event loop each way waits for the interpreter's lock.
Here a statement is one way, the beginning of a transaction that only reads travels with its first
statement, and nobody waits for its end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from aiosqlite.core import _STOP_RUNNING_SENTINEL

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for another process's transaction: longer than any of ours takes, shorter
than the 20 s after which a worker gives a call up."""

CACHE_KIB = 16_000
"""Of each connection: the upper levels of the indexes stay in it. The rest comes from the system's memory.
`mmap_size` would spare a copy, and was no faster; an error of the disk would end the process with it."""

JOURNAL_BYTES = 64 * 2**20
"""The log of a large transaction, such as a migration, is cut back to this once it is in the database."""

STATEMENTS = 512
"""Prepared ones kept by a connection; the API has some 300."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    f"cache_size=-{CACHE_KIB}",
    f"journal_size_limit={JOURNAL_BYTES}",
)


class _Cursor:
    """Has fetched all rows by the time that its statement has run."""

    def __init__(self, connection: OneWayConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> _Cursor:
        return self

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        await self._connection.in_thread(partial(self._run, statement, values, many=False))

    async def executemany(self, statement: str, values: Sequence[Any]) -> None:
        await self._connection.in_thread(partial(self._run, statement, values, many=True))

    def _run(self, statement: str, values: Sequence[Any], *, many: bool) -> None:
        cursor = self._connection.begun().cursor()
        try:
            if many:
                cursor.executemany(statement, values)
            else:
                cursor.execute(statement, values)
            self.description, self.lastrowid = cursor.description, cursor.lastrowid
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount = cursor.rowcount
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        self._rows = []


class OneWayConnection(aiosqlite.Connection):
    """A connection whose statements are one way to its thread each."""

    def __init__(self, path: Path) -> None:
        opened = partial(sqlite3.connect, path, isolation_level=None, cached_statements=STATEMENTS)
        super().__init__(opened, iter_chunk_size=64)
        self._thread.daemon = True
        self._to_begin = self._only_reads = False

    def cursor(self) -> Any:
        """A cursor; nothing is done yet."""
        return _Cursor(self)

    def stop(self) -> None:
        """End its thread, behind what it has to do still.

        Nobody is told when: aiosqlite's own tells an event loop that may be closed by then, and its thread
        ends with a trace on the terminal.
        """
        self._running = False
        self._tx.put_nowait((None, self._ended))

    def _ended(self) -> object:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        return _STOP_RUNNING_SENTINEL

    async def in_thread(self, work: Any) -> None:
        """Do something in the connection's thread."""
        await self._execute(work)  # type: ignore[no-untyped-call]

    def begin_reading(self) -> None:
        """Begin a transaction with the next statement; until it ends nothing is written."""
        self._to_begin = self._only_reads = True

    def begun(self) -> sqlite3.Connection:
        """For the thread: the connection, in the transaction that it is to be in."""
        if self._to_begin:
            self._to_begin = False
            self._conn.execute("BEGIN")
        return self._conn

    async def rollback(self) -> None:
        """End the transaction. That of a reader is not waited for: what comes next stands behind it."""
        if not self._only_reads:
            await super().rollback()
            return
        self._only_reads = False
        if self._to_begin:  # it never came to a statement
            self._to_begin = False
        else:
            self._tx.put_nowait((None, self._conn.rollback))


async def connected(path: Path) -> OneWayConnection:
    """An open connection. Raises sqlite3.Error."""
    connection = OneWayConnection(path)
    try:
        await connection
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", *PRAGMAS):
            await cursor.execute(f"PRAGMA {pragma}")
    except BaseException:  # whoever waited may have been cancelled: its thread must not stay
        connection.stop()
        raise
    return connection
