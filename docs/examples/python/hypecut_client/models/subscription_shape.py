from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.subscription_state import SubscriptionState, check_subscription_state

T = TypeVar("T", bound="SubscriptionShape")


@_attrs_define
class SubscriptionShape:
    """A subscription. `next_plan`: from the next period on. `cancels`: it ends with the period.

    Attributes:
        subscription_id (str):
        workspace_id (str):
        plan (str):
        next_plan (None | str):
        state (SubscriptionState): How a subscription stands.
        period_start_ms (int): Milliseconds.
        period_end_ms (int): Milliseconds.
        cancels (bool):
        past_due_since_ms (int | None):
        ended_at_ms (int | None):
    """

    subscription_id: str
    workspace_id: str
    plan: str
    next_plan: None | str
    state: SubscriptionState
    period_start_ms: int
    period_end_ms: int
    cancels: bool
    past_due_since_ms: int | None
    ended_at_ms: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        subscription_id = self.subscription_id

        workspace_id = self.workspace_id

        plan = self.plan

        next_plan: None | str
        next_plan = self.next_plan

        state: str = self.state

        period_start_ms = self.period_start_ms

        period_end_ms = self.period_end_ms

        cancels = self.cancels

        past_due_since_ms: int | None
        past_due_since_ms = self.past_due_since_ms

        ended_at_ms: int | None
        ended_at_ms = self.ended_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "subscription_id": subscription_id,
                "workspace_id": workspace_id,
                "plan": plan,
                "next_plan": next_plan,
                "state": state,
                "period_start_ms": period_start_ms,
                "period_end_ms": period_end_ms,
                "cancels": cancels,
                "past_due_since_ms": past_due_since_ms,
                "ended_at_ms": ended_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        subscription_id = d.pop("subscription_id")

        workspace_id = d.pop("workspace_id")

        plan = d.pop("plan")

        def _parse_next_plan(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_plan = _parse_next_plan(d.pop("next_plan"))

        state = check_subscription_state(d.pop("state"))

        period_start_ms = d.pop("period_start_ms")

        period_end_ms = d.pop("period_end_ms")

        cancels = d.pop("cancels")

        def _parse_past_due_since_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        past_due_since_ms = _parse_past_due_since_ms(d.pop("past_due_since_ms"))

        def _parse_ended_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ended_at_ms = _parse_ended_at_ms(d.pop("ended_at_ms"))

        subscription_shape = cls(
            subscription_id=subscription_id,
            workspace_id=workspace_id,
            plan=plan,
            next_plan=next_plan,
            state=state,
            period_start_ms=period_start_ms,
            period_end_ms=period_end_ms,
            cancels=cancels,
            past_due_since_ms=past_due_since_ms,
            ended_at_ms=ended_at_ms,
        )

        subscription_shape.additional_properties = d
        return subscription_shape

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
