"""The table of templates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable, Owned
from api.custom_fields.columns import Custom

_ALIVE = text("deleted_at_ms IS NULL")
_CHOSEN = text("is_default AND deleted_at_ms IS NULL")


class TemplateRow(Custom, Owned, Deletable):
    """One look.

    Attributes:
        body: see `api.templates.shapes.TemplateBody`.
        is_default: what clips take that are asked for without a template; one in a workspace at most.
    """

    __tablename__ = "templates"
    __table_args__ = (
        Index(
            "uq_templates_name",
            "workspace_id",
            "name",
            unique=True,
            sqlite_where=_ALIVE,
            postgresql_where=_ALIVE,
        ),
        Index(
            "uq_templates_default",
            "workspace_id",
            unique=True,
            sqlite_where=_CHOSEN,
            postgresql_where=_CHOSEN,
        ),
        Index("ix_templates_newest", "workspace_id", "created_at_ms", "template_id"),
    )

    template_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    body: Mapped[dict[str, Any]]
    is_default: Mapped[bool]
