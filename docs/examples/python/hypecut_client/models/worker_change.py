from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.worker_state import WorkerState, check_worker_state

T = TypeVar("T", bound="WorkerChange")


@_attrs_define
class WorkerChange:
    """What an operator may ask of a worker.

    Attributes:
        state (WorkerState): What an operator wants of a worker. `DRAINING`: finish what you have, and take nothing new.
    """

    state: WorkerState

    def to_dict(self) -> dict[str, Any]:
        state: str = self.state

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "state": state,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        state = check_worker_state(d.pop("state"))

        worker_change = cls(
            state=state,
        )

        return worker_change
