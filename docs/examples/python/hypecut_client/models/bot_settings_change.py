from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.language import Language, check_language
from ..types import UNSET, Unset

T = TypeVar("T", bound="BotSettingsChange")


@_attrs_define
class BotSettingsChange:
    """What can be changed of the settings.

    Attributes:
        prefix (str | Unset):  Default: '!'.
        language (Language | Unset): Of the built-in texts.
        enabled (bool | Unset):  Default: True.
        twitch_clip (bool | Unset):  Default: True.
        link_base (str | Unset): Before the path of links; empty: the installation's own address. Default: ''.
    """

    prefix: str | Unset = "!"
    language: Language | Unset = UNSET
    enabled: bool | Unset = True
    twitch_clip: bool | Unset = True
    link_base: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        prefix = self.prefix

        language: str | Unset = UNSET
        if not isinstance(self.language, Unset):
            language = self.language

        enabled = self.enabled

        twitch_clip = self.twitch_clip

        link_base = self.link_base

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if prefix is not UNSET:
            field_dict["prefix"] = prefix
        if language is not UNSET:
            field_dict["language"] = language
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if twitch_clip is not UNSET:
            field_dict["twitch_clip"] = twitch_clip
        if link_base is not UNSET:
            field_dict["link_base"] = link_base

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prefix = d.pop("prefix", UNSET)

        _language = d.pop("language", UNSET)
        language: Language | Unset
        if isinstance(_language, Unset):
            language = UNSET
        else:
            language = check_language(_language)

        enabled = d.pop("enabled", UNSET)

        twitch_clip = d.pop("twitch_clip", UNSET)

        link_base = d.pop("link_base", UNSET)

        bot_settings_change = cls(
            prefix=prefix,
            language=language,
            enabled=enabled,
            twitch_clip=twitch_clip,
            link_base=link_base,
        )

        return bot_settings_change
