from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.role import Role, check_role

T = TypeVar("T", bound="MemberRequest")


@_attrs_define
class MemberRequest:
    """Somebody who is to be a member: they need an account first.

    Attributes:
        workspace_id (str):
        email (str):
        role (Role): What a member of a workspace may do; each may do what those before it may.
    """

    workspace_id: str
    email: str
    role: Role

    def to_dict(self) -> dict[str, Any]:
        workspace_id = self.workspace_id

        email = self.email

        role: str = self.role

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "workspace_id": workspace_id,
                "email": email,
                "role": role,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        workspace_id = d.pop("workspace_id")

        email = d.pop("email")

        role = check_role(d.pop("role"))

        member_request = cls(
            workspace_id=workspace_id,
            email=email,
            role=role,
        )

        return member_request
