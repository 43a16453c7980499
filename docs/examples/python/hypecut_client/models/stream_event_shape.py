from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.stream_kind import StreamKind, check_stream_kind

T = TypeVar("T", bound="StreamEventShape")


@_attrs_define
class StreamEventShape:
    """A word of the platform, as it was heard.

    Attributes:
        event_id (str):
        channel_id (str):
        workspace_id (str):
        kind (StreamKind): What happened to a stream.
        at_ms (int): Milliseconds.
        title (str):
        category_id (str):
        category (str):
        language (str):
        session_id (None | str):
        outcome (str):
        created_at_ms (int): Milliseconds.
    """

    event_id: str
    channel_id: str
    workspace_id: str
    kind: StreamKind
    at_ms: int
    title: str
    category_id: str
    category: str
    language: str
    session_id: None | str
    outcome: str
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event_id = self.event_id

        channel_id = self.channel_id

        workspace_id = self.workspace_id

        kind: str = self.kind

        at_ms = self.at_ms

        title = self.title

        category_id = self.category_id

        category = self.category

        language = self.language

        session_id: None | str
        session_id = self.session_id

        outcome = self.outcome

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event_id": event_id,
                "channel_id": channel_id,
                "workspace_id": workspace_id,
                "kind": kind,
                "at_ms": at_ms,
                "title": title,
                "category_id": category_id,
                "category": category,
                "language": language,
                "session_id": session_id,
                "outcome": outcome,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        event_id = d.pop("event_id")

        channel_id = d.pop("channel_id")

        workspace_id = d.pop("workspace_id")

        kind = check_stream_kind(d.pop("kind"))

        at_ms = d.pop("at_ms")

        title = d.pop("title")

        category_id = d.pop("category_id")

        category = d.pop("category")

        language = d.pop("language")

        def _parse_session_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        session_id = _parse_session_id(d.pop("session_id"))

        outcome = d.pop("outcome")

        created_at_ms = d.pop("created_at_ms")

        stream_event_shape = cls(
            event_id=event_id,
            channel_id=channel_id,
            workspace_id=workspace_id,
            kind=kind,
            at_ms=at_ms,
            title=title,
            category_id=category_id,
            category=category,
            language=language,
            session_id=session_id,
            outcome=outcome,
            created_at_ms=created_at_ms,
        )

        stream_event_shape.additional_properties = d
        return stream_event_shape

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
