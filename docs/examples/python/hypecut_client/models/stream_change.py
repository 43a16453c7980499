from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StreamChange")


@_attrs_define
class StreamChange:
    """What the channel said of its stream from `at_ms` of media time on.

    Attributes:
        at_ms (int): Milliseconds.
        title (str):
        category_id (str):
        category (str):
        language (str):
    """

    at_ms: int
    title: str
    category_id: str
    category: str
    language: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at_ms = self.at_ms

        title = self.title

        category_id = self.category_id

        category = self.category

        language = self.language

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at_ms": at_ms,
                "title": title,
                "category_id": category_id,
                "category": category,
                "language": language,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        at_ms = d.pop("at_ms")

        title = d.pop("title")

        category_id = d.pop("category_id")

        category = d.pop("category")

        language = d.pop("language")

        stream_change = cls(
            at_ms=at_ms,
            title=title,
            category_id=category_id,
            category=category,
            language=language,
        )

        stream_change.additional_properties = d
        return stream_change

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
