"""The table of wishes."""

from __future__ import annotations

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Owned, Row
from api.bot.models import AUTHOR_LENGTH, MESSAGE_ID_LENGTH, ROLE_LENGTH

_OPEN = text("state <> 'answered'")


class WishRow(Owned, Row):
    """Somebody in a chat wants the last moments of a session as a clip.

    Attributes:
        moment_id: the wish that was first of those that are one clip.
        message_id: the line that asked. author: keyed hash of who did; never a name.
        title: as they call it; empty where they may not, or did not.
        start_ms, end_ms: what they want, in media time.
        highlight_id: what will be their clip; null while nothing opened there.
        state: a `WishState`. outcome: a `WishOutcome`, once they are told.
    """

    __tablename__ = "wishes"
    __table_args__ = (
        Index("ix_wishes_session", "session_id", "state", "end_ms"),
        Index("ix_wishes_highlight", "highlight_id"),
        Index("ix_wishes_newest", "workspace_id", "created_at_ms", "wish_id"),
        Index("ix_wishes_channel", "channel_id", "created_at_ms", "wish_id"),
        Index("ix_wishes_open", "created_at_ms", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    wish_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    moment_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    channel_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    session_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    message_id: Mapped[str] = mapped_column(String(MESSAGE_ID_LENGTH), unique=True)
    author: Mapped[str] = mapped_column(String(AUTHOR_LENGTH))
    role: Mapped[str] = mapped_column(String(ROLE_LENGTH))
    title: Mapped[str] = mapped_column(Text)
    wanted_centi: Mapped[int]
    at_ms: Mapped[int]
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    highlight_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    state: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(16))
