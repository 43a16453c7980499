from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CheckoutShape")


@_attrs_define
class CheckoutShape:
    """A page of Stripe's, open until `expires_at_ms`. Credits come when it is paid.

    Attributes:
        session_id (str):
        url (str):
        expires_at_ms (int): Milliseconds.
    """

    session_id: str
    url: str
    expires_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        url = self.url

        expires_at_ms = self.expires_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session_id": session_id,
                "url": url,
                "expires_at_ms": expires_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        url = d.pop("url")

        expires_at_ms = d.pop("expires_at_ms")

        checkout_shape = cls(
            session_id=session_id,
            url=url,
            expires_at_ms=expires_at_ms,
        )

        checkout_shape.additional_properties = d
        return checkout_shape

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
