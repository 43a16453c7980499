from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.statement_session import StatementSession
    from ..models.statement_shape_moved import StatementShapeMoved


T = TypeVar("T", bound="StatementShape")


@_attrs_define
class StatementShape:
    """A stretch of time: the balance at both ends, what moved in between, and the sessions that cost it.

    `moved` is by kind of transfer, as it changed the balance.

        Attributes:
            workspace_id (str):
            from_ms (int): Milliseconds.
            to_ms (int): Milliseconds.
            opening (int):
            closing (int):
            moved (StatementShapeMoved):
            sessions (list[StatementSession]):
            more_sessions (bool): There are more than are listed; ask for less time.
    """

    workspace_id: str
    from_ms: int
    to_ms: int
    opening: int
    closing: int
    moved: StatementShapeMoved
    sessions: list[StatementSession]
    more_sessions: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        workspace_id = self.workspace_id

        from_ms = self.from_ms

        to_ms = self.to_ms

        opening = self.opening

        closing = self.closing

        moved = self.moved.to_dict()

        sessions = []
        for sessions_item_data in self.sessions:
            sessions_item = sessions_item_data.to_dict()
            sessions.append(sessions_item)

        more_sessions = self.more_sessions

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "workspace_id": workspace_id,
                "from_ms": from_ms,
                "to_ms": to_ms,
                "opening": opening,
                "closing": closing,
                "moved": moved,
                "sessions": sessions,
                "more_sessions": more_sessions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.statement_session import StatementSession  # noqa: PLC0415
        from ..models.statement_shape_moved import StatementShapeMoved  # noqa: PLC0415

        d = dict(src_dict)
        workspace_id = d.pop("workspace_id")

        from_ms = d.pop("from_ms")

        to_ms = d.pop("to_ms")

        opening = d.pop("opening")

        closing = d.pop("closing")

        moved = StatementShapeMoved.from_dict(d.pop("moved"))

        sessions = []
        _sessions = d.pop("sessions")
        for sessions_item_data in _sessions:
            sessions_item = StatementSession.from_dict(sessions_item_data)

            sessions.append(sessions_item)

        more_sessions = d.pop("more_sessions")

        statement_shape = cls(
            workspace_id=workspace_id,
            from_ms=from_ms,
            to_ms=to_ms,
            opening=opening,
            closing=closing,
            moved=moved,
            sessions=sessions,
            more_sessions=more_sessions,
        )

        statement_shape.additional_properties = d
        return statement_shape

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
