"""Clips that look as a template says, and clips that somebody asks for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NONE = sa.text("''")


def _identity(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=64), nullable=False, server_default=_NONE)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=_NONE)


def upgrade() -> None:
    """To this form."""
    for table in ("channels", "watches"):
        op.add_column(table, sa.Column("template_id", sa.String(length=64), nullable=True))
    number = sa.Column("template_version", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    extra: sa.Column[bool] = sa.Column("extra", sa.Boolean(), nullable=False, server_default=sa.false())
    for column in (extra, _identity("template_id"), number, _text("fallback")):
        op.add_column("clips", column)
    kind = sa.Column("asked_by_kind", sa.String(length=16), nullable=False, server_default=_NONE)
    published = sa.Column("published_at_ms", sa.BigInteger(), nullable=True)
    for column in (
        _identity("highlight_id"), _identity("template_id"), kind, _identity("asked_by"), published,
        _text("fallback"),
    ):  # fmt: skip
        op.add_column("renders", column)
    op.execute(
        "UPDATE renders SET highlight_id = "
        "(SELECT highlight_id FROM clips WHERE clips.clip_id = renders.clip_id)"
    )
    asked = sa.text("ended_at_ms IS NULL AND asked_by_kind <> ''")
    op.create_index(
        "ix_renders_asked",
        "renders",
        ["published_at_ms", "render_id"],
        sqlite_where=asked,
        postgresql_where=asked,
    )
