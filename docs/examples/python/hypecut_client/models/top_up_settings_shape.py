from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TopUpSettingsShape")


@_attrs_define
class TopUpSettingsShape:
    """Whether a workspace buys a pack by itself when its balance falls. `failures`: in a row.

    Attributes:
        workspace_id (str):
        active (bool):
        threshold_credits (int):
        pack (str):
        cap_cents (int):
        failures (int):
        disabled_reason (str):
    """

    workspace_id: str
    active: bool
    threshold_credits: int
    pack: str
    cap_cents: int
    failures: int
    disabled_reason: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        workspace_id = self.workspace_id

        active = self.active

        threshold_credits = self.threshold_credits

        pack = self.pack

        cap_cents = self.cap_cents

        failures = self.failures

        disabled_reason = self.disabled_reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "workspace_id": workspace_id,
                "active": active,
                "threshold_credits": threshold_credits,
                "pack": pack,
                "cap_cents": cap_cents,
                "failures": failures,
                "disabled_reason": disabled_reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        workspace_id = d.pop("workspace_id")

        active = d.pop("active")

        threshold_credits = d.pop("threshold_credits")

        pack = d.pop("pack")

        cap_cents = d.pop("cap_cents")

        failures = d.pop("failures")

        disabled_reason = d.pop("disabled_reason")

        top_up_settings_shape = cls(
            workspace_id=workspace_id,
            active=active,
            threshold_credits=threshold_credits,
            pack=pack,
            cap_cents=cap_cents,
            failures=failures,
            disabled_reason=disabled_reason,
        )

        top_up_settings_shape.additional_properties = d
        return top_up_settings_shape

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
