"""The table of API keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Row


class ApiKeyRow(Row):
    """A key of a workspace. Shown once, when it is made; known here by its hash.

    Attributes:
        shown: its first characters, by which people tell keys apart.
        digest: SHA-256 of the whole key, which is long and random, so that no salt is needed.
        scopes: `TABLE:read`, `TABLE:write`, `*:read`, `*:write`.
        role: what it may do in its workspace, within its scopes.
        made_by: the user.
    """

    __tablename__ = "api_keys"

    key_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.workspace_id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    shown: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    role: Mapped[str] = mapped_column(String(16))
    made_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    expires_at_ms: Mapped[int | None]
    last_used_at_ms: Mapped[int | None]
    revoked_at_ms: Mapped[int | None]
