from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.subscription_state import SubscriptionState, check_subscription_state

if TYPE_CHECKING:
    from ..models.benefits_shape import BenefitsShape
    from ..models.subscription_shape import SubscriptionShape
    from ..models.top_up_settings_shape import TopUpSettingsShape


T = TypeVar("T", bound="BillingShape")


@_attrs_define
class BillingShape:
    """How a workspace pays. `balance_credits` is null where no ledger counts.

    Attributes:
        workspace_id (str):
        selling (bool):
        note (str):
        state (SubscriptionState): How a subscription stands.
        balance_credits (int | None):
        subscription (None | SubscriptionShape):
        top_up (None | TopUpSettingsShape):
        benefits (BenefitsShape): What a workspace may do. Null: without a bound, since nothing is sold here.
    """

    workspace_id: str
    selling: bool
    note: str
    state: SubscriptionState
    balance_credits: int | None
    subscription: None | SubscriptionShape
    top_up: None | TopUpSettingsShape
    benefits: BenefitsShape
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.subscription_shape import SubscriptionShape  # noqa: PLC0415
        from ..models.top_up_settings_shape import TopUpSettingsShape  # noqa: PLC0415

        workspace_id = self.workspace_id

        selling = self.selling

        note = self.note

        state: str = self.state

        balance_credits: int | None
        balance_credits = self.balance_credits

        subscription: dict[str, Any] | None
        if isinstance(self.subscription, SubscriptionShape):
            subscription = self.subscription.to_dict()
        else:
            subscription = self.subscription

        top_up: dict[str, Any] | None
        if isinstance(self.top_up, TopUpSettingsShape):
            top_up = self.top_up.to_dict()
        else:
            top_up = self.top_up

        benefits = self.benefits.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "workspace_id": workspace_id,
                "selling": selling,
                "note": note,
                "state": state,
                "balance_credits": balance_credits,
                "subscription": subscription,
                "top_up": top_up,
                "benefits": benefits,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.benefits_shape import BenefitsShape  # noqa: PLC0415
        from ..models.subscription_shape import SubscriptionShape  # noqa: PLC0415
        from ..models.top_up_settings_shape import TopUpSettingsShape  # noqa: PLC0415

        d = dict(src_dict)
        workspace_id = d.pop("workspace_id")

        selling = d.pop("selling")

        note = d.pop("note")

        state = check_subscription_state(d.pop("state"))

        def _parse_balance_credits(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        balance_credits = _parse_balance_credits(d.pop("balance_credits"))

        def _parse_subscription(data: object) -> None | SubscriptionShape:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                subscription_type_0 = SubscriptionShape.from_dict(data)

                return subscription_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SubscriptionShape, data)

        subscription = _parse_subscription(d.pop("subscription"))

        def _parse_top_up(data: object) -> None | TopUpSettingsShape:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                top_up_type_0 = TopUpSettingsShape.from_dict(data)

                return top_up_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TopUpSettingsShape, data)

        top_up = _parse_top_up(d.pop("top_up"))

        benefits = BenefitsShape.from_dict(d.pop("benefits"))

        billing_shape = cls(
            workspace_id=workspace_id,
            selling=selling,
            note=note,
            state=state,
            balance_credits=balance_credits,
            subscription=subscription,
            top_up=top_up,
            benefits=benefits,
        )

        billing_shape.additional_properties = d
        return billing_shape

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
