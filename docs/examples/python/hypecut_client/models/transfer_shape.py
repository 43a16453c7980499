from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.transfer_kind import TransferKind, check_transfer_kind

T = TypeVar("T", bound="TransferShape")


@_attrs_define
class TransferShape:
    """A line of the statement: `change` is what it did to the workspace's balance.

    Attributes:
        transfer_id (str):
        workspace_id (str):
        kind (TransferKind): Why credits moved.
        change (int):
        from_account_id (str):
        to_account_id (str):
        amount (int):
        reference (str):
        lot_id (None | str):
        session_id (None | str):
        minute (int | None):
        note (str):
        at_ms (int): Milliseconds.
    """

    transfer_id: str
    workspace_id: str
    kind: TransferKind
    change: int
    from_account_id: str
    to_account_id: str
    amount: int
    reference: str
    lot_id: None | str
    session_id: None | str
    minute: int | None
    note: str
    at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        transfer_id = self.transfer_id

        workspace_id = self.workspace_id

        kind: str = self.kind

        change = self.change

        from_account_id = self.from_account_id

        to_account_id = self.to_account_id

        amount = self.amount

        reference = self.reference

        lot_id: None | str
        lot_id = self.lot_id

        session_id: None | str
        session_id = self.session_id

        minute: int | None
        minute = self.minute

        note = self.note

        at_ms = self.at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "transfer_id": transfer_id,
                "workspace_id": workspace_id,
                "kind": kind,
                "change": change,
                "from_account_id": from_account_id,
                "to_account_id": to_account_id,
                "amount": amount,
                "reference": reference,
                "lot_id": lot_id,
                "session_id": session_id,
                "minute": minute,
                "note": note,
                "at_ms": at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        transfer_id = d.pop("transfer_id")

        workspace_id = d.pop("workspace_id")

        kind = check_transfer_kind(d.pop("kind"))

        change = d.pop("change")

        from_account_id = d.pop("from_account_id")

        to_account_id = d.pop("to_account_id")

        amount = d.pop("amount")

        reference = d.pop("reference")

        def _parse_lot_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        lot_id = _parse_lot_id(d.pop("lot_id"))

        def _parse_session_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        session_id = _parse_session_id(d.pop("session_id"))

        def _parse_minute(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        minute = _parse_minute(d.pop("minute"))

        note = d.pop("note")

        at_ms = d.pop("at_ms")

        transfer_shape = cls(
            transfer_id=transfer_id,
            workspace_id=workspace_id,
            kind=kind,
            change=change,
            from_account_id=from_account_id,
            to_account_id=to_account_id,
            amount=amount,
            reference=reference,
            lot_id=lot_id,
            session_id=session_id,
            minute=minute,
            note=note,
            at_ms=at_ms,
        )

        transfer_shape.additional_properties = d
        return transfer_shape

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
