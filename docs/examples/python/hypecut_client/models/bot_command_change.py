from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.chat_role import ChatRole, check_chat_role
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bot_command_change_texts import BotCommandChangeTexts
    from ..models.cooldown_by_role import CooldownByRole
    from ..models.wanted_by_role import WantedByRole


T = TypeVar("T", bound="BotCommandChange")


@_attrs_define
class BotCommandChange:
    """What can be changed of a command. What it does cannot: that would be another one.

    Attributes:
        name (str | Unset):  Default: 'x'.
        aliases (list[str] | Unset):
        roles (list[ChatRole] | Unset): Of the chat.
        user_cooldown_ms (CooldownByRole | Unset): How long to wait, in ms, by role of the chat.
        channel_cooldown_ms (CooldownByRole | Unset): How long to wait, in ms, by role of the chat.
        wanted_centi (WantedByRole | Unset): How much a wish counts, in hundredths, by role of the chat.
        title_roles (list[ChatRole] | Unset): Of the chat.
        texts (BotCommandChangeTexts | Unset): By key, with placeholders in braces; `GET /v1/bot/commands/built-in/all`
            shows both. An empty text is silence; a key that is left out is the built-in one.
        enabled (bool | Unset):  Default: True.
    """

    name: str | Unset = "x"
    aliases: list[str] | Unset = UNSET
    roles: list[ChatRole] | Unset = UNSET
    user_cooldown_ms: CooldownByRole | Unset = UNSET
    channel_cooldown_ms: CooldownByRole | Unset = UNSET
    wanted_centi: WantedByRole | Unset = UNSET
    title_roles: list[ChatRole] | Unset = UNSET
    texts: BotCommandChangeTexts | Unset = UNSET
    enabled: bool | Unset = True

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        aliases: list[str] | Unset = UNSET
        if not isinstance(self.aliases, Unset):
            aliases = self.aliases

        roles: list[str] | Unset = UNSET
        if not isinstance(self.roles, Unset):
            roles = []
            for roles_item_data in self.roles:
                roles_item: str = roles_item_data
                roles.append(roles_item)

        user_cooldown_ms: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_cooldown_ms, Unset):
            user_cooldown_ms = self.user_cooldown_ms.to_dict()

        channel_cooldown_ms: dict[str, Any] | Unset = UNSET
        if not isinstance(self.channel_cooldown_ms, Unset):
            channel_cooldown_ms = self.channel_cooldown_ms.to_dict()

        wanted_centi: dict[str, Any] | Unset = UNSET
        if not isinstance(self.wanted_centi, Unset):
            wanted_centi = self.wanted_centi.to_dict()

        title_roles: list[str] | Unset = UNSET
        if not isinstance(self.title_roles, Unset):
            title_roles = []
            for title_roles_item_data in self.title_roles:
                title_roles_item: str = title_roles_item_data
                title_roles.append(title_roles_item)

        texts: dict[str, Any] | Unset = UNSET
        if not isinstance(self.texts, Unset):
            texts = self.texts.to_dict()

        enabled = self.enabled

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if aliases is not UNSET:
            field_dict["aliases"] = aliases
        if roles is not UNSET:
            field_dict["roles"] = roles
        if user_cooldown_ms is not UNSET:
            field_dict["user_cooldown_ms"] = user_cooldown_ms
        if channel_cooldown_ms is not UNSET:
            field_dict["channel_cooldown_ms"] = channel_cooldown_ms
        if wanted_centi is not UNSET:
            field_dict["wanted_centi"] = wanted_centi
        if title_roles is not UNSET:
            field_dict["title_roles"] = title_roles
        if texts is not UNSET:
            field_dict["texts"] = texts
        if enabled is not UNSET:
            field_dict["enabled"] = enabled

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bot_command_change_texts import BotCommandChangeTexts  # noqa: PLC0415
        from ..models.cooldown_by_role import CooldownByRole  # noqa: PLC0415
        from ..models.wanted_by_role import WantedByRole  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name", UNSET)

        aliases = cast(list[str], d.pop("aliases", UNSET))

        _roles = d.pop("roles", UNSET)
        roles: list[ChatRole] | Unset = UNSET
        if _roles is not UNSET:
            roles = []
            for roles_item_data in _roles:
                roles_item = check_chat_role(roles_item_data)

                roles.append(roles_item)

        _user_cooldown_ms = d.pop("user_cooldown_ms", UNSET)
        user_cooldown_ms: CooldownByRole | Unset
        if isinstance(_user_cooldown_ms, Unset):
            user_cooldown_ms = UNSET
        else:
            user_cooldown_ms = CooldownByRole.from_dict(_user_cooldown_ms)

        _channel_cooldown_ms = d.pop("channel_cooldown_ms", UNSET)
        channel_cooldown_ms: CooldownByRole | Unset
        if isinstance(_channel_cooldown_ms, Unset):
            channel_cooldown_ms = UNSET
        else:
            channel_cooldown_ms = CooldownByRole.from_dict(_channel_cooldown_ms)

        _wanted_centi = d.pop("wanted_centi", UNSET)
        wanted_centi: WantedByRole | Unset
        if isinstance(_wanted_centi, Unset):
            wanted_centi = UNSET
        else:
            wanted_centi = WantedByRole.from_dict(_wanted_centi)

        _title_roles = d.pop("title_roles", UNSET)
        title_roles: list[ChatRole] | Unset = UNSET
        if _title_roles is not UNSET:
            title_roles = []
            for title_roles_item_data in _title_roles:
                title_roles_item = check_chat_role(title_roles_item_data)

                title_roles.append(title_roles_item)

        _texts = d.pop("texts", UNSET)
        texts: BotCommandChangeTexts | Unset
        if isinstance(_texts, Unset):
            texts = UNSET
        else:
            texts = BotCommandChangeTexts.from_dict(_texts)

        enabled = d.pop("enabled", UNSET)

        bot_command_change = cls(
            name=name,
            aliases=aliases,
            roles=roles,
            user_cooldown_ms=user_cooldown_ms,
            channel_cooldown_ms=channel_cooldown_ms,
            wanted_centi=wanted_centi,
            title_roles=title_roles,
            texts=texts,
            enabled=enabled,
        )

        return bot_command_change
