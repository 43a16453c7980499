from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..models.feed_request_visibility import FeedRequestVisibility, check_feed_request_visibility
from ..models.review_state import ReviewState, check_review_state
from ..types import UNSET, Unset

T = TypeVar("T", bound="FeedRequest")


@_attrs_define
class FeedRequest:
    """A feed that is to be. Without a slug it gets one.

    Attributes:
        title (str):
        workspace_id (None | str | Unset):
        slug (None | str | Unset):
        description (str | Unset):  Default: ''.
        visibility (FeedRequestVisibility | Unset): `private`: by login or key. `link`: also for whoever has the link.
            Default: 'private'.
        automatic (bool | Unset): Whether clips that match come in by themselves. Default: True.
        channel_id (None | str | Unset): Only clips of this channel.
        score_min (float | None | Unset): Only of highlights with this score at least.
        tags (list[str] | Unset): Only clips with all of these.
        highlight_state (Literal['final'] | None | Unset): Only clips whose highlight has its last word.
        review (None | ReviewState | Unset): Only clips with this verdict.
        items_max (int | Unset): How many of the newest it shows. Default: 50.
    """

    title: str
    workspace_id: None | str | Unset = UNSET
    slug: None | str | Unset = UNSET
    description: str | Unset = ""
    visibility: FeedRequestVisibility | Unset = "private"
    automatic: bool | Unset = True
    channel_id: None | str | Unset = UNSET
    score_min: float | None | Unset = UNSET
    tags: list[str] | Unset = UNSET
    highlight_state: Literal["final"] | None | Unset = UNSET
    review: None | ReviewState | Unset = UNSET
    items_max: int | Unset = 50

    def to_dict(self) -> dict[str, Any]:
        title = self.title

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

        slug: None | str | Unset
        if isinstance(self.slug, Unset):
            slug = UNSET
        else:
            slug = self.slug

        description = self.description

        visibility: str | Unset = UNSET
        if not isinstance(self.visibility, Unset):
            visibility = self.visibility

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

        tags: list[str] | Unset = UNSET
        if not isinstance(self.tags, Unset):
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

        items_max = self.items_max

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "title": title,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if slug is not UNSET:
            field_dict["slug"] = slug
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
        title = d.pop("title")

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

        def _parse_slug(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        slug = _parse_slug(d.pop("slug", UNSET))

        description = d.pop("description", UNSET)

        _visibility = d.pop("visibility", UNSET)
        visibility: FeedRequestVisibility | Unset
        if isinstance(_visibility, Unset):
            visibility = UNSET
        else:
            visibility = check_feed_request_visibility(_visibility)

        automatic = d.pop("automatic", UNSET)

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

        tags = cast(list[str], d.pop("tags", UNSET))

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

        items_max = d.pop("items_max", UNSET)

        feed_request = cls(
            title=title,
            workspace_id=workspace_id,
            slug=slug,
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

        return feed_request
