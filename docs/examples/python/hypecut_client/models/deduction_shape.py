from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.account_shape import AccountShape


T = TypeVar("T", bound="DeductionShape")


@_attrs_define
class DeductionShape:
    """What came of a batch of minutes.

    `charged` were paid just now; `known` had been reported before; `unknown` are sessions that there are none
    of; `ended` are the watches that the last credit ended.

        Attributes:
            accounts (list[AccountShape]):
            charged (int):
            known (int):
            unknown (list[str]):
            ended (list[str]):
    """

    accounts: list[AccountShape]
    charged: int
    known: int
    unknown: list[str]
    ended: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

        charged = self.charged

        known = self.known

        unknown = self.unknown

        ended = self.ended

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accounts": accounts,
                "charged": charged,
                "known": known,
                "unknown": unknown,
                "ended": ended,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.account_shape import AccountShape  # noqa: PLC0415

        d = dict(src_dict)
        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = AccountShape.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        charged = d.pop("charged")

        known = d.pop("known")

        unknown = cast(list[str], d.pop("unknown"))

        ended = cast(list[str], d.pop("ended"))

        deduction_shape = cls(
            accounts=accounts,
            charged=charged,
            known=known,
            unknown=unknown,
            ended=ended,
        )

        deduction_shape.additional_properties = d
        return deduction_shape

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
