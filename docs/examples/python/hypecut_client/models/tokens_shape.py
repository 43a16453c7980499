from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.user_shape import UserShape


T = TypeVar("T", bound="TokensShape")


@_attrs_define
class TokensShape:
    """A pair of tokens. The refresh token is good for one use, and is replaced by it.

    Attributes:
        access_token (str):
        refresh_token (str):
        user (UserShape): A person.
        token_type (Literal['bearer'] | Unset):  Default: 'bearer'.
        expires_in_s (int | Unset):  Default: 900.
    """

    access_token: str
    refresh_token: str
    user: UserShape
    token_type: Literal["bearer"] | Unset = "bearer"
    expires_in_s: int | Unset = 900
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        access_token = self.access_token

        refresh_token = self.refresh_token

        user = self.user.to_dict()

        token_type = self.token_type

        expires_in_s = self.expires_in_s

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "access_token": access_token,
                "refresh_token": refresh_token,
                "user": user,
            }
        )
        if token_type is not UNSET:
            field_dict["token_type"] = token_type
        if expires_in_s is not UNSET:
            field_dict["expires_in_s"] = expires_in_s

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.user_shape import UserShape  # noqa: PLC0415

        d = dict(src_dict)
        access_token = d.pop("access_token")

        refresh_token = d.pop("refresh_token")

        user = UserShape.from_dict(d.pop("user"))

        token_type = cast(Literal["bearer"] | Unset, d.pop("token_type", UNSET))
        if token_type != "bearer" and not isinstance(token_type, Unset):
            raise ValueError(f"token_type must match const 'bearer', got '{token_type}'")

        expires_in_s = d.pop("expires_in_s", UNSET)

        tokens_shape = cls(
            access_token=access_token,
            refresh_token=refresh_token,
            user=user,
            token_type=token_type,
            expires_in_s=expires_in_s,
        )

        tokens_shape.additional_properties = d
        return tokens_shape

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
