"""What is listened to of a linked channel, by what was allowed.

In: links. Out: subscriptions, and with whose token each is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from twitchio import eventsub
from twitchio.eventsub import SubscriptionPayload

from monitors.twitch.door import BROADCASTER, Link
from monitors.twitch.wire import Place, place_of

READ_CHAT = "user:read:chat"
WRITE_CHAT = "user:write:chat"
EDIT_CLIPS = "clips:edit"

LINES = "channel.chat.message"
"""Who listens to this hears the chat."""


@dataclass(frozen=True)
class Wanted:
    """A subscription, and Twitch's number of the account whose token it takes."""

    payload: SubscriptionPayload
    user_id: str

    @property
    def place(self) -> Place:
        """What is listened to."""
        return place_of(str(self.payload.type), self.payload.condition)


def reader_of(link: Link, bot: Link | None) -> str | None:
    """Whose eyes read this chat: the bot's, or else those of whoever linked it; None: nobody may."""
    if bot is not None and link.speaks and READ_CHAT in bot.scopes:
        return bot.user_id
    return link.user_id if READ_CHAT in link.scopes else None


def speaker_of(link: Link, bot: Link | None) -> str | None:
    """Who speaks in this chat: the bot's own account, or nobody."""
    if bot is not None and link.speaks and WRITE_CHAT in bot.scopes:
        return bot.user_id
    return None


def wanted_of(link: Link, bot: Link | None) -> list[Wanted]:
    """All that is listened to of a channel."""
    reader = reader_of(link, bot)
    # What needs no scope goes by the sockets that are there anyway: each account has three at most.
    found = [Wanted(one, reader or link.user_id) for one in _of_the_stream(link.broadcaster_id)]
    if reader is not None:
        found += [Wanted(one, reader) for one in _of_the_chat(link.broadcaster_id, reader)]
    if link.role == BROADCASTER:
        found += [Wanted(one, link.user_id) for one in _of_the_broadcaster(link)]
    return found


def _of_the_stream(broadcaster: str) -> Iterator[SubscriptionPayload]:
    yield eventsub.StreamOnlineSubscription(broadcaster_user_id=broadcaster)
    yield eventsub.StreamOfflineSubscription(broadcaster_user_id=broadcaster)
    yield eventsub.ChannelUpdateSubscription(broadcaster_user_id=broadcaster)
    yield eventsub.ChannelRaidSubscription(from_broadcaster_user_id=broadcaster)


def _of_the_chat(broadcaster: str, reader: str) -> Iterator[SubscriptionPayload]:
    for kind in (
        eventsub.ChatMessageSubscription,
        eventsub.ChatNotificationSubscription,
        eventsub.ChatMessageDeleteSubscription,
        eventsub.ChatClearUserMessagesSubscription,
        eventsub.ChatClearSubscription,
    ):
        yield kind(broadcaster_user_id=broadcaster, user_id=reader)


def _of_the_broadcaster(link: Link) -> Iterator[SubscriptionPayload]:
    broadcaster, scopes = link.broadcaster_id, frozenset(link.scopes)
    if "channel:read:hype_train" in scopes:
        yield eventsub.HypeTrainBeginSubscription(broadcaster_user_id=broadcaster)
        yield eventsub.HypeTrainProgressSubscription(broadcaster_user_id=broadcaster)
        yield eventsub.HypeTrainEndSubscription(broadcaster_user_id=broadcaster)
    if scopes & {"channel:read:polls", "channel:manage:polls"}:
        yield eventsub.ChannelPollBeginSubscription(broadcaster_user_id=broadcaster)
        yield eventsub.ChannelPollEndSubscription(broadcaster_user_id=broadcaster)
    if scopes & {"channel:read:predictions", "channel:manage:predictions"}:
        yield eventsub.ChannelPredictionBeginSubscription(broadcaster_user_id=broadcaster)
        yield eventsub.ChannelPredictionLockSubscription(broadcaster_user_id=broadcaster)
        yield eventsub.ChannelPredictionEndSubscription(broadcaster_user_id=broadcaster)
    if "moderator:read:shoutouts" in scopes:
        yield eventsub.ShoutoutCreateSubscription(
            broadcaster_user_id=broadcaster, moderator_user_id=broadcaster
        )
        yield eventsub.ShoutoutReceiveSubscription(
            broadcaster_user_id=broadcaster, moderator_user_id=broadcaster
        )
