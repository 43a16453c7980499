from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="TagAction")


@_attrs_define
class TagAction:
    """Give the highlight or the clip tags, beside those that it has.

    Attributes:
        kind (Literal['tag']):
        tags (list[str]):
    """

    kind: Literal["tag"]
    tags: list[str]

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        tags = self.tags

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "tags": tags,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = cast(Literal["tag"], d.pop("kind"))
        if kind != "tag":
            raise ValueError(f"kind must match const 'tag', got '{kind}'")

        tags = cast(list[str], d.pop("tags"))

        tag_action = cls(
            kind=kind,
            tags=tags,
        )

        return tag_action
