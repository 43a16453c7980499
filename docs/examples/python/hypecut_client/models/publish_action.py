from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="PublishAction")


@_attrs_define
class PublishAction:
    """Put the clip into a feed, unless somebody has taken it out of it.

    Attributes:
        kind (Literal['publish_to_feed']):
        feed_id (str):
    """

    kind: Literal["publish_to_feed"]
    feed_id: str

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        feed_id = self.feed_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "feed_id": feed_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = cast(Literal["publish_to_feed"], d.pop("kind"))
        if kind != "publish_to_feed":
            raise ValueError(f"kind must match const 'publish_to_feed', got '{kind}'")

        feed_id = d.pop("feed_id")

        publish_action = cls(
            kind=kind,
            feed_id=feed_id,
        )

        return publish_action
