from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.event_shape_body import EventShapeBody


T = TypeVar("T", bound="EventShape")


@_attrs_define
class EventShape:
    """Something that happened. `number` orders the events of an installation.

    Attributes:
        number (int):
        workspace_id (str):
        kind (str):
        subject_id (str):
        at_ms (int): Milliseconds.
        whole (bool): False where `body` was too long and lacks its longest fields.
        body (EventShapeBody): What the API answered for the subject then.
    """

    number: int
    workspace_id: str
    kind: str
    subject_id: str
    at_ms: int
    whole: bool
    body: EventShapeBody
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        workspace_id = self.workspace_id

        kind = self.kind

        subject_id = self.subject_id

        at_ms = self.at_ms

        whole = self.whole

        body = self.body.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "workspace_id": workspace_id,
                "kind": kind,
                "subject_id": subject_id,
                "at_ms": at_ms,
                "whole": whole,
                "body": body,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_shape_body import EventShapeBody  # noqa: PLC0415

        d = dict(src_dict)
        number = d.pop("number")

        workspace_id = d.pop("workspace_id")

        kind = d.pop("kind")

        subject_id = d.pop("subject_id")

        at_ms = d.pop("at_ms")

        whole = d.pop("whole")

        body = EventShapeBody.from_dict(d.pop("body"))

        event_shape = cls(
            number=number,
            workspace_id=workspace_id,
            kind=kind,
            subject_id=subject_id,
            at_ms=at_ms,
            whole=whole,
            body=body,
        )

        event_shape.additional_properties = d
        return event_shape

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
