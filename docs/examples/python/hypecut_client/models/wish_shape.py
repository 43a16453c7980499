from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_role import ChatRole, check_chat_role
from ..models.wish_outcome import WishOutcome, check_wish_outcome
from ..models.wish_state import WishState, check_wish_state

T = TypeVar("T", bound="WishShape")


@_attrs_define
class WishShape:
    """Somebody in a chat wants the last moments of a session as a clip. Times are media time but `at_ms`.

    Attributes:
        wish_id (str):
        workspace_id (str):
        channel_id (str):
        session_id (str):
        moment_id (str): The same for all wishes that are one clip.
        message_id (str):
        author (str): Keyed hash of who asked.
        role (ChatRole): Who speaks, as far as it changes what a message is worth.
        title (str):
        wanted_centi (int):
        at_ms (int): Milliseconds.
        start_ms (int): Milliseconds.
        end_ms (int): Milliseconds.
        highlight_id (None | str):
        state (WishState): How far a wish is: nothing is there yet, a highlight is, or whoever asked is told.
        outcome (Literal[''] | WishOutcome): Empty until it is answered.
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    wish_id: str
    workspace_id: str
    channel_id: str
    session_id: str
    moment_id: str
    message_id: str
    author: str
    role: ChatRole
    title: str
    wanted_centi: int
    at_ms: int
    start_ms: int
    end_ms: int
    highlight_id: None | str
    state: WishState
    outcome: Literal[""] | WishOutcome
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        wish_id = self.wish_id

        workspace_id = self.workspace_id

        channel_id = self.channel_id

        session_id = self.session_id

        moment_id = self.moment_id

        message_id = self.message_id

        author = self.author

        role: str = self.role

        title = self.title

        wanted_centi = self.wanted_centi

        at_ms = self.at_ms

        start_ms = self.start_ms

        end_ms = self.end_ms

        highlight_id: None | str
        highlight_id = self.highlight_id

        state: str = self.state

        outcome: Literal[""] | str
        if isinstance(self.outcome, str):
            outcome = self.outcome
        else:
            outcome = self.outcome

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "wish_id": wish_id,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "session_id": session_id,
                "moment_id": moment_id,
                "message_id": message_id,
                "author": author,
                "role": role,
                "title": title,
                "wanted_centi": wanted_centi,
                "at_ms": at_ms,
                "start_ms": start_ms,
                "end_ms": end_ms,
                "highlight_id": highlight_id,
                "state": state,
                "outcome": outcome,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        wish_id = d.pop("wish_id")

        workspace_id = d.pop("workspace_id")

        channel_id = d.pop("channel_id")

        session_id = d.pop("session_id")

        moment_id = d.pop("moment_id")

        message_id = d.pop("message_id")

        author = d.pop("author")

        role = check_chat_role(d.pop("role"))

        title = d.pop("title")

        wanted_centi = d.pop("wanted_centi")

        at_ms = d.pop("at_ms")

        start_ms = d.pop("start_ms")

        end_ms = d.pop("end_ms")

        def _parse_highlight_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        highlight_id = _parse_highlight_id(d.pop("highlight_id"))

        state = check_wish_state(d.pop("state"))

        def _parse_outcome(data: object) -> Literal[""] | WishOutcome:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                outcome_type_0 = check_wish_outcome(data)

                return outcome_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            outcome_type_1 = cast(Literal[""], data)
            if outcome_type_1 != "":
                raise ValueError(f"outcome_type_1 must match const '', got '{outcome_type_1}'")
            return outcome_type_1

        outcome = _parse_outcome(d.pop("outcome"))

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        wish_shape = cls(
            wish_id=wish_id,
            workspace_id=workspace_id,
            channel_id=channel_id,
            session_id=session_id,
            moment_id=moment_id,
            message_id=message_id,
            author=author,
            role=role,
            title=title,
            wanted_centi=wanted_centi,
            at_ms=at_ms,
            start_ms=start_ms,
            end_ms=end_ms,
            highlight_id=highlight_id,
            state=state,
            outcome=outcome,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        wish_shape.additional_properties = d
        return wish_shape

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
