from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="HeartbeatRequest")


@_attrs_define
class HeartbeatRequest:
    """A sign of life.

    Attributes:
        busy (int | Unset): How many jobs it has now. Default: 0.
        slots (int | Unset):  Default: 0.
        abilities (list[str] | None | Unset): When they have changed; null: as they were.
    """

    busy: int | Unset = 0
    slots: int | Unset = 0
    abilities: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        busy = self.busy

        slots = self.slots

        abilities: list[str] | None | Unset
        if isinstance(self.abilities, Unset):
            abilities = UNSET
        elif isinstance(self.abilities, list):
            abilities = self.abilities

        else:
            abilities = self.abilities

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if busy is not UNSET:
            field_dict["busy"] = busy
        if slots is not UNSET:
            field_dict["slots"] = slots
        if abilities is not UNSET:
            field_dict["abilities"] = abilities

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        busy = d.pop("busy", UNSET)

        slots = d.pop("slots", UNSET)

        def _parse_abilities(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                abilities_type_0 = cast(list[str], data)

                return abilities_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        abilities = _parse_abilities(d.pop("abilities", UNSET))

        heartbeat_request = cls(
            busy=busy,
            slots=slots,
            abilities=abilities,
        )

        heartbeat_request.additional_properties = d
        return heartbeat_request

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
