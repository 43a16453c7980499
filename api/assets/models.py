"""The table of assets."""

from __future__ import annotations

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable, Owned

_ALIVE = text("deleted_at_ms IS NULL")


class AssetRow(Owned, Deletable):
    """A file that somebody gave.

    Attributes:
        name: as people wrote it; no path is ever made of it.
        kind: what it is for. `media_type`, `extension`: what its first bytes say it is.
        key: in the object store, made of identities alone.
        sha256: of the content; the same content for the same use is the same asset.
    """

    __tablename__ = "assets"
    __table_args__ = (
        Index(
            "uq_assets_content",
            "workspace_id",
            "kind",
            "sha256",
            unique=True,
            sqlite_where=_ALIVE,
            postgresql_where=_ALIVE,
        ),
        Index("ix_assets_newest", "workspace_id", "created_at_ms", "asset_id"),
    )

    asset_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(64))
    extension: Mapped[str] = mapped_column(String(8))
    bytes_count: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(Text)
