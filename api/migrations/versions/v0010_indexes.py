"""Indexes for every order and filter of the list of clips, and for the entries of a feed."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
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


def upgrade() -> None:
    """To this form."""
    op.drop_index("ix_clips_feed", "clips")
    for name, columns in _CLIPS.items():
        op.create_index(name, "clips", columns)
    op.drop_index("ix_feed_items_shown", "feed_items")
    op.create_index(
        "ix_feed_items_shown", "feed_items", ["feed_id", "published_at_ms", "clip_id", "unpublished_at_ms"]
    )
