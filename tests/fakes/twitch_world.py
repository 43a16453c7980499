"""What the stand-in for Twitch knows: people, channels, streams, what was said, recordings and clips."""

from __future__ import annotations

import re
import uuid
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from streams.clock import Clock

Json = dict[str, Any]

GLOBAL_EMOTES = {"Kappa": "25", "Keepo": "1902", "LUL": "425618", "PogChamp": "305954156", "BibleThump": "86"}
BADGES = {
    "broadcaster": (("broadcaster", "1", ""),),
    "moderator": (("moderator", "1", ""),),
    "vip": (("vip", "1", ""),),
    "subscriber": (("subscriber", "12", "16"),),
    "viewer": (),
}
COLORS = ("#FF0000", "#0000FF", "#00FF7F", "#9ACD32", "#DAA520", "#8A2BE2", "")
CHEER = re.compile(r"(Cheer)(\d+)", re.IGNORECASE)
TIERS_BITS = (10_000, 5000, 1000, 100, 1)


class MovedClock:
    """Runs like another clock, and can be moved ahead.

    Attributes:
        ahead_ms: how far it was moved.
    """

    def __init__(self, base: Clock) -> None:
        self.ahead_ms = 0
        self._base = base

    def now_ms(self) -> int:
        return self._base.now_ms() + self.ahead_ms

    def monotonic_ms(self) -> int:
        return self._base.monotonic_ms() + self.ahead_ms


def event_time(at_ms: int) -> str:
    """As EventSub writes it: nine digits of a second."""
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03d}000000Z"


def helix_time(at_ms: int) -> str:
    """As Helix writes it: whole seconds."""
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def number_of(text: str) -> int:
    """The same nine digits for the same text."""
    return 100_000_000 + zlib.crc32(text.encode()) % 900_000_000


@dataclass
class User:
    """Somebody with an account."""

    user_id: str
    login: str
    name: str
    color: str = ""
    verified: bool = True
    created_at_ms: int = 1_400_000_000_000


@dataclass
class Stream:
    """One time of being live."""

    stream_id: str
    started_at_ms: int
    viewers: int = 0


@dataclass
class Ban:
    """Who may not speak; for good where `until_ms` is None."""

    user: User
    moderator: User
    reason: str
    at_ms: int
    until_ms: int | None


@dataclass
class Line:
    """One line of a chat."""

    message_id: str
    channel: Channel
    user: User
    role: str
    text: str
    at_ms: int
    bits: int = 0
    first: bool = False
    reply_to: Line | None = None
    badges: tuple[tuple[str, str, str], ...] = ()
    source: Channel | None = None
    deleted: bool = False


@dataclass
class Channel:
    """A broadcaster's channel and its chat.

    Attributes:
        roles: by user id: moderator, vip or subscriber.
        editors: user ids.
        suspended: nobody gets in.
        verified_only: accounts without a verified address may not speak.
        clips_off: nobody may make clips.
        notices: what Helix answers for the next lines in place of saying them: code and sentence.
    """

    user: User
    title: str = ""
    category_id: str = ""
    category: str = ""
    language: str = "en"
    tags: list[str] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    editors: set[str] = field(default_factory=set)
    bans: dict[str, Ban] = field(default_factory=dict)
    emotes: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    lines: dict[str, Line] = field(default_factory=dict)
    stream: Stream | None = None
    suspended: bool = False
    verified_only: bool = False
    clips_off: bool = False
    notices: list[tuple[str, str]] = field(default_factory=list)

    def role_of(self, user: User) -> str:
        if user.user_id == self.user.user_id:
            return "broadcaster"
        return self.roles.get(user.user_id, "viewer")

    def banned(self, user: User, now_ms: int) -> Ban | None:
        ban = self.bans.get(user.user_id)
        if ban is not None and ban.until_ms is not None and ban.until_ms <= now_ms:
            del self.bans[user.user_id]
            return None
        return ban


@dataclass
class Video:
    """A recording of a stream, or an upload."""

    video_id: str
    channel: Channel
    stream_id: str
    title: str
    at_ms: int
    length_ms: int
    kind: str = "archive"
    views: int = 0
    language: str = "en"


@dataclass
class Clip:
    """A clip that somebody made. It can be listed from `ready_at_ms` on."""

    clip_id: str
    channel: Channel
    creator: User
    title: str
    at_ms: int
    ready_at_ms: int
    length_ms: int
    video_id: str = ""
    views: int = 0


@dataclass(frozen=True)
class Piece:
    """A stretch of a line: text, an emote, a cheer or a mention; `start` counts code points."""

    kind: str
    text: str
    start: int
    emote_id: str = ""
    bits: int = 0
    user: User | None = None


class World:
    """All that is the same whichever way one asks."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.videos: list[Video] = []
        self.clips: list[Clip] = []
        self._logins: dict[str, User] = {}

    def user(self, login: str, name: str = "") -> User:
        """Somebody by login; who is not there yet is made."""
        login = login.lower().removeprefix("#")
        found = self._logins.get(login)
        if found is None:
            number = number_of(login)
            color = COLORS[number % len(COLORS)]
            found = User(str(number), login, name or login, color)
            self._logins[login] = self.users[found.user_id] = found
        if name:
            found.name = name
        return found

    def known(self, login: str) -> User | None:
        return self._logins.get(login.lower())

    def channel(self, login: str) -> Channel:
        """The channel of somebody; made where it is not there yet."""
        user = self.user(login)
        return self.channels.setdefault(user.user_id, Channel(user))

    def channel_of(self, user_id: str) -> Channel | None:
        """By the broadcaster's id: everybody who has an account has a channel."""
        user = self.users.get(user_id)
        return self.channel(user.login) if user is not None else None

    def category_id(self, category: str) -> str:
        return str(number_of(category) % 1_000_000) if category else ""

    def pieces(self, line_text: str, channel: Channel, bits: int) -> list[Piece]:
        """A text taken apart as Twitch does it."""
        found: list[Piece] = []
        start = 0
        for word in re.split(r"( )", line_text):
            piece = self._piece(word, start, channel, bits)
            if piece.kind == "text" and found and found[-1].kind == "text":
                last = found.pop()
                piece = Piece("text", last.text + piece.text, last.start)
            if piece.text:
                found.append(piece)
            start += len(word)
        return found

    def _piece(self, word: str, start: int, channel: Channel, bits: int) -> Piece:
        emote_id = channel.emotes.get(word) or GLOBAL_EMOTES.get(word, "")
        if emote_id:
            return Piece("emote", word, start, emote_id=emote_id)
        cheer = CHEER.fullmatch(word)
        if bits and cheer:
            return Piece("cheermote", word, start, bits=int(cheer.group(2)))
        if word.startswith("@") and self.known(word[1:]):
            return Piece("mention", word, start, user=self.known(word[1:]))
        return Piece("text", word, start)


def new_id() -> str:
    return str(uuid.uuid4())
