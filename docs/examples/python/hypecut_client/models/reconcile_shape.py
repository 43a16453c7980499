from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.payment_difference_shape import PaymentDifferenceShape


T = TypeVar("T", bound="ReconcileShape")


@_attrs_define
class ReconcileShape:
    """What was compared, and every difference.

    Attributes:
        since_ms (int): Milliseconds.
        until_ms (int): Milliseconds.
        payments (int):
        sales (int):
        differences (list[PaymentDifferenceShape]):
    """

    since_ms: int
    until_ms: int
    payments: int
    sales: int
    differences: list[PaymentDifferenceShape]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        since_ms = self.since_ms

        until_ms = self.until_ms

        payments = self.payments

        sales = self.sales

        differences = []
        for differences_item_data in self.differences:
            differences_item = differences_item_data.to_dict()
            differences.append(differences_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "since_ms": since_ms,
                "until_ms": until_ms,
                "payments": payments,
                "sales": sales,
                "differences": differences,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.payment_difference_shape import PaymentDifferenceShape  # noqa: PLC0415

        d = dict(src_dict)
        since_ms = d.pop("since_ms")

        until_ms = d.pop("until_ms")

        payments = d.pop("payments")

        sales = d.pop("sales")

        differences = []
        _differences = d.pop("differences")
        for differences_item_data in _differences:
            differences_item = PaymentDifferenceShape.from_dict(differences_item_data)

            differences.append(differences_item)

        reconcile_shape = cls(
            since_ms=since_ms,
            until_ms=until_ms,
            payments=payments,
            sales=sales,
            differences=differences,
        )

        reconcile_shape.additional_properties = d
        return reconcile_shape

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
