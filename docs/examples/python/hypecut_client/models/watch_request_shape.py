from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="WatchRequestShape")


@_attrs_define
class WatchRequestShape:
    """What to watch.

    Attributes:
        workspace_id (None | str | Unset): Where it belongs; left out, the caller's only one.
        channel_id (None | str | Unset): Whom to watch; without a `source`, it and the chat are theirs.
        source (None | str | Unset): `twitch:NAME`, an http(s) URL, or the path of a media file; `vod:` before a URL: it
            is a recording, which `speed` plays faster. Needed unless `channel_id` says whom to watch.
        chat (str | Unset): `twitch:NAME`, the path of a `.jsonl` file, or `none`. Default: 'none'.
        speed (float | Unset): How many times faster than real time a file is played. Default: 1.0.
        max_media_ms (int | None | Unset): End the session after so much media.
        once (bool | Unset): It is over with its first session, and with this run of the product. Default: False.
        template_id (None | str | Unset): How its clips look; left out, as those of its channel, else of the workspace.
    """

    workspace_id: None | str | Unset = UNSET
    channel_id: None | str | Unset = UNSET
    source: None | str | Unset = UNSET
    chat: str | Unset = "none"
    speed: float | Unset = 1.0
    max_media_ms: int | None | Unset = UNSET
    once: bool | Unset = False
    template_id: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

        channel_id: None | str | Unset
        if isinstance(self.channel_id, Unset):
            channel_id = UNSET
        else:
            channel_id = self.channel_id

        source: None | str | Unset
        if isinstance(self.source, Unset):
            source = UNSET
        else:
            source = self.source

        chat = self.chat

        speed = self.speed

        max_media_ms: int | None | Unset
        if isinstance(self.max_media_ms, Unset):
            max_media_ms = UNSET
        else:
            max_media_ms = self.max_media_ms

        once = self.once

        template_id: None | str | Unset
        if isinstance(self.template_id, Unset):
            template_id = UNSET
        else:
            template_id = self.template_id

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if channel_id is not UNSET:
            field_dict["channel_id"] = channel_id
        if source is not UNSET:
            field_dict["source"] = source
        if chat is not UNSET:
            field_dict["chat"] = chat
        if speed is not UNSET:
            field_dict["speed"] = speed
        if max_media_ms is not UNSET:
            field_dict["max_media_ms"] = max_media_ms
        if once is not UNSET:
            field_dict["once"] = once
        if template_id is not UNSET:
            field_dict["template_id"] = template_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

        def _parse_channel_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        channel_id = _parse_channel_id(d.pop("channel_id", UNSET))

        def _parse_source(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        source = _parse_source(d.pop("source", UNSET))

        chat = d.pop("chat", UNSET)

        speed = d.pop("speed", UNSET)

        def _parse_max_media_ms(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_media_ms = _parse_max_media_ms(d.pop("max_media_ms", UNSET))

        once = d.pop("once", UNSET)

        def _parse_template_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        template_id = _parse_template_id(d.pop("template_id", UNSET))

        watch_request_shape = cls(
            workspace_id=workspace_id,
            channel_id=channel_id,
            source=source,
            chat=chat,
            speed=speed,
            max_media_ms=max_media_ms,
            once=once,
            template_id=template_id,
        )

        return watch_request_shape
