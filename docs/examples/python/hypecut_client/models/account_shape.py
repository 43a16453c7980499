from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.account_kind import AccountKind, check_account_kind

T = TypeVar("T", bound="AccountShape")


@_attrs_define
class AccountShape:
    """A workspace's credits.

    `available` is what is neither spent nor held by running sessions; `minutes_left` how long `balance` lasts
    at the rate of the last minute, null while nothing runs. The minutes of an `unlimited` one are counted and
    not charged.

        Attributes:
            account_id (str):
            kind (AccountKind): Where credits come from and go to. There is one `WORKSPACE` for each workspace, and one of
                the rest.
            workspace_id (str): Empty for an account that all share.
            balance (int):
            held (int):
            available (int):
            unlimited (bool):
            minutes_left (int | None):
            updated_at_ms (int): Milliseconds.
    """

    account_id: str
    kind: AccountKind
    workspace_id: str
    balance: int
    held: int
    available: int
    unlimited: bool
    minutes_left: int | None
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        kind: str = self.kind

        workspace_id = self.workspace_id

        balance = self.balance

        held = self.held

        available = self.available

        unlimited = self.unlimited

        minutes_left: int | None
        minutes_left = self.minutes_left

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "kind": kind,
                "workspace_id": workspace_id,
                "balance": balance,
                "held": held,
                "available": available,
                "unlimited": unlimited,
                "minutes_left": minutes_left,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account_id = d.pop("account_id")

        kind = check_account_kind(d.pop("kind"))

        workspace_id = d.pop("workspace_id")

        balance = d.pop("balance")

        held = d.pop("held")

        available = d.pop("available")

        unlimited = d.pop("unlimited")

        def _parse_minutes_left(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        minutes_left = _parse_minutes_left(d.pop("minutes_left"))

        updated_at_ms = d.pop("updated_at_ms")

        account_shape = cls(
            account_id=account_id,
            kind=kind,
            workspace_id=workspace_id,
            balance=balance,
            held=held,
            available=available,
            unlimited=unlimited,
            minutes_left=minutes_left,
            updated_at_ms=updated_at_ms,
        )

        account_shape.additional_properties = d
        return account_shape

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
