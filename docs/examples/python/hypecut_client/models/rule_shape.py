from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.rule_event import RuleEvent, check_rule_event

if TYPE_CHECKING:
    from ..models.rule_shape_actions_item import RuleShapeActionsItem


T = TypeVar("T", bound="RuleShape")


@_attrs_define
class RuleShape:
    """A rule in its newest version. `published_number` is the version that is live; null for none.

    Attributes:
        rule_id (str):
        workspace_id (str):
        name (str):
        event (RuleEvent): What a rule may wait for.
        expression (str):
        actions (list[RuleShapeActionsItem]):
        note (str):
        newest_number (int):
        published_number (int | None):
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    rule_id: str
    workspace_id: str
    name: str
    event: RuleEvent
    expression: str
    actions: list[RuleShapeActionsItem]
    note: str
    newest_number: int
    published_number: int | None
    version: int
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rule_id = self.rule_id

        workspace_id = self.workspace_id

        name = self.name

        event: str = self.event

        expression = self.expression

        actions = []
        for actions_item_data in self.actions:
            actions_item = actions_item_data.to_dict()
            actions.append(actions_item)

        note = self.note

        newest_number = self.newest_number

        published_number: int | None
        published_number = self.published_number

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "rule_id": rule_id,
                "workspace_id": workspace_id,
                "name": name,
                "event": event,
                "expression": expression,
                "actions": actions,
                "note": note,
                "newest_number": newest_number,
                "published_number": published_number,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rule_shape_actions_item import RuleShapeActionsItem  # noqa: PLC0415

        d = dict(src_dict)
        rule_id = d.pop("rule_id")

        workspace_id = d.pop("workspace_id")

        name = d.pop("name")

        event = check_rule_event(d.pop("event"))

        expression = d.pop("expression")

        actions = []
        _actions = d.pop("actions")
        for actions_item_data in _actions:
            actions_item = RuleShapeActionsItem.from_dict(actions_item_data)

            actions.append(actions_item)

        note = d.pop("note")

        newest_number = d.pop("newest_number")

        def _parse_published_number(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        published_number = _parse_published_number(d.pop("published_number"))

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        rule_shape = cls(
            rule_id=rule_id,
            workspace_id=workspace_id,
            name=name,
            event=event,
            expression=expression,
            actions=actions,
            note=note,
            newest_number=newest_number,
            published_number=published_number,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        rule_shape.additional_properties = d
        return rule_shape

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
