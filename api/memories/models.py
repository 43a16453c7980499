"""The table of memories."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Row

JUDGE_LENGTH = 32


class MemoryRow(Row):
    """What a judge remembers of a session.

    The session is no foreign key: what a judge heard of a session that this database lost must not
    keep it from saving what it knows of the others.

    Attributes:
        position: last offset of the judge's topic that is in `body`; -1 where none is.
    """

    __tablename__ = "memories"
    __table_args__ = (Index("ix_memories_updated", "updated_at_ms"),)

    session_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    judge: Mapped[str] = mapped_column(String(JUDGE_LENGTH), primary_key=True)
    position: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
