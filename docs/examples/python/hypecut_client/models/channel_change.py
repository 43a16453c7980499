from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.channel_change_custom import ChannelChangeCustom


T = TypeVar("T", bound="ChannelChange")


@_attrs_define
class ChannelChange:
    """What can be changed of a channel. Its platform cannot: that would be another channel.

    Attributes:
        name (str | Unset):  Default: ''.
        source (str | Unset):  Default: ''.
        chat (str | Unset):  Default: ''.
        title (str | Unset):  Default: ''.
        tags (list[str] | Unset):
        notes (str | Unset):  Default: ''.
        template_id (None | str | Unset): How clips of it look; null: as those of the workspace.
        auto_watch (bool | Unset): Watch it by itself while its platform says that it is on air. Default: False.
        raid_ends (bool | Unset): With `auto_watch`: the watch is over once the channel has raided another. Default:
            True.
        custom (ChannelChangeCustom | Unset): Values of the workspace's own fields by name. Null takes one away; what is
            left out stays. GET /v1/workspaces/{row_id}/openapi.json has their types.
    """

    name: str | Unset = ""
    source: str | Unset = ""
    chat: str | Unset = ""
    title: str | Unset = ""
    tags: list[str] | Unset = UNSET
    notes: str | Unset = ""
    template_id: None | str | Unset = UNSET
    auto_watch: bool | Unset = False
    raid_ends: bool | Unset = True
    custom: ChannelChangeCustom | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        source = self.source

        chat = self.chat

        title = self.title

        tags: list[str] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = self.tags

        notes = self.notes

        template_id: None | str | Unset
        if isinstance(self.template_id, Unset):
            template_id = UNSET
        else:
            template_id = self.template_id

        auto_watch = self.auto_watch

        raid_ends = self.raid_ends

        custom: dict[str, Any] | Unset = UNSET
        if not isinstance(self.custom, Unset):
            custom = self.custom.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if source is not UNSET:
            field_dict["source"] = source
        if chat is not UNSET:
            field_dict["chat"] = chat
        if title is not UNSET:
            field_dict["title"] = title
        if tags is not UNSET:
            field_dict["tags"] = tags
        if notes is not UNSET:
            field_dict["notes"] = notes
        if template_id is not UNSET:
            field_dict["template_id"] = template_id
        if auto_watch is not UNSET:
            field_dict["auto_watch"] = auto_watch
        if raid_ends is not UNSET:
            field_dict["raid_ends"] = raid_ends
        if custom is not UNSET:
            field_dict["custom"] = custom

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.channel_change_custom import ChannelChangeCustom  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name", UNSET)

        source = d.pop("source", UNSET)

        chat = d.pop("chat", UNSET)

        title = d.pop("title", UNSET)

        tags = cast(list[str], d.pop("tags", UNSET))

        notes = d.pop("notes", UNSET)

        def _parse_template_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        template_id = _parse_template_id(d.pop("template_id", UNSET))

        auto_watch = d.pop("auto_watch", UNSET)

        raid_ends = d.pop("raid_ends", UNSET)

        _custom = d.pop("custom", UNSET)
        custom: ChannelChangeCustom | Unset
        if isinstance(_custom, Unset):
            custom = UNSET
        else:
            custom = ChannelChangeCustom.from_dict(_custom)

        channel_change = cls(
            name=name,
            source=source,
            chat=chat,
            title=title,
            tags=tags,
            notes=notes,
            template_id=template_id,
            auto_watch=auto_watch,
            raid_ends=raid_ends,
            custom=custom,
        )

        return channel_change
