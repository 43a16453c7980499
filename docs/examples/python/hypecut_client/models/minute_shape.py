from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.sense import Sense, check_sense

T = TypeVar("T", bound="MinuteShape")


@_attrs_define
class MinuteShape:
    """What one sense said in one minute of a session.

    `peak_ms` is the start of the second with the highest score; `covered_ms` is how much of the minute
    the sense could see or hear: gaps and ads are left out, and the running minute grows.

        Attributes:
            session_id (str):
            start_ms (int): Of the minute, in media time.
            sense (Sense): Whose word it is: those that listen all the time, speech at highlights, and what they make
                together.

                `events`: raids, subs and the like, said only where there are any.
            seconds_count (int): Seconds that were scored.
            score_mean (float): Times normal.
            score_max (float): Times normal.
            peak_ms (int): Milliseconds.
            covered_ms (int):
    """

    session_id: str
    start_ms: int
    sense: Sense
    seconds_count: int
    score_mean: float
    score_max: float
    peak_ms: int
    covered_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        start_ms = self.start_ms

        sense: str = self.sense

        seconds_count = self.seconds_count

        score_mean = self.score_mean

        score_max = self.score_max

        peak_ms = self.peak_ms

        covered_ms = self.covered_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session_id": session_id,
                "start_ms": start_ms,
                "sense": sense,
                "seconds_count": seconds_count,
                "score_mean": score_mean,
                "score_max": score_max,
                "peak_ms": peak_ms,
                "covered_ms": covered_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        start_ms = d.pop("start_ms")

        sense = check_sense(d.pop("sense"))

        seconds_count = d.pop("seconds_count")

        score_mean = d.pop("score_mean")

        score_max = d.pop("score_max")

        peak_ms = d.pop("peak_ms")

        covered_ms = d.pop("covered_ms")

        minute_shape = cls(
            session_id=session_id,
            start_ms=start_ms,
            sense=sense,
            seconds_count=seconds_count,
            score_mean=score_mean,
            score_max=score_max,
            peak_ms=peak_ms,
            covered_ms=covered_ms,
        )

        minute_shape.additional_properties = d
        return minute_shape

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
