from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.run_shape_outcome import RunShapeOutcome, check_run_shape_outcome

if TYPE_CHECKING:
    from ..models.result_shape import ResultShape


T = TypeVar("T", bound="RunShape")


@_attrs_define
class RunShape:
    """One time that a rule fired.

    Attributes:
        run_id (str):
        rule_id (str):
        workspace_id (str):
        number (int):
        event (str):
        event_number (int):
        subject_id (str):
        depth (int):
        outcome (RunShapeOutcome):
        results (list[ResultShape]):
        created_at_ms (int): Milliseconds.
    """

    run_id: str
    rule_id: str
    workspace_id: str
    number: int
    event: str
    event_number: int
    subject_id: str
    depth: int
    outcome: RunShapeOutcome
    results: list[ResultShape]
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        run_id = self.run_id

        rule_id = self.rule_id

        workspace_id = self.workspace_id

        number = self.number

        event = self.event

        event_number = self.event_number

        subject_id = self.subject_id

        depth = self.depth

        outcome: str = self.outcome

        results = []
        for results_item_data in self.results:
            results_item = results_item_data.to_dict()
            results.append(results_item)

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "run_id": run_id,
                "rule_id": rule_id,
                "workspace_id": workspace_id,
                "number": number,
                "event": event,
                "event_number": event_number,
                "subject_id": subject_id,
                "depth": depth,
                "outcome": outcome,
                "results": results,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.result_shape import ResultShape  # noqa: PLC0415

        d = dict(src_dict)
        run_id = d.pop("run_id")

        rule_id = d.pop("rule_id")

        workspace_id = d.pop("workspace_id")

        number = d.pop("number")

        event = d.pop("event")

        event_number = d.pop("event_number")

        subject_id = d.pop("subject_id")

        depth = d.pop("depth")

        outcome = check_run_shape_outcome(d.pop("outcome"))

        results = []
        _results = d.pop("results")
        for results_item_data in _results:
            results_item = ResultShape.from_dict(results_item_data)

            results.append(results_item)

        created_at_ms = d.pop("created_at_ms")

        run_shape = cls(
            run_id=run_id,
            rule_id=rule_id,
            workspace_id=workspace_id,
            number=number,
            event=event,
            event_number=event_number,
            subject_id=subject_id,
            depth=depth,
            outcome=outcome,
            results=results,
            created_at_ms=created_at_ms,
        )

        run_shape.additional_properties = d
        return run_shape

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
