"""What each sense said in each minute of a session; the secret that a webhook had before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this form."""
    op.create_table(
        "signals_minutes",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("sense", sa.String(length=32), nullable=False),
        sa.Column("seconds_count", sa.BigInteger(), nullable=False),
        sa.Column("score_mean", sa.Double(), nullable=False),
        sa.Column("score_max", sa.Double(), nullable=False),
        sa.Column("peak_ms", sa.BigInteger(), nullable=False),
        sa.Column("covered_ms", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "start_ms", "sense", name=op.f("pk_signals_minutes")),
    )
    op.create_index("ix_signals_minutes_created", "signals_minutes", ["created_at_ms"])
    op.create_index("ix_signals_minutes_workspace_id", "signals_minutes", ["workspace_id"])
    op.add_column("webhooks", sa.Column("old_secret", sa.Text(), nullable=True))
    op.add_column("webhooks", sa.Column("old_secret_until_ms", sa.BigInteger(), nullable=True))
