from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_role import ChatRole, check_chat_role
from ..models.request_outcome import RequestOutcome, check_request_outcome

T = TypeVar("T", bound="BotRequestShape")


@_attrs_define
class BotRequestShape:
    """A line that named a command; its text is not kept.

    Attributes:
        message_id (str):
        workspace_id (str):
        channel_id (str):
        at_ms (int): Milliseconds.
        author (str):
        role (ChatRole): Who speaks, as far as it changes what a message is worth.
        command (str):
        outcome (RequestOutcome): What became of a line.
        reply (str):
        wanted_centi (int):
        created_at_ms (int): Milliseconds.
    """

    message_id: str
    workspace_id: str
    channel_id: str
    at_ms: int
    author: str
    role: ChatRole
    command: str
    outcome: RequestOutcome
    reply: str
    wanted_centi: int
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message_id = self.message_id

        workspace_id = self.workspace_id

        channel_id = self.channel_id

        at_ms = self.at_ms

        author = self.author

        role: str = self.role

        command = self.command

        outcome: str = self.outcome

        reply = self.reply

        wanted_centi = self.wanted_centi

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message_id": message_id,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "at_ms": at_ms,
                "author": author,
                "role": role,
                "command": command,
                "outcome": outcome,
                "reply": reply,
                "wanted_centi": wanted_centi,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message_id = d.pop("message_id")

        workspace_id = d.pop("workspace_id")

        channel_id = d.pop("channel_id")

        at_ms = d.pop("at_ms")

        author = d.pop("author")

        role = check_chat_role(d.pop("role"))

        command = d.pop("command")

        outcome = check_request_outcome(d.pop("outcome"))

        reply = d.pop("reply")

        wanted_centi = d.pop("wanted_centi")

        created_at_ms = d.pop("created_at_ms")

        bot_request_shape = cls(
            message_id=message_id,
            workspace_id=workspace_id,
            channel_id=channel_id,
            at_ms=at_ms,
            author=author,
            role=role,
            command=command,
            outcome=outcome,
            reply=reply,
            wanted_centi=wanted_centi,
            created_at_ms=created_at_ms,
        )

        bot_request_shape.additional_properties = d
        return bot_request_shape

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
