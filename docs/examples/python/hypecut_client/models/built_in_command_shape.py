from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.action import Action, check_action
from ..models.chat_role import ChatRole, check_chat_role

if TYPE_CHECKING:
    from ..models.built_in_command_shape_placeholders import BuiltInCommandShapePlaceholders
    from ..models.built_in_command_shape_texts import BuiltInCommandShapeTexts
    from ..models.cooldown_by_role import CooldownByRole
    from ..models.wanted_by_role import WantedByRole


T = TypeVar("T", bound="BuiltInCommandShape")


@_attrs_define
class BuiltInCommandShape:
    """A command that every channel begins with, and what may be said of it.

    Attributes:
        action (Action): What a command does. `say` is that of commands which channels make by themselves.
        name (str): Empty: a command of this kind is made by the channel.
        roles (list[ChatRole]):
        user_cooldown_ms (CooldownByRole): How long to wait, in ms, by role of the chat.
        channel_cooldown_ms (CooldownByRole): How long to wait, in ms, by role of the chat.
        wanted_centi (WantedByRole): How much a wish counts, in hundredths, by role of the chat.
        title_roles (list[ChatRole]):
        texts (BuiltInCommandShapeTexts): By language and key.
        placeholders (BuiltInCommandShapePlaceholders): That a text may have, by its key.
    """

    action: Action
    name: str
    roles: list[ChatRole]
    user_cooldown_ms: CooldownByRole
    channel_cooldown_ms: CooldownByRole
    wanted_centi: WantedByRole
    title_roles: list[ChatRole]
    texts: BuiltInCommandShapeTexts
    placeholders: BuiltInCommandShapePlaceholders
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        action: str = self.action

        name = self.name

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

        placeholders = self.placeholders.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "name": name,
                "roles": roles,
                "user_cooldown_ms": user_cooldown_ms,
                "channel_cooldown_ms": channel_cooldown_ms,
                "wanted_centi": wanted_centi,
                "title_roles": title_roles,
                "texts": texts,
                "placeholders": placeholders,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.built_in_command_shape_placeholders import BuiltInCommandShapePlaceholders  # noqa: PLC0415
        from ..models.built_in_command_shape_texts import BuiltInCommandShapeTexts  # noqa: PLC0415
        from ..models.cooldown_by_role import CooldownByRole  # noqa: PLC0415
        from ..models.wanted_by_role import WantedByRole  # noqa: PLC0415

        d = dict(src_dict)
        action = check_action(d.pop("action"))

        name = d.pop("name")

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

        texts = BuiltInCommandShapeTexts.from_dict(d.pop("texts"))

        placeholders = BuiltInCommandShapePlaceholders.from_dict(d.pop("placeholders"))

        built_in_command_shape = cls(
            action=action,
            name=name,
            roles=roles,
            user_cooldown_ms=user_cooldown_ms,
            channel_cooldown_ms=channel_cooldown_ms,
            wanted_centi=wanted_centi,
            title_roles=title_roles,
            texts=texts,
            placeholders=placeholders,
        )

        built_in_command_shape.additional_properties = d
        return built_in_command_shape

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
