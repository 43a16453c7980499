from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.highlight_state import HighlightState, check_highlight_state

T = TypeVar("T", bound="StoredHighlight")


@_attrs_define
class StoredHighlight:
    """What the API has now. `changed` is false where it had as much or more before.

    Attributes:
        changed (bool):
        revision (int):
        state (HighlightState): `OPENED` and `GROWN` may still change; `FINAL` and `DROPPED` are the last word.
    """

    changed: bool
    revision: int
    state: HighlightState
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        changed = self.changed

        revision = self.revision

        state: str = self.state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "changed": changed,
                "revision": revision,
                "state": state,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        changed = d.pop("changed")

        revision = d.pop("revision")

        state = check_highlight_state(d.pop("state"))

        stored_highlight = cls(
            changed=changed,
            revision=revision,
            state=state,
        )

        stored_highlight.additional_properties = d
        return stored_highlight

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
