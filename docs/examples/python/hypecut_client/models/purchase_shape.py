from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.purchase_kind import PurchaseKind, check_purchase_kind

T = TypeVar("T", bound="PurchaseShape")


@_attrs_define
class PurchaseShape:
    """Credits that were paid for, and what became of them when they were paid back.

    Attributes:
        reference (str):
        workspace_id (str):
        kind (PurchaseKind): What was bought.
        product (str):
        credits_ (int):
        amount_cents (int):
        currency (str):
        refunded_cents (int):
        credits_taken (int):
        paid_at_ms (int): Milliseconds.
        expires_at_ms (int | None):
    """

    reference: str
    workspace_id: str
    kind: PurchaseKind
    product: str
    credits_: int
    amount_cents: int
    currency: str
    refunded_cents: int
    credits_taken: int
    paid_at_ms: int
    expires_at_ms: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        reference = self.reference

        workspace_id = self.workspace_id

        kind: str = self.kind

        product = self.product

        credits_ = self.credits_

        amount_cents = self.amount_cents

        currency = self.currency

        refunded_cents = self.refunded_cents

        credits_taken = self.credits_taken

        paid_at_ms = self.paid_at_ms

        expires_at_ms: int | None
        expires_at_ms = self.expires_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "reference": reference,
                "workspace_id": workspace_id,
                "kind": kind,
                "product": product,
                "credits": credits_,
                "amount_cents": amount_cents,
                "currency": currency,
                "refunded_cents": refunded_cents,
                "credits_taken": credits_taken,
                "paid_at_ms": paid_at_ms,
                "expires_at_ms": expires_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reference = d.pop("reference")

        workspace_id = d.pop("workspace_id")

        kind = check_purchase_kind(d.pop("kind"))

        product = d.pop("product")

        credits_ = d.pop("credits")

        amount_cents = d.pop("amount_cents")

        currency = d.pop("currency")

        refunded_cents = d.pop("refunded_cents")

        credits_taken = d.pop("credits_taken")

        paid_at_ms = d.pop("paid_at_ms")

        def _parse_expires_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        expires_at_ms = _parse_expires_at_ms(d.pop("expires_at_ms"))

        purchase_shape = cls(
            reference=reference,
            workspace_id=workspace_id,
            kind=kind,
            product=product,
            credits_=credits_,
            amount_cents=amount_cents,
            currency=currency,
            refunded_cents=refunded_cents,
            credits_taken=credits_taken,
            paid_at_ms=paid_at_ms,
            expires_at_ms=expires_at_ms,
        )

        purchase_shape.additional_properties = d
        return purchase_shape

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
