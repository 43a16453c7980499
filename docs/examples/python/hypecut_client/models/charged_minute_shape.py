from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.outcome import Outcome, check_outcome

T = TypeVar("T", bound="ChargedMinuteShape")


@_attrs_define
class ChargedMinuteShape:
    """A minute of a session, and what became of it: charged, or the reason why not.

    Attributes:
        session_id (str):
        minute (int):
        covered_ms (int):
        gap_ms (int):
        ad_ms (int):
        outcome (Outcome): What became of a minute: `CHARGED`, or why it was not.

            `SHORT`: under half of it was captured. `UNPAID`: no credit was left. `FREE`: the workspace is not
            charged. `REFUNDED`: it was charged, and the credit was given back.
        reason (str):
        at_ms (int): Milliseconds.
    """

    session_id: str
    minute: int
    covered_ms: int
    gap_ms: int
    ad_ms: int
    outcome: Outcome
    reason: str
    at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        minute = self.minute

        covered_ms = self.covered_ms

        gap_ms = self.gap_ms

        ad_ms = self.ad_ms

        outcome: str = self.outcome

        reason = self.reason

        at_ms = self.at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session_id": session_id,
                "minute": minute,
                "covered_ms": covered_ms,
                "gap_ms": gap_ms,
                "ad_ms": ad_ms,
                "outcome": outcome,
                "reason": reason,
                "at_ms": at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        minute = d.pop("minute")

        covered_ms = d.pop("covered_ms")

        gap_ms = d.pop("gap_ms")

        ad_ms = d.pop("ad_ms")

        outcome = check_outcome(d.pop("outcome"))

        reason = d.pop("reason")

        at_ms = d.pop("at_ms")

        charged_minute_shape = cls(
            session_id=session_id,
            minute=minute,
            covered_ms=covered_ms,
            gap_ms=gap_ms,
            ad_ms=ad_ms,
            outcome=outcome,
            reason=reason,
            at_ms=at_ms,
        )

        charged_minute_shape.additional_properties = d
        return charged_minute_shape

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
