"""The first form: watches, sessions, gaps, highlights, clips, memories, settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_RUNNING = sa.text("ended_at_ms IS NULL")


def _stamps() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
    ]


def _create_memories() -> None:
    op.create_table(
        "memories",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("judge", sa.String(length=32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        *_stamps(),
        sa.PrimaryKeyConstraint("session_id", "judge", name=op.f("pk_memories")),
    )
    op.create_index("ix_memories_updated", "memories", ["updated_at_ms"], unique=False)


def _create_settings() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        *_stamps(),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )


def _create_watches() -> None:
    op.create_table(
        "watches",
        sa.Column("watch_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("speed", sa.Double(), nullable=False),
        sa.Column("max_media_ms", sa.BigInteger(), nullable=True),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        *_stamps(),
        sa.PrimaryKeyConstraint("watch_id", name=op.f("pk_watches")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_watches_idempotency_key")),
    )
    op.create_index("ix_watches_created", "watches", ["created_at_ms", "watch_id"], unique=False)
    op.create_index("ix_watches_wanted", "watches", ["wanted"], unique=False)


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("watch_id", sa.String(length=64), nullable=False),
        sa.Column("incarnation", sa.BigInteger(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("speed", sa.Double(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("discontinuity", sa.BigInteger(), nullable=False),
        sa.Column("recorded_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=True),
        *_stamps(),
        sa.ForeignKeyConstraint(
            ["watch_id"], ["watches.watch_id"], name=op.f("fk_sessions_watch_id_watches")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_created", "sessions", ["created_at_ms", "session_id"], unique=False)
    op.create_index(
        "ix_sessions_watch", "sessions", ["watch_id", "created_at_ms", "session_id"], unique=False
    )
    op.create_index(
        "uq_sessions_running",
        "sessions",
        ["watch_id"],
        unique=True,
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    )


def _create_clips() -> None:
    op.create_table(
        "clips",
        sa.Column("clip_id", sa.String(length=64), nullable=False),
        sa.Column("highlight_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("encoder", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("stages_ms", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("ready_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        *_stamps(),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.session_id"], name=op.f("fk_clips_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("clip_id", name=op.f("pk_clips")),
    )
    op.create_index("ix_clips_highlight", "clips", ["highlight_id"], unique=False)
    op.create_index("ix_clips_session", "clips", ["session_id", "start_ms", "clip_id"], unique=False)
    op.create_index("ix_clips_start", "clips", ["start_ms", "clip_id"], unique=False)
    op.create_index("ix_clips_state", "clips", ["state", "start_ms", "clip_id"], unique=False)


def _create_gaps() -> None:
    op.create_table(
        "gaps",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        *_stamps(),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.session_id"], name=op.f("fk_gaps_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", "start_ms", "reason", name=op.f("pk_gaps")),
    )


def _create_highlights() -> None:
    op.create_table(
        "highlights",
        sa.Column("highlight_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("peak_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("decided_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("discontinuity", sa.BigInteger(), nullable=False),
        sa.Column("near_miss", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("transcript", sa.JSON(none_as_null=True), nullable=True),
        *_stamps(),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.session_id"], name=op.f("fk_highlights_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("highlight_id", name=op.f("pk_highlights")),
    )
    op.create_index(
        "ix_highlights_session", "highlights", ["session_id", "start_ms", "highlight_id"], unique=False
    )


def upgrade() -> None:
    """Make the tables."""
    _create_watches()
    _create_sessions()
    _create_gaps()
    _create_highlights()
    _create_clips()
    _create_memories()
    _create_settings()


def downgrade() -> None:
    """Drop them."""
    for table in ("settings", "memories", "clips", "highlights", "gaps", "sessions", "watches"):
        op.drop_table(table)
