from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="EntryShape")


@_attrs_define
class EntryShape:
    """A clip's place in a feed. `unpublished_at_ms`: since when it is kept out.

    Attributes:
        feed_id (str):
        clip_id (str):
        placed_by (str):
        published_at_ms (int): Milliseconds.
        unpublished_at_ms (int | None):
    """

    feed_id: str
    clip_id: str
    placed_by: str
    published_at_ms: int
    unpublished_at_ms: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        feed_id = self.feed_id

        clip_id = self.clip_id

        placed_by = self.placed_by

        published_at_ms = self.published_at_ms

        unpublished_at_ms: int | None
        unpublished_at_ms = self.unpublished_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "feed_id": feed_id,
                "clip_id": clip_id,
                "placed_by": placed_by,
                "published_at_ms": published_at_ms,
                "unpublished_at_ms": unpublished_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        feed_id = d.pop("feed_id")

        clip_id = d.pop("clip_id")

        placed_by = d.pop("placed_by")

        published_at_ms = d.pop("published_at_ms")

        def _parse_unpublished_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        unpublished_at_ms = _parse_unpublished_at_ms(d.pop("unpublished_at_ms"))

        entry_shape = cls(
            feed_id=feed_id,
            clip_id=clip_id,
            placed_by=placed_by,
            published_at_ms=published_at_ms,
            unpublished_at_ms=unpublished_at_ms,
        )

        entry_shape.additional_properties = d
        return entry_shape

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
