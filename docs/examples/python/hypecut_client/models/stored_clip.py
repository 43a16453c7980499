from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.clip_state import ClipState, check_clip_state
from ..types import UNSET, Unset

T = TypeVar("T", bound="StoredClip")


@_attrs_define
class StoredClip:
    """What the API has now. `changed` is false where it had something that weighs more.

    Attributes:
        changed (bool):
        state (ClipState): `READY` and `FAILED` are the last word until the clip is asked for anew.
        wait_ms (int | Unset): 0, or in how long to say `rendering` again before the clip is begun: the plan of its
            workspace allows no more clips in the making at the same time. Default: 0.
    """

    changed: bool
    state: ClipState
    wait_ms: int | Unset = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        changed = self.changed

        state: str = self.state

        wait_ms = self.wait_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "changed": changed,
                "state": state,
            }
        )
        if wait_ms is not UNSET:
            field_dict["wait_ms"] = wait_ms

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        changed = d.pop("changed")

        state = check_clip_state(d.pop("state"))

        wait_ms = d.pop("wait_ms", UNSET)

        stored_clip = cls(
            changed=changed,
            state=state,
            wait_ms=wait_ms,
        )

        stored_clip.additional_properties = d
        return stored_clip

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
