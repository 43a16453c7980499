from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.operation import Operation, check_operation
from ..types import UNSET, Unset

T = TypeVar("T", bound="AccessRuleRequest")


@_attrs_define
class AccessRuleRequest:
    """One more way to be allowed something, in one workspace.

    Attributes:
        table_name (str):
        operation (Operation): What may be done with a row.
        expression (str): Over `caller` (kind, id, operator, viewer_of, editor_of, owner_of) and `row`.
        workspace_id (None | str | Unset):
        note (str | Unset):  Default: ''.
    """

    table_name: str
    operation: Operation
    expression: str
    workspace_id: None | str | Unset = UNSET
    note: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        table_name = self.table_name

        operation: str = self.operation

        expression = self.expression

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "table_name": table_name,
                "operation": operation,
                "expression": expression,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        table_name = d.pop("table_name")

        operation = check_operation(d.pop("operation"))

        expression = d.pop("expression")

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

        note = d.pop("note", UNSET)

        access_rule_request = cls(
            table_name=table_name,
            operation=operation,
            expression=expression,
            workspace_id=workspace_id,
            note=note,
        )

        return access_rule_request
