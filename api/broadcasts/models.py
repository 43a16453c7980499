"""The table of what a platform said of the streams of channels. Rows are added, and never changed."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row

EVENT_ID_LENGTH = 128
NAME_LENGTH = 200


class StreamEventRow(Owned, Row):
    """One word of the platform on a channel's stream.

    Attributes:
        event_id: the platform's; the same one is heard once for each channel.
        kind: a `StreamKind`. at_ms: epoch time at which it happened, whenever it came.
        described: it tells title, category and language.
        session_id: the session that ran then, if any.
        outcome: what it led to, in a sentence.
    """

    __tablename__ = "stream_events"
    __table_args__ = (
        Index("ix_stream_events_kind", "channel_id", "kind", "at_ms"),
        Index("ix_stream_events_newest", "channel_id", "created_at_ms", "event_id"),
        Index("ix_stream_events_created", "created_at_ms"),
    )

    event_id: Mapped[str] = mapped_column(String(EVENT_ID_LENGTH), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    at_ms: Mapped[int]
    described: Mapped[bool]
    title: Mapped[str] = mapped_column(Text)
    category_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    category: Mapped[str] = mapped_column(String(NAME_LENGTH))
    language: Mapped[str] = mapped_column(String(16))
    session_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    outcome: Mapped[str] = mapped_column(Text)
