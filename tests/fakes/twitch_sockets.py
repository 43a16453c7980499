"""EventSub's websockets: who is connected, who subscribed to what, and what was sent to whom."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from streams.clock import Clock
from tests.fakes.twitch_world import Json, World, event_time, new_id

UNUSED_MS = 10_000
GRACE_MS = 30_000
"""So long an old socket lives after it was asked to reconnect, and so long a dead one is kept."""

SEND_S_MAX = 5.0
"""A client that takes nothing for so long is cut off (4005)."""

FRAMES_KEPT = 10_000
"""Notifications that can be repeated."""

USERS_FIELDS = ("broadcaster_user_id", "from_broadcaster_user_id", "to_broadcaster_user_id")


@dataclass
class Subscription:
    """What somebody wants to be told of."""

    subscription_id: str
    kind: str
    version: str
    condition: dict[str, str]
    client_id: str
    user_id: str
    cost: int
    session_id: str
    connected_at_ms: int
    created_at_ms: int
    status: str = "enabled"
    disconnected_at_ms: int = 0

    @property
    def owner(self) -> tuple[str, str]:
        return self.client_id, self.user_id

    @property
    def places(self) -> list[tuple[str, str, str]]:
        """Kind, field and user: an event that has one of them is for this subscription."""
        fields = [name for name in USERS_FIELDS if name in self.condition]
        return [(self.kind, name, self.condition[name]) for name in fields]

    def shown(self) -> Json:
        transport: Json = {"method": "websocket", "session_id": self.session_id}
        transport["connected_at"] = event_time(self.connected_at_ms)
        if self.disconnected_at_ms:
            transport["disconnected_at"] = event_time(self.disconnected_at_ms)
        return {
            "id": self.subscription_id,
            "status": self.status,
            "type": self.kind,
            "version": self.version,
            "condition": self.condition,
            "created_at": event_time(self.created_at_ms),
            "transport": transport,
            "cost": self.cost,
        }


@dataclass(eq=False)
class Socket:
    """One connection.

    Attributes:
        silent: half open: nothing is sent any more, nothing is read, and nobody says so.
        due_at_ms: when it is cut off, on the sockets' clock; None: not at all.
    """

    session_id: str
    stream: web.WebSocketResponse
    keepalive_ms: int
    connected_at_ms: int
    quiet_since_ms: int
    due_at_ms: int | None
    due_code: int = 4003
    owner: tuple[str, str] | None = None
    leads_to: str = ""
    silent: bool = False
    gone: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Told:
    """Something that happened, and to how many sockets it was sent.

    Attributes:
        sent: the message ids that went to sockets that live.
        lost: those that went to sockets that nobody hears any more.
        missed: it was subscribed to before, and no socket was there for it now.
    """

    kind: str
    event: Json
    at_ms: int
    sent: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    missed: bool = False


class Switchboard:
    """All sockets.

    Attributes:
        told: everything that happened, in order.
        skew_ms: added to the stamps of messages, as of a clock that is wrong.
        doubles: so many of the next notifications are sent twice.
        keeps_session_id: after a reconnect the session has its old id.
    """

    def __init__(self, world: World, timers: Clock) -> None:
        self.url = ""
        self.world = world
        self.timers = timers
        self.subscriptions: dict[str, Subscription] = {}
        self.sockets: dict[str, Socket] = {}
        self.told: list[Told] = []
        self.frames: dict[str, tuple[Socket, str]] = {}
        self.closed: list[int] = []
        self.skew_ms = 0
        self.doubles = 0
        self.keeps_session_id = False
        self.refuses = 0
        self._places: defaultdict[tuple[str, str, str], list[Subscription]] = defaultdict(list)
        self._ever: set[tuple[str, str, str]] = set()
        self._old: dict[str, Socket] = {}

    def socket(self, session_id: str) -> Socket | None:
        return self.sockets.get(session_id)

    def enabled(self) -> list[Subscription]:
        return [one for one in self.subscriptions.values() if one.status == "enabled"]

    def add(self, socket: Socket, one: Subscription) -> None:
        socket.owner = one.owner
        if socket.due_code == 4003:
            socket.due_at_ms = None
        self.subscriptions[one.subscription_id] = one
        for place in one.places:
            self._places[place].append(one)
            self._ever.add(place)

    def remove(self, one: Subscription, status: str = "") -> None:
        """End it; with a status it is still listed."""
        for place in one.places:
            if one in self._places[place]:
                self._places[place].remove(one)
        if status:
            one.status = status
            one.disconnected_at_ms = self.world.clock.now_ms()
        else:
            del self.subscriptions[one.subscription_id]
        socket = self.sockets.get(one.session_id)
        used = any(other.session_id == one.session_id for other in self.enabled())
        if socket is not None and not used and socket.due_code == 4003:
            socket.due_at_ms = self.timers.monotonic_ms() + UNUSED_MS

    async def tell(self, kind: str, event: Json) -> Told:
        """Something happened: send it to whoever wants to know."""
        told = Told(kind, event, self.world.clock.now_ms())
        self.told.append(told)
        places = [(kind, name, event[name]) for name in USERS_FIELDS if name in event]
        heard = [one for place in places for one in self._places[place]]
        told.missed = not heard and any(place in self._ever for place in places)
        for one in heard:
            socket = self.sockets[one.session_id]
            message_id = new_id()
            payload = {"subscription": self._brief(one), "event": event}
            frame = self._frame("notification", payload, message_id, one)
            self.frames[message_id] = (socket, frame)
            if len(self.frames) > FRAMES_KEPT:
                del self.frames[next(iter(self.frames))]
            (told.lost if socket.silent else told.sent).append(message_id)
            for _ in range(2 if self.doubles > 0 else 1):
                await self._send(socket, frame)
            self.doubles = max(0, self.doubles - 1)
        return told

    async def repeat(self, *message_ids: str) -> None:
        """Send notifications again, with the ids and stamps that they had."""
        for message_id in message_ids:
            socket, frame = self.frames[message_id]
            await self._send(self._heir(socket), frame)

    def _heir(self, socket: Socket) -> Socket:
        while socket.leads_to:
            socket = self.sockets.get(socket.leads_to) or socket
            if socket.session_id not in self.sockets:
                break
        return socket

    async def revoke(self, one: Subscription, status: str) -> None:
        """Tell that it is over, and end it."""
        socket = self.sockets.get(one.session_id)
        self.remove(one, status)
        if socket is not None:
            payload = {"subscription": self._brief(one)}
            await self._send(socket, self._frame("revocation", payload, new_id(), one))

    def _brief(self, one: Subscription) -> Json:
        shown = one.shown()
        shown["transport"] = {"method": "websocket", "session_id": one.session_id}
        return shown

    def _frame(self, kind: str, payload: Json, message_id: str, one: Subscription | None = None) -> str:
        stamp_ms = self.world.clock.now_ms() + self.skew_ms
        metadata = {"message_id": message_id, "message_type": kind, "message_timestamp": event_time(stamp_ms)}
        if one is not None:
            metadata |= {"subscription_type": one.kind, "subscription_version": one.version}
        return json.dumps({"metadata": metadata, "payload": payload}, ensure_ascii=False)

    async def _send(self, socket: Socket, frame: str) -> None:
        if socket.silent or socket.stream.closed:
            return
        socket.quiet_since_ms = self.timers.monotonic_ms()
        try:
            async with asyncio.timeout(SEND_S_MAX):
                await socket.stream.send_str(frame)
        except (TimeoutError, ConnectionError):
            await self._end(socket, 4005)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """`/ws`"""
        if self.refuses > 0:
            self.refuses -= 1
            raise web.HTTPServiceUnavailable
        stream = web.WebSocketResponse(autoping=False, compress=False, timeout=1.0)
        await stream.prepare(request)
        old = self._old.pop(request.query.get("challenge", ""), None)
        if "challenge" in request.query and (old is None or old.session_id not in self.sockets):
            self.closed.append(4007)
            await stream.close(code=4007, message=b"invalid reconnect")
            return stream
        socket = self._enter(stream, request.query.get("keepalive_timeout_seconds", "10"), old)
        # Nothing can come between these and the welcome: what happens next goes to the new socket.
        self.sockets[socket.session_id] = socket
        if old is not None:
            self._inherit(old, socket)
        session = self._session(socket, "connected", socket.keepalive_ms // 1000)
        await self._send(socket, self._frame("session_welcome", {"session": session}, new_id()))
        try:
            await self._read(socket)
        finally:
            self._leave(socket)
        return stream

    def _enter(self, stream: web.WebSocketResponse, keepalive: str, old: Socket | None) -> Socket:
        keepalive_s = int(keepalive) if keepalive.isdigit() else 10
        keepalive_ms = old.keepalive_ms if old is not None else min(max(keepalive_s, 10), 600) * 1000
        now_ms = self.timers.monotonic_ms()
        session_id = f"AgoQ{new_id().replace('-', '')}"
        if old is not None and self.keeps_session_id:
            session_id = old.session_id
        wall_ms = self.world.clock.now_ms()
        return Socket(session_id, stream, keepalive_ms, wall_ms, now_ms, now_ms + UNUSED_MS)

    def _session(self, socket: Socket, status: str, keepalive_s: int | None, url: str | None = None) -> Json:
        return {
            "id": socket.session_id,
            "status": status,
            "connected_at": event_time(socket.connected_at_ms),
            "keepalive_timeout_seconds": keepalive_s,
            "reconnect_url": url,
            "recovery_url": None,
        }

    def _inherit(self, old: Socket, new: Socket) -> None:
        for one in self.enabled():
            if one.session_id == old.session_id:
                one.session_id, one.connected_at_ms = new.session_id, new.connected_at_ms
                new.due_at_ms = None
        new.owner = old.owner
        if old.session_id != new.session_id:
            old.leads_to = new.session_id

    async def _read(self, socket: Socket) -> None:
        async for frame in socket.stream:
            if socket.silent:
                break
            if frame.type is WSMsgType.PING:
                await socket.stream.pong(frame.data)
            elif frame.type is WSMsgType.TEXT:
                await self._end(socket, 4001)
                return
        if socket.silent:  # not even that the other end hung up is noticed
            await socket.gone.wait()

    def _leave(self, socket: Socket) -> None:
        if socket.stream.close_code is not None:
            self.closed.append(socket.stream.close_code)
        if self.sockets.get(socket.session_id) is not socket:
            return
        del self.sockets[socket.session_id]
        for one in self.enabled():
            if one.session_id == socket.session_id:
                self.remove(one, "websocket_disconnected")

    async def turn(self) -> None:
        """Do what is due: keepalives, and the end of sockets that are unused, left behind or dead."""
        now_ms = self.timers.monotonic_ms()
        for socket in list(self.sockets.values()):
            if socket.due_at_ms is not None and socket.due_at_ms <= now_ms:
                await self._end(socket, socket.due_code)
            elif now_ms - socket.quiet_since_ms >= socket.keepalive_ms:
                await self._send(socket, self._frame("session_keepalive", {}, new_id()))

    async def reconnect(self, *sockets: Socket) -> None:
        """Ask sockets, or all, to move to another place; they live on until they did, or 30 s."""
        for socket in sockets or list(self.sockets.values()):
            challenge = new_id()
            self._old[challenge] = socket
            socket.due_at_ms, socket.due_code = self.timers.monotonic_ms() + GRACE_MS, 4004
            url = f"{self.url}?challenge={challenge}&id={socket.session_id}"
            session = self._session(socket, "reconnecting", None, url)
            await self._send(socket, self._frame("session_reconnect", {"session": session}, new_id()))

    def silence(self, *sockets: Socket) -> None:
        """Leave sockets, or all, half open: they hear nothing more. After 30 s Twitch notices."""
        for socket in sockets or list(self.sockets.values()):
            socket.silent = True
            socket.due_at_ms, socket.due_code = self.timers.monotonic_ms() + GRACE_MS, 4002

    async def drop(self, *sockets: Socket) -> None:
        """Cut sockets, or all, without a word."""
        for socket in sockets or list(self.sockets.values()):
            self._leave(socket)
            transport = socket.stream._req.transport if socket.stream._req is not None else None
            socket.gone.set()
            if transport is not None:
                transport.abort()

    async def close(self, code: int, *sockets: Socket) -> None:
        """Close sockets, or all, as Twitch does: 4000 is an error of its own."""
        for socket in sockets or list(self.sockets.values()):
            await self._end(socket, code)

    async def _end(self, socket: Socket, code: int) -> None:
        if socket.silent:
            await self.drop(socket)
            return
        self._leave(socket)
        socket.gone.set()
        await socket.stream.close(code=code, drain=False)
