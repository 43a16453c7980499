"""Business rules, their versions, and what came of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _stamps() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
    ]


def _contents() -> list[sa.Column[object]]:
    return [
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("actions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    ]


def _create_rules() -> None:
    op.create_table(
        "rules",
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        *_contents(),
        sa.Column("newest_number", sa.BigInteger(), nullable=False),
        sa.Column("published_number", sa.BigInteger(), nullable=True),
        *_stamps(),
        sa.Column("deleted_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_rules")),
    )
    op.create_index("ix_rules_live", "rules", ["workspace_id", "published_number"])


def _create_rule_versions() -> None:
    op.create_table(
        "rule_versions",
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        *_contents(),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        *_stamps(),
        sa.PrimaryKeyConstraint("rule_id", "number", name=op.f("pk_rule_versions")),
    )


def _create_rule_runs() -> None:
    op.create_table(
        "rule_runs",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("event_number", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("depth", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("results", sa.JSON(none_as_null=True), nullable=False),
        *_stamps(),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_rule_runs")),
    )
    op.create_index("ix_rule_runs_of", "rule_runs", ["rule_id", "created_at_ms", "run_id"])
    op.create_index("ix_rule_runs_newest", "rule_runs", ["workspace_id", "created_at_ms", "run_id"])
    op.create_index("ix_rule_runs_created", "rule_runs", ["created_at_ms"])


def upgrade() -> None:
    """To this form."""
    _create_rules()
    _create_rule_versions()
    _create_rule_runs()
