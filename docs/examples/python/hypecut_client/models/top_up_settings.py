from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="TopUpSettings")


@_attrs_define
class TopUpSettings:
    """Buy `pack` when fewer than `threshold_credits` are left, for at most `cap_cents` a calendar month.

    Attributes:
        active (bool):
        threshold_credits (int):
        pack (str):
        cap_cents (int): In UTC, before tax.
        workspace_id (None | str | Unset): The workspace; left out where the caller has only one.
    """

    active: bool
    threshold_credits: int
    pack: str
    cap_cents: int
    workspace_id: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        threshold_credits = self.threshold_credits

        pack = self.pack

        cap_cents = self.cap_cents

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "active": active,
                "threshold_credits": threshold_credits,
                "pack": pack,
                "cap_cents": cap_cents,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        active = d.pop("active")

        threshold_credits = d.pop("threshold_credits")

        pack = d.pop("pack")

        cap_cents = d.pop("cap_cents")

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

        top_up_settings = cls(
            active=active,
            threshold_credits=threshold_credits,
            pack=pack,
            cap_cents=cap_cents,
            workspace_id=workspace_id,
        )

        return top_up_settings
