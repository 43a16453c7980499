from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.scope_shape import ScopeShape


T = TypeVar("T", bound="GoShape")


@_attrs_define
class GoShape:
    """Where to go, in the browser of whoever is to grant it.

    Attributes:
        url (str): At Twitch. Good for one visit, until `expires_at_ms`.
        secret (str): Of whoever began it: the browser that called this has it as a cookie; a program sends it with what
            came back to POST /v1/auth/twitch/callback.
        expires_at_ms (int): Milliseconds.
        scopes (list[ScopeShape]):
    """

    url: str
    secret: str
    expires_at_ms: int
    scopes: list[ScopeShape]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        secret = self.secret

        expires_at_ms = self.expires_at_ms

        scopes = []
        for scopes_item_data in self.scopes:
            scopes_item = scopes_item_data.to_dict()
            scopes.append(scopes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "url": url,
                "secret": secret,
                "expires_at_ms": expires_at_ms,
                "scopes": scopes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.scope_shape import ScopeShape  # noqa: PLC0415

        d = dict(src_dict)
        url = d.pop("url")

        secret = d.pop("secret")

        expires_at_ms = d.pop("expires_at_ms")

        scopes = []
        _scopes = d.pop("scopes")
        for scopes_item_data in _scopes:
            scopes_item = ScopeShape.from_dict(scopes_item_data)

            scopes.append(scopes_item)

        go_shape = cls(
            url=url,
            secret=secret,
            expires_at_ms=expires_at_ms,
            scopes=scopes,
        )

        go_shape.additional_properties = d
        return go_shape

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
