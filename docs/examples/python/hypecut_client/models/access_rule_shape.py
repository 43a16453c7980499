from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.operation import Operation, check_operation

T = TypeVar("T", bound="AccessRuleShape")


@_attrs_define
class AccessRuleShape:
    """A rule that a workspace has added.

    Attributes:
        rule_id (str):
        workspace_id (str):
        table_name (str):
        operation (Operation): What may be done with a row.
        expression (str):
        note (str):
        version (int):
        created_at_ms (int): Milliseconds.
    """

    rule_id: str
    workspace_id: str
    table_name: str
    operation: Operation
    expression: str
    note: str
    version: int
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rule_id = self.rule_id

        workspace_id = self.workspace_id

        table_name = self.table_name

        operation: str = self.operation

        expression = self.expression

        note = self.note

        version = self.version

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "rule_id": rule_id,
                "workspace_id": workspace_id,
                "table_name": table_name,
                "operation": operation,
                "expression": expression,
                "note": note,
                "version": version,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        rule_id = d.pop("rule_id")

        workspace_id = d.pop("workspace_id")

        table_name = d.pop("table_name")

        operation = check_operation(d.pop("operation"))

        expression = d.pop("expression")

        note = d.pop("note")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        access_rule_shape = cls(
            rule_id=rule_id,
            workspace_id=workspace_id,
            table_name=table_name,
            operation=operation,
            expression=expression,
            note=note,
            version=version,
            created_at_ms=created_at_ms,
        )

        access_rule_shape.additional_properties = d
        return access_rule_shape

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
