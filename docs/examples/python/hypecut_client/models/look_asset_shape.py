from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.asset_kind import AssetKind, check_asset_kind

T = TypeVar("T", bound="LookAssetShape")


@_attrs_define
class LookAssetShape:
    """A file that the look needs, in the object store.

    Attributes:
        asset_id (str):
        kind (AssetKind): The part that it plays in a clip.
        name (str):
        key (str):
        extension (str):
        bytes_count (int):
        sha256 (str):
    """

    asset_id: str
    kind: AssetKind
    name: str
    key: str
    extension: str
    bytes_count: int
    sha256: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        asset_id = self.asset_id

        kind: str = self.kind

        name = self.name

        key = self.key

        extension = self.extension

        bytes_count = self.bytes_count

        sha256 = self.sha256

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "asset_id": asset_id,
                "kind": kind,
                "name": name,
                "key": key,
                "extension": extension,
                "bytes_count": bytes_count,
                "sha256": sha256,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        asset_id = d.pop("asset_id")

        kind = check_asset_kind(d.pop("kind"))

        name = d.pop("name")

        key = d.pop("key")

        extension = d.pop("extension")

        bytes_count = d.pop("bytes_count")

        sha256 = d.pop("sha256")

        look_asset_shape = cls(
            asset_id=asset_id,
            kind=kind,
            name=name,
            key=key,
            extension=extension,
            bytes_count=bytes_count,
            sha256=sha256,
        )

        look_asset_shape.additional_properties = d
        return look_asset_shape

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
