"""The table of channels."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable, Owned
from api.custom_fields.columns import Custom

_ALIVE = text("deleted_at_ms IS NULL")


class ChannelRow(Custom, Owned, Deletable):
    """Somebody who streams, as a workspace knows them.

    Attributes:
        platform: `twitch`, `hls` or `file`.
        name: unique in its workspace and platform among those that are not deleted.
        source, chat: what a watch of it takes when it says nothing else.
        tags: a list of texts.
        template_id: how clips of it look; null: as the workspace's look.
    """

    __tablename__ = "channels"
    __table_args__ = (
        Index(
            "uq_channels_name",
            "workspace_id",
            "platform",
            "name",
            unique=True,
            sqlite_where=_ALIVE,
            postgresql_where=_ALIVE,
        ),
        Index("ix_channels_newest", "workspace_id", "created_at_ms", "channel_id"),
    )

    channel_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(Text)
    chat: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[Any]]
    notes: Mapped[str] = mapped_column(Text)
    template_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
