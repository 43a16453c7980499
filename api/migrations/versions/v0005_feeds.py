"""Feeds and what is in them; clips can be taken down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _stamps() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
    ]


def _change_clips() -> None:
    with op.batch_alter_table("clips", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_down_at_ms", sa.BigInteger(), nullable=True))


def _create_feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("feed_id", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=63), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("link_number", sa.BigInteger(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("channel_id", sa.String(length=64), nullable=True),
        sa.Column("score_min", sa.Double(), nullable=True),
        sa.Column("tags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("highlight_state", sa.String(length=16), nullable=True),
        sa.Column("review", sa.String(length=16), nullable=True),
        sa.Column("items_max", sa.BigInteger(), nullable=False),
        sa.Column("contents_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        *_stamps(),
        sa.Column("deleted_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("slug", name=op.f("uq_feeds_slug")),
    )
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feeds_workspace_id"), ["workspace_id"], unique=False)


def _create_feed_items() -> None:
    op.create_table(
        "feed_items",
        sa.Column("feed_id", sa.String(length=64), nullable=False),
        sa.Column("clip_id", sa.String(length=64), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("placed_by", sa.String(length=16), nullable=False),
        sa.Column("published_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("unpublished_at_ms", sa.BigInteger(), nullable=True),
        *_stamps(),
        sa.ForeignKeyConstraint(["clip_id"], ["clips.clip_id"], name=op.f("fk_feed_items_clip_id_clips")),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name=op.f("fk_feed_items_feed_id_feeds")),
        sa.PrimaryKeyConstraint("feed_id", "clip_id", name=op.f("pk_feed_items")),
    )
    with op.batch_alter_table("feed_items", schema=None) as batch_op:
        batch_op.create_index("ix_feed_items_clip", ["clip_id"], unique=False)
        batch_op.create_index(
            "ix_feed_items_shown",
            ["feed_id", "published_at_ms", "clip_id"],
            unique=False,
            sqlite_where=sa.text("unpublished_at_ms IS NULL"),
            postgresql_where=sa.text("unpublished_at_ms IS NULL"),
        )


def upgrade() -> None:
    """To this form."""
    _change_clips()
    _create_feeds()
    _create_feed_items()
