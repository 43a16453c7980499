from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.corner import Corner, check_corner
from ..types import UNSET, Unset

T = TypeVar("T", bound="Logo")


@_attrs_define
class Logo:
    """A picture in a corner.

    Attributes:
        asset_id (str): An asset of the kind `logo`.
        position (Corner | Unset): Where the logo is.
        width_percent (int | Unset): Of the picture's width. Default: 15.
        opacity_percent (int | Unset):  Default: 100.
    """

    asset_id: str
    position: Corner | Unset = UNSET
    width_percent: int | Unset = 15
    opacity_percent: int | Unset = 100

    def to_dict(self) -> dict[str, Any]:
        asset_id = self.asset_id

        position: str | Unset = UNSET
        if not isinstance(self.position, Unset):
            position = self.position

        width_percent = self.width_percent

        opacity_percent = self.opacity_percent

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "asset_id": asset_id,
            }
        )
        if position is not UNSET:
            field_dict["position"] = position
        if width_percent is not UNSET:
            field_dict["width_percent"] = width_percent
        if opacity_percent is not UNSET:
            field_dict["opacity_percent"] = opacity_percent

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        asset_id = d.pop("asset_id")

        _position = d.pop("position", UNSET)
        position: Corner | Unset
        if isinstance(_position, Unset):
            position = UNSET
        else:
            position = check_corner(_position)

        width_percent = d.pop("width_percent", UNSET)

        opacity_percent = d.pop("opacity_percent", UNSET)

        logo = cls(
            asset_id=asset_id,
            position=position,
            width_percent=width_percent,
            opacity_percent=opacity_percent,
        )

        return logo
