from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.twin_difference_shape import TwinDifferenceShape


T = TypeVar("T", bound="PromotionShape")


@_attrs_define
class PromotionShape:
    """What is different, or was until now. Nothing that only the workspace has is ever taken away.

    Attributes:
        live_id (str):
        twin_id (str):
        dry_run (bool):
        digest (str):
        differences (list[TwinDifferenceShape]):
    """

    live_id: str
    twin_id: str
    dry_run: bool
    digest: str
    differences: list[TwinDifferenceShape]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        live_id = self.live_id

        twin_id = self.twin_id

        dry_run = self.dry_run

        digest = self.digest

        differences = []
        for differences_item_data in self.differences:
            differences_item = differences_item_data.to_dict()
            differences.append(differences_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "live_id": live_id,
                "twin_id": twin_id,
                "dry_run": dry_run,
                "digest": digest,
                "differences": differences,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.twin_difference_shape import TwinDifferenceShape  # noqa: PLC0415

        d = dict(src_dict)
        live_id = d.pop("live_id")

        twin_id = d.pop("twin_id")

        dry_run = d.pop("dry_run")

        digest = d.pop("digest")

        differences = []
        _differences = d.pop("differences")
        for differences_item_data in _differences:
            differences_item = TwinDifferenceShape.from_dict(differences_item_data)

            differences.append(differences_item)

        promotion_shape = cls(
            live_id=live_id,
            twin_id=twin_id,
            dry_run=dry_run,
            digest=digest,
            differences=differences,
        )

        promotion_shape.additional_properties = d
        return promotion_shape

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
