"""What a database is told about how to look: in, a condition; out, one that means the same."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import String

OWNER = "workspace_id"


class unled(FunctionElement[str]):  # noqa: N801 - it is called like a function of SQL
    """A column that no index is chosen for: SQLite, which counts no rows, would take any that fits.

    PostgreSQL counts, and is told by `clips_owners` (migration 0010) how the counts hang together.
    """

    type = String()
    inherit_cache = True


@compiles(unled)
def _plain(element: unled, compiler: SQLCompiler, **more: Any) -> str:
    return str(compiler.process(element.clauses, **more))


@compiles(unled, "sqlite")
def _of_sqlite(element: unled, compiler: SQLCompiler, **more: Any) -> str:
    return f"+{compiler.process(element.clauses, **more)}"


def owner_unled(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition, with the workspace of a row as one that no index is chosen for."""

    def instead(element: Any, **_: Any) -> Any:
        return unled(element) if isinstance(element, Column) and element.key == OWNER else None

    found: ColumnElement[bool] = replacement_traverse(condition, {}, instead)
    return found
