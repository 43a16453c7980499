from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.feature import Feature, check_feature
from ..types import UNSET, Unset

T = TypeVar("T", bound="LinkRequest")


@_attrs_define
class LinkRequest:
    """What a channel is to be linked for.

    Attributes:
        features (list[Feature] | Unset): What is to be used. What was granted before is asked for again, so that more
            can be added later. GET /v1/twitch/scopes tells the scopes of each, and why.
    """

    features: list[Feature] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        features: list[str] | Unset = UNSET
        if not isinstance(self.features, Unset):
            features = []
            for features_item_data in self.features:
                features_item: str = features_item_data
                features.append(features_item)

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if features is not UNSET:
            field_dict["features"] = features

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _features = d.pop("features", UNSET)
        features: list[Feature] | Unset = UNSET
        if _features is not UNSET:
            features = []
            for features_item_data in _features:
                features_item = check_feature(features_item_data)

                features.append(features_item)

        link_request = cls(
            features=features,
        )

        return link_request
