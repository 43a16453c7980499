"""The tables of workspaces and of their members."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable, Row

SLUG_LENGTH = 63


class WorkspaceRow(Deletable):
    """What belongs together: channels, clips, templates, and the people who work on them.

    Attributes:
        slug: its name in addresses.
        test_of: the workspace whose test twin it is; nothing in a twin is charged or published.
    """

    __tablename__ = "workspaces"

    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(Text)
    test_of: Mapped[str | None] = mapped_column(ForeignKey("workspaces.workspace_id"), unique=True)


class MembershipRow(Row):
    """A user's role in a workspace."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("workspace_id", "user_id"),
        Index("ix_memberships_user", "user_id"),
    )

    membership_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.workspace_id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id"))
    role: Mapped[str] = mapped_column(String(16))
