"""Indexes for every order and filter of the list of clips, its tags among them, and for entries of feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None

_CLIPS = {
    "ix_clips_newest": ["created_at_ms", "clip_id", "duration_ms"],
    "ix_clips_state_newest": ["state", "created_at_ms", "clip_id"],
    "ix_clips_review": ["review", "created_at_ms", "clip_id"],
    "ix_clips_channel_start": ["channel_id", "start_ms", "clip_id"],
    "ix_clips_feed": ["workspace_id", "created_at_ms", "clip_id", "duration_ms"],
    "ix_clips_workspace_start": ["workspace_id", "start_ms", "clip_id"],
    "ix_clips_workspace_state": ["workspace_id", "state", "created_at_ms", "clip_id"],
    "ix_clips_workspace_review": ["workspace_id", "review", "created_at_ms", "clip_id"],
}


_TAGS_OF = {
    "sqlite": "json_each(clips.tags) AS one",
    "postgresql": "json_array_elements_text(clips.tags) AS one(value)",
}


def _create_clip_tags(dialect: str) -> None:
    op.create_table(
        "clip_tags",
        sa.Column("clip_id", sa.String(length=64), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clips.clip_id"], name=op.f("fk_clip_tags_clip_id_clips")),
        sa.PrimaryKeyConstraint("clip_id", "tag", name=op.f("pk_clip_tags")),
    )
    into = "INSERT INTO clip_tags (clip_id, tag, workspace_id, created_at_ms)"
    each = "SELECT DISTINCT clips.clip_id, one.value, clips.workspace_id, clips.created_at_ms FROM clips"
    op.execute(f"{into} {each}, {_TAGS_OF[dialect]}")
    op.create_index(
        "ix_clip_tags_workspace", "clip_tags", ["workspace_id", "tag", "created_at_ms", "clip_id"]
    )
    op.create_index("ix_clip_tags_newest", "clip_tags", ["tag", "created_at_ms", "clip_id"])


def upgrade() -> None:
    """To this form."""
    dialect = op.get_bind().dialect.name
    _create_clip_tags(dialect)
    op.drop_index("ix_clips_feed", "clips")
    for name, columns in _CLIPS.items():
        op.create_index(name, "clips", columns)
    op.drop_index("ix_feed_items_shown", "feed_items")
    op.create_index(
        "ix_feed_items_shown", "feed_items", ["feed_id", "published_at_ms", "clip_id", "unpublished_at_ms"]
    )
    if dialect == "postgresql":
        # Whoever knows the channel or the session of a clip knows its workspace. Taken to be independent, the
        # three together would let through so few clips that PostgreSQL would rather sort than walk an index.
        op.execute(
            "CREATE STATISTICS clips_owners (dependencies) ON workspace_id, channel_id, session_id FROM clips"
        )
        op.execute("ANALYZE clips, clip_tags")
