from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.delivery_state import DeliveryState, check_delivery_state

T = TypeVar("T", bound="DeliveryShape")


@_attrs_define
class DeliveryShape:
    """One event on its way to one webhook. `status` to `error` are of the last try.

    Attributes:
        delivery_id (str):
        webhook_id (str):
        event_number (int | None):
        kind (str):
        state (DeliveryState): How far a delivery is.
        tries (int):
        due_at_ms (int): When the next try is due, while it waits.
        status (int | None):
        duration_ms (int | None):
        answer (str): The first bytes of what came back.
        error (str):
        ended_at_ms (int | None):
        replay_of (None | str):
        payload (str): The bytes that are signed and sent.
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    delivery_id: str
    webhook_id: str
    event_number: int | None
    kind: str
    state: DeliveryState
    tries: int
    due_at_ms: int
    status: int | None
    duration_ms: int | None
    answer: str
    error: str
    ended_at_ms: int | None
    replay_of: None | str
    payload: str
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        delivery_id = self.delivery_id

        webhook_id = self.webhook_id

        event_number: int | None
        event_number = self.event_number

        kind = self.kind

        state: str = self.state

        tries = self.tries

        due_at_ms = self.due_at_ms

        status: int | None
        status = self.status

        duration_ms: int | None
        duration_ms = self.duration_ms

        answer = self.answer

        error = self.error

        ended_at_ms: int | None
        ended_at_ms = self.ended_at_ms

        replay_of: None | str
        replay_of = self.replay_of

        payload = self.payload

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "delivery_id": delivery_id,
                "webhook_id": webhook_id,
                "event_number": event_number,
                "kind": kind,
                "state": state,
                "tries": tries,
                "due_at_ms": due_at_ms,
                "status": status,
                "duration_ms": duration_ms,
                "answer": answer,
                "error": error,
                "ended_at_ms": ended_at_ms,
                "replay_of": replay_of,
                "payload": payload,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        delivery_id = d.pop("delivery_id")

        webhook_id = d.pop("webhook_id")

        def _parse_event_number(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        event_number = _parse_event_number(d.pop("event_number"))

        kind = d.pop("kind")

        state = check_delivery_state(d.pop("state"))

        tries = d.pop("tries")

        due_at_ms = d.pop("due_at_ms")

        def _parse_status(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        status = _parse_status(d.pop("status"))

        def _parse_duration_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        duration_ms = _parse_duration_ms(d.pop("duration_ms"))

        answer = d.pop("answer")

        error = d.pop("error")

        def _parse_ended_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ended_at_ms = _parse_ended_at_ms(d.pop("ended_at_ms"))

        def _parse_replay_of(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        replay_of = _parse_replay_of(d.pop("replay_of"))

        payload = d.pop("payload")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        delivery_shape = cls(
            delivery_id=delivery_id,
            webhook_id=webhook_id,
            event_number=event_number,
            kind=kind,
            state=state,
            tries=tries,
            due_at_ms=due_at_ms,
            status=status,
            duration_ms=duration_ms,
            answer=answer,
            error=error,
            ended_at_ms=ended_at_ms,
            replay_of=replay_of,
            payload=payload,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        delivery_shape.additional_properties = d
        return delivery_shape

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
