from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.evidence_shape_weights import EvidenceShapeWeights
    from ..models.second_score_shape import SecondScoreShape


T = TypeVar("T", bound="EvidenceShape")


@_attrs_define
class EvidenceShape:
    """What the decision rested on, enough to draw it and to make it again.

    Attributes:
        weights (EvidenceShapeWeights):
        open_threshold (float):
        close_threshold (float):
        chat_lag_ms (int):
        seconds (list[SecondScoreShape] | Unset):
        lines (list[str] | Unset):
    """

    weights: EvidenceShapeWeights
    open_threshold: float
    close_threshold: float
    chat_lag_ms: int
    seconds: list[SecondScoreShape] | Unset = UNSET
    lines: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        weights = self.weights.to_dict()

        open_threshold = self.open_threshold

        close_threshold = self.close_threshold

        chat_lag_ms = self.chat_lag_ms

        seconds: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.seconds, Unset):
            seconds = []
            for seconds_item_data in self.seconds:
                seconds_item = seconds_item_data.to_dict()
                seconds.append(seconds_item)

        lines: list[str] | Unset = UNSET
        if not isinstance(self.lines, Unset):
            lines = self.lines

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "weights": weights,
                "open_threshold": open_threshold,
                "close_threshold": close_threshold,
                "chat_lag_ms": chat_lag_ms,
            }
        )
        if seconds is not UNSET:
            field_dict["seconds"] = seconds
        if lines is not UNSET:
            field_dict["lines"] = lines

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.evidence_shape_weights import EvidenceShapeWeights  # noqa: PLC0415
        from ..models.second_score_shape import SecondScoreShape  # noqa: PLC0415

        d = dict(src_dict)
        weights = EvidenceShapeWeights.from_dict(d.pop("weights"))

        open_threshold = d.pop("open_threshold")

        close_threshold = d.pop("close_threshold")

        chat_lag_ms = d.pop("chat_lag_ms")

        _seconds = d.pop("seconds", UNSET)
        seconds: list[SecondScoreShape] | Unset = UNSET
        if _seconds is not UNSET:
            seconds = []
            for seconds_item_data in _seconds:
                seconds_item = SecondScoreShape.from_dict(seconds_item_data)

                seconds.append(seconds_item)

        lines = cast(list[str], d.pop("lines", UNSET))

        evidence_shape = cls(
            weights=weights,
            open_threshold=open_threshold,
            close_threshold=close_threshold,
            chat_lag_ms=chat_lag_ms,
            seconds=seconds,
            lines=lines,
        )

        evidence_shape.additional_properties = d
        return evidence_shape

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
