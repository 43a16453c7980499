"""The column that holds custom values, for each table that takes custom fields."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, text
from sqlalchemy.orm import Mapped, mapped_column

_NAMES = "_custom_names"


class Custom:
    """A table that takes custom fields.

    Attributes:
        custom: values by name, also those of fields that were removed and can be restored.
    """

    custom: Mapped[dict[str, Any]] = mapped_column(
        JSON(none_as_null=True), default=dict, server_default=text("'{}'")
    )

    @property
    def shown_custom(self) -> dict[str, Any]:
        """The values that an answer holds: of the fields that there are, once `show` has told them."""
        names: frozenset[str] = self.__dict__.get(_NAMES, frozenset())
        return {name: value for name, value in (self.custom or {}).items() if name in names}

    def show_custom(self, names: frozenset[str]) -> None:
        """Say which fields there are now."""
        self.__dict__[_NAMES] = names
