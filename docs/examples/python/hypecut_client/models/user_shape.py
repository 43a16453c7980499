from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="UserShape")


@_attrs_define
class UserShape:
    """A person.

    Attributes:
        user_id (str):
        email (str):
        name (str):
        operator (bool):
        email_verified (bool):
        created_at_ms (int): Milliseconds.
    """

    user_id: str
    email: str
    name: str
    operator: bool
    email_verified: bool
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_id = self.user_id

        email = self.email

        name = self.name

        operator = self.operator

        email_verified = self.email_verified

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "user_id": user_id,
                "email": email,
                "name": name,
                "operator": operator,
                "email_verified": email_verified,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_id = d.pop("user_id")

        email = d.pop("email")

        name = d.pop("name")

        operator = d.pop("operator")

        email_verified = d.pop("email_verified")

        created_at_ms = d.pop("created_at_ms")

        user_shape = cls(
            user_id=user_id,
            email=email,
            name=name,
            operator=operator,
            email_verified=email_verified,
            created_at_ms=created_at_ms,
        )

        user_shape.additional_properties = d
        return user_shape

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
