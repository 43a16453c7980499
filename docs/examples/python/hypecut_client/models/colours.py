from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Colours")


@_attrs_define
class Colours:
    """As `#rrggbb`, or `#rrggbbaa` with 00 for invisible.

    Attributes:
        text (str | Unset):  Default: '#ffffff'.
        outline (str | Unset):  Default: '#101010'.
        accent (str | Unset): Of the word that is being said. Default: '#ffe62a'.
    """

    text: str | Unset = "#ffffff"
    outline: str | Unset = "#101010"
    accent: str | Unset = "#ffe62a"

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        outline = self.outline

        accent = self.accent

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if text is not UNSET:
            field_dict["text"] = text
        if outline is not UNSET:
            field_dict["outline"] = outline
        if accent is not UNSET:
            field_dict["accent"] = accent

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        text = d.pop("text", UNSET)

        outline = d.pop("outline", UNSET)

        accent = d.pop("accent", UNSET)

        colours = cls(
            text=text,
            outline=outline,
            accent=accent,
        )

        return colours
