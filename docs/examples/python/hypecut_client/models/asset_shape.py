from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.asset_kind import AssetKind, check_asset_kind

T = TypeVar("T", bound="AssetShape")


@_attrs_define
class AssetShape:
    """An asset. GET /v1/assets/{asset_id}/file reads its content.

    Attributes:
        asset_id (str):
        workspace_id (str):
        name (str):
        kind (AssetKind): The part that it plays in a clip.
        media_type (str):
        bytes_count (int):
        sha256 (str):
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    asset_id: str
    workspace_id: str
    name: str
    kind: AssetKind
    media_type: str
    bytes_count: int
    sha256: str
    version: int
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        asset_id = self.asset_id

        workspace_id = self.workspace_id

        name = self.name

        kind: str = self.kind

        media_type = self.media_type

        bytes_count = self.bytes_count

        sha256 = self.sha256

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "asset_id": asset_id,
                "workspace_id": workspace_id,
                "name": name,
                "kind": kind,
                "media_type": media_type,
                "bytes_count": bytes_count,
                "sha256": sha256,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        asset_id = d.pop("asset_id")

        workspace_id = d.pop("workspace_id")

        name = d.pop("name")

        kind = check_asset_kind(d.pop("kind"))

        media_type = d.pop("media_type")

        bytes_count = d.pop("bytes_count")

        sha256 = d.pop("sha256")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        asset_shape = cls(
            asset_id=asset_id,
            workspace_id=workspace_id,
            name=name,
            kind=kind,
            media_type=media_type,
            bytes_count=bytes_count,
            sha256=sha256,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        asset_shape.additional_properties = d
        return asset_shape

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
