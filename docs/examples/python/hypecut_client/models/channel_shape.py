from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.platform import Platform, check_platform
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.channel_shape_custom import ChannelShapeCustom


T = TypeVar("T", bound="ChannelShape")


@_attrs_define
class ChannelShape:
    """A channel.

    Attributes:
        channel_id (str):
        workspace_id (str):
        platform (Platform): Where a channel streams.
        name (str):
        source (str):
        chat (str):
        title (str):
        tags (list[str]):
        notes (str):
        template_id (None | str):
        auto_watch (bool):
        raid_ends (bool):
        live_since_ms (int | None): Since when it is on air; null while it is not.
        stream_title (str):
        stream_category_id (str):
        stream_category (str):
        stream_language (str):
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
        custom (ChannelShapeCustom | Unset): Values of the workspace's own fields; GET /v1/custom-fields lists those.
    """

    channel_id: str
    workspace_id: str
    platform: Platform
    name: str
    source: str
    chat: str
    title: str
    tags: list[str]
    notes: str
    template_id: None | str
    auto_watch: bool
    raid_ends: bool
    live_since_ms: int | None
    stream_title: str
    stream_category_id: str
    stream_category: str
    stream_language: str
    version: int
    created_at_ms: int
    updated_at_ms: int
    custom: ChannelShapeCustom | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        channel_id = self.channel_id

        workspace_id = self.workspace_id

        platform: str = self.platform

        name = self.name

        source = self.source

        chat = self.chat

        title = self.title

        tags = self.tags

        notes = self.notes

        template_id: None | str
        template_id = self.template_id

        auto_watch = self.auto_watch

        raid_ends = self.raid_ends

        live_since_ms: int | None
        live_since_ms = self.live_since_ms

        stream_title = self.stream_title

        stream_category_id = self.stream_category_id

        stream_category = self.stream_category

        stream_language = self.stream_language

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        custom: dict[str, Any] | Unset = UNSET
        if not isinstance(self.custom, Unset):
            custom = self.custom.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "channel_id": channel_id,
                "workspace_id": workspace_id,
                "platform": platform,
                "name": name,
                "source": source,
                "chat": chat,
                "title": title,
                "tags": tags,
                "notes": notes,
                "template_id": template_id,
                "auto_watch": auto_watch,
                "raid_ends": raid_ends,
                "live_since_ms": live_since_ms,
                "stream_title": stream_title,
                "stream_category_id": stream_category_id,
                "stream_category": stream_category,
                "stream_language": stream_language,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )
        if custom is not UNSET:
            field_dict["custom"] = custom

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.channel_shape_custom import ChannelShapeCustom  # noqa: PLC0415

        d = dict(src_dict)
        channel_id = d.pop("channel_id")

        workspace_id = d.pop("workspace_id")

        platform = check_platform(d.pop("platform"))

        name = d.pop("name")

        source = d.pop("source")

        chat = d.pop("chat")

        title = d.pop("title")

        tags = cast(list[str], d.pop("tags"))

        notes = d.pop("notes")

        def _parse_template_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        template_id = _parse_template_id(d.pop("template_id"))

        auto_watch = d.pop("auto_watch")

        raid_ends = d.pop("raid_ends")

        def _parse_live_since_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        live_since_ms = _parse_live_since_ms(d.pop("live_since_ms"))

        stream_title = d.pop("stream_title")

        stream_category_id = d.pop("stream_category_id")

        stream_category = d.pop("stream_category")

        stream_language = d.pop("stream_language")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        _custom = d.pop("custom", UNSET)
        custom: ChannelShapeCustom | Unset
        if isinstance(_custom, Unset):
            custom = UNSET
        else:
            custom = ChannelShapeCustom.from_dict(_custom)

        channel_shape = cls(
            channel_id=channel_id,
            workspace_id=workspace_id,
            platform=platform,
            name=name,
            source=source,
            chat=chat,
            title=title,
            tags=tags,
            notes=notes,
            template_id=template_id,
            auto_watch=auto_watch,
            raid_ends=raid_ends,
            live_since_ms=live_since_ms,
            stream_title=stream_title,
            stream_category_id=stream_category_id,
            stream_category=stream_category,
            stream_language=stream_language,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
            custom=custom,
        )

        channel_shape.additional_properties = d
        return channel_shape

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
