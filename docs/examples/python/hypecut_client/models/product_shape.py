from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ProductShape")


@_attrs_define
class ProductShape:
    """Something that is sold. `seats`, `render_slots` and `templates` are those of a plan.

    Attributes:
        key (str):
        name (str):
        monthly (bool):
        credits_ (int):
        price_cents (int):
        currency (str):
        seats (int | None | Unset):
        render_slots (int | None | Unset):
        templates (int | None | Unset):
    """

    key: str
    name: str
    monthly: bool
    credits_: int
    price_cents: int
    currency: str
    seats: int | None | Unset = UNSET
    render_slots: int | None | Unset = UNSET
    templates: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        name = self.name

        monthly = self.monthly

        credits_ = self.credits_

        price_cents = self.price_cents

        currency = self.currency

        seats: int | None | Unset
        if isinstance(self.seats, Unset):
            seats = UNSET
        else:
            seats = self.seats

        render_slots: int | None | Unset
        if isinstance(self.render_slots, Unset):
            render_slots = UNSET
        else:
            render_slots = self.render_slots

        templates: int | None | Unset
        if isinstance(self.templates, Unset):
            templates = UNSET
        else:
            templates = self.templates

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "key": key,
                "name": name,
                "monthly": monthly,
                "credits": credits_,
                "price_cents": price_cents,
                "currency": currency,
            }
        )
        if seats is not UNSET:
            field_dict["seats"] = seats
        if render_slots is not UNSET:
            field_dict["render_slots"] = render_slots
        if templates is not UNSET:
            field_dict["templates"] = templates

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key = d.pop("key")

        name = d.pop("name")

        monthly = d.pop("monthly")

        credits_ = d.pop("credits")

        price_cents = d.pop("price_cents")

        currency = d.pop("currency")

        def _parse_seats(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        seats = _parse_seats(d.pop("seats", UNSET))

        def _parse_render_slots(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        render_slots = _parse_render_slots(d.pop("render_slots", UNSET))

        def _parse_templates(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        templates = _parse_templates(d.pop("templates", UNSET))

        product_shape = cls(
            key=key,
            name=name,
            monthly=monthly,
            credits_=credits_,
            price_cents=price_cents,
            currency=currency,
            seats=seats,
            render_slots=render_slots,
            templates=templates,
        )

        product_shape.additional_properties = d
        return product_shape

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
