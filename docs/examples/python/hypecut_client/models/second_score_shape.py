from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SecondScoreShape")


@_attrs_define
class SecondScoreShape:
    """One second of a highlight's evidence; scores are times normal.

    Attributes:
        start_ms (int): Milliseconds.
        fused (float):
        chat (float):
        audio (float):
        vision (float):
        events (float | Unset):  Default: 0.0.
    """

    start_ms: int
    fused: float
    chat: float
    audio: float
    vision: float
    events: float | Unset = 0.0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        start_ms = self.start_ms

        fused = self.fused

        chat = self.chat

        audio = self.audio

        vision = self.vision

        events = self.events

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "start_ms": start_ms,
                "fused": fused,
                "chat": chat,
                "audio": audio,
                "vision": vision,
            }
        )
        if events is not UNSET:
            field_dict["events"] = events

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        start_ms = d.pop("start_ms")

        fused = d.pop("fused")

        chat = d.pop("chat")

        audio = d.pop("audio")

        vision = d.pop("vision")

        events = d.pop("events", UNSET)

        second_score_shape = cls(
            start_ms=start_ms,
            fused=fused,
            chat=chat,
            audio=audio,
            vision=vision,
            events=events,
        )

        second_score_shape.additional_properties = d
        return second_score_shape

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
