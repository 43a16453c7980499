from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.answer_state import AnswerState, check_answer_state

T = TypeVar("T", bound="BotAnswerShape")


@_attrs_define
class BotAnswerShape:
    """Something that is to be said later, once.

    Attributes:
        answer_id (str):
        workspace_id (str):
        channel_id (str):
        wish_id (str):
        reply_to (str): The line that it answers.
        text (str):
        clip_id (str): Of which it has the link; empty: of none.
        state (AnswerState): How far an answer is. `claimed` and never ended: who had it died, and it is not said again.
        outcome (str):
        claimed_at_ms (int | None):
        ended_at_ms (int | None):
        created_at_ms (int): Milliseconds.
    """

    answer_id: str
    workspace_id: str
    channel_id: str
    wish_id: str
    reply_to: str
    text: str
    clip_id: str
    state: AnswerState
    outcome: str
    claimed_at_ms: int | None
    ended_at_ms: int | None
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        answer_id = self.answer_id

        workspace_id = self.workspace_id

        channel_id = self.channel_id

        wish_id = self.wish_id

        reply_to = self.reply_to

        text = self.text

        clip_id = self.clip_id

        state: str = self.state

        outcome = self.outcome

        claimed_at_ms: int | None
        claimed_at_ms = self.claimed_at_ms

        ended_at_ms: int | None
        ended_at_ms = self.ended_at_ms

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "answer_id": answer_id,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "wish_id": wish_id,
                "reply_to": reply_to,
                "text": text,
                "clip_id": clip_id,
                "state": state,
                "outcome": outcome,
                "claimed_at_ms": claimed_at_ms,
                "ended_at_ms": ended_at_ms,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        answer_id = d.pop("answer_id")

        workspace_id = d.pop("workspace_id")

        channel_id = d.pop("channel_id")

        wish_id = d.pop("wish_id")

        reply_to = d.pop("reply_to")

        text = d.pop("text")

        clip_id = d.pop("clip_id")

        state = check_answer_state(d.pop("state"))

        outcome = d.pop("outcome")

        def _parse_claimed_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        claimed_at_ms = _parse_claimed_at_ms(d.pop("claimed_at_ms"))

        def _parse_ended_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ended_at_ms = _parse_ended_at_ms(d.pop("ended_at_ms"))

        created_at_ms = d.pop("created_at_ms")

        bot_answer_shape = cls(
            answer_id=answer_id,
            workspace_id=workspace_id,
            channel_id=channel_id,
            wish_id=wish_id,
            reply_to=reply_to,
            text=text,
            clip_id=clip_id,
            state=state,
            outcome=outcome,
            claimed_at_ms=claimed_at_ms,
            ended_at_ms=ended_at_ms,
            created_at_ms=created_at_ms,
        )

        bot_answer_shape.additional_properties = d
        return bot_answer_shape

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
