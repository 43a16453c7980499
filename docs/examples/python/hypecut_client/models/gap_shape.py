from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.gap_reason import GapReason, check_gap_reason
from ..types import UNSET, Unset

T = TypeVar("T", bound="GapShape")


@_attrs_define
class GapShape:
    """A stretch that was not captured.

    Attributes:
        session_id (str):
        start_ms (int): Milliseconds.
        end_ms (int): Milliseconds.
        reason (GapReason): Why a stretch of media time was not captured.
        type_ (Literal['session.gap'] | Unset):  Default: 'session.gap'.
        v (int | Unset):  Default: 1.
        detail (str | Unset):  Default: ''.
    """

    session_id: str
    start_ms: int
    end_ms: int
    reason: GapReason
    type_: Literal["session.gap"] | Unset = "session.gap"
    v: int | Unset = 1
    detail: str | Unset = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        start_ms = self.start_ms

        end_ms = self.end_ms

        reason: str = self.reason

        type_ = self.type_

        v = self.v

        detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session_id": session_id,
                "start_ms": start_ms,
                "end_ms": end_ms,
                "reason": reason,
            }
        )
        if type_ is not UNSET:
            field_dict["type"] = type_
        if v is not UNSET:
            field_dict["v"] = v
        if detail is not UNSET:
            field_dict["detail"] = detail

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        start_ms = d.pop("start_ms")

        end_ms = d.pop("end_ms")

        reason = check_gap_reason(d.pop("reason"))

        type_ = cast(Literal["session.gap"] | Unset, d.pop("type", UNSET))
        if type_ != "session.gap" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'session.gap', got '{type_}'")

        v = d.pop("v", UNSET)

        detail = d.pop("detail", UNSET)

        gap_shape = cls(
            session_id=session_id,
            start_ms=start_ms,
            end_ms=end_ms,
            reason=reason,
            type_=type_,
            v=v,
            detail=detail,
        )

        gap_shape.additional_properties = d
        return gap_shape

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
