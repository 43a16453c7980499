"""The bot of channels, wishes for clips, and what platforms say of streams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NONE = sa.text("''")
_ENDING = sa.text("ends_at_ms IS NOT NULL")
_OPEN = sa.text("state <> 'answered'")


def _stamps() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
    ]


def _whole(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def _word(name: str, length: int = 64, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _json(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.JSON(none_as_null=True), nullable=False) for name in names]


def _workspace() -> sa.Column[str]:
    return sa.Column("workspace_id", sa.String(length=64), server_default=_NONE, nullable=False)


def _said(name: str, kind: sa.types.TypeEngine[str]) -> sa.Column[str]:
    return sa.Column(name, kind, server_default=_NONE, nullable=False)


def _widen_channels() -> None:
    for column in (
        sa.Column("auto_watch", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("raid_ends", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("live_since_ms", sa.BigInteger(), nullable=True),
        _said("stream_title", sa.Text()),
        _said("stream_category_id", sa.String(length=64)),
        _said("stream_category", sa.Text()),
        _said("stream_language", sa.String(length=16)),
        sa.Column("ends_at_ms", sa.BigInteger(), nullable=True),
    ):
        op.add_column("channels", column)
    op.create_index(
        "ix_channels_ending", "channels", ["ends_at_ms"], sqlite_where=_ENDING, postgresql_where=_ENDING
    )


def _widen_sessions() -> None:
    changes = sa.Column("changes", sa.JSON(none_as_null=True), server_default=sa.text("'[]'"), nullable=False)
    for column in (
        _said("category_id", sa.String(length=64)),
        _said("category", sa.Text()),
        _said("language", sa.String(length=16)),
        changes,
    ):
        op.add_column("sessions", column)


def _create_stream_events() -> None:
    op.create_table(
        "stream_events",
        _word("event_id", 128),
        _word("channel_id"),
        _word("kind", 16),
        *_whole("at_ms"),
        sa.Column("described", sa.Boolean(), nullable=False),
        *_texts("title"),
        _word("category_id"),
        _word("category", 200),
        _word("language", 16),
        _word("session_id", nullable=True),
        *_texts("outcome"),
        _workspace(),
        *_stamps(),
        sa.PrimaryKeyConstraint("event_id", "channel_id", name=op.f("pk_stream_events")),
    )
    op.create_index("ix_stream_events_workspace_id", "stream_events", ["workspace_id"])
    op.create_index("ix_stream_events_kind", "stream_events", ["channel_id", "kind", "at_ms"])
    op.create_index("ix_stream_events_newest", "stream_events", ["channel_id", "created_at_ms", "event_id"])
    op.create_index("ix_stream_events_created", "stream_events", ["created_at_ms"])


def _create_bot_settings() -> None:
    op.create_table(
        "bot_settings",
        _word("settings_id"),
        _word("channel_id"),
        _word("prefix", 10),
        _word("language", 8),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("twitch_clip", sa.Boolean(), nullable=False),
        *_texts("link_base"),
        _workspace(),
        *_stamps(),
        sa.PrimaryKeyConstraint("settings_id", name=op.f("pk_bot_settings")),
        sa.UniqueConstraint("channel_id", name=op.f("uq_bot_settings_channel_id")),
    )
    op.create_index("ix_bot_settings_workspace_id", "bot_settings", ["workspace_id"])


def _create_bot_commands() -> None:
    op.create_table(
        "bot_commands",
        _word("command_id"),
        _word("channel_id"),
        _word("name", 40),
        *_json("aliases"),
        _word("action", 16),
        *_json("roles", "user_cooldown_ms", "channel_cooldown_ms", "wanted_centi", "title_roles", "texts"),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        _workspace(),
        *_stamps(),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_bot_commands")),
        sa.UniqueConstraint("channel_id", "name", name=op.f("uq_bot_commands_channel_id_name")),
    )
    op.create_index("ix_bot_commands_workspace_id", "bot_commands", ["workspace_id"])


def _create_bot_requests() -> None:
    op.create_table(
        "bot_requests",
        _word("message_id"),
        _word("channel_id"),
        *_whole("at_ms"),
        _word("author", 16),
        _word("role", 16),
        _word("command", 40),
        _word("outcome", 16),
        *_texts("reply"),
        *_whole("wanted_centi"),
        _workspace(),
        *_stamps(),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_bot_requests")),
    )
    op.create_index("ix_bot_requests_workspace_id", "bot_requests", ["workspace_id"])
    op.create_index("ix_bot_requests_cooldown", "bot_requests", ["channel_id", "command", "at_ms"])
    op.create_index("ix_bot_requests_created", "bot_requests", ["created_at_ms", "message_id"])


def _create_bot_answers() -> None:
    op.create_table(
        "bot_answers",
        _word("answer_id"),
        _word("channel_id"),
        _word("wish_id"),
        _word("reply_to"),
        *_texts("text"),
        _word("clip_id"),
        _word("state", 16),
        _word("claim"),
        *_whole("claimed_at_ms", "ended_at_ms", nullable=True),
        *_texts("outcome"),
        _workspace(),
        *_stamps(),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_bot_answers")),
        sa.UniqueConstraint("wish_id", name=op.f("uq_bot_answers_wish_id")),
    )
    op.create_index("ix_bot_answers_workspace_id", "bot_answers", ["workspace_id"])
    op.create_index("ix_bot_answers_state", "bot_answers", ["state", "created_at_ms", "answer_id"])
    op.create_index("ix_bot_answers_clip", "bot_answers", ["clip_id"])
    op.create_index("ix_bot_answers_created", "bot_answers", ["created_at_ms", "answer_id"])


def _create_wishes() -> None:
    op.create_table(
        "wishes",
        _word("wish_id"),
        _word("moment_id"),
        _word("channel_id"),
        _word("session_id"),
        _word("message_id"),
        _word("author", 16),
        _word("role", 16),
        *_texts("title"),
        *_whole("wanted_centi", "at_ms", "start_ms", "end_ms"),
        _word("highlight_id", nullable=True),
        _word("state", 16),
        _word("outcome", 16),
        _workspace(),
        *_stamps(),
        sa.PrimaryKeyConstraint("wish_id", name=op.f("pk_wishes")),
        sa.UniqueConstraint("message_id", name=op.f("uq_wishes_message_id")),
    )
    op.create_index("ix_wishes_workspace_id", "wishes", ["workspace_id"])
    op.create_index("ix_wishes_session", "wishes", ["session_id", "state", "end_ms"])
    op.create_index("ix_wishes_highlight", "wishes", ["highlight_id"])
    op.create_index("ix_wishes_newest", "wishes", ["workspace_id", "created_at_ms", "wish_id"])
    op.create_index("ix_wishes_channel", "wishes", ["channel_id", "created_at_ms", "wish_id"])
    op.create_index("ix_wishes_open", "wishes", ["created_at_ms"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def upgrade() -> None:
    """To this form."""
    _widen_channels()
    _widen_sessions()
    _create_stream_events()
    _create_bot_settings()
    _create_bot_commands()
    _create_bot_requests()
    _create_bot_answers()
    _create_wishes()
