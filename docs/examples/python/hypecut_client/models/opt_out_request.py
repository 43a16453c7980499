from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="OptOutRequest")


@_attrs_define
class OptOutRequest:
    """A streamer who is not to be watched, by identity, by name, or by both.

    Attributes:
        broadcaster_id (None | str | Unset):
        login (None | str | Unset):
        reason (str | Unset): Shown at the watches that end. Default: ''.
        clips (bool | Unset): Take the clips down that were made of the channel. Default: False.
    """

    broadcaster_id: None | str | Unset = UNSET
    login: None | str | Unset = UNSET
    reason: str | Unset = ""
    clips: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        broadcaster_id: None | str | Unset
        if isinstance(self.broadcaster_id, Unset):
            broadcaster_id = UNSET
        else:
            broadcaster_id = self.broadcaster_id

        login: None | str | Unset
        if isinstance(self.login, Unset):
            login = UNSET
        else:
            login = self.login

        reason = self.reason

        clips = self.clips

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if broadcaster_id is not UNSET:
            field_dict["broadcaster_id"] = broadcaster_id
        if login is not UNSET:
            field_dict["login"] = login
        if reason is not UNSET:
            field_dict["reason"] = reason
        if clips is not UNSET:
            field_dict["clips"] = clips

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_broadcaster_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        broadcaster_id = _parse_broadcaster_id(d.pop("broadcaster_id", UNSET))

        def _parse_login(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        login = _parse_login(d.pop("login", UNSET))

        reason = d.pop("reason", UNSET)

        clips = d.pop("clips", UNSET)

        opt_out_request = cls(
            broadcaster_id=broadcaster_id,
            login=login,
            reason=reason,
            clips=clips,
        )

        return opt_out_request
