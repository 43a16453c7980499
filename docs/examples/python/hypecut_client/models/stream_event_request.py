from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.stream_kind import StreamKind, check_stream_kind
from ..types import UNSET, Unset

T = TypeVar("T", bound="StreamEventRequest")


@_attrs_define
class StreamEventRequest:
    """A word of the platform on a channel's stream.

    Attributes:
        event_id (str): The platform's own; the same one again changes nothing.
        kind (StreamKind): What happened to a stream.
        at_ms (int): Epoch time at which it happened.
        title (str | Unset):  Default: ''.
        category_id (str | Unset):  Default: ''.
        category (str | Unset):  Default: ''.
        language (str | Unset): As ISO 639-1: `en`, `de`. Default: ''.
    """

    event_id: str
    kind: StreamKind
    at_ms: int
    title: str | Unset = ""
    category_id: str | Unset = ""
    category: str | Unset = ""
    language: str | Unset = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event_id = self.event_id

        kind: str = self.kind

        at_ms = self.at_ms

        title = self.title

        category_id = self.category_id

        category = self.category

        language = self.language

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event_id": event_id,
                "kind": kind,
                "at_ms": at_ms,
            }
        )
        if title is not UNSET:
            field_dict["title"] = title
        if category_id is not UNSET:
            field_dict["category_id"] = category_id
        if category is not UNSET:
            field_dict["category"] = category
        if language is not UNSET:
            field_dict["language"] = language

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        event_id = d.pop("event_id")

        kind = check_stream_kind(d.pop("kind"))

        at_ms = d.pop("at_ms")

        title = d.pop("title", UNSET)

        category_id = d.pop("category_id", UNSET)

        category = d.pop("category", UNSET)

        language = d.pop("language", UNSET)

        stream_event_request = cls(
            event_id=event_id,
            kind=kind,
            at_ms=at_ms,
            title=title,
            category_id=category_id,
            category=category,
            language=language,
        )

        stream_event_request.additional_properties = d
        return stream_event_request

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
