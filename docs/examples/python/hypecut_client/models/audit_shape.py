from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.audit_shape_detail import AuditShapeDetail


T = TypeVar("T", bound="AuditShape")


@_attrs_define
class AuditShape:
    """Something that was done.

    Attributes:
        number (int):
        at_ms (int): Milliseconds.
        action (str):
        workspace_id (None | str):
        caller_kind (str):
        caller_id (str):
        address (str):
        agent (str):
        detail (AuditShapeDetail):
    """

    number: int
    at_ms: int
    action: str
    workspace_id: None | str
    caller_kind: str
    caller_id: str
    address: str
    agent: str
    detail: AuditShapeDetail
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        at_ms = self.at_ms

        action = self.action

        workspace_id: None | str
        workspace_id = self.workspace_id

        caller_kind = self.caller_kind

        caller_id = self.caller_id

        address = self.address

        agent = self.agent

        detail = self.detail.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "at_ms": at_ms,
                "action": action,
                "workspace_id": workspace_id,
                "caller_kind": caller_kind,
                "caller_id": caller_id,
                "address": address,
                "agent": agent,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.audit_shape_detail import AuditShapeDetail  # noqa: PLC0415

        d = dict(src_dict)
        number = d.pop("number")

        at_ms = d.pop("at_ms")

        action = d.pop("action")

        def _parse_workspace_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id"))

        caller_kind = d.pop("caller_kind")

        caller_id = d.pop("caller_id")

        address = d.pop("address")

        agent = d.pop("agent")

        detail = AuditShapeDetail.from_dict(d.pop("detail"))

        audit_shape = cls(
            number=number,
            at_ms=at_ms,
            action=action,
            workspace_id=workspace_id,
            caller_kind=caller_kind,
            caller_id=caller_id,
            address=address,
            agent=agent,
            detail=detail,
        )

        audit_shape.additional_properties = d
        return audit_shape

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
