from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.caption_style import CaptionStyle, check_caption_style
from ..models.place import Place, check_place
from ..types import UNSET, Unset

T = TypeVar("T", bound="Captions")


@_attrs_define
class Captions:
    """The words that are spoken.

    Attributes:
        style (CaptionStyle | Unset): How spoken words are shown.
        place (Place | Unset): Where captions are.
        size_percent (int | Unset): Of the picture's height. Default: 5.
        capitals (bool | Unset):  Default: False.
    """

    style: CaptionStyle | Unset = UNSET
    place: Place | Unset = UNSET
    size_percent: int | Unset = 5
    capitals: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        style: str | Unset = UNSET
        if not isinstance(self.style, Unset):
            style = self.style

        place: str | Unset = UNSET
        if not isinstance(self.place, Unset):
            place = self.place

        size_percent = self.size_percent

        capitals = self.capitals

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if style is not UNSET:
            field_dict["style"] = style
        if place is not UNSET:
            field_dict["place"] = place
        if size_percent is not UNSET:
            field_dict["size_percent"] = size_percent
        if capitals is not UNSET:
            field_dict["capitals"] = capitals

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _style = d.pop("style", UNSET)
        style: CaptionStyle | Unset
        if isinstance(_style, Unset):
            style = UNSET
        else:
            style = check_caption_style(_style)

        _place = d.pop("place", UNSET)
        place: Place | Unset
        if isinstance(_place, Unset):
            place = UNSET
        else:
            place = check_place(_place)

        size_percent = d.pop("size_percent", UNSET)

        capitals = d.pop("capitals", UNSET)

        captions = cls(
            style=style,
            place=place,
            size_percent=size_percent,
            capitals=capitals,
        )

        return captions
