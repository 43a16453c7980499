"""Whose broadcast a session is of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this form."""
    column = sa.Column("broadcaster", sa.String(length=64), server_default=sa.text("''"), nullable=False)
    op.add_column("sessions", column)
    op.create_index("ix_sessions_broadcaster", "sessions", ["broadcaster", "session_id"])
