from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PaymentDifferenceShape")


@_attrs_define
class PaymentDifferenceShape:
    """Where Stripe and the ledger do not agree.

    Attributes:
        kind (str):
        reference (str):
        workspace_id (str):
        detail (str):
    """

    kind: str
    reference: str
    workspace_id: str
    detail: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        reference = self.reference

        workspace_id = self.workspace_id

        detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "reference": reference,
                "workspace_id": workspace_id,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = d.pop("kind")

        reference = d.pop("reference")

        workspace_id = d.pop("workspace_id")

        detail = d.pop("detail")

        payment_difference_shape = cls(
            kind=kind,
            reference=reference,
            workspace_id=workspace_id,
            detail=detail,
        )

        payment_difference_shape.additional_properties = d
        return payment_difference_shape

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
