from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WatchShape")


@_attrs_define
class WatchShape:
    """A watch. `revision` grows with each change.

    Attributes:
        watch_id (str):
        workspace_id (str):
        channel_id (None | str):
        template_id (None | str):
        revision (int):
        wanted (bool):
        source (str):
        chat (str):
        speed (float):
        max_media_ms (int | None):
        once (bool):
        stop_reason (str): Why it is no longer wanted, where nobody said so.
        created_at_ms (int): Milliseconds.
    """

    watch_id: str
    workspace_id: str
    channel_id: None | str
    template_id: None | str
    revision: int
    wanted: bool
    source: str
    chat: str
    speed: float
    max_media_ms: int | None
    once: bool
    stop_reason: str
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        watch_id = self.watch_id

        workspace_id = self.workspace_id

        channel_id: None | str
        channel_id = self.channel_id

        template_id: None | str
        template_id = self.template_id

        revision = self.revision

        wanted = self.wanted

        source = self.source

        chat = self.chat

        speed = self.speed

        max_media_ms: int | None
        max_media_ms = self.max_media_ms

        once = self.once

        stop_reason = self.stop_reason

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "watch_id": watch_id,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "template_id": template_id,
                "revision": revision,
                "wanted": wanted,
                "source": source,
                "chat": chat,
                "speed": speed,
                "max_media_ms": max_media_ms,
                "once": once,
                "stop_reason": stop_reason,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        watch_id = d.pop("watch_id")

        workspace_id = d.pop("workspace_id")

        def _parse_channel_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel_id = _parse_channel_id(d.pop("channel_id"))

        def _parse_template_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        template_id = _parse_template_id(d.pop("template_id"))

        revision = d.pop("revision")

        wanted = d.pop("wanted")

        source = d.pop("source")

        chat = d.pop("chat")

        speed = d.pop("speed")

        def _parse_max_media_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        max_media_ms = _parse_max_media_ms(d.pop("max_media_ms"))

        once = d.pop("once")

        stop_reason = d.pop("stop_reason")

        created_at_ms = d.pop("created_at_ms")

        watch_shape = cls(
            watch_id=watch_id,
            workspace_id=workspace_id,
            channel_id=channel_id,
            template_id=template_id,
            revision=revision,
            wanted=wanted,
            source=source,
            chat=chat,
            speed=speed,
            max_media_ms=max_media_ms,
            once=once,
            stop_reason=stop_reason,
            created_at_ms=created_at_ms,
        )

        watch_shape.additional_properties = d
        return watch_shape

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
