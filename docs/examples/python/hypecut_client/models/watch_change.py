from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="WatchChange")


@_attrs_define
class WatchChange:
    """What can be changed of a watch.

    Attributes:
        wanted (bool): false ends its session; true asks for it again.
    """

    wanted: bool

    def to_dict(self) -> dict[str, Any]:
        wanted = self.wanted

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "wanted": wanted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        wanted = d.pop("wanted")

        watch_change = cls(
            wanted=wanted,
        )

        return watch_change
