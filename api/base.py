"""What all tables have in common: names of constraints, stamps, a version, and soft deletion."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, MetaData, String, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column

from streams.clock import Clock

ID_LENGTH = 64
"""A UUID takes 36; the rest is room for identities of other makers."""

LAST_COLUMNS = 1000
"""Sort order that puts the stamps behind a table's own columns."""


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        list[Any]: JSON(none_as_null=True),
        dict[str, Any]: JSON(none_as_null=True),
    }


class Row(Base):
    """A table with stamps. `version` grows with each change and makes a lost update an error."""

    __abstract__ = True

    created_at_ms: Mapped[int] = mapped_column(sort_order=LAST_COLUMNS)
    updated_at_ms: Mapped[int] = mapped_column(sort_order=LAST_COLUMNS + 1)
    version: Mapped[int] = mapped_column(sort_order=LAST_COLUMNS + 2)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Deletable(Row):
    """A table whose rows people delete: a deleted one is hidden, and kept for whoever asks why."""

    __abstract__ = True

    deleted_at_ms: Mapped[int | None] = mapped_column(sort_order=LAST_COLUMNS + 3)


class Owned:
    """A table whose rows belong to a workspace, which decides who may see and change them."""

    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True, server_default=text("''"))


READS = "reads"
"""In the `info` of a session that is for reading alone."""


class WrittenWhileReading(RuntimeError):
    """A session that is for reading alone was to write; nothing would have made of it one transaction."""


class StampingSession(Session):
    """Writes the stamps of what it saves, by the clock in `info["clock"]`."""


@event.listens_for(StampingSession, "before_flush")
def _stamp(session: Session, *_: object) -> None:
    if session.info.get(READS, False):
        raise WrittenWhileReading("this is done in a transaction that may write")
    clock: Clock = session.info["clock"]
    now_ms = clock.now_ms()
    for row in session.new:
        if isinstance(row, Row):
            row.created_at_ms = row.updated_at_ms = now_ms
    for row in session.dirty:
        if isinstance(row, Row) and session.is_modified(row):
            row.updated_at_ms = now_ms
