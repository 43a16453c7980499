from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="StopWatchAction")


@_attrs_define
class StopWatchAction:
    """End the watch from which this comes.

    Attributes:
        kind (Literal['stop_watch']):
    """

    kind: Literal["stop_watch"]

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = cast(Literal["stop_watch"], d.pop("kind"))
        if kind != "stop_watch":
            raise ValueError(f"kind must match const 'stop_watch', got '{kind}'")

        stop_watch_action = cls(
            kind=kind,
        )

        return stop_watch_action
