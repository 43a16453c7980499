from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="WorkerRequest")


@_attrs_define
class WorkerRequest:
    """A process that has started.

    Attributes:
        node (str): Its name; two of one kind on a machine need two names.
        kind (str): `monitors`, `agents`, `render`, or another of yours.
        release (str | Unset):  Default: ''.
        abilities (list[str] | Unset): What it can do.
        slots (int | Unset): How many jobs it takes at a time; 0: not counted. Default: 0.
    """

    node: str
    kind: str
    release: str | Unset = ""
    abilities: list[str] | Unset = UNSET
    slots: int | Unset = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        node = self.node

        kind = self.kind

        release = self.release

        abilities: list[str] | Unset = UNSET
        if not isinstance(self.abilities, Unset):
            abilities = self.abilities

        slots = self.slots

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "node": node,
                "kind": kind,
            }
        )
        if release is not UNSET:
            field_dict["release"] = release
        if abilities is not UNSET:
            field_dict["abilities"] = abilities
        if slots is not UNSET:
            field_dict["slots"] = slots

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        node = d.pop("node")

        kind = d.pop("kind")

        release = d.pop("release", UNSET)

        abilities = cast(list[str], d.pop("abilities", UNSET))

        slots = d.pop("slots", UNSET)

        worker_request = cls(
            node=node,
            kind=kind,
            release=release,
            abilities=abilities,
            slots=slots,
        )

        worker_request.additional_properties = d
        return worker_request

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
