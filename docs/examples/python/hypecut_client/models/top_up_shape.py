from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.top_up_state import TopUpState, check_top_up_state

T = TypeVar("T", bound="TopUpShape")


@_attrs_define
class TopUpShape:
    """A top-up. `failure` says why it failed.

    Attributes:
        top_up_id (str):
        workspace_id (str):
        sequence (int):
        state (TopUpState): How far a top-up is.
        product (str):
        credits_ (int):
        amount_cents (int):
        currency (str):
        failure (str):
        created_at_ms (int): Milliseconds.
        ended_at_ms (int | None):
    """

    top_up_id: str
    workspace_id: str
    sequence: int
    state: TopUpState
    product: str
    credits_: int
    amount_cents: int
    currency: str
    failure: str
    created_at_ms: int
    ended_at_ms: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        top_up_id = self.top_up_id

        workspace_id = self.workspace_id

        sequence = self.sequence

        state: str = self.state

        product = self.product

        credits_ = self.credits_

        amount_cents = self.amount_cents

        currency = self.currency

        failure = self.failure

        created_at_ms = self.created_at_ms

        ended_at_ms: int | None
        ended_at_ms = self.ended_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "top_up_id": top_up_id,
                "workspace_id": workspace_id,
                "sequence": sequence,
                "state": state,
                "product": product,
                "credits": credits_,
                "amount_cents": amount_cents,
                "currency": currency,
                "failure": failure,
                "created_at_ms": created_at_ms,
                "ended_at_ms": ended_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        top_up_id = d.pop("top_up_id")

        workspace_id = d.pop("workspace_id")

        sequence = d.pop("sequence")

        state = check_top_up_state(d.pop("state"))

        product = d.pop("product")

        credits_ = d.pop("credits")

        amount_cents = d.pop("amount_cents")

        currency = d.pop("currency")

        failure = d.pop("failure")

        created_at_ms = d.pop("created_at_ms")

        def _parse_ended_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ended_at_ms = _parse_ended_at_ms(d.pop("ended_at_ms"))

        top_up_shape = cls(
            top_up_id=top_up_id,
            workspace_id=workspace_id,
            sequence=sequence,
            state=state,
            product=product,
            credits_=credits_,
            amount_cents=amount_cents,
            currency=currency,
            failure=failure,
            created_at_ms=created_at_ms,
            ended_at_ms=ended_at_ms,
        )

        top_up_shape.additional_properties = d
        return top_up_shape

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
