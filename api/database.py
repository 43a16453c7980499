"""The database: connections, transactions, and what SQLite must be told.

In: a URL. Out: transactions, of which one serves one request. What a caller wants done after its
commit is done then, and not at all when the commit fails.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from api.base import READS, StampingSession
from api.migrations import upgrade
from api.problems import Unavailable
from api.sqlite import OneWayConnection, connected
from api.starting import refusal
from streams.clock import Clock
from streams.process import CannotStart, CannotStartYet

log = logging.getLogger(__name__)

WRITE_WAIT_S = 10.0
"""How long a request waits for its turn to write; half of what its caller waits for an answer."""

CONNECTIONS = 8
"""Readers at a time; each is a thread with SQLite, and more than that do not run at once anyway."""

IDLE_MS = 30_000
"""A connection to PostgreSQL that was left alone for longer is asked whether it still stands: a network
forgets those that say nothing. One that the server has closed is known without asking."""

_PAGES = (
    "SET max_parallel_workers_per_gather = 0",
    "SET jit = off",
    "SET plan_cache_mode = force_custom_plan",
)
"""What is asked here ends after a page: to start workers, or a compiler, takes longer than to answer. And a
plan for any workspace and any length of page, which PostgreSQL would make after five of the same, sorts where
that of the workspace and the length that are asked for walks an index."""

_WRITES = {"hypecut_writes": True}

_MIGRATES = _WRITES | {"hypecut_migrates": True}
"""SQLite changes a table by making it anew and dropping the old one, which references to it would forbid.
They are looked through before the commit instead."""


class Work:
    """One transaction that may write.

    Attributes:
        session: where rows are read and changed.
    """

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.follow_ups: list[Callable[[], None]] = []

    def after_commit(self, follow_up: Callable[[], None]) -> None:
        """Do this once the transaction is in the database."""
        self.follow_ups.append(follow_up)


class Database:
    """One database of the API."""

    def __init__(self, url: str, clock: Clock) -> None:
        try:
            self._engine, self._file = _engine(url, clock)
        except ArgumentError as error:
            raise CannotStart(
                "HYPECUT_DATABASE_URL is no database URL; write sqlite:///path or postgresql://user@host/name"
            ) from error
        except ModuleNotFoundError as error:
            raise CannotStart(
                f"the database of HYPECUT_DATABASE_URL needs the Python package {error.name}; install it"
            ) from error
        # Each statement of PostgreSQL sees what is committed by then, in a transaction or not: a reader
        # needs none, and is spared the two ways to the server that begin and end it.
        alone = self._file is not None
        self._reads = self._engine if alone else self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writer = asyncio.Lock() if alone else None
        self.info: dict[str, Any] = {"clock": clock}
        """What every transaction can read in `session.info`."""

    @property
    def engine(self) -> AsyncEngine:
        """For the migrations' own tests."""
        return self._engine

    async def open(self) -> None:
        """Make the database where there is none, and bring its tables up to date.

        Raises:
            CannotStart: it cannot be opened or written. CannotStartYet: not now.
        """
        try:
            if self._file is not None and self._file != Path(":memory:"):
                self._file.parent.mkdir(parents=True, exist_ok=True)
            await self._migrate()
        except (OSError, DBAPIError) as error:
            raise self.start_fault(error) from error

    async def _migrate(self) -> None:
        async with self._engine.connect() as connection:
            await connection.execution_options(**_MIGRATES)
            try:
                async with connection.begin():
                    await connection.run_sync(upgrade)
            finally:
                if self._file is not None:  # it does not look after references: nobody is to get it
                    await connection.invalidate()

    def start_fault(self, error: OSError | DBAPIError) -> CannotStart | CannotStartYet:
        """What an error of this database means for a process that starts."""
        reason = error.orig if isinstance(error, DBAPIError) else error
        return refusal(
            error,
            f"the database {self._shown()} cannot be opened or written: {reason}; check that the place "
            "exists, has room and may be written, or set HYPECUT_DATA or HYPECUT_DATABASE_URL",
            self._file,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """For reading alone. With SQLite it sees one state of the database throughout."""
        async with self._session(self._reads, reads=True) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Work]:
        """A transaction that may write; it commits at the end, unless an error comes up.

        Raises:
            Unavailable: others wrote for longer than `WRITE_WAIT_S`.
        """
        await self._take_turn()
        try:
            async with self._session(self._engine.execution_options(**_WRITES)) as session:
                work = Work(session)
                yield work
                await session.commit()
        finally:
            if self._writer is not None:
                self._writer.release()
        for follow_up in work.follow_ups:
            follow_up()

    async def _take_turn(self) -> None:
        # SQLite has one writer at a time, and lets the others poll; standing in line is fair and faster.
        if self._writer is None:
            return
        try:
            async with asyncio.timeout(WRITE_WAIT_S):
                await self._writer.acquire()
        except TimeoutError:
            raise Unavailable(
                f"other requests wrote to the database for {WRITE_WAIT_S:.0f} s", "send the request again"
            ) from None

    def _session(self, engine: AsyncEngine, *, reads: bool = False) -> AsyncSession:
        info = self.info | {READS: reads}
        return AsyncSession(engine, sync_session_class=StampingSession, expire_on_commit=False, info=info)

    def _shown(self) -> str:
        return str(self._file) if self._file is not None else self._engine.url.render_as_string()

    async def ping(self) -> None:
        """Return when the database answers. Raises SQLAlchemy's errors."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))


def _engine(url: str, clock: Clock) -> tuple[AsyncEngine, Path | None]:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_async_engine(parsed, pool_size=CONNECTIONS, hide_parameters=True)
        _look_after(engine, clock)
        return engine, None
    file = Path(parsed.database or ":memory:")
    engine = create_async_engine(
        parsed,
        async_creator=lambda: connected(file),
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=WRITE_WAIT_S,
        hide_parameters=True,  # the values of a statement that fails hold secrets, and errors are logged
    )
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine, file


def _look_after(engine: AsyncEngine, clock: Clock) -> None:
    """Give out no connection that is broken; asking the server each time would double what a read costs."""
    pool, dialect = engine.sync_engine.pool, engine.sync_engine.dialect

    def made(connection: Any, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for setting in _PAGES:
            cursor.execute(setting)
        cursor.close()
        connection.commit()

    def left(_: Any, record: ConnectionPoolEntry) -> None:
        record.info["left_at_ms"] = clock.monotonic_ms()

    def taken(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
        if connection.driver_connection.is_closed():
            raise DisconnectionError("the server has closed the connection")
        left_at_ms = record.info.get("left_at_ms")
        if left_at_ms is None or clock.monotonic_ms() - left_at_ms <= IDLE_MS:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("the connection broke while nobody used it") from error

    event.listen(pool, "connect", made)
    event.listen(pool, "checkin", left)
    event.listen(pool, "checkout", taken)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("hypecut_migrates", False):
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    if options.get("hypecut_writes", False):
        # A writer takes the lock at its start: one that has read before it writes could not wait for it.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    driver = connection.connection.driver_connection
    if not isinstance(driver, OneWayConnection):
        raise TypeError("a connection that was not made here")
    driver.begin_reading()
