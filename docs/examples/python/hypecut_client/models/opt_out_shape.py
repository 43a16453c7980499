from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="OptOutShape")


@_attrs_define
class OptOutShape:
    """A streamer who is not watched. What is not known of the channel is empty.

    Attributes:
        opt_out_id (str):
        broadcaster_id (str):
        login (str):
        reason (str):
        clips (bool):
        watches_ended (int):
        clips_taken_down (int):
        version (int):
        created_at_ms (int): Milliseconds.
    """

    opt_out_id: str
    broadcaster_id: str
    login: str
    reason: str
    clips: bool
    watches_ended: int
    clips_taken_down: int
    version: int
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        opt_out_id = self.opt_out_id

        broadcaster_id = self.broadcaster_id

        login = self.login

        reason = self.reason

        clips = self.clips

        watches_ended = self.watches_ended

        clips_taken_down = self.clips_taken_down

        version = self.version

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "opt_out_id": opt_out_id,
                "broadcaster_id": broadcaster_id,
                "login": login,
                "reason": reason,
                "clips": clips,
                "watches_ended": watches_ended,
                "clips_taken_down": clips_taken_down,
                "version": version,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        opt_out_id = d.pop("opt_out_id")

        broadcaster_id = d.pop("broadcaster_id")

        login = d.pop("login")

        reason = d.pop("reason")

        clips = d.pop("clips")

        watches_ended = d.pop("watches_ended")

        clips_taken_down = d.pop("clips_taken_down")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        opt_out_shape = cls(
            opt_out_id=opt_out_id,
            broadcaster_id=broadcaster_id,
            login=login,
            reason=reason,
            clips=clips,
            watches_ended=watches_ended,
            clips_taken_down=clips_taken_down,
            version=version,
            created_at_ms=created_at_ms,
        )

        opt_out_shape.additional_properties = d
        return opt_out_shape

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
