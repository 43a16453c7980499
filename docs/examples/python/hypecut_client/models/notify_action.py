from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="NotifyAction")


@_attrs_define
class NotifyAction:
    """Tell a webhook, also one that does not ask for such events.

    Attributes:
        kind (Literal['notify_webhook']):
        webhook_id (str):
    """

    kind: Literal["notify_webhook"]
    webhook_id: str

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        webhook_id = self.webhook_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "webhook_id": webhook_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = cast(Literal["notify_webhook"], d.pop("kind"))
        if kind != "notify_webhook":
            raise ValueError(f"kind must match const 'notify_webhook', got '{kind}'")

        webhook_id = d.pop("webhook_id")

        notify_action = cls(
            kind=kind,
            webhook_id=webhook_id,
        )

        return notify_action
