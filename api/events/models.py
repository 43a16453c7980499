"""The table of events. Rows are added, never changed, and pruned after a while."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Base


class EventRow(Base):
    """Something that happened.

    Attributes:
        number: grows in the order in which transactions were committed, and is never used again.
        subject_id: of what it happened to; of a gap, its session.
        body: what the API answered for the subject then. `whole`: nothing was left out of it.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_workspace", "workspace_id", "number"),
        Index("ix_events_subject", "subject_id", "number"),
        # Without it SQLite would give the number of a pruned row to the next one.
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    at_ms: Mapped[int]
    whole: Mapped[bool]
    body: Mapped[dict[str, Any]]
