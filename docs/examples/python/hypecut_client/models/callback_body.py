from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CallbackBody")


@_attrs_define
class CallbackBody:
    """What came back from Twitch to a browser, for the program that began it.

    Attributes:
        code (str):
        state (str):
        secret (str):
    """

    code: str
    state: str
    secret: str

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        state = self.state

        secret = self.secret

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "state": state,
                "secret": secret,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        state = d.pop("state")

        secret = d.pop("secret")

        callback_body = cls(
            code=code,
            state=state,
            secret=secret,
        )

        return callback_body
