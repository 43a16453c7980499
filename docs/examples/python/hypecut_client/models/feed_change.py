from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..models.feed_change_visibility_type_0 import (
    FeedChangeVisibilityType0,
    check_feed_change_visibility_type_0,
)
from ..models.review_state import ReviewState, check_review_state
from ..types import UNSET, Unset

T = TypeVar("T", bound="FeedChange")


@_attrs_define
class FeedChange:
    """What can be changed of a feed. With other filters, what they had let in is looked for anew.

    Attributes:
        title (None | str | Unset):
        description (None | str | Unset):
        visibility (FeedChangeVisibilityType0 | None | Unset):
        automatic (bool | None | Unset):
        channel_id (None | str | Unset):
        score_min (float | None | Unset):
        tags (list[str] | None | Unset):
        highlight_state (Literal['final'] | None | Unset): Only clips whose highlight has its last word.
        review (None | ReviewState | Unset):
        items_max (int | None | Unset):
    """

    title: None | str | Unset = UNSET
    description: None | str | Unset = UNSET
    visibility: FeedChangeVisibilityType0 | None | Unset = UNSET
    automatic: bool | None | Unset = UNSET
    channel_id: None | str | Unset = UNSET
    score_min: float | None | Unset = UNSET
    tags: list[str] | None | Unset = UNSET
    highlight_state: Literal["final"] | None | Unset = UNSET
    review: None | ReviewState | Unset = UNSET
    items_max: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        title: None | str | Unset
        if isinstance(self.title, Unset):
            title = UNSET
        else:
            title = self.title

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        visibility: None | str | Unset
        if isinstance(self.visibility, Unset):
            visibility = UNSET
        elif isinstance(self.visibility, str):
            visibility = self.visibility
        else:
            visibility = self.visibility

        automatic: bool | None | Unset
        if isinstance(self.automatic, Unset):
            automatic = UNSET
        else:
            automatic = self.automatic

        channel_id: None | str | Unset
        if isinstance(self.channel_id, Unset):
            channel_id = UNSET
        else:
            channel_id = self.channel_id

        score_min: float | None | Unset
        if isinstance(self.score_min, Unset):
            score_min = UNSET
        else:
            score_min = self.score_min

        tags: list[str] | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        elif isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

        highlight_state: Literal["final"] | None | Unset
        if isinstance(self.highlight_state, Unset):
            highlight_state = UNSET
        else:
            highlight_state = self.highlight_state

        review: None | str | Unset
        if isinstance(self.review, Unset):
            review = UNSET
        elif isinstance(self.review, str):
            review = self.review
        else:
            review = self.review

        items_max: int | None | Unset
        if isinstance(self.items_max, Unset):
            items_max = UNSET
        else:
            items_max = self.items_max

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if title is not UNSET:
            field_dict["title"] = title
        if description is not UNSET:
            field_dict["description"] = description
        if visibility is not UNSET:
            field_dict["visibility"] = visibility
        if automatic is not UNSET:
            field_dict["automatic"] = automatic
        if channel_id is not UNSET:
            field_dict["channel_id"] = channel_id
        if score_min is not UNSET:
            field_dict["score_min"] = score_min
        if tags is not UNSET:
            field_dict["tags"] = tags
        if highlight_state is not UNSET:
            field_dict["highlight_state"] = highlight_state
        if review is not UNSET:
            field_dict["review"] = review
        if items_max is not UNSET:
            field_dict["items_max"] = items_max

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_title(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        title = _parse_title(d.pop("title", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_visibility(data: object) -> FeedChangeVisibilityType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                visibility_type_0 = check_feed_change_visibility_type_0(data)

                return visibility_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FeedChangeVisibilityType0 | None | Unset, data)

        visibility = _parse_visibility(d.pop("visibility", UNSET))

        def _parse_automatic(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        automatic = _parse_automatic(d.pop("automatic", UNSET))

        def _parse_channel_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        channel_id = _parse_channel_id(d.pop("channel_id", UNSET))

        def _parse_score_min(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        score_min = _parse_score_min(d.pop("score_min", UNSET))

        def _parse_tags(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tags_type_0 = cast(list[str], data)

                return tags_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        tags = _parse_tags(d.pop("tags", UNSET))

        def _parse_highlight_state(data: object) -> Literal["final"] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            highlight_state_type_0 = cast(Literal["final"], data)
            if highlight_state_type_0 != "final":
                raise ValueError(
                    f"highlight_state_type_0 must match const 'final', got '{highlight_state_type_0}'"
                )
            return highlight_state_type_0
            return cast(Literal["final"] | None | Unset, data)

        highlight_state = _parse_highlight_state(d.pop("highlight_state", UNSET))

        def _parse_review(data: object) -> None | ReviewState | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                review_type_0 = check_review_state(data)

                return review_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReviewState | Unset, data)

        review = _parse_review(d.pop("review", UNSET))

        def _parse_items_max(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        items_max = _parse_items_max(d.pop("items_max", UNSET))

        feed_change = cls(
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
        )

        return feed_change
