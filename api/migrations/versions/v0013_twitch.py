"""Links to Twitch, sign-ins under way, streamers who opted out, and tokens to revoke."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_BOT = sa.text("bot")


def _stamps() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
    ]


def _whole(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _create_links() -> None:
    op.create_table(
        "twitch_links",
        _text("link_id", 64),
        sa.Column("workspace_id", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        _text("channel_id", 64, nullable=True),
        sa.Column("bot", sa.Boolean(), nullable=False),
        _text("broadcaster_id", 32),
        _text("login", 25),
        _text("user_id", 32),
        _text("user_login", 25),
        _text("role", 16),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("access_sealed", sa.Text(), nullable=True),
        sa.Column("refresh_sealed", sa.Text(), nullable=True),
        _text("access_digest", 64, nullable=True),
        *_whole("issued_at_ms", "expires_at_ms", "refresh_due_ms", "refreshing_until_ms", "refresh_tries"),
        _text("state", 16),
        sa.Column("reason", sa.Text(), nullable=False),
        *_stamps(),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_twitch_links")),
    )
    op.create_index("ix_twitch_links_workspace_id", "twitch_links", ["workspace_id"])
    op.create_index("ux_twitch_links_channel", "twitch_links", ["channel_id"], unique=True)
    op.create_index(
        "ux_twitch_links_bot", "twitch_links", ["bot"], unique=True, sqlite_where=_BOT, postgresql_where=_BOT
    )
    op.create_index("ix_twitch_links_newest", "twitch_links", ["workspace_id", "created_at_ms", "link_id"])
    op.create_index("ix_twitch_links_login", "twitch_links", ["login"])
    op.create_index("ix_twitch_links_broadcaster", "twitch_links", ["broadcaster_id"])
    op.create_index("ix_twitch_links_digest", "twitch_links", ["access_digest"])
    op.create_index("ix_twitch_links_due", "twitch_links", ["state", "refresh_due_ms"])


def _create_flows() -> None:
    op.create_table(
        "twitch_flows",
        _text("flow_id", 64),
        _text("purpose", 16),
        _text("secret_digest", 64),
        sa.Column("verifier_sealed", sa.Text(), nullable=False),
        _text("caller_kind", 16),
        _text("caller_id", 64),
        _text("channel_id", 64, nullable=True),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("next_path", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Boolean(), nullable=False),
        *_whole("expires_at_ms"),
        *_stamps(),
        sa.PrimaryKeyConstraint("flow_id", name=op.f("pk_twitch_flows")),
    )
    op.create_index("ix_twitch_flows_expiry", "twitch_flows", ["expires_at_ms"])


def _create_opt_outs() -> None:
    op.create_table(
        "twitch_opt_outs",
        _text("opt_out_id", 64),
        _text("broadcaster_id", 32),
        _text("login", 25),
        sa.Column("reason", sa.Text(), nullable=False),
        _text("made_by", 64),
        sa.Column("clips", sa.Boolean(), nullable=False),
        *_whole("watches_ended", "clips_taken_down", "looked_up_ms"),
        *_stamps(),
        sa.Column("deleted_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("opt_out_id", name=op.f("pk_twitch_opt_outs")),
    )
    op.create_index("ix_twitch_opt_outs_login", "twitch_opt_outs", ["login"])
    op.create_index("ix_twitch_opt_outs_broadcaster", "twitch_opt_outs", ["broadcaster_id"])
    op.create_index("ix_twitch_opt_outs_newest", "twitch_opt_outs", ["created_at_ms", "opt_out_id"])


def _create_revocations() -> None:
    op.create_table(
        "twitch_revocations",
        _text("revocation_id", 64),
        sa.Column("token_sealed", sa.Text(), nullable=False),
        *_whole("tries", "due_at_ms"),
        *_stamps(),
        sa.PrimaryKeyConstraint("revocation_id", name=op.f("pk_twitch_revocations")),
    )
    op.create_index("ix_twitch_revocations_due", "twitch_revocations", ["due_at_ms"])


def upgrade() -> None:
    """To this form."""
    _create_links()
    _create_flows()
    _create_opt_outs()
    _create_revocations()
