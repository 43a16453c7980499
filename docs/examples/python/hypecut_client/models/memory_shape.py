from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MemoryShape")


@_attrs_define
class MemoryShape:
    """What a judge remembers of a session.

    Attributes:
        judge (str):
        session_id (str):
        position (int): Last offset that is in `body`; -1 for none.
        body (str):
    """

    judge: str
    session_id: str
    position: int
    body: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        judge = self.judge

        session_id = self.session_id

        position = self.position

        body = self.body

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "judge": judge,
                "session_id": session_id,
                "position": position,
                "body": body,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        judge = d.pop("judge")

        session_id = d.pop("session_id")

        position = d.pop("position")

        body = d.pop("body")

        memory_shape = cls(
            judge=judge,
            session_id=session_id,
            position=position,
            body=body,
        )

        memory_shape.additional_properties = d
        return memory_shape

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
