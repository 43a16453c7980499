from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MinuteReport")


@_attrs_define
class MinuteReport:
    """A minute as a meter reports it; session and minute are its identity.

    Attributes:
        session_id (str):
        minute (int): 0 is [0, 60 s) of media time.
        covered_ms (int): Recorded, and offered for scoring.
        gap_ms (int | Unset):  Default: 0.
        ad_ms (int | Unset):  Default: 0.
    """

    session_id: str
    minute: int
    covered_ms: int
    gap_ms: int | Unset = 0
    ad_ms: int | Unset = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        minute = self.minute

        covered_ms = self.covered_ms

        gap_ms = self.gap_ms

        ad_ms = self.ad_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session_id": session_id,
                "minute": minute,
                "covered_ms": covered_ms,
            }
        )
        if gap_ms is not UNSET:
            field_dict["gap_ms"] = gap_ms
        if ad_ms is not UNSET:
            field_dict["ad_ms"] = ad_ms

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        minute = d.pop("minute")

        covered_ms = d.pop("covered_ms")

        gap_ms = d.pop("gap_ms", UNSET)

        ad_ms = d.pop("ad_ms", UNSET)

        minute_report = cls(
            session_id=session_id,
            minute=minute,
            covered_ms=covered_ms,
            gap_ms=gap_ms,
            ad_ms=ad_ms,
        )

        minute_report.additional_properties = d
        return minute_report

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
