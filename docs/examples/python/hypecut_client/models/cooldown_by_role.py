from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="CooldownByRole")


@_attrs_define
class CooldownByRole:
    """How long to wait, in ms, by role of the chat.

    Attributes:
        viewer (int | Unset):  Default: 0.
        subscriber (int | Unset):  Default: 0.
        vip (int | Unset):  Default: 0.
        moderator (int | Unset):  Default: 0.
        broadcaster (int | Unset):  Default: 0.
    """

    viewer: int | Unset = 0
    subscriber: int | Unset = 0
    vip: int | Unset = 0
    moderator: int | Unset = 0
    broadcaster: int | Unset = 0

    def to_dict(self) -> dict[str, Any]:
        viewer = self.viewer

        subscriber = self.subscriber

        vip = self.vip

        moderator = self.moderator

        broadcaster = self.broadcaster

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if viewer is not UNSET:
            field_dict["viewer"] = viewer
        if subscriber is not UNSET:
            field_dict["subscriber"] = subscriber
        if vip is not UNSET:
            field_dict["vip"] = vip
        if moderator is not UNSET:
            field_dict["moderator"] = moderator
        if broadcaster is not UNSET:
            field_dict["broadcaster"] = broadcaster

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        viewer = d.pop("viewer", UNSET)

        subscriber = d.pop("subscriber", UNSET)

        vip = d.pop("vip", UNSET)

        moderator = d.pop("moderator", UNSET)

        broadcaster = d.pop("broadcaster", UNSET)

        cooldown_by_role = cls(
            viewer=viewer,
            subscriber=subscriber,
            vip=vip,
            moderator=moderator,
            broadcaster=broadcaster,
        )

        return cooldown_by_role
