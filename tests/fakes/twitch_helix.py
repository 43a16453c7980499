"""Helix: keys, scopes, rates, and the calls that hypecut makes. Unknown paths are answered as Twitch does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.fakes.twitch_chat import Chat, need
from tests.fakes.twitch_oauth import Authority, Token
from tests.fakes.twitch_shown import Shown
from tests.fakes.twitch_subscriptions import HelixFault, Subscriptions
from tests.fakes.twitch_world import Clip, Json, World, number_of

POINTS_MAX = 800
"""Calls a minute of an app, and of each user with an app."""

MINUTE_MS = 60_000
CLIP_LAG_MS = 5000
"""So long after it was made a clip can be listed."""

Query = dict[str, list[str]]


@dataclass
class Bucket:
    """Points that come back evenly."""

    points: float
    at_ms: int


@dataclass
class Helix:
    """`/helix/...`

    Attributes:
        asked: method, path and status of each call, in order.
    """

    world: World
    authority: Authority
    subscriptions: Subscriptions
    chat: Chat
    shown: Shown
    points_max: int = POINTS_MAX
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        path = request.match_info["path"].strip("/")
        headers: dict[str, str] = {}
        try:
            token = self._token(request)
            headers = self._rate(token)
            status, body = await self._answer(request, path, token)
        except HelixFault as fault:
            status, body = fault.status, fault.body
        except RatedOut:
            self.asked.append((request.method, path, 429))
            raise
        self.asked.append((request.method, path, status))
        if body is None:
            return web.Response(status=status, headers=headers)
        return web.json_response(body, status=status, headers=headers)

    def _token(self, request: web.Request) -> Token:
        kind, _, access = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or not access:
            raise HelixFault(401, "OAuth token is missing")
        token = self.authority.valid(access)
        if token is None:
            raise HelixFault(401, "Invalid OAuth token")
        if not request.headers.get("Client-Id"):
            raise HelixFault(401, "Client ID is missing")
        if request.headers["Client-Id"] != token.client_id:
            raise HelixFault(401, "Client ID and OAuth token do not match")
        return token

    def _rate(self, token: Token) -> dict[str, str]:
        """Take a point. Raises the fault that says none is left."""
        now_ms = self.world.clock.now_ms()
        who = (token.client_id, token.user.user_id if token.user is not None else "")
        bucket = self._buckets.setdefault(who, Bucket(self.points_max, now_ms))
        gained = (now_ms - bucket.at_ms) * self.points_max / MINUTE_MS
        bucket.points, bucket.at_ms = min(self.points_max, bucket.points + gained), now_ms
        full_at_s = (now_ms + int((self.points_max - bucket.points) * MINUTE_MS / self.points_max)) // 1000
        headers = {"Ratelimit-Limit": str(self.points_max), "Ratelimit-Reset": str(full_at_s + 1)}
        if bucket.points < 1:
            raise RatedOut(headers | {"Ratelimit-Remaining": "0"})
        bucket.points -= 1
        return headers | {"Ratelimit-Remaining": str(int(bucket.points))}

    async def _answer(  # noqa: C901, PLR0911 - one line a call that the stand-in knows
        self, request: web.Request, path: str, token: Token
    ) -> tuple[int, Json | None]:
        many: Query = {key: request.query.getall(key) for key in request.query}
        query: Json = {key: values[0] for key, values in many.items()}
        body = await _body(request)
        match (request.method, path):
            case ("POST", "eventsub/subscriptions"):
                return 202, self.subscriptions.create(token, body)
            case ("GET", "eventsub/subscriptions"):
                return 200, self.subscriptions.list(token, query)
            case ("DELETE", "eventsub/subscriptions"):
                self.subscriptions.delete(token, query.get("id", ""))
                return 204, None
            case ("POST", "chat/messages"):
                return 200, await self.chat.send(token, body)
            case ("POST", "clips"):
                return 202, self._clip(token, query)
            case ("POST", "moderation/bans"):
                return 200, await self.chat.ban(token, query, body)
            case ("DELETE", "moderation/bans"):
                await self.chat.unban(token, query)
                return 204, None
            case ("DELETE", "moderation/chat"):
                await self.chat.delete(token, query)
                return 204, None
            case ("GET", "moderation/banned"):
                return 200, paged(self.chat.banned(token, query), query)
            case ("GET", _):
                return 200, self._read(token, path, many, query)
        raise HelixFault(404, "not found")

    def _read(self, token: Token, path: str, many: Query, query: Json) -> Json:
        reads: dict[str, Callable[[Token, Query], list[Json]]] = {
            "users": self.shown.users,
            "channels": self.shown.channels,
            "streams": self.shown.streams,
            "videos": self.shown.videos,
            "clips": self.shown.clips,
            "games": self.shown.games,
            "channels/editors": self.shown.editors,
            "moderation/moderators": self.shown.moderators,
            "moderation/channels": self.shown.moderated,
            "chat/emotes": self.shown.emotes,
            "chat/emotes/global": self.shown.global_emotes,
        }
        read = reads.get(path)
        if read is None:
            raise HelixFault(404, "not found")
        found = read(token, many)
        if path.startswith("chat/emotes"):
            template = "https://static-cdn.jtvnw.net/emoticons/v2/{{id}}/{{format}}/{{theme_mode}}/{{scale}}"
            return {"data": found, "template": template}
        return paged(found, query) if path in PAGED else {"data": found}

    def _clip(self, token: Token, query: Json) -> Json:
        need(token, "clips:edit")
        channel = self.world.channel_of(query.get("broadcaster_id", ""))
        assert token.user is not None
        if channel is None:
            raise HelixFault(400, 'The parameter "broadcaster_id" was missing from the request.')
        if channel.stream is None:
            raise HelixFault(404, "Clipping is not possible for an offline channel.")
        if channel.clips_off or channel.banned(token.user, self.world.clock.now_ms()):
            raise HelixFault(403, "User does not have permissions to Clip on this channel.")
        length_ms = int(float(query.get("duration") or 30) * 1000)
        if not 5000 <= length_ms <= 60_000:
            raise HelixFault(400, "The duration must be from 5 to 60 seconds.")
        now_ms = self.world.clock.now_ms()
        clip_id = f"StandIn{len(self.world.clips) + 1}-{number_of(channel.user.login)}"
        title = query.get("title") or channel.title
        made = Clip(clip_id, channel, token.user, title, now_ms, now_ms + CLIP_LAG_MS, length_ms)
        self.world.clips.append(made)
        url = f"https://clips.twitch.tv/{clip_id}"
        return {"data": [{"id": clip_id, "edit_url": f"{url}/edit"}]}


class RatedOut(web.HTTPTooManyRequests):
    """No points are left."""

    def __init__(self, headers: dict[str, str]) -> None:
        body = HelixFault(429, "").body
        super().__init__(headers=headers, text=json.dumps(body), content_type="application/json")


PAGED = {"streams", "videos", "clips", "moderation/moderators", "moderation/channels"}


def paged(found: list[Json], query: Json) -> Json:
    """A page of a list. Raises HelixFault."""
    first = query.get("first", "20")
    if not first.isdigit() or not 1 <= int(first) <= 100:
        raise HelixFault(400, 'The parameter "first" was malformed: the value must be from 1 to 100.')
    after = query.get("after") or "0"
    if not after.isdigit():
        raise HelixFault(400, "The parameter after was malformed: not a cursor.")
    start, end = int(after), int(after) + int(first)
    return {"data": found[start:end], "pagination": {"cursor": str(end)} if end < len(found) else {}}


async def _body(request: web.Request) -> Json:
    text = await request.text()
    if not text:
        return {}
    try:
        body = json.loads(text)
    except json.JSONDecodeError:
        raise HelixFault(400, "The request's body is no JSON.") from None
    return body if isinstance(body, dict) else {}
