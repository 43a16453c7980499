from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.revision_shape_operation import RevisionShapeOperation, check_revision_shape_operation

if TYPE_CHECKING:
    from ..models.revision_shape_after import RevisionShapeAfter
    from ..models.revision_shape_before import RevisionShapeBefore


T = TypeVar("T", bound="RevisionShape")


@_attrs_define
class RevisionShape:
    """One change of one row. `before` and `after` hold the columns that changed.

    Attributes:
        number (int):
        at_ms (int): Milliseconds.
        table_name (str):
        row_id (str):
        workspace_id (None | str):
        operation (RevisionShapeOperation):
        caller_kind (str):
        caller_id (str):
        address (str):
        before (RevisionShapeBefore):
        after (RevisionShapeAfter):
    """

    number: int
    at_ms: int
    table_name: str
    row_id: str
    workspace_id: None | str
    operation: RevisionShapeOperation
    caller_kind: str
    caller_id: str
    address: str
    before: RevisionShapeBefore
    after: RevisionShapeAfter
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        at_ms = self.at_ms

        table_name = self.table_name

        row_id = self.row_id

        workspace_id: None | str
        workspace_id = self.workspace_id

        operation: str = self.operation

        caller_kind = self.caller_kind

        caller_id = self.caller_id

        address = self.address

        before = self.before.to_dict()

        after = self.after.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "at_ms": at_ms,
                "table_name": table_name,
                "row_id": row_id,
                "workspace_id": workspace_id,
                "operation": operation,
                "caller_kind": caller_kind,
                "caller_id": caller_id,
                "address": address,
                "before": before,
                "after": after,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.revision_shape_after import RevisionShapeAfter  # noqa: PLC0415
        from ..models.revision_shape_before import RevisionShapeBefore  # noqa: PLC0415

        d = dict(src_dict)
        number = d.pop("number")

        at_ms = d.pop("at_ms")

        table_name = d.pop("table_name")

        row_id = d.pop("row_id")

        def _parse_workspace_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id"))

        operation = check_revision_shape_operation(d.pop("operation"))

        caller_kind = d.pop("caller_kind")

        caller_id = d.pop("caller_id")

        address = d.pop("address")

        before = RevisionShapeBefore.from_dict(d.pop("before"))

        after = RevisionShapeAfter.from_dict(d.pop("after"))

        revision_shape = cls(
            number=number,
            at_ms=at_ms,
            table_name=table_name,
            row_id=row_id,
            workspace_id=workspace_id,
            operation=operation,
            caller_kind=caller_kind,
            caller_id=caller_id,
            address=address,
            before=before,
            after=after,
        )

        revision_shape.additional_properties = d
        return revision_shape

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
