from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.feature import Feature, check_feature

if TYPE_CHECKING:
    from ..models.twitch_link_shape import TwitchLinkShape


T = TypeVar("T", bound="ChannelLinkShape")


@_attrs_define
class ChannelLinkShape:
    """Whether a channel is linked, and what that is enough for.

    Attributes:
        link (None | TwitchLinkShape):
        features (list[Feature]): What the granted scopes are enough for.
    """

    link: None | TwitchLinkShape
    features: list[Feature]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.twitch_link_shape import TwitchLinkShape  # noqa: PLC0415

        link: dict[str, Any] | None
        if isinstance(self.link, TwitchLinkShape):
            link = self.link.to_dict()
        else:
            link = self.link

        features = []
        for features_item_data in self.features:
            features_item: str = features_item_data
            features.append(features_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "link": link,
                "features": features,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.twitch_link_shape import TwitchLinkShape  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_link(data: object) -> None | TwitchLinkShape:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                link_type_0 = TwitchLinkShape.from_dict(data)

                return link_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TwitchLinkShape, data)

        link = _parse_link(d.pop("link"))

        features = []
        _features = d.pop("features")
        for features_item_data in _features:
            features_item = check_feature(features_item_data)

            features.append(features_item)

        channel_link_shape = cls(
            link=link,
            features=features,
        )

        channel_link_shape.additional_properties = d
        return channel_link_shape

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
