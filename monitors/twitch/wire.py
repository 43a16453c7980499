"""TwitchIO, so that nothing is lost which Twitch sent, on as many sockets as Twitch allows.

In: what is to be listened to. Out: each notification as Twitch wrote it. TwitchIO keeps tokens, requests,
reconnecting and subscribing again; what is changed here is said at each place.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from socket import SHUT_RDWR
from typing import Any, cast

import aiohttp
import twitchio
from twitchio.eventsub import SubscriptionPayload, websockets
from twitchio.eventsub.websockets import Websocket
from twitchio.http import Route

from monitors.twitch.settings import TwitchSettings

log = logging.getLogger(__name__)

SOCKETS_MAX = 3
"""Twitch's own bound, for each account."""

MOVED_S = 30.0
"""Within so long Twitch closes a socket that has an heir."""

Frame = dict[str, Any]
Place = tuple[str, frozenset[tuple[str, str]]]
"""What is listened to: the type of a subscription, and its condition."""


class NoRoom(Exception):
    """Twitch takes no more subscriptions of this account."""


def point_at(settings: TwitchSettings) -> None:
    """Tell TwitchIO where Twitch is, and that tokens come from the door: it has no settings for either."""
    Route.BASE = f"{settings.twitch_api_url.rstrip('/')}/"
    Route.ID_BASE = f"{settings.api_url.rstrip('/')}/v1/twitch/"
    websockets.WSS = settings.twitch_eventsub_url


def place_of(kind: str, condition: Any) -> Place:
    """Of a subscription; without what is left open in its condition."""
    return kind, frozenset((name, str(value)) for name, value in condition.items() if value)


def hang_up(stream: aiohttp.ClientWebSocketResponse) -> None:
    """Cut a connection that is given up.

    TwitchIO says goodbye on it, and waits; one that is half open never answers. Ten seconds go by so, before
    the new one is listened to, and after ten seconds Twitch closes what nobody has subscribed on.
    """
    connection = stream.get_extra_info("socket")
    if connection is not None:
        with contextlib.suppress(OSError):  # it is gone already
            connection.shutdown(SHUT_RDWR)


class KeptWebsocket(Websocket):
    """A socket of EventSub that hands over frames, and reads on while it moves.

    TwitchIO's own stops reading when Twitch asks it to move: what comes until the new one is welcomed would
    be lost with the old one.
    """

    def __init__(self, client: TwitchClient, token_for: str) -> None:
        super().__init__(client=client, token_for=token_for, http=client.http)
        self.twitch = client
        self.user_id = token_for
        self.heir: KeptWebsocket | None = None
        self._moving = False

    @property
    def ended(self) -> bool:
        """It will not come back by itself."""
        return self._closed or self.heir is not None

    @property
    def places(self) -> set[Place]:
        """What is listened to here."""
        return {place_of(one["type"].value, one["condition"]) for one in self._subscriptions.values()}

    def conditions(self, kind: str) -> list[Any]:
        """The subscriptions of one kind, as TwitchIO keeps them."""
        return [one for one in self._subscriptions.values() if one["type"].value == kind]

    def identities(self, place: Place) -> list[str]:
        """Twitch's identities of the subscriptions of a place."""
        return [
            identity
            for identity, one in self._subscriptions.items()
            if place_of(one["type"].value, one["condition"]) == place
        ]

    async def _process_notification(self, data: Any) -> None:
        self.twitch.hear(cast("Frame", data))

    async def _process_reconnect(self, data: Any) -> None:
        if self._moving:
            return
        self._moving = True
        task = asyncio.create_task(self._move(data["payload"]["session"]["reconnect_url"]))
        self._connection_tasks.add(task)
        task.add_done_callback(self._connection_tasks.discard)

    async def _move(self, url: str) -> None:
        heir = KeptWebsocket(self.twitch, self.user_id)
        heir._subscriptions = self._subscriptions
        try:
            await heir.connect(url=url, fail_once=True)
        except twitchio.WebsocketConnectionException:
            log.warning("a socket could not move; it is made anew when Twitch closes it")
            self._moving = False
            return
        self.heir = heir
        self.twitch.keep(heir)
        await asyncio.sleep(MOVED_S)
        await self.close()

    async def _resubscribe(self) -> None:
        """After a cut everything is subscribed to by whoever knows what is wanted, and goes on trying.

        TwitchIO's own leaves out what Twitch refuses just then, and ends for good when it is out of reach.
        """
        self._subscriptions.clear()
        self.twitch.cut.set()

    async def _create_connection_task(self) -> None:
        if self.heir is not None:  # Twitch has closed it, as it said
            await self.close()
            return
        if self._socket is not None:
            hang_up(self._socket)
        await super()._create_connection_task()

    async def close(self, cleanup: bool = True, *, reassociate: bool = True) -> None:
        """Close; what is wanted is then listened to on another socket, at once."""
        await super().close(cleanup, reassociate=reassociate)
        if cleanup:  # else it comes back by itself
            self.twitch.cut.set()


class TwitchClient(twitchio.Client):
    """One application at Twitch.

    Args:
        settings: where Twitch and the door are; the worker's token is what the door's broker takes.
        hear: is given each notification, whole.
    """

    def __init__(self, settings: TwitchSettings, hear: Callable[[Frame], None]) -> None:
        super().__init__(
            client_id=settings.twitch_client_id,
            client_secret=settings.token.get_secret_value(),
            fetch_client_user=False,
        )
        self.hear = hear
        self.cut = asyncio.Event()
        """Set when a socket ended, or came back without its subscriptions: Twitch closes such after 10 s."""
        self._kept: dict[str, list[KeptWebsocket]] = {}

    def keep(self, socket: KeptWebsocket) -> None:
        """Know a socket: TwitchIO's own map forgets the others when one of an account comes back."""
        alive = [one for one in self._kept.get(socket.user_id, []) if not one.ended and one is not socket]
        self._kept[socket.user_id] = [*alive, socket]

    def sockets(self, user_id: str) -> list[KeptWebsocket]:
        """Those of an account that live, or come back by themselves."""
        return [one for one in self._kept.get(user_id, []) if not one.ended]

    def places(self) -> dict[tuple[str, Place], KeptWebsocket]:
        """All that is listened to, by account."""
        return {
            (user_id, place): one
            for user_id in self._kept
            for one in self.sockets(user_id)
            for place in one.places
        }

    def heard(self, kind: str) -> set[tuple[str, str]]:
        """Accounts, and broadcasters of whom they hear this kind just now."""
        return {
            (user_id, str(one["condition"].get("broadcaster_user_id")))
            for user_id in self._kept
            for socket in self.sockets(user_id)
            if socket.connected
            for one in socket.conditions(kind)
        }

    async def subscribe_to(self, wanted: SubscriptionPayload, user_id: str) -> None:
        """Subscribe, on the socket with the most room.

        Raises:
            NoRoom, twitchio.HTTPException, twitchio.WebsocketConnectionException.
        """
        socket = await self._socket_with_room(user_id)
        self._websockets[user_id] = {
            str(one.session_id): cast("Websocket", one) for one in self.sockets(user_id)
        }
        await self.subscribe_websocket(
            wanted, as_bot=False, token_for=user_id, socket_id=str(socket.session_id)
        )

    async def leave(self, user_id: str, place: Place) -> None:
        """Subscribe no more. Raises twitchio.HTTPException."""
        for socket in self.sockets(user_id):
            for identity in socket.identities(place):
                socket._subscriptions.pop(identity, None)
                await self.delete_eventsub_subscription(identity, token_for=user_id)

    async def _socket_with_room(self, user_id: str) -> KeptWebsocket:
        sockets = self.sockets(user_id)
        fit = [one for one in sockets if one.connected and one.session_id and one.can_subscribe]
        if fit:
            return min(fit, key=lambda one: one.subscription_count)
        if len(sockets) >= SOCKETS_MAX:
            raise NoRoom(f"{SOCKETS_MAX} sockets of an account are full; link further channels elsewhere")
        made = KeptWebsocket(self, user_id)
        await made.connect(fail_once=True)
        self.keep(made)
        return made

    async def close(self, **options: Any) -> None:
        """Hang up, and close."""
        for user_id in self._kept:
            for socket in self.sockets(user_id):
                await socket.close()
        await super().close(save_tokens=False)
