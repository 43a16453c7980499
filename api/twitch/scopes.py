"""What is asked of a streamer, one by one, and why: to be shown before anybody is sent to Twitch.

In: what somebody wants to use. Out: the scopes to ask for; and back, what the granted ones allow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

SPEAKS = "channel:bot"
"""Who grants it has the bot's own account answer in the chat."""


class Feature(StrEnum):
    """What a link can be used for."""

    STREAM_STATE = "stream_state"
    CHAT = "chat"
    EVENTS = "events"
    BOT = "bot"
    CLIPS = "clips"
    EDITORS = "editors"
    EDITOR = "editor"


@dataclass(frozen=True)
class Scope:
    """One scope of Twitch. `reason` is a sentence for whoever is asked."""

    scope: str
    reason: str
    needed_for: Feature


SCOPES = (
    Scope("user:read:chat", "Read the channel's chat as it is said; no names are stored.", Feature.CHAT),
    Scope("channel:read:subscriptions", "See new subscriptions and gifts: good moments.", Feature.EVENTS),
    Scope("bits:read", "See bits that are cheered: good moments.", Feature.EVENTS),
    Scope("channel:read:hype_train", "See hype trains begin and grow: good moments.", Feature.EVENTS),
    Scope("channel:read:polls", "See polls, whose results chat reacts to.", Feature.EVENTS),
    Scope("channel:read:predictions", "See predictions, whose results chat reacts to.", Feature.EVENTS),
    Scope("moderator:read:shoutouts", "See shoutouts that are given and received.", Feature.EVENTS),
    Scope(SPEAKS, "Let the bot's own account answer in the channel's chat.", Feature.BOT),
    Scope("clips:edit", "Make a clip of Twitch's own beside the vertical one.", Feature.CLIPS),
    Scope(
        "channel:read:editors",
        "See who the channel's editors are, so that they may have it watched as well.",
        Feature.EDITORS,
    ),
    Scope(
        "user:read:moderated_channels",
        "Show that you are trusted with a channel that is not your own.",
        Feature.EDITOR,
    ),
)
"""Of a channel. Whether it is live, its title and category are told to all: `stream_state` needs none."""

BOT_SCOPES = (
    Scope("user:read:chat", "Read the chats in which the bot answers.", Feature.BOT),
    Scope("user:write:chat", "Say the bot's answers.", Feature.BOT),
    Scope("user:bot", "Be shown as a bot in chats.", Feature.BOT),
)
"""Of the bot's own account."""

SIGN_IN_SCOPES = ("user:read:email",)
"""The address that Twitch has verified is how an account is found or made."""

DEFAULT_FEATURES = (Feature.STREAM_STATE, Feature.CHAT)


def scopes_for(features: Collection[Feature]) -> list[Scope]:
    """The scopes of these features, in the order of the list."""
    return [one for one in SCOPES if one.needed_for in features]


def features_of(granted: Collection[str]) -> list[Feature]:
    """What these scopes are enough for."""
    return [
        feature
        for feature in Feature
        if all(one.scope in granted for one in SCOPES if one.needed_for is feature)
    ]


def known(granted: Iterable[str]) -> list[str]:
    """The scopes, sorted and each once."""
    return sorted(set(granted))
