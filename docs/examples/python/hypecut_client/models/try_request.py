from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="TryRequest")


@_attrs_define
class TryRequest:
    """What a rule is to be held against: sessions by identity, or those that began in a stretch of time.

    Attributes:
        number (int | None | Unset): Of the version; left out, the newest.
        session_ids (list[str] | Unset):
        from_ms (int | None | Unset): Epoch ms.
        until_ms (int | None | Unset):
    """

    number: int | None | Unset = UNSET
    session_ids: list[str] | Unset = UNSET
    from_ms: int | None | Unset = UNSET
    until_ms: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        number: int | None | Unset
        if isinstance(self.number, Unset):
            number = UNSET
        else:
            number = self.number

        session_ids: list[str] | Unset = UNSET
        if not isinstance(self.session_ids, Unset):
            session_ids = self.session_ids

        from_ms: int | None | Unset
        if isinstance(self.from_ms, Unset):
            from_ms = UNSET
        else:
            from_ms = self.from_ms

        until_ms: int | None | Unset
        if isinstance(self.until_ms, Unset):
            until_ms = UNSET
        else:
            until_ms = self.until_ms

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if number is not UNSET:
            field_dict["number"] = number
        if session_ids is not UNSET:
            field_dict["session_ids"] = session_ids
        if from_ms is not UNSET:
            field_dict["from_ms"] = from_ms
        if until_ms is not UNSET:
            field_dict["until_ms"] = until_ms

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_number(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        number = _parse_number(d.pop("number", UNSET))

        session_ids = cast(list[str], d.pop("session_ids", UNSET))

        def _parse_from_ms(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        from_ms = _parse_from_ms(d.pop("from_ms", UNSET))

        def _parse_until_ms(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        until_ms = _parse_until_ms(d.pop("until_ms", UNSET))

        try_request = cls(
            number=number,
            session_ids=session_ids,
            from_ms=from_ms,
            until_ms=until_ms,
        )

        return try_request
