"""The columns in which people say something of a row: tags, a verdict and a note.

Workers report on the same rows again and again, and write none of these.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, Text, literal, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean

from api.base import ID_LENGTH


class ReviewState(StrEnum):
    """What people think of it."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Reviewed:
    """A table of which people say something.

    Attributes:
        tags: in the order in which they were given, each once.
        review: a `ReviewState`. `note`: why.
        reviewed_by, reviewed_at_ms: who gave the verdict, and when; null while it is pending.
    """

    tags: Mapped[list[Any]] = mapped_column(
        JSON(none_as_null=True), default=list, server_default=text("'[]'")
    )
    review: Mapped[str] = mapped_column(
        String(16), default=ReviewState.PENDING.value, server_default=text("'pending'")
    )
    note: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    reviewed_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    reviewed_at_ms: Mapped[int | None]


class has_tag(FunctionElement[bool]):  # noqa: N801 - it is called like a function of SQL
    """Whether a column of tags holds one: `has_tag(ClipRow.tags, literal("ace"))`."""

    type = Boolean()
    inherit_cache = True


@compiles(has_tag)
def _of_sqlite(element: has_tag, compiler: SQLCompiler, **more: Any) -> str:
    column, tag = (compiler.process(clause, **more) for clause in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS one WHERE one.value = {tag})"  # noqa: S608 - of compiled clauses


@compiles(has_tag, "postgresql")
def _of_postgres(element: has_tag, compiler: SQLCompiler, **more: Any) -> str:
    column, tag = (compiler.process(clause, **more) for clause in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_array_elements_text({column}) AS one(value) WHERE one.value = {tag})"  # noqa: S608 - of compiled clauses


def tagged(table: Any, tag: str) -> ColumnElement[bool]:
    """Rows that have a tag."""
    return has_tag(table.tags, literal(tag))
