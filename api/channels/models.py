"""The table of channels."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, Text, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable, Owned
from api.custom_fields.columns import Custom

_ALIVE = text("deleted_at_ms IS NULL")
_ENDING = text("ends_at_ms IS NOT NULL")
_NONE = text("''")


class ChannelRow(Custom, Owned, Deletable):
    """Somebody who streams, as a workspace knows them.

    Attributes:
        platform: `twitch`, `hls` or `file`.
        name: unique in its workspace and platform among those that are not deleted.
        source, chat: what a watch of it takes when it says nothing else.
        tags: a list of texts.
        template_id: how clips of it look; null: as the workspace's look.
        auto_watch: it is watched while it is on air. raid_ends: not any more once it has raided another.
        live_since_ms: epoch time; null while it is off air. stream_*: what it said last of its stream.
        ends_at_ms: epoch time at which its watch ends unless it is on air again; null: it does not.
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
        Index("ix_channels_ending", "ends_at_ms", sqlite_where=_ENDING, postgresql_where=_ENDING),
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
    auto_watch: Mapped[bool] = mapped_column(default=False, server_default=false())
    raid_ends: Mapped[bool] = mapped_column(default=True, server_default=true())
    live_since_ms: Mapped[int | None]
    stream_title: Mapped[str] = mapped_column(Text, default="", server_default=_NONE)
    stream_category_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="", server_default=_NONE)
    stream_category: Mapped[str] = mapped_column(Text, default="", server_default=_NONE)
    stream_language: Mapped[str] = mapped_column(String(16), default="", server_default=_NONE)
    ends_at_ms: Mapped[int | None]
