from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WebhookShape")


@_attrs_define
class WebhookShape:
    """A webhook, without its secret. Until `old_secret_until_ms` the secret before signs as well.

    Attributes:
        webhook_id (str):
        workspace_id (str):
        url (str):
        kinds (list[str]):
        description (str):
        active (bool):
        dead_in_row (int):
        disabled_at_ms (int | None):
        disabled_reason (str):
        old_secret_until_ms (int | None):
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    webhook_id: str
    workspace_id: str
    url: str
    kinds: list[str]
    description: str
    active: bool
    dead_in_row: int
    disabled_at_ms: int | None
    disabled_reason: str
    old_secret_until_ms: int | None
    version: int
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        webhook_id = self.webhook_id

        workspace_id = self.workspace_id

        url = self.url

        kinds = self.kinds

        description = self.description

        active = self.active

        dead_in_row = self.dead_in_row

        disabled_at_ms: int | None
        disabled_at_ms = self.disabled_at_ms

        disabled_reason = self.disabled_reason

        old_secret_until_ms: int | None
        old_secret_until_ms = self.old_secret_until_ms

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "webhook_id": webhook_id,
                "workspace_id": workspace_id,
                "url": url,
                "kinds": kinds,
                "description": description,
                "active": active,
                "dead_in_row": dead_in_row,
                "disabled_at_ms": disabled_at_ms,
                "disabled_reason": disabled_reason,
                "old_secret_until_ms": old_secret_until_ms,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        webhook_id = d.pop("webhook_id")

        workspace_id = d.pop("workspace_id")

        url = d.pop("url")

        kinds = cast(list[str], d.pop("kinds"))

        description = d.pop("description")

        active = d.pop("active")

        dead_in_row = d.pop("dead_in_row")

        def _parse_disabled_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        disabled_at_ms = _parse_disabled_at_ms(d.pop("disabled_at_ms"))

        disabled_reason = d.pop("disabled_reason")

        def _parse_old_secret_until_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        old_secret_until_ms = _parse_old_secret_until_ms(d.pop("old_secret_until_ms"))

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        webhook_shape = cls(
            webhook_id=webhook_id,
            workspace_id=workspace_id,
            url=url,
            kinds=kinds,
            description=description,
            active=active,
            dead_in_row=dead_in_row,
            disabled_at_ms=disabled_at_ms,
            disabled_reason=disabled_reason,
            old_secret_until_ms=old_secret_until_ms,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        webhook_shape.additional_properties = d
        return webhook_shape

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
