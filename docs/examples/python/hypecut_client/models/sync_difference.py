from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SyncDifference")


@_attrs_define
class SyncDifference:
    """What stands otherwise at Stripe than in the file of products; it was left as it is.

    Attributes:
        product (str):
        field (str):
        declared (str):
        at_stripe (str):
    """

    product: str
    field: str
    declared: str
    at_stripe: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        product = self.product

        field = self.field

        declared = self.declared

        at_stripe = self.at_stripe

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "product": product,
                "field": field,
                "declared": declared,
                "at_stripe": at_stripe,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        product = d.pop("product")

        field = d.pop("field")

        declared = d.pop("declared")

        at_stripe = d.pop("at_stripe")

        sync_difference = cls(
            product=product,
            field=field,
            declared=declared,
            at_stripe=at_stripe,
        )

        sync_difference.additional_properties = d
        return sync_difference

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
