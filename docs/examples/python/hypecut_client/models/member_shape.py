from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.role import Role, check_role

T = TypeVar("T", bound="MemberShape")


@_attrs_define
class MemberShape:
    """A member of a workspace.

    Attributes:
        membership_id (str):
        workspace_id (str):
        user_id (str):
        role (Role): What a member of a workspace may do; each may do what those before it may.
        version (int):
        created_at_ms (int): Milliseconds.
    """

    membership_id: str
    workspace_id: str
    user_id: str
    role: Role
    version: int
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        membership_id = self.membership_id

        workspace_id = self.workspace_id

        user_id = self.user_id

        role: str = self.role

        version = self.version

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "membership_id": membership_id,
                "workspace_id": workspace_id,
                "user_id": user_id,
                "role": role,
                "version": version,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        membership_id = d.pop("membership_id")

        workspace_id = d.pop("workspace_id")

        user_id = d.pop("user_id")

        role = check_role(d.pop("role"))

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        member_shape = cls(
            membership_id=membership_id,
            workspace_id=workspace_id,
            user_id=user_id,
            role=role,
            version=version,
            created_at_ms=created_at_ms,
        )

        member_shape.additional_properties = d
        return member_shape

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
