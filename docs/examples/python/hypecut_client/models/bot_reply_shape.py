from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BotReplyShape")


@_attrs_define
class BotReplyShape:
    """What is to be done about a line, at once.

    `reply` is empty where nothing is to be said; what is longer than a message is split by who says it.

        Attributes:
            fresh (bool): False where the line was here before: say nothing.
            command (str): The built-in one's own name, or that of the channel's.
            reply (str):
            wanted_centi (int): How much the last 30 s are wanted, in hundredths.
            twitch_clip (bool): Make a clip of the platform's own as well.
    """

    fresh: bool
    command: str
    reply: str
    wanted_centi: int
    twitch_clip: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        fresh = self.fresh

        command = self.command

        reply = self.reply

        wanted_centi = self.wanted_centi

        twitch_clip = self.twitch_clip

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "fresh": fresh,
                "command": command,
                "reply": reply,
                "wanted_centi": wanted_centi,
                "twitch_clip": twitch_clip,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        fresh = d.pop("fresh")

        command = d.pop("command")

        reply = d.pop("reply")

        wanted_centi = d.pop("wanted_centi")

        twitch_clip = d.pop("twitch_clip")

        bot_reply_shape = cls(
            fresh=fresh,
            command=command,
            reply=reply,
            wanted_centi=wanted_centi,
            twitch_clip=twitch_clip,
        )

        bot_reply_shape.additional_properties = d
        return bot_reply_shape

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
