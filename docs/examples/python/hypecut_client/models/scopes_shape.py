from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.scope_shape import ScopeShape


T = TypeVar("T", bound="ScopesShape")


@_attrs_define
class ScopesShape:
    """What can be asked for: of a streamer, and of the bot's own account.

    Attributes:
        channel (list[ScopeShape]):
        bot (list[ScopeShape]):
    """

    channel: list[ScopeShape]
    bot: list[ScopeShape]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        channel = []
        for channel_item_data in self.channel:
            channel_item = channel_item_data.to_dict()
            channel.append(channel_item)

        bot = []
        for bot_item_data in self.bot:
            bot_item = bot_item_data.to_dict()
            bot.append(bot_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "channel": channel,
                "bot": bot,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.scope_shape import ScopeShape  # noqa: PLC0415

        d = dict(src_dict)
        channel = []
        _channel = d.pop("channel")
        for channel_item_data in _channel:
            channel_item = ScopeShape.from_dict(channel_item_data)

            channel.append(channel_item)

        bot = []
        _bot = d.pop("bot")
        for bot_item_data in _bot:
            bot_item = ScopeShape.from_dict(bot_item_data)

            bot.append(bot_item)

        scopes_shape = cls(
            channel=channel,
            bot=bot,
        )

        scopes_shape.additional_properties = d
        return scopes_shape

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
