"""EventSub's subscriptions over websockets: what `/helix/eventsub/subscriptions` does, with its limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.fakes.twitch_kinds import KINDS, RAIDS, Kind
from tests.fakes.twitch_oauth import Authority, Token
from tests.fakes.twitch_sockets import Socket, Subscription, Switchboard
from tests.fakes.twitch_world import Json, World, new_id

SOCKETS_MAX = 3
"""With subscriptions, of one app and user."""

SUBSCRIPTIONS_MAX = 300
"""On one socket."""

COST_MAX = 10
"""Of one app and user: only what a user never allowed the app costs anything."""

SAME_MAX = 3
"""Subscriptions of the same kind and condition, of one app and user."""


class HelixFault(Exception):
    """An answer of Helix that is an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    @property
    def body(self) -> Json:
        names = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}
        names |= {422: "Unprocessable Entity", 429: "Too Many Requests", 500: "Internal Server Error"}
        return {"error": names[self.status], "status": self.status, "message": self.message}


@dataclass
class Subscriptions:
    """Makes, lists and ends them."""

    world: World
    authority: Authority
    board: Switchboard
    max_total_cost: int = COST_MAX

    def create(self, token: Token, body: Json) -> Json:
        """POST. Raises HelixFault."""
        kind = KINDS.get(str(body.get("type")))
        if kind is None or str(body.get("version")) != kind.version:
            raise HelixFault(400, "invalid subscription type and version")
        transport = body.get("transport") or {}
        if transport.get("method") != "websocket":
            raise HelixFault(400, "unsupported transport method: the stand-in knows websockets alone")
        if token.user is None:
            raise HelixFault(400, "invalid transport and auth combination")
        condition = self._condition(str(body["type"]), kind, body.get("condition") or {})
        self._allowed(kind, condition, token)
        socket = self.board.socket(str(transport.get("session_id", "")))
        if socket is None:
            message = "websocket transport session does not exist or has already disconnected"
            raise HelixFault(400, message)
        made = Subscription(
            subscription_id=new_id(),
            kind=str(body["type"]),
            version=kind.version,
            condition=condition,
            client_id=token.client_id,
            user_id=token.user.user_id,
            cost=self._cost(condition, token),
            session_id=socket.session_id,
            connected_at_ms=socket.connected_at_ms,
            created_at_ms=self.world.clock.now_ms(),
        )
        self._limits(socket, made)
        self.board.add(socket, made)
        return self._listed([made], self._of(token), page=False)

    def _condition(self, name: str, kind: Kind, given: Json) -> dict[str, str]:
        condition = {key: str(value) for key, value in given.items() if value}
        wanted = set(kind.condition)
        if name == "channel.raid":
            ways = [way for way in RAIDS if way in condition]
            if len(ways) != 1:
                raise HelixFault(400, "invalid condition: one of from and to is needed")
            wanted = set(ways)
        if set(condition) != wanted:
            raise HelixFault(400, f"invalid condition: {', '.join(sorted(wanted))} needed")
        for user_id in condition.values():
            if user_id not in self.world.users:
                raise HelixFault(400, f"invalid condition: no user {user_id}")
        return condition

    def _allowed(self, kind: Kind, condition: dict[str, str], token: Token) -> None:
        assert token.user is not None
        refused = HelixFault(403, "subscription missing proper authorization")
        if kind.owner and condition[kind.owner] != token.user.user_id:
            raise refused
        groups = [*([kind.scopes] if kind.scopes else []), *kind.also]
        if any(not set(group) & set(token.scopes) for group in groups):
            raise refused
        channel = self.world.channel_of(condition.get("broadcaster_user_id", ""))
        if channel is None or not kind.owner:
            return
        if kind.owner == "moderator_user_id" and channel.role_of(token.user) not in {
            "moderator",
            "broadcaster",
        }:
            raise refused
        if kind.owner == "user_id" and channel.banned(token.user, self.world.clock.now_ms()):
            raise refused

    def _cost(self, condition: dict[str, str], token: Token) -> int:
        """Nothing where somebody in the condition has allowed this app anything at all."""
        known = any(self.authority.granted(token.client_id, user_id) for user_id in condition.values())
        return 0 if known else 1

    def _limits(self, socket: Socket, made: Subscription) -> None:
        mine = [one for one in self.board.enabled() if one.owner == made.owner]
        if socket.owner is not None and socket.owner != made.owner:
            message = "websocket transport cannot have subscriptions created by different users"
            raise HelixFault(400, message)
        same = [one for one in mine if one.kind == made.kind and one.condition == made.condition]
        if any(one.session_id == socket.session_id for one in same):
            raise HelixFault(409, "subscription already exists")
        if len(same) >= SAME_MAX:
            raise HelixFault(429, "maximum subscriptions with type and condition exceeded")
        sessions = {one.session_id for one in mine}
        if socket.session_id not in sessions and len(sessions) >= SOCKETS_MAX:
            raise HelixFault(429, "number of websocket transports limit exceeded")
        if sum(one.session_id == socket.session_id for one in mine) >= SUBSCRIPTIONS_MAX:
            raise HelixFault(429, "number of subscriptions on the websocket transport limit exceeded")
        if sum(one.cost for one in mine) + made.cost > self.max_total_cost:
            raise HelixFault(429, "total cost of subscriptions limit exceeded")

    def _of(self, token: Token) -> list[Subscription]:
        user_id = token.user.user_id if token.user is not None else ""
        return [one for one in self.board.subscriptions.values() if one.owner == (token.client_id, user_id)]

    def list(self, token: Token, query: Json) -> Json:
        """GET, with the filters of Twitch's."""
        mine = self._of(token)
        found = [
            one
            for one in mine
            if query.get("status", one.status) == one.status
            and query.get("type", one.kind) == one.kind
            and query.get("subscription_id", one.subscription_id) == one.subscription_id
            and ("user_id" not in query or query["user_id"] in one.condition.values())
        ]
        first = int(query.get("after") or 0)
        shown = self._listed(found[first : first + 100], mine, page=True)
        if first + 100 < len(found):
            shown["pagination"] = {"cursor": str(first + 100)}
        return shown

    def delete(self, token: Token, subscription_id: str) -> None:
        """DELETE. Raises HelixFault."""
        found = self.board.subscriptions.get(subscription_id)
        if found is None or found not in self._of(token):
            raise HelixFault(404, "subscription was not found")
        self.board.remove(found)

    def _listed(self, shown: Iterable[Subscription], mine: list[Subscription], *, page: bool) -> Json:
        answer: Json = {
            "data": [one.shown() for one in shown],
            "total": len(mine),
            "total_cost": sum(one.cost for one in mine if one.status == "enabled"),
            "max_total_cost": self.max_total_cost,
        }
        return answer | ({"pagination": {}} if page else {})

    async def lost(self, client_id: str, user_id: str, why: str) -> None:
        """A user took back what was allowed: subscriptions that rest on it end."""
        for one in self.board.enabled():
            if one.client_id == client_id and one.user_id == user_id:
                await self.board.revoke(one, why)

    async def banned(self, channel_id: str, user_id: str) -> None:
        """A reader of a chat was banned from it."""
        for one in self.board.enabled():
            if one.condition.get("user_id") == user_id and one.condition["broadcaster_user_id"] == channel_id:
                await self.board.revoke(one, "chat_user_banned")
