from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.promoted import Promoted, check_promoted
from ..models.twin_difference_shape_change import (
    TwinDifferenceShapeChange,
    check_twin_difference_shape_change,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.part_shape import PartShape


T = TypeVar("T", bound="TwinDifferenceShape")


@_attrs_define
class TwinDifferenceShape:
    """One thing of the test twin, beside that of the workspace.

    Attributes:
        kind (Promoted): What can be promoted, in the order in which it is: a rule may need a field or a feed.
        name (str):
        change (TwinDifferenceShapeChange):
        parts (list[PartShape] | Unset):
        why (str | Unset): Of a conflict: what stands in the way. Default: ''.
    """

    kind: Promoted
    name: str
    change: TwinDifferenceShapeChange
    parts: list[PartShape] | Unset = UNSET
    why: str | Unset = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        name = self.name

        change: str = self.change

        parts: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.parts, Unset):
            parts = []
            for parts_item_data in self.parts:
                parts_item = parts_item_data.to_dict()
                parts.append(parts_item)

        why = self.why

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "name": name,
                "change": change,
            }
        )
        if parts is not UNSET:
            field_dict["parts"] = parts
        if why is not UNSET:
            field_dict["why"] = why

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.part_shape import PartShape  # noqa: PLC0415

        d = dict(src_dict)
        kind = check_promoted(d.pop("kind"))

        name = d.pop("name")

        change = check_twin_difference_shape_change(d.pop("change"))

        _parts = d.pop("parts", UNSET)
        parts: list[PartShape] | Unset = UNSET
        if _parts is not UNSET:
            parts = []
            for parts_item_data in _parts:
                parts_item = PartShape.from_dict(parts_item_data)

                parts.append(parts_item)

        why = d.pop("why", UNSET)

        twin_difference_shape = cls(
            kind=kind,
            name=name,
            change=change,
            parts=parts,
            why=why,
        )

        twin_difference_shape.additional_properties = d
        return twin_difference_shape

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
