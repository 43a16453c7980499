from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SessionRequestShape")


@_attrs_define
class SessionRequestShape:
    """Open the session of a watch, or take its open one over.

    Attributes:
        watch_id (str):
        node (str): Who captures it.
        started_at_ms (int): Epoch ms of media time 0; kept at a take-over.
        source (str):
        speed (float | Unset):  Default: 1.0.
        title (str | Unset):  Default: ''.
        broadcaster (str | Unset): Of a recording of Twitch's: the login of its channel; empty where it is not known.
            Default: ''.
    """

    watch_id: str
    node: str
    started_at_ms: int
    source: str
    speed: float | Unset = 1.0
    title: str | Unset = ""
    broadcaster: str | Unset = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        watch_id = self.watch_id

        node = self.node

        started_at_ms = self.started_at_ms

        source = self.source

        speed = self.speed

        title = self.title

        broadcaster = self.broadcaster

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "watch_id": watch_id,
                "node": node,
                "started_at_ms": started_at_ms,
                "source": source,
            }
        )
        if speed is not UNSET:
            field_dict["speed"] = speed
        if title is not UNSET:
            field_dict["title"] = title
        if broadcaster is not UNSET:
            field_dict["broadcaster"] = broadcaster

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        watch_id = d.pop("watch_id")

        node = d.pop("node")

        started_at_ms = d.pop("started_at_ms")

        source = d.pop("source")

        speed = d.pop("speed", UNSET)

        title = d.pop("title", UNSET)

        broadcaster = d.pop("broadcaster", UNSET)

        session_request_shape = cls(
            watch_id=watch_id,
            node=node,
            started_at_ms=started_at_ms,
            source=source,
            speed=speed,
            title=title,
            broadcaster=broadcaster,
        )

        session_request_shape.additional_properties = d
        return session_request_shape

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
