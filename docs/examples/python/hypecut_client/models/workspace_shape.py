from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WorkspaceShape")


@_attrs_define
class WorkspaceShape:
    """A workspace. `test_of` names the one whose test twin it is.

    Attributes:
        workspace_id (str):
        slug (str):
        name (str):
        test_of (None | str):
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    workspace_id: str
    slug: str
    name: str
    test_of: None | str
    version: int
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        workspace_id = self.workspace_id

        slug = self.slug

        name = self.name

        test_of: None | str
        test_of = self.test_of

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "workspace_id": workspace_id,
                "slug": slug,
                "name": name,
                "test_of": test_of,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        workspace_id = d.pop("workspace_id")

        slug = d.pop("slug")

        name = d.pop("name")

        def _parse_test_of(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        test_of = _parse_test_of(d.pop("test_of"))

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        workspace_shape = cls(
            workspace_id=workspace_id,
            slug=slug,
            name=name,
            test_of=test_of,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        workspace_shape.additional_properties = d
        return workspace_shape

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
