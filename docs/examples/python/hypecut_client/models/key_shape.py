from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.role import Role, check_role

T = TypeVar("T", bound="KeyShape")


@_attrs_define
class KeyShape:
    """A key, without the key.

    Attributes:
        key_id (str):
        workspace_id (str):
        name (str):
        shown (str):
        scopes (list[str]):
        role (Role): What a member of a workspace may do; each may do what those before it may.
        made_by (None | str):
        expires_at_ms (int | None):
        last_used_at_ms (int | None):
        revoked_at_ms (int | None):
        version (int):
        created_at_ms (int): Milliseconds.
    """

    key_id: str
    workspace_id: str
    name: str
    shown: str
    scopes: list[str]
    role: Role
    made_by: None | str
    expires_at_ms: int | None
    last_used_at_ms: int | None
    revoked_at_ms: int | None
    version: int
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        key_id = self.key_id

        workspace_id = self.workspace_id

        name = self.name

        shown = self.shown

        scopes = self.scopes

        role: str = self.role

        made_by: None | str
        made_by = self.made_by

        expires_at_ms: int | None
        expires_at_ms = self.expires_at_ms

        last_used_at_ms: int | None
        last_used_at_ms = self.last_used_at_ms

        revoked_at_ms: int | None
        revoked_at_ms = self.revoked_at_ms

        version = self.version

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "key_id": key_id,
                "workspace_id": workspace_id,
                "name": name,
                "shown": shown,
                "scopes": scopes,
                "role": role,
                "made_by": made_by,
                "expires_at_ms": expires_at_ms,
                "last_used_at_ms": last_used_at_ms,
                "revoked_at_ms": revoked_at_ms,
                "version": version,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key_id = d.pop("key_id")

        workspace_id = d.pop("workspace_id")

        name = d.pop("name")

        shown = d.pop("shown")

        scopes = cast(list[str], d.pop("scopes"))

        role = check_role(d.pop("role"))

        def _parse_made_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        made_by = _parse_made_by(d.pop("made_by"))

        def _parse_expires_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        expires_at_ms = _parse_expires_at_ms(d.pop("expires_at_ms"))

        def _parse_last_used_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        last_used_at_ms = _parse_last_used_at_ms(d.pop("last_used_at_ms"))

        def _parse_revoked_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        revoked_at_ms = _parse_revoked_at_ms(d.pop("revoked_at_ms"))

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        key_shape = cls(
            key_id=key_id,
            workspace_id=workspace_id,
            name=name,
            shown=shown,
            scopes=scopes,
            role=role,
            made_by=made_by,
            expires_at_ms=expires_at_ms,
            last_used_at_ms=last_used_at_ms,
            revoked_at_ms=revoked_at_ms,
            version=version,
            created_at_ms=created_at_ms,
        )

        key_shape.additional_properties = d
        return key_shape

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
