"""A database of an earlier version, with rows in it, becomes one of this version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Float,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    select,
)

from api.database import Database
from api.migrations import configuration, upgrade
from tests.api.running import Setup

REVISIONS = [f"{number:04}" for number in range(1, 16)]
BOOKS = ("credit_", "billing_", "stripe_")
"""What is in them has rules of its own; `tests/api/test_credit_accounts.py` fills them."""
RULED = {"audit_log", "revisions", "access_rules", "alembic_version"}
"""Rows of these cannot be taken out again, or are made by the product."""


def _value(column: Column[Any]) -> object:
    if isinstance(column.type, JSON):
        return []
    if isinstance(column.type, LargeBinary):
        return b"x"
    if isinstance(column.type, Boolean):
        return True
    return 1 if isinstance(column.type, Float) or column.type.python_type is int else "x"


def _tables(connection: Connection) -> Iterator[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name not in RULED and not table.name.startswith(BOOKS):
            yield table


def _fill(connection: Connection) -> dict[str, int]:
    """A row in each table; those that it names are there, since all keys are the same."""
    for table in _tables(connection):
        if not connection.execute(select(func.count()).select_from(table)).scalar():
            connection.execute(insert(table).values({column: _value(column) for column in table.columns}))
    return _counted(connection)


def _counted(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar() or 0
        for table in _tables(connection)
    }


def test_every_revision_is_begun_from() -> None:
    config = configuration(None)  # type: ignore[arg-type]  # only its folder is asked
    assert sorted(one.revision for one in ScriptDirectory.from_config(config).walk_revisions()) == REVISIONS


@pytest.mark.parametrize("revision", REVISIONS[:-1])
async def test_rows_of_an_earlier_version_stay(setup: Setup, revision: str) -> None:
    database = Database(setup.settings.database, setup.clock)
    async with database.engine.begin() as connection:
        await connection.run_sync(_empty)
        await connection.run_sync(upgrade, revision)
        before = await connection.run_sync(_fill)
    await database.open()
    async with database.engine.begin() as connection:
        after = await connection.run_sync(_counted)
    await database.close()
    assert {name: after[name] for name in before} == before
    assert len(before) >= 5


def _empty(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
        return
    metadata = MetaData()
    metadata.reflect(connection)
    metadata.drop_all(connection)
