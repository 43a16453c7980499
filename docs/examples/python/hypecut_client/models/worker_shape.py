from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.worker_state import WorkerState, check_worker_state

T = TypeVar("T", bound="WorkerShape")


@_attrs_define
class WorkerShape:
    """A worker. `gone`: it has been silent for longer than any living one is.

    Attributes:
        worker_id (str):
        node (str):
        kind (str):
        state (WorkerState): What an operator wants of a worker. `DRAINING`: finish what you have, and take nothing new.
        gone (bool):
        release (str):
        abilities (list[str]):
        busy (int):
        slots (int):
        started_at_ms (int): Milliseconds.
        last_seen_at_ms (int): Milliseconds.
        version (int):
        created_at_ms (int): Milliseconds.
    """

    worker_id: str
    node: str
    kind: str
    state: WorkerState
    gone: bool
    release: str
    abilities: list[str]
    busy: int
    slots: int
    started_at_ms: int
    last_seen_at_ms: int
    version: int
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        worker_id = self.worker_id

        node = self.node

        kind = self.kind

        state: str = self.state

        gone = self.gone

        release = self.release

        abilities = self.abilities

        busy = self.busy

        slots = self.slots

        started_at_ms = self.started_at_ms

        last_seen_at_ms = self.last_seen_at_ms

        version = self.version

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "worker_id": worker_id,
                "node": node,
                "kind": kind,
                "state": state,
                "gone": gone,
                "release": release,
                "abilities": abilities,
                "busy": busy,
                "slots": slots,
                "started_at_ms": started_at_ms,
                "last_seen_at_ms": last_seen_at_ms,
                "version": version,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        worker_id = d.pop("worker_id")

        node = d.pop("node")

        kind = d.pop("kind")

        state = check_worker_state(d.pop("state"))

        gone = d.pop("gone")

        release = d.pop("release")

        abilities = cast(list[str], d.pop("abilities"))

        busy = d.pop("busy")

        slots = d.pop("slots")

        started_at_ms = d.pop("started_at_ms")

        last_seen_at_ms = d.pop("last_seen_at_ms")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        worker_shape = cls(
            worker_id=worker_id,
            node=node,
            kind=kind,
            state=state,
            gone=gone,
            release=release,
            abilities=abilities,
            busy=busy,
            slots=slots,
            started_at_ms=started_at_ms,
            last_seen_at_ms=last_seen_at_ms,
            version=version,
            created_at_ms=created_at_ms,
        )

        worker_shape.additional_properties = d
        return worker_shape

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
