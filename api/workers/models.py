"""The table of workers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Row

NODE_LENGTH = 255
KIND_LENGTH = 32


class WorkerRow(Row):
    """One process that works for this installation.

    Attributes:
        node, kind: name it; a process that starts again under the same ones is the same worker.
        state: `active` or `draining`, as an operator wants it; a restart changes nothing about it.
        release: of the program. `abilities`: what it can do, as short texts.
        busy, slots: how many jobs it has, and how many it could have.
        started_at_ms: of its last registration. `last_seen_at_ms`: of its last heartbeat.
    """

    __tablename__ = "workers"
    __table_args__ = (
        UniqueConstraint("node", "kind"),
        Index("ix_workers_seen", "last_seen_at_ms", "worker_id"),
    )

    worker_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    node: Mapped[str] = mapped_column(String(NODE_LENGTH))
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    state: Mapped[str] = mapped_column(String(16))
    release: Mapped[str] = mapped_column(String(64))
    abilities: Mapped[list[Any]]
    busy: Mapped[int]
    slots: Mapped[int]
    started_at_ms: Mapped[int]
    last_seen_at_ms: Mapped[int]
