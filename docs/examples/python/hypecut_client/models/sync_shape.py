from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.sync_difference import SyncDifference


T = TypeVar("T", bound="SyncShape")


@_attrs_define
class SyncShape:
    """What was made at Stripe, and what differs.

    Attributes:
        created (list[str]):
        differences (list[SyncDifference]):
    """

    created: list[str]
    differences: list[SyncDifference]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created = self.created

        differences = []
        for differences_item_data in self.differences:
            differences_item = differences_item_data.to_dict()
            differences.append(differences_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created": created,
                "differences": differences,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sync_difference import SyncDifference  # noqa: PLC0415

        d = dict(src_dict)
        created = cast(list[str], d.pop("created"))

        differences = []
        _differences = d.pop("differences")
        for differences_item_data in _differences:
            differences_item = SyncDifference.from_dict(differences_item_data)

            differences.append(differences_item)

        sync_shape = cls(
            created=created,
            differences=differences,
        )

        sync_shape.additional_properties = d
        return sync_shape

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
