from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="VideoShape")


@_attrs_define
class VideoShape:
    """A recording (VOD) at Twitch; `hypecut backfill` takes its `url`.

    Attributes:
        video_id (str):
        title (str):
        url (str):
        kind (str):
        language (str):
        length_ms (int): Milliseconds.
        views (int):
        published_at_ms (int): Milliseconds.
    """

    video_id: str
    title: str
    url: str
    kind: str
    language: str
    length_ms: int
    views: int
    published_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        video_id = self.video_id

        title = self.title

        url = self.url

        kind = self.kind

        language = self.language

        length_ms = self.length_ms

        views = self.views

        published_at_ms = self.published_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "video_id": video_id,
                "title": title,
                "url": url,
                "kind": kind,
                "language": language,
                "length_ms": length_ms,
                "views": views,
                "published_at_ms": published_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        video_id = d.pop("video_id")

        title = d.pop("title")

        url = d.pop("url")

        kind = d.pop("kind")

        language = d.pop("language")

        length_ms = d.pop("length_ms")

        views = d.pop("views")

        published_at_ms = d.pop("published_at_ms")

        video_shape = cls(
            video_id=video_id,
            title=title,
            url=url,
            kind=kind,
            language=language,
            length_ms=length_ms,
            views=views,
            published_at_ms=published_at_ms,
        )

        video_shape.additional_properties = d
        return video_shape

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
