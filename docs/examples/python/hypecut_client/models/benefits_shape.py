from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BenefitsShape")


@_attrs_define
class BenefitsShape:
    """What a workspace may do. Null: without a bound, since nothing is sold here.

    Attributes:
        seats (int | None):
        render_slots (int | None):
        templates (int | None):
    """

    seats: int | None
    render_slots: int | None
    templates: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        seats: int | None
        seats = self.seats

        render_slots: int | None
        render_slots = self.render_slots

        templates: int | None
        templates = self.templates

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "seats": seats,
                "render_slots": render_slots,
                "templates": templates,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_seats(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        seats = _parse_seats(d.pop("seats"))

        def _parse_render_slots(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        render_slots = _parse_render_slots(d.pop("render_slots"))

        def _parse_templates(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        templates = _parse_templates(d.pop("templates"))

        benefits_shape = cls(
            seats=seats,
            render_slots=render_slots,
            templates=templates,
        )

        benefits_shape.additional_properties = d
        return benefits_shape

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
