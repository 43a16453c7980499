"""The tags of clips, one a row, so that the clips with a tag are found along an index.

In: clips as they are written. Out: rows that follow them in the same transaction. The clip has them too,
in the order in which they were given; nothing else writes here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, String, delete, event, insert, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from api.base import ID_LENGTH, Base
from api.clips.models import ClipRow

TAG_LENGTH = 40


class ClipTagRow(Base):
    """A tag of a clip, with what a list of clips is bounded and sorted by."""

    __tablename__ = "clip_tags"
    __table_args__ = (
        Index("ix_clip_tags_workspace", "workspace_id", "tag", "created_at_ms", "clip_id"),
        Index("ix_clip_tags_newest", "tag", "created_at_ms", "clip_id"),
    )

    clip_id: Mapped[str] = mapped_column(ForeignKey("clips.clip_id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(TAG_LENGTH), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    created_at_ms: Mapped[int]


@event.listens_for(ClipRow, "after_insert")
def _made(_: Mapper[Any], connection: Connection, clip: ClipRow) -> None:
    if clip.tags:
        connection.execute(insert(ClipTagRow), [_row(clip, tag) for tag in dict.fromkeys(clip.tags)])


@event.listens_for(ClipRow, "after_update")
def _changed(mapper: Mapper[Any], connection: Connection, clip: ClipRow) -> None:
    state = inspect(clip)
    if not any(state.attrs[name].history.has_changes() for name in ("tags", "workspace_id")):
        return
    connection.execute(delete(ClipTagRow).where(ClipTagRow.clip_id == clip.clip_id))
    _made(mapper, connection, clip)


def _row(clip: ClipRow, tag: str) -> dict[str, Any]:
    return {
        "clip_id": clip.clip_id,
        "tag": tag,
        "workspace_id": clip.workspace_id,
        "created_at_ms": clip.created_at_ms,
    }
