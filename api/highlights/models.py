"""The table of highlights."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row
from api.custom_fields.columns import Custom
from api.reviews.columns import Reviewed


class HighlightRow(Reviewed, Custom, Owned, Row):
    """The newest revision of one highlight; see `schemas.judging.Highlight`."""

    __tablename__ = "highlights"
    __table_args__ = (
        Index("ix_highlights_session", "session_id", "start_ms", "highlight_id"),
        Index("ix_highlights_channel", "channel_id", "created_at_ms", "highlight_id"),
        Index("ix_highlights_newest", "workspace_id", "created_at_ms", "highlight_id"),
    )

    highlight_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.session_id"))
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    start_ms: Mapped[int]
    peak_ms: Mapped[int]
    end_ms: Mapped[int]
    score: Mapped[float]
    decided_at_ms: Mapped[int]
    discontinuity: Mapped[int]
    near_miss: Mapped[bool]
    title: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[Any]]
    evidence: Mapped[dict[str, Any]]
    transcript: Mapped[dict[str, Any] | None]
    channel_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
