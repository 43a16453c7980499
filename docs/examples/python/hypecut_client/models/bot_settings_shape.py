from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.language import Language, check_language

T = TypeVar("T", bound="BotSettingsShape")


@_attrs_define
class BotSettingsShape:
    """How the bot behaves in a channel.

    Attributes:
        settings_id (str):
        workspace_id (str):
        channel_id (str):
        prefix (str):
        language (Language): Of the built-in texts.
        enabled (bool):
        twitch_clip (bool):
        link_base (str):
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    settings_id: str
    workspace_id: str
    channel_id: str
    prefix: str
    language: Language
    enabled: bool
    twitch_clip: bool
    link_base: str
    version: int
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        settings_id = self.settings_id

        workspace_id = self.workspace_id

        channel_id = self.channel_id

        prefix = self.prefix

        language: str = self.language

        enabled = self.enabled

        twitch_clip = self.twitch_clip

        link_base = self.link_base

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "settings_id": settings_id,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "prefix": prefix,
                "language": language,
                "enabled": enabled,
                "twitch_clip": twitch_clip,
                "link_base": link_base,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        settings_id = d.pop("settings_id")

        workspace_id = d.pop("workspace_id")

        channel_id = d.pop("channel_id")

        prefix = d.pop("prefix")

        language = check_language(d.pop("language"))

        enabled = d.pop("enabled")

        twitch_clip = d.pop("twitch_clip")

        link_base = d.pop("link_base")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        bot_settings_shape = cls(
            settings_id=settings_id,
            workspace_id=workspace_id,
            channel_id=channel_id,
            prefix=prefix,
            language=language,
            enabled=enabled,
            twitch_clip=twitch_clip,
            link_base=link_base,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        bot_settings_shape.additional_properties = d
        return bot_settings_shape

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
