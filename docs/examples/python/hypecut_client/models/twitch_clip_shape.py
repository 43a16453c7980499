from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TwitchClipShape")


@_attrs_define
class TwitchClipShape:
    """A clip at Twitch. `video_id` is empty where the recording is gone.

    Attributes:
        clip_id (str):
        title (str):
        url (str):
        video_id (str):
        views (int):
        made_at_ms (int): Milliseconds.
    """

    clip_id: str
    title: str
    url: str
    video_id: str
    views: int
    made_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        clip_id = self.clip_id

        title = self.title

        url = self.url

        video_id = self.video_id

        views = self.views

        made_at_ms = self.made_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "clip_id": clip_id,
                "title": title,
                "url": url,
                "video_id": video_id,
                "views": views,
                "made_at_ms": made_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        clip_id = d.pop("clip_id")

        title = d.pop("title")

        url = d.pop("url")

        video_id = d.pop("video_id")

        views = d.pop("views")

        made_at_ms = d.pop("made_at_ms")

        twitch_clip_shape = cls(
            clip_id=clip_id,
            title=title,
            url=url,
            video_id=video_id,
            views=views,
            made_at_ms=made_at_ms,
        )

        twitch_clip_shape.additional_properties = d
        return twitch_clip_shape

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
