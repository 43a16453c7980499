from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BuiltInShape")


@_attrs_define
class BuiltInShape:
    """The rules that every installation begins with, of one table.

    Attributes:
        table_name (str):
        list_ (str):
        view (str):
        create (str):
        update (str):
        delete (str):
    """

    table_name: str
    list_: str
    view: str
    create: str
    update: str
    delete: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        table_name = self.table_name

        list_ = self.list_

        view = self.view

        create = self.create

        update = self.update

        delete = self.delete

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "table_name": table_name,
                "list": list_,
                "view": view,
                "create": create,
                "update": update,
                "delete": delete,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        table_name = d.pop("table_name")

        list_ = d.pop("list")

        view = d.pop("view")

        create = d.pop("create")

        update = d.pop("update")

        delete = d.pop("delete")

        built_in_shape = cls(
            table_name=table_name,
            list_=list_,
            view=view,
            create=create,
            update=update,
            delete=delete,
        )

        built_in_shape.additional_properties = d
        return built_in_shape

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
