from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="LinkShape")


@_attrs_define
class LinkShape:
    """Where a feed is read. With `visibility` link, the addresses open it for whoever has them.

    Attributes:
        json_url (str):
        rss_url (str):
        open_to_all_with_it (bool):
    """

    json_url: str
    rss_url: str
    open_to_all_with_it: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        json_url = self.json_url

        rss_url = self.rss_url

        open_to_all_with_it = self.open_to_all_with_it

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "json_url": json_url,
                "rss_url": rss_url,
                "open_to_all_with_it": open_to_all_with_it,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        json_url = d.pop("json_url")

        rss_url = d.pop("rss_url")

        open_to_all_with_it = d.pop("open_to_all_with_it")

        link_shape = cls(
            json_url=json_url,
            rss_url=rss_url,
            open_to_all_with_it=open_to_all_with_it,
        )

        link_shape.additional_properties = d
        return link_shape

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
