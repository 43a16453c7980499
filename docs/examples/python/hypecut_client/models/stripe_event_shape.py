from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.stripe_event_state import StripeEventState, check_stripe_event_state

T = TypeVar("T", bound="StripeEventShape")


@_attrs_define
class StripeEventShape:
    """An event of Stripe's. `note`: why it was ignored, or what the last try failed with.

    Attributes:
        event_id (str):
        kind (str):
        object_id (str):
        made_at_ms (int): Milliseconds.
        state (StripeEventState): How far an event of Stripe's is.
        tries (int):
        due_at_ms (int): Milliseconds.
        note (str):
        created_at_ms (int): Milliseconds.
        handled_at_ms (int | None):
    """

    event_id: str
    kind: str
    object_id: str
    made_at_ms: int
    state: StripeEventState
    tries: int
    due_at_ms: int
    note: str
    created_at_ms: int
    handled_at_ms: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event_id = self.event_id

        kind = self.kind

        object_id = self.object_id

        made_at_ms = self.made_at_ms

        state: str = self.state

        tries = self.tries

        due_at_ms = self.due_at_ms

        note = self.note

        created_at_ms = self.created_at_ms

        handled_at_ms: int | None
        handled_at_ms = self.handled_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event_id": event_id,
                "kind": kind,
                "object_id": object_id,
                "made_at_ms": made_at_ms,
                "state": state,
                "tries": tries,
                "due_at_ms": due_at_ms,
                "note": note,
                "created_at_ms": created_at_ms,
                "handled_at_ms": handled_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        event_id = d.pop("event_id")

        kind = d.pop("kind")

        object_id = d.pop("object_id")

        made_at_ms = d.pop("made_at_ms")

        state = check_stripe_event_state(d.pop("state"))

        tries = d.pop("tries")

        due_at_ms = d.pop("due_at_ms")

        note = d.pop("note")

        created_at_ms = d.pop("created_at_ms")

        def _parse_handled_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        handled_at_ms = _parse_handled_at_ms(d.pop("handled_at_ms"))

        stripe_event_shape = cls(
            event_id=event_id,
            kind=kind,
            object_id=object_id,
            made_at_ms=made_at_ms,
            state=state,
            tries=tries,
            due_at_ms=due_at_ms,
            note=note,
            created_at_ms=created_at_ms,
            handled_at_ms=handled_at_ms,
        )

        stripe_event_shape.additional_properties = d
        return stripe_event_shape

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
