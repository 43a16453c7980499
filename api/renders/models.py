"""The table of renders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row


class RenderRow(Owned, Row):
    """One attempt to make a clip.

    Attributes:
        number: which attempt it is of its clip, from 1.
        stage: the one at work, or the one that failed. `stages_ms`: wall time of each finished stage.
        started_at_ms, ended_at_ms: epoch time; no end while it runs.
    """

    __tablename__ = "renders"
    __table_args__ = (
        UniqueConstraint("clip_id", "number"),
        Index("ix_renders_newest", "workspace_id", "created_at_ms", "render_id"),
        Index("ix_renders_state", "state", "created_at_ms", "render_id"),
        Index("ix_renders_session", "session_id", "created_at_ms", "render_id"),
        Index("ix_renders_channel", "channel_id", "created_at_ms", "render_id"),
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
