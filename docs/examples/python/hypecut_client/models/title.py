from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Title")


@_attrs_define
class Title:
    """What the moment is called.

    Attributes:
        show (bool | Unset): Over the first seconds of the clip. Default: True.
    """

    show: bool | Unset = True

    def to_dict(self) -> dict[str, Any]:
        show = self.show

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if show is not UNSET:
            field_dict["show"] = show

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        show = d.pop("show", UNSET)

        title = cls(
            show=show,
        )

        return title
