from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_role import ChatRole, check_chat_role

T = TypeVar("T", bound="BotRequestBody")


@_attrs_define
class BotRequestBody:
    """A line of chat that begins with the channel's prefix.

    Attributes:
        message_id (str): The platform's; the same one again is not answered again.
        channel_id (str):
        at_ms (int): Epoch time of the line.
        author (str): Keyed hash of who wrote it.
        role (ChatRole): Who speaks, as far as it changes what a message is worth.
        text (str):
    """

    message_id: str
    channel_id: str
    at_ms: int
    author: str
    role: ChatRole
    text: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message_id = self.message_id

        channel_id = self.channel_id

        at_ms = self.at_ms

        author = self.author

        role: str = self.role

        text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message_id": message_id,
                "channel_id": channel_id,
                "at_ms": at_ms,
                "author": author,
                "role": role,
                "text": text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message_id = d.pop("message_id")

        channel_id = d.pop("channel_id")

        at_ms = d.pop("at_ms")

        author = d.pop("author")

        role = check_chat_role(d.pop("role"))

        text = d.pop("text")

        bot_request_body = cls(
            message_id=message_id,
            channel_id=channel_id,
            at_ms=at_ms,
            author=author,
            role=role,
            text=text,
        )

        bot_request_body.additional_properties = d
        return bot_request_body

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
