"""The table of access rules that workspaces have made for themselves."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Row


class AccessRuleRow(Row):
    """One more way to be allowed something, in one workspace.

    Attributes:
        table_name, operation: what it opens. `expression`: to whom, and which rows.
    """

    __tablename__ = "access_rules"
    __table_args__ = (Index("ix_access_rules_of", "table_name", "operation", "workspace_id"),)

    rule_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    table_name: Mapped[str] = mapped_column(String(64))
    operation: Mapped[str] = mapped_column(String(16))
    expression: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
