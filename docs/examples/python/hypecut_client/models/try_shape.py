from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.try_shape_actions_item import TryShapeActionsItem
    from ..models.try_shape_rows_item import TryShapeRowsItem


T = TypeVar("T", bound="TryShape")


@_attrs_define
class TryShape:
    """What would have fired. `more`: there were more rows than one trial looks at.

    Attributes:
        number (int):
        looked_at (int):
        fired (int):
        more (bool):
        actions (list[TryShapeActionsItem]): What would be done with each of the rows.
        rows (list[TryShapeRowsItem]): The first that fire.
    """

    number: int
    looked_at: int
    fired: int
    more: bool
    actions: list[TryShapeActionsItem]
    rows: list[TryShapeRowsItem]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        looked_at = self.looked_at

        fired = self.fired

        more = self.more

        actions = []
        for actions_item_data in self.actions:
            actions_item = actions_item_data.to_dict()
            actions.append(actions_item)

        rows = []
        for rows_item_data in self.rows:
            rows_item = rows_item_data.to_dict()
            rows.append(rows_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "looked_at": looked_at,
                "fired": fired,
                "more": more,
                "actions": actions,
                "rows": rows,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.try_shape_actions_item import TryShapeActionsItem  # noqa: PLC0415
        from ..models.try_shape_rows_item import TryShapeRowsItem  # noqa: PLC0415

        d = dict(src_dict)
        number = d.pop("number")

        looked_at = d.pop("looked_at")

        fired = d.pop("fired")

        more = d.pop("more")

        actions = []
        _actions = d.pop("actions")
        for actions_item_data in _actions:
            actions_item = TryShapeActionsItem.from_dict(actions_item_data)

            actions.append(actions_item)

        rows = []
        _rows = d.pop("rows")
        for rows_item_data in _rows:
            rows_item = TryShapeRowsItem.from_dict(rows_item_data)

            rows.append(rows_item)

        try_shape = cls(
            number=number,
            looked_at=looked_at,
            fired=fired,
            more=more,
            actions=actions,
            rows=rows,
        )

        try_shape.additional_properties = d
        return try_shape

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
