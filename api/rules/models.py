"""The tables of rules, of their versions, and of what came of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable, Row


class RuleRow(Deletable):
    """A rule, as it was last written.

    Attributes:
        event, expression, actions, note: of the newest version.
        newest_number: of its versions. `published_number`: the one that is live; null for none.
    """

    __tablename__ = "rules"
    __table_args__ = (Index("ix_rules_live", "workspace_id", "published_number"),)

    rule_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    name: Mapped[str] = mapped_column(String(100))
    event: Mapped[str] = mapped_column(String(32))
    expression: Mapped[str] = mapped_column(Text)
    actions: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(Text)
    newest_number: Mapped[int]
    published_number: Mapped[int | None]


class RuleVersionRow(Row):
    """One version of a rule; it never changes.

    Attributes:
        made_by: whoever wrote it.
    """

    __tablename__ = "rule_versions"

    rule_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    event: Mapped[str] = mapped_column(String(32))
    expression: Mapped[str] = mapped_column(Text)
    actions: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(ID_LENGTH))


class RuleRunRow(Row):
    """One time that a rule fired.

    Attributes:
        event_number, event: what it fired at. `subject_id`: what that happened to.
        depth: 0, or how many rules in a chain led here.
        outcome: `done`, `failed`, `too-deep` or `out-of-time`.
        results: of each action, in order: its kind, whether it was done, and a sentence.
    """

    __tablename__ = "rule_runs"
    __table_args__ = (
        Index("ix_rule_runs_of", "rule_id", "created_at_ms", "run_id"),
        Index("ix_rule_runs_newest", "workspace_id", "created_at_ms", "run_id"),
        Index("ix_rule_runs_created", "created_at_ms"),
    )

    run_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    number: Mapped[int]
    event_number: Mapped[int]
    event: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    depth: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(16))
    results: Mapped[list[Any]]
