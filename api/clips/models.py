"""The table of clips."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row
from api.custom_fields.columns import Custom
from api.reviews.columns import Reviewed


class ClipRow(Reviewed, Custom, Owned, Row):
    """How far a clip of a highlight is; see `schemas.rendering.Clip`."""

    __tablename__ = "clips"
    __table_args__ = (
        # A list is read along one of these, whichever filter and order it has. Those that end in a length
        # answer for it without a look at the row.
        Index("ix_clips_session", "session_id", "start_ms", "clip_id"),
        Index("ix_clips_highlight", "highlight_id"),
        Index("ix_clips_start", "start_ms", "clip_id"),
        Index("ix_clips_newest", "created_at_ms", "clip_id", "duration_ms"),
        Index("ix_clips_state", "state", "start_ms", "clip_id"),
        Index("ix_clips_state_newest", "state", "created_at_ms", "clip_id"),
        Index("ix_clips_review", "review", "created_at_ms", "clip_id"),
        Index("ix_clips_channel", "channel_id", "created_at_ms", "clip_id"),
        Index("ix_clips_channel_start", "channel_id", "start_ms", "clip_id"),
        Index("ix_clips_feed", "workspace_id", "created_at_ms", "clip_id", "duration_ms"),
        Index("ix_clips_workspace_start", "workspace_id", "start_ms", "clip_id"),
        Index("ix_clips_workspace_state", "workspace_id", "state", "created_at_ms", "clip_id"),
        Index("ix_clips_workspace_review", "workspace_id", "review", "created_at_ms", "clip_id"),
    )

    clip_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    highlight_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.session_id"))
    state: Mapped[str] = mapped_column(String(16))
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    stage: Mapped[str] = mapped_column(String(64))
    progress: Mapped[float]
    key: Mapped[str] = mapped_column(Text)
    duration_ms: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    encoder: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    transcript: Mapped[str] = mapped_column(Text)
    stages_ms: Mapped[dict[str, Any]]
    ready_at_ms: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)
    channel_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    taken_down_at_ms: Mapped[int | None]
    extra: Mapped[bool] = mapped_column(default=False, server_default=false())
    template_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="", server_default=text("''"))
    template_version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    fallback: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
