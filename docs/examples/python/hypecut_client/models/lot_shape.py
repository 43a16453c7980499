from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="LotShape")


@_attrs_define
class LotShape:
    """Credits that came together, and end together. The ones that expire first are spent first.

    Attributes:
        lot_id (str):
        workspace_id (str):
        reference (str):
        amount (int):
        remaining (int):
        expires_at_ms (int | None):
        created_at_ms (int): Milliseconds.
    """

    lot_id: str
    workspace_id: str
    reference: str
    amount: int
    remaining: int
    expires_at_ms: int | None
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        lot_id = self.lot_id

        workspace_id = self.workspace_id

        reference = self.reference

        amount = self.amount

        remaining = self.remaining

        expires_at_ms: int | None
        expires_at_ms = self.expires_at_ms

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "lot_id": lot_id,
                "workspace_id": workspace_id,
                "reference": reference,
                "amount": amount,
                "remaining": remaining,
                "expires_at_ms": expires_at_ms,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        lot_id = d.pop("lot_id")

        workspace_id = d.pop("workspace_id")

        reference = d.pop("reference")

        amount = d.pop("amount")

        remaining = d.pop("remaining")

        def _parse_expires_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        expires_at_ms = _parse_expires_at_ms(d.pop("expires_at_ms"))

        created_at_ms = d.pop("created_at_ms")

        lot_shape = cls(
            lot_id=lot_id,
            workspace_id=workspace_id,
            reference=reference,
            amount=amount,
            remaining=remaining,
            expires_at_ms=expires_at_ms,
            created_at_ms=created_at_ms,
        )

        lot_shape.additional_properties = d
        return lot_shape

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
