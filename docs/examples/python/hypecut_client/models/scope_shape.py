from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.feature import Feature, check_feature

T = TypeVar("T", bound="ScopeShape")


@_attrs_define
class ScopeShape:
    """A scope of Twitch, and why it is asked for.

    Attributes:
        scope (str):
        reason (str):
        needed_for (Feature): What a link can be used for.
    """

    scope: str
    reason: str
    needed_for: Feature
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        reason = self.reason

        needed_for: str = self.needed_for

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "scope": scope,
                "reason": reason,
                "needed_for": needed_for,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        scope = d.pop("scope")

        reason = d.pop("reason")

        needed_for = check_feature(d.pop("needed_for"))

        scope_shape = cls(
            scope=scope,
            reason=reason,
            needed_for=needed_for,
        )

        scope_shape.additional_properties = d
        return scope_shape

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
