"""The border to Twitch's API (Helix), through TwitchIO: in, what is asked; out, plain values.

Each call is bounded in time, and so is how many are made at once. Nothing is called from inside a
transaction of the database.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import aiohttp

from api.problems import FieldError, Invalid
from api.twitch.models import LOGIN_LENGTH, TWITCH_ID_LENGTH
from api.twitch.oauth import TokenUnknown, TwitchWrong, away

if TYPE_CHECKING:
    from twitchio.http import HTTPClient, Route

CALL_S = 8.0
"""One question with its second try: TwitchIO waits three seconds after a 503, as Twitch recommends."""

AT_ONCE_MAX = 8
"""Twitch bounds how often an application asks (800 points a minute); more at once would only wait there."""

IDS_MAX = 100
"""That Twitch takes in one question."""

MODERATED_PAGES_MAX = 10
"""Of 100 channels: nobody moderates more."""

_DURATION = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,2})m)?(?:(\d{1,2})s)?")


class AppTokens(Protocol):
    """Where the application's own token is kept."""

    async def app_token(self) -> str:
        """A token that is good. Raises TwitchAway, TwitchWrong."""
        ...

    async def drop_app_token(self, token: str) -> None:
        """Twitch does not take this one any more."""
        ...


@dataclass(frozen=True)
class TwitchUser:
    """Somebody at Twitch. `email` is one that Twitch has verified, or empty."""

    user_id: str
    login: str
    name: str
    email: str = ""


@dataclass(frozen=True)
class Video:
    """A recording of Twitch's own."""

    video_id: str
    title: str
    url: str
    kind: str
    language: str
    length_ms: int
    views: int
    published_at_ms: int


@dataclass(frozen=True)
class TwitchClip:
    """A clip of Twitch's own."""

    clip_id: str
    title: str
    url: str
    video_id: str
    views: int
    made_at_ms: int


@dataclass(frozen=True)
class Listed:
    """A page of a list of Twitch's. `cursor` is empty on the last one."""

    items: Sequence[Any]
    cursor: str


class Helix:
    """Twitch's API, for one application.

    Args:
        client_id: of the application.
        url: of the API, without the slash at its end.
        tokens: where the application's own token is.
    """

    def __init__(self, client_id: str, url: str, tokens: AppTokens) -> None:
        self._client_id = client_id
        self._base = f"{url.rstrip('/')}/"
        self._tokens = tokens
        self._at_once = asyncio.Semaphore(AT_ONCE_MAX)
        self._http: HTTPClient | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def me(self, access: str) -> TwitchUser:
        """Whose token it is. Raises TokenUnknown, TwitchAway, TwitchWrong."""
        found = _data(await self._asked("users", {}, access))
        if len(found) != 1:
            raise _unusable("users")
        return _user(found[0])

    async def users(self, *, ids: Sequence[str] = (), logins: Sequence[str] = ()) -> list[TwitchUser]:
        """Those of them that there are; at most `IDS_MAX`. Raises TwitchAway, TwitchWrong."""
        answer = await self._asked("users", {"id": list(ids), "login": list(logins)})
        return [_user(one) for one in _data(answer)]

    async def user(self, login: str) -> TwitchUser | None:
        """Who has this name now. Raises TwitchAway, TwitchWrong."""
        found = await self.users(logins=[login])
        return found[0] if found else None

    async def editors(self, broadcaster_id: str, access: str) -> frozenset[str]:
        """The editors of a channel, asked with its own token.

        Raises:
            TokenUnknown, TwitchAway, TwitchWrong
        """
        answer = await self._asked("channels/editors", {"broadcaster_id": broadcaster_id}, access)
        return frozenset(_text(one, "user_id") for one in _data(answer))

    async def moderates(self, user_id: str, broadcaster_id: str, access: str) -> bool:
        """Whether they moderate the channel, asked with their own token.

        Raises:
            TokenUnknown, TwitchAway, TwitchWrong
        """
        params: dict[str, Any] = {"user_id": user_id, "first": IDS_MAX}
        for _ in range(MODERATED_PAGES_MAX):
            answer = await self._asked("moderation/channels", params, access)
            if any(_text(one, "broadcaster_id") == broadcaster_id for one in _data(answer)):
                return True
            cursor = _cursor(answer)
            if not cursor:
                return False
            params = params | {"after": cursor}
        return False

    async def videos(self, broadcaster_id: str, kind: str, limit: int, cursor: str) -> Listed:
        """Recordings of a channel, the newest first. Raises TwitchAway, TwitchWrong."""
        from twitchio.models.videos import Video as Theirs

        params = {"user_id": broadcaster_id, "first": limit, "type": kind, "after": cursor or None}
        answer = await self._asked("videos", params)
        http = self._client()
        return _listed(answer, lambda one: _video(Theirs(one, http=http)), "videos")

    async def clips(self, broadcaster_id: str, limit: int, cursor: str) -> Listed:
        """Clips of a channel, those with the most views first. Raises TwitchAway, TwitchWrong."""
        from twitchio.models.clips import Clip as Theirs

        params = {"broadcaster_id": broadcaster_id, "first": limit, "after": cursor or None}
        answer = await self._asked("clips", params)
        http = self._client()
        return _listed(answer, lambda one: _clip(Theirs(one, http=http)), "clips")

    def _client(self) -> HTTPClient:
        if self._http is None:
            from twitchio.http import HTTPClient

            self._http = HTTPClient(client_id=self._client_id)
        return self._http

    async def _asked(self, path: str, params: dict[str, Any], access: str = "") -> Mapping[str, Any]:
        """One question; with the application's own token, unless it is another's."""
        if access:
            return await self._once(path, params, access)
        token = await self._tokens.app_token()
        try:
            return await self._once(path, params, token)
        except TokenUnknown:
            await self._tokens.drop_app_token(token)
        try:
            return await self._once(path, params, await self._tokens.app_token())
        except TokenUnknown as error:
            raise _unusable(path) from error

    async def _once(self, path: str, params: dict[str, Any], access: str) -> Mapping[str, Any]:
        from twitchio.exceptions import HTTPException

        route = self._route(path, params, access)
        try:
            async with asyncio.timeout(CALL_S), self._at_once:
                answer = await self._client().request_json(route)
        except HTTPException as error:
            if error.status == 401:
                raise TokenUnknown("Twitch does not take this token") from None
            if error.status >= 500 or error.status == 429:
                raise away(f"{path} answers {error.status}") from None
            if error.status == 400 and params.get("after"):
                raise _not_its_cursor() from None
            raise _unusable(path, error.status) from None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise away(type(error).__name__) from error
        if not isinstance(answer, dict):
            raise _unusable(path)
        return answer

    def _route(self, path: str, params: dict[str, Any], access: str) -> Route:
        from twitchio.http import Route

        # Its address is one of the class, and two installations in one process have two.
        own = type("OwnRoute", (Route,), {"BASE": self._base, "__slots__": ()})
        made: Route = own("GET", path, params=dict(params), headers={"Authorization": f"Bearer {access}"})
        return made


def _data(answer: Mapping[str, Any]) -> list[Any]:
    found = answer.get("data")
    if not isinstance(found, list):
        raise _unusable("a list")
    return found


def _cursor(answer: Mapping[str, Any]) -> str:
    pagination = answer.get("pagination")
    return str(pagination.get("cursor") or "") if isinstance(pagination, dict) else ""


def _text(value: Any, name: str) -> str:
    found = value.get(name, "") if isinstance(value, dict) else ""
    return found if isinstance(found, str) else ""


def _user(value: Any) -> TwitchUser:
    user_id, login = _text(value, "id"), _text(value, "login").lower()
    if not (0 < len(user_id) <= TWITCH_ID_LENGTH and 0 < len(login) <= LOGIN_LENGTH):
        raise _unusable("users")
    # Twitch gives an address only where it has verified it; one that is said to be unverified is none.
    verified = not isinstance(value, dict) or value.get("email_verified", True) is True
    email = _text(value, "email") if verified else ""
    return TwitchUser(user_id, login, _text(value, "display_name") or login, email)


def _listed(answer: Mapping[str, Any], read: Any, what: str) -> Listed:
    try:
        return Listed([read(one) for one in _data(answer)], _cursor(answer))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unusable(what) from error


def _video(one: Any) -> Video:
    return Video(
        str(one.id),
        one.title,
        one.url,
        one.type,
        one.language,
        duration_ms(one.duration),
        int(one.view_count),
        _at_ms(one.published_at),
    )


def _clip(one: Any) -> TwitchClip:
    return TwitchClip(
        str(one.id), one.title, one.url, str(one.video_id or ""), int(one.views), _at_ms(one.created_at)
    )


def _at_ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def duration_ms(text: str) -> int:
    """`3h8m33s` in milliseconds; 0 where it is written in another way."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def _not_its_cursor() -> Invalid:
    return Invalid(
        "this cursor is not one of this list",
        "leave it out for the first page, and send `next_cursor` unchanged for the next",
        [FieldError(field="cursor", message="is not one of this list")],
    )


def _unusable(what: str, status: int = 200) -> TwitchWrong:
    return TwitchWrong(
        f"Twitch answers {status} for {what}, which cannot be used",
        "send the request again; an operator checks HYPECUT_TWITCH_API_URL and Twitch's status page",
    )
