from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.rule_event import RuleEvent, check_rule_event

if TYPE_CHECKING:
    from ..models.version_shape_actions_item import VersionShapeActionsItem


T = TypeVar("T", bound="VersionShape")


@_attrs_define
class VersionShape:
    """One version of a rule. `made_by` wrote it.

    Attributes:
        rule_id (str):
        number (int):
        event (RuleEvent): What a rule may wait for.
        expression (str):
        actions (list[VersionShapeActionsItem]):
        note (str):
        made_by (str):
        created_at_ms (int): Milliseconds.
    """

    rule_id: str
    number: int
    event: RuleEvent
    expression: str
    actions: list[VersionShapeActionsItem]
    note: str
    made_by: str
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rule_id = self.rule_id

        number = self.number

        event: str = self.event

        expression = self.expression

        actions = []
        for actions_item_data in self.actions:
            actions_item = actions_item_data.to_dict()
            actions.append(actions_item)

        note = self.note

        made_by = self.made_by

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "rule_id": rule_id,
                "number": number,
                "event": event,
                "expression": expression,
                "actions": actions,
                "note": note,
                "made_by": made_by,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.version_shape_actions_item import VersionShapeActionsItem  # noqa: PLC0415

        d = dict(src_dict)
        rule_id = d.pop("rule_id")

        number = d.pop("number")

        event = check_rule_event(d.pop("event"))

        expression = d.pop("expression")

        actions = []
        _actions = d.pop("actions")
        for actions_item_data in _actions:
            actions_item = VersionShapeActionsItem.from_dict(actions_item_data)

            actions.append(actions_item)

        note = d.pop("note")

        made_by = d.pop("made_by")

        created_at_ms = d.pop("created_at_ms")

        version_shape = cls(
            rule_id=rule_id,
            number=number,
            event=event,
            expression=expression,
            actions=actions,
            note=note,
            made_by=made_by,
            created_at_ms=created_at_ms,
        )

        version_shape.additional_properties = d
        return version_shape

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
