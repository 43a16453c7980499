"""The tables of sessions and of their gaps."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row

_RUNNING = text("ended_at_ms IS NULL")
_NONE = text("''")


class SessionRow(Owned, Row):
    """One stretch of capture of a watch.

    Attributes:
        incarnation: which process, counted from 1, may report on it; those before are fenced off.
        node: name of that process's machine.
        started_at_ms: epoch ms of media time 0.
        recorded_until_ms, ended_at_ms: media time.
        closed_at_ms: epoch ms at which the end was stored.
        broadcaster: login of the channel of Twitch that it is of, in small letters.
        category_id, category, language: of the stream, as its channel said last.
        changes: what it said before, and when: each a `StreamChange`, oldest first.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_created", "created_at_ms", "session_id"),
        Index("ix_sessions_channel", "channel_id", "created_at_ms", "session_id"),
        Index("ix_sessions_watch", "watch_id", "created_at_ms", "session_id"),
        Index("ix_sessions_broadcaster", "broadcaster", "session_id"),
        Index(
            "uq_sessions_running",
            "watch_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
    )

    session_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    watch_id: Mapped[str] = mapped_column(ForeignKey("watches.watch_id"))
    incarnation: Mapped[int]
    node: Mapped[str] = mapped_column(Text)
    started_at_ms: Mapped[int]
    speed: Mapped[float]
    source: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    discontinuity: Mapped[int]
    recorded_until_ms: Mapped[int]
    ended_at_ms: Mapped[int | None]
    end_reason: Mapped[str] = mapped_column(Text)
    closed_at_ms: Mapped[int | None]
    channel_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    broadcaster: Mapped[str] = mapped_column(String(ID_LENGTH), default="", server_default=_NONE)
    category_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="", server_default=_NONE)
    category: Mapped[str] = mapped_column(Text, default="", server_default=_NONE)
    language: Mapped[str] = mapped_column(String(16), default="", server_default=_NONE)
    changes: Mapped[list[Any]] = mapped_column(
        JSON(none_as_null=True), default=list, server_default=text("'[]'")
    )


class GapRow(Row):
    """A stretch of media time that was not captured; never scored and never charged."""

    __tablename__ = "gaps"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.session_id"), primary_key=True)
    start_ms: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(32), primary_key=True)
    end_ms: Mapped[int]
    detail: Mapped[str] = mapped_column(Text)
