from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StatementSession")


@_attrs_define
class StatementSession:
    """What a session cost: `charged` is what stayed charged, `refunded` what was given back.

    Attributes:
        session_id (str):
        channel_id (None | str):
        source (str):
        title (str):
        started_at_ms (int): Milliseconds.
        charged (int):
        refunded (int):
        not_charged (int):
    """

    session_id: str
    channel_id: None | str
    source: str
    title: str
    started_at_ms: int
    charged: int
    refunded: int
    not_charged: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        channel_id: None | str
        channel_id = self.channel_id

        source = self.source

        title = self.title

        started_at_ms = self.started_at_ms

        charged = self.charged

        refunded = self.refunded

        not_charged = self.not_charged

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session_id": session_id,
                "channel_id": channel_id,
                "source": source,
                "title": title,
                "started_at_ms": started_at_ms,
                "charged": charged,
                "refunded": refunded,
                "not_charged": not_charged,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        def _parse_channel_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel_id = _parse_channel_id(d.pop("channel_id"))

        source = d.pop("source")

        title = d.pop("title")

        started_at_ms = d.pop("started_at_ms")

        charged = d.pop("charged")

        refunded = d.pop("refunded")

        not_charged = d.pop("not_charged")

        statement_session = cls(
            session_id=session_id,
            channel_id=channel_id,
            source=source,
            title=title,
            started_at_ms=started_at_ms,
            charged=charged,
            refunded=refunded,
            not_charged=not_charged,
        )

        statement_session.additional_properties = d
        return statement_session

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
