from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="HeardShape")


@_attrs_define
class HeardShape:
    """What came of it. `fresh` is false where it was heard before.

    Attributes:
        fresh (bool):
        outcome (str):
        live_since_ms (int | None):
        watch_id (None | str | Unset): Of the watch that began or ended.
    """

    fresh: bool
    outcome: str
    live_since_ms: int | None
    watch_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        fresh = self.fresh

        outcome = self.outcome

        live_since_ms: int | None
        live_since_ms = self.live_since_ms

        watch_id: None | str | Unset
        if isinstance(self.watch_id, Unset):
            watch_id = UNSET
        else:
            watch_id = self.watch_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "fresh": fresh,
                "outcome": outcome,
                "live_since_ms": live_since_ms,
            }
        )
        if watch_id is not UNSET:
            field_dict["watch_id"] = watch_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        fresh = d.pop("fresh")

        outcome = d.pop("outcome")

        def _parse_live_since_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        live_since_ms = _parse_live_since_ms(d.pop("live_since_ms"))

        def _parse_watch_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        watch_id = _parse_watch_id(d.pop("watch_id", UNSET))

        heard_shape = cls(
            fresh=fresh,
            outcome=outcome,
            live_since_ms=live_since_ms,
            watch_id=watch_id,
        )

        heard_shape.additional_properties = d
        return heard_shape

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
