from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.platform import Platform, check_platform
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.channel_request_custom import ChannelRequestCustom


T = TypeVar("T", bound="ChannelRequest")


@_attrs_define
class ChannelRequest:
    """A channel that is to be.

    Attributes:
        platform (Platform): Where a channel streams.
        name (str): What it is called; on Twitch the channel's name, which is kept in small letters.
        workspace_id (None | str | Unset): Where it belongs; left out, the caller's only one.
        source (str | Unset): `twitch:NAME`, an http(s) URL or a path, as the platform asks. Left out on Twitch, it
            follows from the name. Default: ''.
        chat (str | Unset): `twitch:NAME`, the path of a `.jsonl` file, or `none`. Left out, a Twitch channel's own
            chat, else none. Default: ''.
        title (str | Unset):  Default: ''.
        tags (list[str] | Unset):
        notes (str | Unset):  Default: ''.
        template_id (None | str | Unset): How clips of it look; null: as those of the workspace.
        auto_watch (bool | Unset): Watch it by itself while its platform says that it is on air. Default: False.
        raid_ends (bool | Unset): With `auto_watch`: the watch is over once the channel has raided another. Default:
            True.
        custom (ChannelRequestCustom | Unset): Values of the workspace's own fields by name. Null takes one away; what
            is left out stays. GET /v1/workspaces/{row_id}/openapi.json has their types.
    """

    platform: Platform
    name: str
    workspace_id: None | str | Unset = UNSET
    source: str | Unset = ""
    chat: str | Unset = ""
    title: str | Unset = ""
    tags: list[str] | Unset = UNSET
    notes: str | Unset = ""
    template_id: None | str | Unset = UNSET
    auto_watch: bool | Unset = False
    raid_ends: bool | Unset = True
    custom: ChannelRequestCustom | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        platform: str = self.platform

        name = self.name

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

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

        field_dict.update(
            {
                "platform": platform,
                "name": name,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
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
        from ..models.channel_request_custom import ChannelRequestCustom  # noqa: PLC0415

        d = dict(src_dict)
        platform = check_platform(d.pop("platform"))

        name = d.pop("name")

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

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
        custom: ChannelRequestCustom | Unset
        if isinstance(_custom, Unset):
            custom = UNSET
        else:
            custom = ChannelRequestCustom.from_dict(_custom)

        channel_request = cls(
            platform=platform,
            name=name,
            workspace_id=workspace_id,
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

        return channel_request
