from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SessionProgressShape")


@_attrs_define
class SessionProgressShape:
    """How far capture is.

    Attributes:
        incarnation (int):
        discontinuity (int):
        recorded_until_ms (int): Milliseconds.
        ended_at_ms (int | None | Unset): Media time of the end, when it has come.
        end_reason (str | Unset):  Default: ''.
    """

    incarnation: int
    discontinuity: int
    recorded_until_ms: int
    ended_at_ms: int | None | Unset = UNSET
    end_reason: str | Unset = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        incarnation = self.incarnation

        discontinuity = self.discontinuity

        recorded_until_ms = self.recorded_until_ms

        ended_at_ms: int | None | Unset
        if isinstance(self.ended_at_ms, Unset):
            ended_at_ms = UNSET
        else:
            ended_at_ms = self.ended_at_ms

        end_reason = self.end_reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "incarnation": incarnation,
                "discontinuity": discontinuity,
                "recorded_until_ms": recorded_until_ms,
            }
        )
        if ended_at_ms is not UNSET:
            field_dict["ended_at_ms"] = ended_at_ms
        if end_reason is not UNSET:
            field_dict["end_reason"] = end_reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        incarnation = d.pop("incarnation")

        discontinuity = d.pop("discontinuity")

        recorded_until_ms = d.pop("recorded_until_ms")

        def _parse_ended_at_ms(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        ended_at_ms = _parse_ended_at_ms(d.pop("ended_at_ms", UNSET))

        end_reason = d.pop("end_reason", UNSET)

        session_progress_shape = cls(
            incarnation=incarnation,
            discontinuity=discontinuity,
            recorded_until_ms=recorded_until_ms,
            ended_at_ms=ended_at_ms,
            end_reason=end_reason,
        )

        session_progress_shape.additional_properties = d
        return session_progress_shape

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
