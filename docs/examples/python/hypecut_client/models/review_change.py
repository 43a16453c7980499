from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.review_state import ReviewState, check_review_state
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.review_change_custom_type_0 import ReviewChangeCustomType0


T = TypeVar("T", bound="ReviewChange")


@_attrs_define
class ReviewChange:
    """What people change of a highlight or a clip. What the workers report is not theirs to change.

    Attributes:
        tags (list[str] | None | Unset): All of them; those left out are taken away.
        review (None | ReviewState | Unset):
        note (None | str | Unset):
        custom (None | ReviewChangeCustomType0 | Unset):
    """

    tags: list[str] | None | Unset = UNSET
    review: None | ReviewState | Unset = UNSET
    note: None | str | Unset = UNSET
    custom: None | ReviewChangeCustomType0 | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.review_change_custom_type_0 import ReviewChangeCustomType0  # noqa: PLC0415

        tags: list[str] | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        elif isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

        review: None | str | Unset
        if isinstance(self.review, Unset):
            review = UNSET
        elif isinstance(self.review, str):
            review = self.review
        else:
            review = self.review

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        custom: dict[str, Any] | None | Unset
        if isinstance(self.custom, Unset):
            custom = UNSET
        elif isinstance(self.custom, ReviewChangeCustomType0):
            custom = self.custom.to_dict()
        else:
            custom = self.custom

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if tags is not UNSET:
            field_dict["tags"] = tags
        if review is not UNSET:
            field_dict["review"] = review
        if note is not UNSET:
            field_dict["note"] = note
        if custom is not UNSET:
            field_dict["custom"] = custom

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.review_change_custom_type_0 import ReviewChangeCustomType0  # noqa: PLC0415

        d = dict(src_dict)

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

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        def _parse_custom(data: object) -> None | ReviewChangeCustomType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                custom_type_0 = ReviewChangeCustomType0.from_dict(data)

                return custom_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReviewChangeCustomType0 | Unset, data)

        custom = _parse_custom(d.pop("custom", UNSET))

        review_change = cls(
            tags=tags,
            review=review,
            note=note,
            custom=custom,
        )

        return review_change
