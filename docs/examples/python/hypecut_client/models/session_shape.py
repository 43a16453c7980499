from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SessionShape")


@_attrs_define
class SessionShape:
    """A session. `incarnation` must be shown with each report; `ended_at_ms` is null while it runs.

    Attributes:
        session_id (str):
        watch_id (str):
        workspace_id (str):
        channel_id (None | str):
        incarnation (int):
        node (str):
        started_at_ms (int): Milliseconds.
        speed (float):
        source (str):
        title (str):
        discontinuity (int):
        recorded_until_ms (int): Milliseconds.
        ended_at_ms (int | None):
        end_reason (str):
    """

    session_id: str
    watch_id: str
    workspace_id: str
    channel_id: None | str
    incarnation: int
    node: str
    started_at_ms: int
    speed: float
    source: str
    title: str
    discontinuity: int
    recorded_until_ms: int
    ended_at_ms: int | None
    end_reason: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        watch_id = self.watch_id

        workspace_id = self.workspace_id

        channel_id: None | str
        channel_id = self.channel_id

        incarnation = self.incarnation

        node = self.node

        started_at_ms = self.started_at_ms

        speed = self.speed

        source = self.source

        title = self.title

        discontinuity = self.discontinuity

        recorded_until_ms = self.recorded_until_ms

        ended_at_ms: int | None
        ended_at_ms = self.ended_at_ms

        end_reason = self.end_reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session_id": session_id,
                "watch_id": watch_id,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "incarnation": incarnation,
                "node": node,
                "started_at_ms": started_at_ms,
                "speed": speed,
                "source": source,
                "title": title,
                "discontinuity": discontinuity,
                "recorded_until_ms": recorded_until_ms,
                "ended_at_ms": ended_at_ms,
                "end_reason": end_reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        watch_id = d.pop("watch_id")

        workspace_id = d.pop("workspace_id")

        def _parse_channel_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel_id = _parse_channel_id(d.pop("channel_id"))

        incarnation = d.pop("incarnation")

        node = d.pop("node")

        started_at_ms = d.pop("started_at_ms")

        speed = d.pop("speed")

        source = d.pop("source")

        title = d.pop("title")

        discontinuity = d.pop("discontinuity")

        recorded_until_ms = d.pop("recorded_until_ms")

        def _parse_ended_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ended_at_ms = _parse_ended_at_ms(d.pop("ended_at_ms"))

        end_reason = d.pop("end_reason")

        session_shape = cls(
            session_id=session_id,
            watch_id=watch_id,
            workspace_id=workspace_id,
            channel_id=channel_id,
            incarnation=incarnation,
            node=node,
            started_at_ms=started_at_ms,
            speed=speed,
            source=source,
            title=title,
            discontinuity=discontinuity,
            recorded_until_ms=recorded_until_ms,
            ended_at_ms=ended_at_ms,
            end_reason=end_reason,
        )

        session_shape.additional_properties = d
        return session_shape

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
