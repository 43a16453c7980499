"""The table of renders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row

_ASKED = text("ended_at_ms IS NULL AND asked_by_kind <> ''")


class RenderRow(Owned, Row):
    """One attempt to make a clip.

    Attributes:
        number: which attempt it is of its clip, from 1.
        state: a `RenderState`.
        stage: the one at work, or the one that failed. `stages_ms`: wall time of each finished stage.
        started_at_ms, ended_at_ms: epoch time; no end while it runs.
        asked_by_kind, asked_by: who asked for it; empty for the clip that every highlight gets. One that
            was asked for and has no end is what `api.renders.outbox` publishes.
        published_at_ms: epoch time at which the renderers were last told; null: not yet.
        template_id, fallback: as of the clip.
    """

    __tablename__ = "renders"
    __table_args__ = (
        UniqueConstraint("clip_id", "number"),
        Index("ix_renders_newest", "workspace_id", "created_at_ms", "render_id"),
        Index("ix_renders_state", "state", "created_at_ms", "render_id"),
        Index("ix_renders_session", "session_id", "created_at_ms", "render_id"),
        Index("ix_renders_channel", "channel_id", "created_at_ms", "render_id"),
        Index(
            "ix_renders_asked",
            "published_at_ms",
            "render_id",
            sqlite_where=_ASKED,
            postgresql_where=_ASKED,
        ),
    )

    render_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    clip_id: Mapped[str] = mapped_column(ForeignKey("clips.clip_id"))
    session_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    channel_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(64))
    stages_ms: Mapped[dict[str, Any]]
    encoder: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)
    started_at_ms: Mapped[int]
    ended_at_ms: Mapped[int | None]
    highlight_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="", server_default=text("''"))
    template_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="", server_default=text("''"))
    asked_by_kind: Mapped[str] = mapped_column(String(16), default="", server_default=text("''"))
    asked_by: Mapped[str] = mapped_column(String(ID_LENGTH), default="", server_default=text("''"))
    published_at_ms: Mapped[int | None]
    fallback: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
