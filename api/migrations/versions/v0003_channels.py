"""Channels, workers, assets, templates and renders; what is watched says of which channel it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _stamps() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
    ]


def _create_assets() -> None:
    op.create_table(
        "assets",
        sa.Column("asset_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("extension", sa.String(length=8), nullable=False),
        sa.Column("bytes_count", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        *_stamps(),
        sa.Column("deleted_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_assets")),
    )
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.create_index("ix_assets_newest", ["workspace_id", "created_at_ms", "asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_workspace_id"), ["workspace_id"], unique=False)
        batch_op.create_index(
            "uq_assets_content",
            ["workspace_id", "kind", "sha256"],
            unique=True,
            sqlite_where=sa.text("deleted_at_ms IS NULL"),
            postgresql_where=sa.text("deleted_at_ms IS NULL"),
        )


def _create_channels() -> None:
    op.create_table(
        "channels",
        sa.Column("channel_id", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        *_stamps(),
        sa.Column("deleted_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_channels")),
    )
    with op.batch_alter_table("channels", schema=None) as batch_op:
        batch_op.create_index(
            "ix_channels_newest", ["workspace_id", "created_at_ms", "channel_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_channels_workspace_id"), ["workspace_id"], unique=False)
        batch_op.create_index(
            "uq_channels_name",
            ["workspace_id", "platform", "name"],
            unique=True,
            sqlite_where=sa.text("deleted_at_ms IS NULL"),
            postgresql_where=sa.text("deleted_at_ms IS NULL"),
        )


def _create_templates() -> None:
    op.create_table(
        "templates",
        sa.Column("template_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        *_stamps(),
        sa.Column("deleted_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("template_id", name=op.f("pk_templates")),
    )
    with op.batch_alter_table("templates", schema=None) as batch_op:
        batch_op.create_index(
            "ix_templates_newest", ["workspace_id", "created_at_ms", "template_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_templates_workspace_id"), ["workspace_id"], unique=False)
        batch_op.create_index(
            "uq_templates_default",
            ["workspace_id"],
            unique=True,
            sqlite_where=sa.text("is_default AND deleted_at_ms IS NULL"),
            postgresql_where=sa.text("is_default AND deleted_at_ms IS NULL"),
        )
        batch_op.create_index(
            "uq_templates_name",
            ["workspace_id", "name"],
            unique=True,
            sqlite_where=sa.text("deleted_at_ms IS NULL"),
            postgresql_where=sa.text("deleted_at_ms IS NULL"),
        )


def _create_workers() -> None:
    op.create_table(
        "workers",
        sa.Column("worker_id", sa.String(length=64), nullable=False),
        sa.Column("node", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("abilities", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("busy", sa.BigInteger(), nullable=False),
        sa.Column("slots", sa.BigInteger(), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at_ms", sa.BigInteger(), nullable=False),
        *_stamps(),
        sa.PrimaryKeyConstraint("worker_id", name=op.f("pk_workers")),
        sa.UniqueConstraint("node", "kind", name=op.f("uq_workers_node_kind")),
    )
    with op.batch_alter_table("workers", schema=None) as batch_op:
        batch_op.create_index("ix_workers_seen", ["last_seen_at_ms", "worker_id"], unique=False)


def _create_renders() -> None:
    op.create_table(
        "renders",
        sa.Column("render_id", sa.String(length=64), nullable=False),
        sa.Column("clip_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("channel_id", sa.String(length=64), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("stages_ms", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("encoder", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("workspace_id", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        *_stamps(),
        sa.ForeignKeyConstraint(["clip_id"], ["clips.clip_id"], name=op.f("fk_renders_clip_id_clips")),
        sa.PrimaryKeyConstraint("render_id", name=op.f("pk_renders")),
        sa.UniqueConstraint("clip_id", "number", name=op.f("uq_renders_clip_id_number")),
    )
    with op.batch_alter_table("renders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_renders_channel", ["channel_id", "created_at_ms", "render_id"], unique=False
        )
        batch_op.create_index(
            "ix_renders_newest", ["workspace_id", "created_at_ms", "render_id"], unique=False
        )
        batch_op.create_index(
            "ix_renders_session", ["session_id", "created_at_ms", "render_id"], unique=False
        )
        batch_op.create_index("ix_renders_state", ["state", "created_at_ms", "render_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renders_workspace_id"), ["workspace_id"], unique=False)


def _change_clips() -> None:
    with op.batch_alter_table("clips", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel_id", sa.String(length=64), nullable=True))
        batch_op.create_index("ix_clips_channel", ["channel_id", "created_at_ms", "clip_id"], unique=False)


def _change_highlights() -> None:
    with op.batch_alter_table("highlights", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel_id", sa.String(length=64), nullable=True))
        batch_op.create_index(
            "ix_highlights_channel", ["channel_id", "created_at_ms", "highlight_id"], unique=False
        )


def _change_sessions() -> None:
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel_id", sa.String(length=64), nullable=True))
        batch_op.create_index(
            "ix_sessions_channel", ["channel_id", "created_at_ms", "session_id"], unique=False
        )


def _change_watches() -> None:
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel_id", sa.String(length=64), nullable=True))
        batch_op.create_index("ix_watches_channel", ["channel_id", "created_at_ms", "watch_id"], unique=False)


def upgrade() -> None:
    """To this form."""
    _create_assets()
    _create_channels()
    _create_templates()
    _create_workers()
    _create_renders()
    _change_clips()
    _change_highlights()
    _change_sessions()
    _change_watches()
