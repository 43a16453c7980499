from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.role_shape import RoleShape
    from ..models.user_shape import UserShape


T = TypeVar("T", bound="MeShape")


@_attrs_define
class MeShape:
    """Who the caller is, and what they may do where.

    Attributes:
        kind (str):
        id (str):
        operator (bool):
        roles (list[RoleShape]):
        scopes (list[str] | None):
        user (None | UserShape):
    """

    kind: str
    id: str
    operator: bool
    roles: list[RoleShape]
    scopes: list[str] | None
    user: None | UserShape
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.user_shape import UserShape  # noqa: PLC0415

        kind = self.kind

        id = self.id

        operator = self.operator

        roles = []
        for roles_item_data in self.roles:
            roles_item = roles_item_data.to_dict()
            roles.append(roles_item)

        scopes: list[str] | None
        if isinstance(self.scopes, list):
            scopes = self.scopes

        else:
            scopes = self.scopes

        user: dict[str, Any] | None
        if isinstance(self.user, UserShape):
            user = self.user.to_dict()
        else:
            user = self.user

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "id": id,
                "operator": operator,
                "roles": roles,
                "scopes": scopes,
                "user": user,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.role_shape import RoleShape  # noqa: PLC0415
        from ..models.user_shape import UserShape  # noqa: PLC0415

        d = dict(src_dict)
        kind = d.pop("kind")

        id = d.pop("id")

        operator = d.pop("operator")

        roles = []
        _roles = d.pop("roles")
        for roles_item_data in _roles:
            roles_item = RoleShape.from_dict(roles_item_data)

            roles.append(roles_item)

        def _parse_scopes(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                scopes_type_0 = cast(list[str], data)

                return scopes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        scopes = _parse_scopes(d.pop("scopes"))

        def _parse_user(data: object) -> None | UserShape:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                user_type_0 = UserShape.from_dict(data)

                return user_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UserShape, data)

        user = _parse_user(d.pop("user"))

        me_shape = cls(
            kind=kind,
            id=id,
            operator=operator,
            roles=roles,
            scopes=scopes,
            user=user,
        )

        me_shape.additional_properties = d
        return me_shape

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
