from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="AccountChange")


@_attrs_define
class AccountChange:
    """What an operator says of an account.

    Attributes:
        unlimited (bool):
    """

    unlimited: bool

    def to_dict(self) -> dict[str, Any]:
        unlimited = self.unlimited

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "unlimited": unlimited,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        unlimited = d.pop("unlimited")

        account_change = cls(
            unlimited=unlimited,
        )

        return account_change
