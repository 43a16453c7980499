"""Chat as Helix does it: the bot's voice, and moderation."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import takewhile

from tests.fakes.twitch_oauth import Authority, Token
from tests.fakes.twitch_subscriptions import HelixFault
from tests.fakes.twitch_world import Channel, Json, Line, User, World, helix_time

TEXT_CHARS_MAX = 500
SAME_MS = 30_000
WINDOW_MS = 30_000
LINES_MAX = 20
LINES_MAX_PRIVILEGED = 100
"""Lines of one account in 30 s; moderators and the broadcaster may say more."""

DROPS = {
    "msg_duplicate": "Your message is identical to the one you sent within the last 30 seconds.",
    "msg_ratelimit": "Your message was not sent because you are sending messages too quickly.",
    "msg_channel_suspended": "This channel does not exist or has been suspended.",
    "msg_verified_email": "This room requires a verified account to chat. "
    "Please verify your account at https://www.twitch.tv/settings/security.",
    "user_banned": "You are permanently banned from talking in the room.",
    "user_timed_out": "You are timed out from talking in the room.",
}


@dataclass(frozen=True)
class Said:
    """A line that an app said by Helix.

    Attributes:
        drop: the code of the reason why it was not said; empty: it was.
    """

    channel: str
    sender: str
    text: str
    reply_to: str
    at_ms: int
    message_id: str
    drop: str = ""


Speak = Callable[[Channel, User, str, Line | None], Awaitable[Line]]
Banish = Callable[[Channel, User, User, str, int | None], Awaitable[None]]


@dataclass
class Chat:
    """What `/helix/chat/messages` and `/helix/moderation/...` do.

    Attributes:
        said: all lines that came, also those that were dropped.
    """

    world: World
    authority: Authority
    speak: Speak
    banish: Banish
    pardon: Callable[[Channel, User, User], Awaitable[None]]
    withdraw: Callable[[Line, User], Awaitable[None]]
    wipe: Callable[[Channel, User], Awaitable[None]]
    lines_max: int = LINES_MAX
    lines_max_privileged: int = LINES_MAX_PRIVILEGED
    said: list[Said] = field(default_factory=list)
    _recent: dict[str, deque[int]] = field(default_factory=dict)

    async def send(self, token: Token, body: Json) -> Json:
        """POST `/chat/messages`. Raises HelixFault."""
        channel, sender, text = self._asked(token, body)
        parent = self._parent(channel, str(body.get("reply_parent_message_id") or ""))
        code, sentence = self._dropped(channel, sender, text)
        message_id = ""
        if not code:
            message_id = (await self.speak(channel, sender, text, parent)).message_id
        reply_to = parent.message_id if parent is not None else ""
        now_ms = self.world.clock.now_ms()
        self.said.append(Said(channel.user.login, sender.login, text, reply_to, now_ms, message_id, code))
        drop = {"code": code, "message": sentence} if code else None
        return {"data": [{"message_id": message_id, "is_sent": not code, "drop_reason": drop}]}

    def _asked(self, token: Token, body: Json) -> tuple[Channel, User, str]:
        for name in ("broadcaster_id", "sender_id", "message"):
            if not body.get(name):
                raise HelixFault(400, f'The parameter "{name}" was missing from the request.')
        channel = self.world.channel_of(str(body["broadcaster_id"]))
        sender = self.world.users.get(str(body["sender_id"]))
        text = str(body["message"])
        if channel is None or sender is None or len(text) > TEXT_CHARS_MAX or not text.strip():
            message = "The request's input was not valid. "
            raise HelixFault(400, message + "Please see the endpoint's documentation for possible reasons.")
        if token.user is not None:
            need(token, "user:write:chat")
            if "for_source_only" in body:
                raise HelixFault(400, 'The parameter "for_source_only" needs an app access token.')
            if token.user.user_id != sender.user_id:
                message = "The sender must match the user ID found in the request's OAuth token."
                raise HelixFault(401, message)
            return channel, sender, text
        allowed = self.authority.granted(token.client_id, sender.user_id)
        if not {"user:bot", "user:write:chat"} <= allowed:
            raise HelixFault(401, "The sender must have authorized user:write:chat and user:bot.")
        host = self.authority.granted(token.client_id, channel.user.user_id)
        if "channel:bot" not in host and channel.role_of(sender) not in {"moderator", "broadcaster"}:
            raise HelixFault(403, "The sender is not permitted to send chat messages to the chat room.")
        return channel, sender, text

    def _parent(self, channel: Channel, message_id: str) -> Line | None:
        if not message_id:
            return None
        parent = channel.lines.get(message_id)
        if parent is None or parent.deleted:
            raise HelixFault(400, "The request's input was not valid. Message cannot be replied to.")
        return parent

    def _dropped(self, channel: Channel, sender: User, text: str) -> tuple[str, str]:
        """The code and the sentence of why a line is not said; both empty: it is."""
        if channel.notices:
            return channel.notices.pop(0)
        code = self._reason(channel, sender, text)
        return code, DROPS.get(code, "")

    def _reason(self, channel: Channel, sender: User, text: str) -> str:
        now_ms = self.world.clock.now_ms()
        ban = channel.banned(sender, now_ms)
        if channel.suspended:
            return "msg_channel_suspended"
        if ban is not None:
            return "user_banned" if ban.until_ms is None else "user_timed_out"
        if channel.verified_only and not sender.verified:
            return "msg_verified_email"
        privileged = channel.role_of(sender) in {"moderator", "broadcaster"}
        before = takewhile(lambda one: now_ms - one.at_ms < SAME_MS, reversed(self.said))
        mine = (one for one in before if not one.drop and one.sender == sender.login)
        if not privileged and any(one.text == text and one.channel == channel.user.login for one in mine):
            return "msg_duplicate"
        recent = self._recent.setdefault(sender.user_id, deque())
        while recent and now_ms - recent[0] >= WINDOW_MS:
            recent.popleft()
        if len(recent) >= (self.lines_max_privileged if privileged else self.lines_max):
            return "msg_ratelimit"
        recent.append(now_ms)
        return ""

    def _moderator(self, token: Token, query: Json, *scopes: str) -> tuple[Channel, User]:
        need(token, *scopes)
        channel = self.world.channel_of(query.get("broadcaster_id", ""))
        if channel is None or token.user is None:
            raise HelixFault(400, 'The parameter "broadcaster_id" was missing from the request.')
        if query.get("moderator_id", token.user.user_id) != token.user.user_id:
            raise HelixFault(401, "The ID in moderator_id must match the user ID in the access token.")
        if channel.role_of(token.user) not in {"moderator", "broadcaster"}:
            raise HelixFault(403, "The user is not one of the broadcaster's moderators.")
        return channel, token.user

    async def ban(self, token: Token, query: Json, body: Json) -> Json:
        """POST `/moderation/bans`. Raises HelixFault."""
        channel, moderator = self._moderator(token, query, "moderator:manage:banned_users")
        asked = body.get("data") or {}
        user = self.world.users.get(str(asked.get("user_id")))
        if user is None or user is channel.user:
            raise HelixFault(400, "The user specified in the user_id field may not be banned.")
        duration_s = asked.get("duration")
        await self.banish(channel, user, moderator, str(asked.get("reason") or ""), duration_s)
        ban = channel.bans[user.user_id]
        made = {
            "broadcaster_id": channel.user.user_id,
            "moderator_id": moderator.user_id,
            "user_id": user.user_id,
            "created_at": helix_time(ban.at_ms),
            "end_time": helix_time(ban.until_ms) if ban.until_ms is not None else None,
        }
        return {"data": [made]}

    async def unban(self, token: Token, query: Json) -> None:
        """DELETE `/moderation/bans`. Raises HelixFault."""
        channel, moderator = self._moderator(token, query, "moderator:manage:banned_users")
        ban = channel.bans.get(query.get("user_id", ""))
        if ban is None:
            raise HelixFault(400, "The user in the user_id query parameter is not banned.")
        await self.pardon(channel, ban.user, moderator)

    async def delete(self, token: Token, query: Json) -> None:
        """DELETE `/moderation/chat`: one line, or all. Raises HelixFault."""
        channel, moderator = self._moderator(token, query, "moderator:manage:chat_messages")
        if "message_id" not in query:
            await self.wipe(channel, moderator)
            return
        line = channel.lines.get(query["message_id"])
        if line is None:
            raise HelixFault(404, "The ID in message_id was not found.")
        await self.withdraw(line, moderator)

    def banned(self, token: Token, query: Json) -> list[Json]:
        """GET `/moderation/banned`. Raises HelixFault."""
        scopes = ("moderation:read", "moderator:manage:banned_users")
        channel, _ = self._moderator(token, query, *scopes)
        asked = query.get("user_id", "").split(",") if query.get("user_id") else None
        now_ms = self.world.clock.now_ms()
        bans = [ban for ban in list(channel.bans.values()) if channel.banned(ban.user, now_ms)]
        return [
            {
                "user_id": ban.user.user_id,
                "user_login": ban.user.login,
                "user_name": ban.user.name,
                "expires_at": helix_time(ban.until_ms) if ban.until_ms is not None else "",
                "created_at": helix_time(ban.at_ms),
                "reason": ban.reason,
                "moderator_id": ban.moderator.user_id,
                "moderator_login": ban.moderator.login,
                "moderator_name": ban.moderator.name,
            }
            for ban in bans
            if asked is None or ban.user.user_id in asked
        ]


def need(token: Token, *scopes: str) -> None:
    """One of these scopes. Raises HelixFault."""
    if token.user is None or not set(scopes) & set(token.scopes):
        raise HelixFault(401, f"Missing scope: {' or '.join(scopes)}")
