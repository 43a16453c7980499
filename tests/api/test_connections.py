"""Connections: SQLite's, which are asked in one way, and PostgreSQL's, which are not asked each time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from api.base import WrittenWhileReading
from api.database import IDLE_MS
from api.workspaces.models import WorkspaceRow
from tests.api.running import Api, Setup, until

ADD = text(
    "INSERT INTO settings (name, value, created_at_ms, updated_at_ms, version) VALUES (:name, 'x', 0, 0, 1)"
)
OTHERS_END = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
COUNT = text("SELECT count(*) FROM settings WHERE name LIKE 'test-%'")


def _of_sqlite(api: Api) -> bool:
    return api.services.database.engine.dialect.name == "sqlite"


async def test_a_reader_sees_one_state_and_the_next_the_newest(api: Api) -> None:
    database = api.services.database
    async with database.reading() as reader:
        assert await reader.scalar(COUNT) == 0
        async with database.writing() as work:
            await work.session.execute(ADD, [{"name": f"test-{number}"} for number in range(3)])
        assert await reader.scalar(COUNT) == (0 if _of_sqlite(api) else 3)
    for _ in range(20):  # every connection of the pool has let go of what it saw
        async with database.reading() as reader:
            assert await reader.scalar(COUNT) == 3


async def test_what_is_not_committed_is_not_there(api: Api) -> None:
    database = api.services.database

    async def write(*names: str) -> None:
        async with database.writing() as work:
            for name in names:
                await work.session.execute(ADD, {"name": name})

    with pytest.raises(IntegrityError):
        await write("test-1", "test-2", "test-2")
    async with database.reading() as reader:
        assert await reader.scalar(COUNT) == 0
    async with database.writing() as work:  # the same connections go on
        done = await work.session.execute(text("UPDATE settings SET value = value"))
        assert done.rowcount >= 0


async def test_nothing_is_written_through_a_reader(api: Api) -> None:
    async with api.services.database.reading() as session:
        workspace = (await session.scalars(select(WorkspaceRow))).first()
        assert workspace is not None
        workspace.name = "another"
        with pytest.raises(WrittenWhileReading):
            await session.flush()


async def test_a_reader_that_is_given_up_leaves_nothing_behind(api: Api) -> None:
    database = api.services.database

    async def read() -> None:
        async with database.reading() as session:
            await session.execute(COUNT)
            await asyncio.Event().wait()

    readers = [asyncio.create_task(read()) for _ in range(4)]
    await asyncio.sleep(0)
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    async with database.writing() as work:
        await work.session.execute(ADD, {"name": "test-1"})
    async with database.reading() as session:
        assert await session.scalar(COUNT) == 1


async def test_an_error_of_sqlite_is_what_it_was(api: Api) -> None:
    async with api.services.database.reading() as session:
        if not _of_sqlite(api):
            pytest.skip("of SQLite alone")
        with pytest.raises(OperationalError, match="no such table"):
            await session.execute(text("SELECT * FROM nowhere"))
        assert await session.scalar(text("SELECT 1")) == 1


async def test_postgres_is_told_that_pages_are_small(api: Api) -> None:
    if _of_sqlite(api):
        pytest.skip("SQLite has neither workers nor a compiler")
    async with api.services.database.reading() as session:
        found = [
            await session.scalar(text(f"SHOW {name}"))
            for name in ("max_parallel_workers_per_gather", "jit", "plan_cache_mode")
        ]
    assert found == ["0", "off", "force_custom_plan"]


async def test_a_connection_that_the_server_closed_is_not_given_out(api: Api, setup: Setup) -> None:
    database = api.services.database
    if _of_sqlite(api):
        pytest.skip("SQLite has no server")
    ends: set[Any] = set()

    async def use() -> None:
        async with database.reading() as session:
            await session.scalar(text("SELECT pg_sleep(0.01)"))  # so that each has a connection of its own
            ends.add((await (await session.connection()).get_raw_connection()).driver_connection)

    for wait_ms in (0, IDLE_MS + 1):
        await asyncio.gather(use(), use(), use())
        assert len(ends) >= 3
        async with database.reading() as session:
            ends.discard((await (await session.connection()).get_raw_connection()).driver_connection)
            await session.execute(OTHERS_END)
        await until(lambda: all(one.is_closed() for one in ends))
        ends.clear()
        setup.clock.advance(wait_ms)
        await asyncio.gather(*(database.ping() for _ in range(5)))
