from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types
from ..models.asset_kind import AssetKind, check_asset_kind
from ..types import UNSET, Unset

T = TypeVar("T", bound="UploadAssetFilesBody")


@_attrs_define
class UploadAssetFilesBody:
    """
    Attributes:
        kind (AssetKind): The part that it plays in a clip.
        file (str):
        name (str | Unset):
        workspace_id (str | Unset):
    """

    kind: AssetKind
    file: str
    name: str | Unset = UNSET
    workspace_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        file = self.file

        name = self.name

        workspace_id = self.workspace_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "file": file,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("kind", (None, str(self.kind).encode(), "text/plain")))

        files.append(("file", (None, str(self.file).encode(), "text/plain")))

        if not isinstance(self.name, Unset):
            files.append(("name", (None, str(self.name).encode(), "text/plain")))

        if not isinstance(self.workspace_id, Unset):
            files.append(("workspace_id", (None, str(self.workspace_id).encode(), "text/plain")))

        for prop_name, prop in self.additional_properties.items():
            files.append((prop_name, (None, str(prop).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = check_asset_kind(d.pop("kind"))

        file = d.pop("file")

        name = d.pop("name", UNSET)

        workspace_id = d.pop("workspace_id", UNSET)

        upload_asset_files_body = cls(
            kind=kind,
            file=file,
            name=name,
            workspace_id=workspace_id,
        )

        upload_asset_files_body.additional_properties = d
        return upload_asset_files_body

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
