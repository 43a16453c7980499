from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.tokens_shape import TokensShape
    from ..models.twitch_link_shape import TwitchLinkShape


T = TypeVar("T", bound="CallbackShape")


@_attrs_define
class CallbackShape:
    """What came of it: tokens of a sign-in, a link, or a login at Twitch that opens an account now.

    Attributes:
        tokens (None | TokensShape | Unset):
        link (None | TwitchLinkShape | Unset):
        identity (None | str | Unset):
    """

    tokens: None | TokensShape | Unset = UNSET
    link: None | TwitchLinkShape | Unset = UNSET
    identity: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.tokens_shape import TokensShape  # noqa: PLC0415
        from ..models.twitch_link_shape import TwitchLinkShape  # noqa: PLC0415

        tokens: dict[str, Any] | None | Unset
        if isinstance(self.tokens, Unset):
            tokens = UNSET
        elif isinstance(self.tokens, TokensShape):
            tokens = self.tokens.to_dict()
        else:
            tokens = self.tokens

        link: dict[str, Any] | None | Unset
        if isinstance(self.link, Unset):
            link = UNSET
        elif isinstance(self.link, TwitchLinkShape):
            link = self.link.to_dict()
        else:
            link = self.link

        identity: None | str | Unset
        if isinstance(self.identity, Unset):
            identity = UNSET
        else:
            identity = self.identity

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if tokens is not UNSET:
            field_dict["tokens"] = tokens
        if link is not UNSET:
            field_dict["link"] = link
        if identity is not UNSET:
            field_dict["identity"] = identity

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.tokens_shape import TokensShape  # noqa: PLC0415
        from ..models.twitch_link_shape import TwitchLinkShape  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_tokens(data: object) -> None | TokensShape | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                tokens_type_0 = TokensShape.from_dict(data)

                return tokens_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokensShape | Unset, data)

        tokens = _parse_tokens(d.pop("tokens", UNSET))

        def _parse_link(data: object) -> None | TwitchLinkShape | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                link_type_0 = TwitchLinkShape.from_dict(data)

                return link_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TwitchLinkShape | Unset, data)

        link = _parse_link(d.pop("link", UNSET))

        def _parse_identity(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        identity = _parse_identity(d.pop("identity", UNSET))

        callback_shape = cls(
            tokens=tokens,
            link=link,
            identity=identity,
        )

        callback_shape.additional_properties = d
        return callback_shape

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
