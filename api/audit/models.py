"""The tables of revisions and of the audit log. Rows are added, and never changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Base

ID = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only in a column of its own type for row numbers."""


class RevisionRow(Base):
    """One change of one row: who, when, from where, before and after.

    Attributes:
        number: counts up within the database: the order of changes.
        operation: `create`, `update` or `delete`.
        before, after: the columns that changed; secrets are left out.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        Index("ix_revisions_row", "table_name", "row_id", "number"),
        Index("ix_revisions_workspace", "workspace_id", "number"),
    )

    number: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=True)
    at_ms: Mapped[int]
    table_name: Mapped[str] = mapped_column(String(64))
    row_id: Mapped[str] = mapped_column(String(255))
    workspace_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    operation: Mapped[str] = mapped_column(String(16))
    caller_kind: Mapped[str] = mapped_column(String(16))
    caller_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    address: Mapped[str] = mapped_column(String(64))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class AuditRow(Base):
    """Something that was done: a sign-in, a refusal, a key that was shown."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_caller", "caller_id", "number"),
        Index("ix_audit_log_workspace", "workspace_id", "number"),
    )

    number: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=True)
    at_ms: Mapped[int]
    action: Mapped[str] = mapped_column(String(64))
    workspace_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    caller_kind: Mapped[str] = mapped_column(String(16))
    caller_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]]
