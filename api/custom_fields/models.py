"""The table of custom fields."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.base import ID_LENGTH, Deletable

NAME_LENGTH = 40


class CustomFieldRow(Deletable):
    """A field that a workspace has added to one of its tables.

    Attributes:
        name: under which rows hold its value; a removed field keeps it until its values are gone.
        kind: what a value is; never changes, because values are there.
        choices: of kind `choice`. `json_schema`: of kind `json`; null takes anything.
        required: asked of rows that were made after the field.
        deleted_at_ms: when it was removed; its values are kept for `service.KEPT_MS` from then on.
    """

    __tablename__ = "custom_fields"
    __table_args__ = (UniqueConstraint("workspace_id", "table_name", "name"),)

    field_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    table_name: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    label: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    choices: Mapped[list[Any]]
    json_schema: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    required: Mapped[bool]
