"""Fields that workspaces add by themselves, and what people say of highlights and clips."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CUSTOMIZABLE = ("channels", "clips", "highlights", "templates")
REVIEWED = ("clips", "highlights")


def _stamps() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
    ]


def _create_custom_fields() -> None:
    op.create_table(
        "custom_fields",
        sa.Column("field_id", sa.String(length=64), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("choices", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("json_schema", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        *_stamps(),
        sa.Column("deleted_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("field_id", name=op.f("pk_custom_fields")),
        sa.UniqueConstraint(
            "workspace_id", "table_name", "name", name=op.f("uq_custom_fields_workspace_id_table_name_name")
        ),
    )


def _add_custom(table: str) -> None:
    json = sa.JSON(none_as_null=True)
    op.add_column(table, sa.Column("custom", json, nullable=False, server_default=sa.text("'{}'")))


def _add_review(table: str) -> None:
    json = sa.JSON(none_as_null=True)
    for column in (
        sa.Column("tags", json, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("review", sa.String(length=16), nullable=False, server_default=sa.text("'pending'")),
        sa.Column("note", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("reviewed_by", sa.String(length=64), nullable=True),
        sa.Column("reviewed_at_ms", sa.BigInteger(), nullable=True),
    ):
        op.add_column(table, column)


def upgrade() -> None:
    """To this form."""
    _create_custom_fields()
    for table in CUSTOMIZABLE:
        _add_custom(table)
    for table in REVIEWED:
        _add_review(table)
