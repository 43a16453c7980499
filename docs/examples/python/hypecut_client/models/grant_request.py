from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="GrantRequest")


@_attrs_define
class GrantRequest:
    """Credits that an operator gives.

    Attributes:
        workspace_id (str):
        credits_ (int):
        expires_at_ms (int | None | Unset): Null: never.
        reference (None | str | Unset): Of your making: a grant with it again gives nothing more.
        note (str | Unset):  Default: ''.
    """

    workspace_id: str
    credits_: int
    expires_at_ms: int | None | Unset = UNSET
    reference: None | str | Unset = UNSET
    note: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        workspace_id = self.workspace_id

        credits_ = self.credits_

        expires_at_ms: int | None | Unset
        if isinstance(self.expires_at_ms, Unset):
            expires_at_ms = UNSET
        else:
            expires_at_ms = self.expires_at_ms

        reference: None | str | Unset
        if isinstance(self.reference, Unset):
            reference = UNSET
        else:
            reference = self.reference

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "workspace_id": workspace_id,
                "credits": credits_,
            }
        )
        if expires_at_ms is not UNSET:
            field_dict["expires_at_ms"] = expires_at_ms
        if reference is not UNSET:
            field_dict["reference"] = reference
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        workspace_id = d.pop("workspace_id")

        credits_ = d.pop("credits")

        def _parse_expires_at_ms(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        expires_at_ms = _parse_expires_at_ms(d.pop("expires_at_ms", UNSET))

        def _parse_reference(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reference = _parse_reference(d.pop("reference", UNSET))

        note = d.pop("note", UNSET)

        grant_request = cls(
            workspace_id=workspace_id,
            credits_=credits_,
            expires_at_ms=expires_at_ms,
            reference=reference,
            note=note,
        )

        return grant_request
