from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="FeedShape")


@_attrs_define
class FeedShape:
    """A feed. `GET /v1/feeds/{feed_id}/link` has its addresses.

    Attributes:
        feed_id (str):
        workspace_id (str):
        slug (str):
        title (str):
        description (str):
        visibility (str):
        automatic (bool):
        channel_id (None | str):
        score_min (float | None):
        tags (list[str]):
        highlight_state (None | str):
        review (None | str):
        items_max (int):
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    feed_id: str
    workspace_id: str
    slug: str
    title: str
    description: str
    visibility: str
    automatic: bool
    channel_id: None | str
    score_min: float | None
    tags: list[str]
    highlight_state: None | str
    review: None | str
    items_max: int
    version: int
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        feed_id = self.feed_id

        workspace_id = self.workspace_id

        slug = self.slug

        title = self.title

        description = self.description

        visibility = self.visibility

        automatic = self.automatic

        channel_id: None | str
        channel_id = self.channel_id

        score_min: float | None
        score_min = self.score_min

        tags = self.tags

        highlight_state: None | str
        highlight_state = self.highlight_state

        review: None | str
        review = self.review

        items_max = self.items_max

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "feed_id": feed_id,
                "workspace_id": workspace_id,
                "slug": slug,
                "title": title,
                "description": description,
                "visibility": visibility,
                "automatic": automatic,
                "channel_id": channel_id,
                "score_min": score_min,
                "tags": tags,
                "highlight_state": highlight_state,
                "review": review,
                "items_max": items_max,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        feed_id = d.pop("feed_id")

        workspace_id = d.pop("workspace_id")

        slug = d.pop("slug")

        title = d.pop("title")

        description = d.pop("description")

        visibility = d.pop("visibility")

        automatic = d.pop("automatic")

        def _parse_channel_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel_id = _parse_channel_id(d.pop("channel_id"))

        def _parse_score_min(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        score_min = _parse_score_min(d.pop("score_min"))

        tags = cast(list[str], d.pop("tags"))

        def _parse_highlight_state(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        highlight_state = _parse_highlight_state(d.pop("highlight_state"))

        def _parse_review(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        review = _parse_review(d.pop("review"))

        items_max = d.pop("items_max")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        feed_shape = cls(
            feed_id=feed_id,
            workspace_id=workspace_id,
            slug=slug,
            title=title,
            description=description,
            visibility=visibility,
            automatic=automatic,
            channel_id=channel_id,
            score_min=score_min,
            tags=tags,
            highlight_state=highlight_state,
            review=review,
            items_max=items_max,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        feed_shape.additional_properties = d
        return feed_shape

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
