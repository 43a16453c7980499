"""The kinds of EventSub's subscriptions: version, condition, and who must have allowed what.

Only what TwitchIO 3 can ask for over a websocket and hypecut may use. Source: Twitch's reference of
subscription types, and the docstrings of `twitchio.eventsub`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of subscription.

    Attributes:
        condition: the fields that a condition must have.
        owner: the field that must name the user of the token; empty: any user's token will do.
        scopes: one of these must be allowed by that user; none: nothing is needed.
        also: more groups, of each of which one must be allowed.
    """

    version: str
    condition: tuple[str, ...]
    owner: str = ""
    scopes: tuple[str, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()


B = "broadcaster_user_id"
M = "moderator_user_id"
U = "user_id"


def _chat() -> Kind:
    return Kind("1", (B, U), U, ("user:read:chat",))


def _own(*scopes: str, version: str = "1") -> Kind:
    return Kind(version, (B,), B, scopes)


def _mod(*scopes: str, version: str = "1") -> Kind:
    return Kind(version, (B, M), M, scopes)


_POLLS = ("channel:read:polls", "channel:manage:polls")
_PREDICTIONS = ("channel:read:predictions", "channel:manage:predictions")
_SHOUTOUTS = ("moderator:read:shoutouts", "moderator:manage:shoutouts")

_MODERATE = (
    ("moderator:read:blocked_terms", "moderator:manage:blocked_terms"),
    ("moderator:read:chat_settings", "moderator:manage:chat_settings"),
    ("moderator:read:unban_requests", "moderator:manage:unban_requests"),
    ("moderator:read:banned_users", "moderator:manage:banned_users"),
    ("moderator:read:chat_messages", "moderator:manage:chat_messages"),
    ("moderator:read:warnings", "moderator:manage:warnings"),
    ("moderator:read:moderators",),
    ("moderator:read:vips",),
)

KINDS: dict[str, Kind] = {
    "channel.chat.message": _chat(),
    "channel.chat.notification": _chat(),
    "channel.chat.message_delete": _chat(),
    "channel.chat.clear": _chat(),
    "channel.chat.clear_user_messages": _chat(),
    "channel.chat_settings.update": _chat(),
    "channel.subscribe": _own("channel:read:subscriptions"),
    "channel.subscription.end": _own("channel:read:subscriptions"),
    "channel.subscription.gift": _own("channel:read:subscriptions"),
    "channel.subscription.message": _own("channel:read:subscriptions"),
    "channel.cheer": _own("bits:read"),
    "channel.bits.use": _own("bits:read"),
    "channel.raid": Kind("1", ()),
    "channel.ban": _own("channel:moderate"),
    "channel.unban": _own("channel:moderate"),
    "channel.moderate": Kind("2", (B, M), M, (), _MODERATE),
    "channel.follow": _mod("moderator:read:followers", version="2"),
    "channel.poll.begin": _own(*_POLLS),
    "channel.poll.progress": _own(*_POLLS),
    "channel.poll.end": _own(*_POLLS),
    "channel.prediction.begin": _own(*_PREDICTIONS),
    "channel.prediction.progress": _own(*_PREDICTIONS),
    "channel.prediction.lock": _own(*_PREDICTIONS),
    "channel.prediction.end": _own(*_PREDICTIONS),
    "channel.hype_train.begin": _own("channel:read:hype_train", version="2"),
    "channel.hype_train.progress": _own("channel:read:hype_train", version="2"),
    "channel.hype_train.end": _own("channel:read:hype_train", version="2"),
    "channel.shoutout.create": _mod(*_SHOUTOUTS),
    "channel.shoutout.receive": _mod(*_SHOUTOUTS),
    "channel.ad_break.begin": _own("channel:read:ads"),
    "channel.update": Kind("2", (B,)),
    "stream.online": Kind("1", (B,)),
    "stream.offline": Kind("1", (B,)),
}
RAIDS = ("from_broadcaster_user_id", "to_broadcaster_user_id")
"""A raid's condition has one of the two."""
