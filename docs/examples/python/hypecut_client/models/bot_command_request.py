from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.action import Action, check_action
from ..models.chat_role import ChatRole, check_chat_role
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bot_command_request_texts import BotCommandRequestTexts
    from ..models.cooldown_by_role import CooldownByRole
    from ..models.wanted_by_role import WantedByRole


T = TypeVar("T", bound="BotCommandRequest")


@_attrs_define
class BotCommandRequest:
    """A command that is to be: one of the channel's own (`say`), or a built-in one in other clothes.

    Attributes:
        channel_id (str):
        workspace_id (None | str | Unset):
        action (Action | Unset): What a command does. `say` is that of commands which channels make by themselves.
        name (None | str | Unset): Behind the prefix; left out, that of the built-in one.
        aliases (list[str] | None | Unset):
        roles (list[ChatRole] | None | Unset): Who may; left out, as the built-in one.
        user_cooldown_ms (CooldownByRole | None | Unset):
        channel_cooldown_ms (CooldownByRole | None | Unset):
        wanted_centi (None | Unset | WantedByRole):
        title_roles (list[ChatRole] | None | Unset): Whose words behind `clip` become the title of the clip.
        texts (BotCommandRequestTexts | Unset): By key, with placeholders in braces; `GET /v1/bot/commands/built-in/all`
            shows both. An empty text is silence; a key that is left out is the built-in one.
        enabled (bool | Unset):  Default: True.
    """

    channel_id: str
    workspace_id: None | str | Unset = UNSET
    action: Action | Unset = UNSET
    name: None | str | Unset = UNSET
    aliases: list[str] | None | Unset = UNSET
    roles: list[ChatRole] | None | Unset = UNSET
    user_cooldown_ms: CooldownByRole | None | Unset = UNSET
    channel_cooldown_ms: CooldownByRole | None | Unset = UNSET
    wanted_centi: None | Unset | WantedByRole = UNSET
    title_roles: list[ChatRole] | None | Unset = UNSET
    texts: BotCommandRequestTexts | Unset = UNSET
    enabled: bool | Unset = True

    def to_dict(self) -> dict[str, Any]:
        from ..models.cooldown_by_role import CooldownByRole  # noqa: PLC0415
        from ..models.wanted_by_role import WantedByRole  # noqa: PLC0415

        channel_id = self.channel_id

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

        action: str | Unset = UNSET
        if not isinstance(self.action, Unset):
            action = self.action

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        aliases: list[str] | None | Unset
        if isinstance(self.aliases, Unset):
            aliases = UNSET
        elif isinstance(self.aliases, list):
            aliases = self.aliases

        else:
            aliases = self.aliases

        roles: list[str] | None | Unset
        if isinstance(self.roles, Unset):
            roles = UNSET
        elif isinstance(self.roles, list):
            roles = []
            for roles_type_0_item_data in self.roles:
                roles_type_0_item: str = roles_type_0_item_data
                roles.append(roles_type_0_item)

        else:
            roles = self.roles

        user_cooldown_ms: dict[str, Any] | None | Unset
        if isinstance(self.user_cooldown_ms, Unset):
            user_cooldown_ms = UNSET
        elif isinstance(self.user_cooldown_ms, CooldownByRole):
            user_cooldown_ms = self.user_cooldown_ms.to_dict()
        else:
            user_cooldown_ms = self.user_cooldown_ms

        channel_cooldown_ms: dict[str, Any] | None | Unset
        if isinstance(self.channel_cooldown_ms, Unset):
            channel_cooldown_ms = UNSET
        elif isinstance(self.channel_cooldown_ms, CooldownByRole):
            channel_cooldown_ms = self.channel_cooldown_ms.to_dict()
        else:
            channel_cooldown_ms = self.channel_cooldown_ms

        wanted_centi: dict[str, Any] | None | Unset
        if isinstance(self.wanted_centi, Unset):
            wanted_centi = UNSET
        elif isinstance(self.wanted_centi, WantedByRole):
            wanted_centi = self.wanted_centi.to_dict()
        else:
            wanted_centi = self.wanted_centi

        title_roles: list[str] | None | Unset
        if isinstance(self.title_roles, Unset):
            title_roles = UNSET
        elif isinstance(self.title_roles, list):
            title_roles = []
            for title_roles_type_0_item_data in self.title_roles:
                title_roles_type_0_item: str = title_roles_type_0_item_data
                title_roles.append(title_roles_type_0_item)

        else:
            title_roles = self.title_roles

        texts: dict[str, Any] | Unset = UNSET
        if not isinstance(self.texts, Unset):
            texts = self.texts.to_dict()

        enabled = self.enabled

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "channel_id": channel_id,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if action is not UNSET:
            field_dict["action"] = action
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
        from ..models.bot_command_request_texts import BotCommandRequestTexts  # noqa: PLC0415
        from ..models.cooldown_by_role import CooldownByRole  # noqa: PLC0415
        from ..models.wanted_by_role import WantedByRole  # noqa: PLC0415

        d = dict(src_dict)
        channel_id = d.pop("channel_id")

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

        _action = d.pop("action", UNSET)
        action: Action | Unset
        if isinstance(_action, Unset):
            action = UNSET
        else:
            action = check_action(_action)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_aliases(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                aliases_type_0 = cast(list[str], data)

                return aliases_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        aliases = _parse_aliases(d.pop("aliases", UNSET))

        def _parse_roles(data: object) -> list[ChatRole] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                roles_type_0 = []
                _roles_type_0 = data
                for roles_type_0_item_data in _roles_type_0:
                    roles_type_0_item = check_chat_role(roles_type_0_item_data)

                    roles_type_0.append(roles_type_0_item)

                return roles_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ChatRole] | None | Unset, data)

        roles = _parse_roles(d.pop("roles", UNSET))

        def _parse_user_cooldown_ms(data: object) -> CooldownByRole | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                user_cooldown_ms_type_0 = CooldownByRole.from_dict(data)

                return user_cooldown_ms_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CooldownByRole | None | Unset, data)

        user_cooldown_ms = _parse_user_cooldown_ms(d.pop("user_cooldown_ms", UNSET))

        def _parse_channel_cooldown_ms(data: object) -> CooldownByRole | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                channel_cooldown_ms_type_0 = CooldownByRole.from_dict(data)

                return channel_cooldown_ms_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CooldownByRole | None | Unset, data)

        channel_cooldown_ms = _parse_channel_cooldown_ms(d.pop("channel_cooldown_ms", UNSET))

        def _parse_wanted_centi(data: object) -> None | Unset | WantedByRole:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                wanted_centi_type_0 = WantedByRole.from_dict(data)

                return wanted_centi_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | WantedByRole, data)

        wanted_centi = _parse_wanted_centi(d.pop("wanted_centi", UNSET))

        def _parse_title_roles(data: object) -> list[ChatRole] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                title_roles_type_0 = []
                _title_roles_type_0 = data
                for title_roles_type_0_item_data in _title_roles_type_0:
                    title_roles_type_0_item = check_chat_role(title_roles_type_0_item_data)

                    title_roles_type_0.append(title_roles_type_0_item)

                return title_roles_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ChatRole] | None | Unset, data)

        title_roles = _parse_title_roles(d.pop("title_roles", UNSET))

        _texts = d.pop("texts", UNSET)
        texts: BotCommandRequestTexts | Unset
        if isinstance(_texts, Unset):
            texts = UNSET
        else:
            texts = BotCommandRequestTexts.from_dict(_texts)

        enabled = d.pop("enabled", UNSET)

        bot_command_request = cls(
            channel_id=channel_id,
            workspace_id=workspace_id,
            action=action,
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

        return bot_command_request
