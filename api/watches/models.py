"""The table of watches."""

from __future__ import annotations

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row

IDEMPOTENCY_KEY_LENGTH = 200


class WatchRow(Owned, Row):
    """One watch.

    Attributes:
        revision: grows with each change that the monitors must hear of.
        idempotency_key: of the request that made it.
        stop_reason: why it is no longer wanted, where nobody said so.
        channel_id: whom it watches, where that is a channel of the workspace.
        template_id: how its clips look; null: as the channel's, else the workspace's.
    """

    __tablename__ = "watches"
    __table_args__ = (
        Index("ix_watches_created", "created_at_ms", "watch_id"),
        Index("ix_watches_wanted", "wanted"),
        Index("ix_watches_channel", "channel_id", "created_at_ms", "watch_id"),
    )

    watch_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    revision: Mapped[int]
    wanted: Mapped[bool]
    source: Mapped[str] = mapped_column(Text)
    chat: Mapped[str] = mapped_column(Text)
    speed: Mapped[float]
    max_media_ms: Mapped[int | None]
    once: Mapped[bool]
    idempotency_key: Mapped[str | None] = mapped_column(String(IDEMPOTENCY_KEY_LENGTH), unique=True)
    channel_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    stop_reason: Mapped[str] = mapped_column(Text, server_default=text("''"))
    template_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
