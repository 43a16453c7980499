"""The table of idempotency keys."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Row

KEY_LENGTH = 200


class IdempotencyKeyRow(Row):
    """What a key of a caller's making has made.

    Attributes:
        caller_id: keys of different callers have nothing to do with one another.
        path: what was asked for. `digest`: of the request's body.
        row_id: what came of it.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_created", "created_at_ms"),)

    caller_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    path: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    row_id: Mapped[str] = mapped_column(String(255))
