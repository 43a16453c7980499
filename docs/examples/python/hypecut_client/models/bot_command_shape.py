from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.action import Action, check_action
from ..models.chat_role import ChatRole, check_chat_role

if TYPE_CHECKING:
    from ..models.bot_command_shape_texts import BotCommandShapeTexts
    from ..models.cooldown_by_role import CooldownByRole
    from ..models.wanted_by_role import WantedByRole


T = TypeVar("T", bound="BotCommandShape")


@_attrs_define
class BotCommandShape:
    """A command of a channel.

    Attributes:
        command_id (str):
        workspace_id (str):
        channel_id (str):
        name (str):
        aliases (list[str]):
        action (Action): What a command does. `say` is that of commands which channels make by themselves.
        roles (list[ChatRole]):
        user_cooldown_ms (CooldownByRole): How long to wait, in ms, by role of the chat.
        channel_cooldown_ms (CooldownByRole): How long to wait, in ms, by role of the chat.
        wanted_centi (WantedByRole): How much a wish counts, in hundredths, by role of the chat.
        title_roles (list[ChatRole]):
        texts (BotCommandShapeTexts):
        enabled (bool):
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    command_id: str
    workspace_id: str
    channel_id: str
    name: str
    aliases: list[str]
    action: Action
    roles: list[ChatRole]
    user_cooldown_ms: CooldownByRole
    channel_cooldown_ms: CooldownByRole
    wanted_centi: WantedByRole
    title_roles: list[ChatRole]
    texts: BotCommandShapeTexts
    enabled: bool
    version: int
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        command_id = self.command_id

        workspace_id = self.workspace_id

        channel_id = self.channel_id

        name = self.name

        aliases = self.aliases

        action: str = self.action

        roles = []
        for roles_item_data in self.roles:
            roles_item: str = roles_item_data
            roles.append(roles_item)

        user_cooldown_ms = self.user_cooldown_ms.to_dict()

        channel_cooldown_ms = self.channel_cooldown_ms.to_dict()

        wanted_centi = self.wanted_centi.to_dict()

        title_roles = []
        for title_roles_item_data in self.title_roles:
            title_roles_item: str = title_roles_item_data
            title_roles.append(title_roles_item)

        texts = self.texts.to_dict()

        enabled = self.enabled

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "command_id": command_id,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "name": name,
                "aliases": aliases,
                "action": action,
                "roles": roles,
                "user_cooldown_ms": user_cooldown_ms,
                "channel_cooldown_ms": channel_cooldown_ms,
                "wanted_centi": wanted_centi,
                "title_roles": title_roles,
                "texts": texts,
                "enabled": enabled,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bot_command_shape_texts import BotCommandShapeTexts  # noqa: PLC0415
        from ..models.cooldown_by_role import CooldownByRole  # noqa: PLC0415
        from ..models.wanted_by_role import WantedByRole  # noqa: PLC0415

        d = dict(src_dict)
        command_id = d.pop("command_id")

        workspace_id = d.pop("workspace_id")

        channel_id = d.pop("channel_id")

        name = d.pop("name")

        aliases = cast(list[str], d.pop("aliases"))

        action = check_action(d.pop("action"))

        roles = []
        _roles = d.pop("roles")
        for roles_item_data in _roles:
            roles_item = check_chat_role(roles_item_data)

            roles.append(roles_item)

        user_cooldown_ms = CooldownByRole.from_dict(d.pop("user_cooldown_ms"))

        channel_cooldown_ms = CooldownByRole.from_dict(d.pop("channel_cooldown_ms"))

        wanted_centi = WantedByRole.from_dict(d.pop("wanted_centi"))

        title_roles = []
        _title_roles = d.pop("title_roles")
        for title_roles_item_data in _title_roles:
            title_roles_item = check_chat_role(title_roles_item_data)

            title_roles.append(title_roles_item)

        texts = BotCommandShapeTexts.from_dict(d.pop("texts"))

        enabled = d.pop("enabled")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        bot_command_shape = cls(
            command_id=command_id,
            workspace_id=workspace_id,
            channel_id=channel_id,
            name=name,
            aliases=aliases,
            action=action,
            roles=roles,
            user_cooldown_ms=user_cooldown_ms,
            channel_cooldown_ms=channel_cooldown_ms,
            wanted_centi=wanted_centi,
            title_roles=title_roles,
            texts=texts,
            enabled=enabled,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        bot_command_shape.additional_properties = d
        return bot_command_shape

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
