"""The history of the tables: Alembic, configured here in code.

In: a connection inside a transaction. Out: tables as the models of this version describe them, or
no change at all.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

_HERE = Path(__file__).resolve().parent


def configuration(connection: Connection) -> Config:
    """Alembic's settings for this connection."""
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


class BrokenReferences(RuntimeError):
    """After a change of the tables, rows would name rows that are not there; nothing was changed."""


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables up to this version.

    With SQLite, on a connection that does not look after references: see `api.database`.

    Raises:
        BrokenReferences: nothing may be committed.
    """
    before = _revision(connection)
    command.upgrade(configuration(connection), revision)
    if connection.dialect.name != "sqlite" or _revision(connection) == before:
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise BrokenReferences(f"a row of {broken[0]} names a row of {broken[2]} that is not there")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
