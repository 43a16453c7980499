from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.link_role import LinkRole, check_link_role
from ..models.link_state import LinkState, check_link_state

T = TypeVar("T", bound="TwitchLinkShape")


@_attrs_define
class TwitchLinkShape:
    """A channel of Twitch that is linked, or the bot's own account.

    Attributes:
        link_id (str):
        workspace_id (str): Empty of the bot's account.
        channel_id (None | str):
        bot (bool):
        broadcaster_id (str): Of the channel at Twitch; a new name does not change it.
        login (str):
        user_id (str): At Twitch, of whoever granted it.
        user_login (str):
        role (LinkRole): What whoever granted it is to the channel.
        scopes (list[str]):
        state (LinkState): Whether a link can be used.
        reason (str): Why it is not `linked` any more.
        expires_at_ms (int): Of the access token, which is replaced before that.
        version (int):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
    """

    link_id: str
    workspace_id: str
    channel_id: None | str
    bot: bool
    broadcaster_id: str
    login: str
    user_id: str
    user_login: str
    role: LinkRole
    scopes: list[str]
    state: LinkState
    reason: str
    expires_at_ms: int
    version: int
    created_at_ms: int
    updated_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        link_id = self.link_id

        workspace_id = self.workspace_id

        channel_id: None | str
        channel_id = self.channel_id

        bot = self.bot

        broadcaster_id = self.broadcaster_id

        login = self.login

        user_id = self.user_id

        user_login = self.user_login

        role: str = self.role

        scopes = self.scopes

        state: str = self.state

        reason = self.reason

        expires_at_ms = self.expires_at_ms

        version = self.version

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "link_id": link_id,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "bot": bot,
                "broadcaster_id": broadcaster_id,
                "login": login,
                "user_id": user_id,
                "user_login": user_login,
                "role": role,
                "scopes": scopes,
                "state": state,
                "reason": reason,
                "expires_at_ms": expires_at_ms,
                "version": version,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        link_id = d.pop("link_id")

        workspace_id = d.pop("workspace_id")

        def _parse_channel_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel_id = _parse_channel_id(d.pop("channel_id"))

        bot = d.pop("bot")

        broadcaster_id = d.pop("broadcaster_id")

        login = d.pop("login")

        user_id = d.pop("user_id")

        user_login = d.pop("user_login")

        role = check_link_role(d.pop("role"))

        scopes = cast(list[str], d.pop("scopes"))

        state = check_link_state(d.pop("state"))

        reason = d.pop("reason")

        expires_at_ms = d.pop("expires_at_ms")

        version = d.pop("version")

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        twitch_link_shape = cls(
            link_id=link_id,
            workspace_id=workspace_id,
            channel_id=channel_id,
            bot=bot,
            broadcaster_id=broadcaster_id,
            login=login,
            user_id=user_id,
            user_login=user_login,
            role=role,
            scopes=scopes,
            state=state,
            reason=reason,
            expires_at_ms=expires_at_ms,
            version=version,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
        )

        twitch_link_shape.additional_properties = d
        return twitch_link_shape

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
