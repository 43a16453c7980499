"""What an installation has at Twitch: an application, with which all else of this folder works, or none.

In: settings. Out: sign-in, API, the application's own token, and identities by name; or a clear refusal that
names the setting.
"""

from __future__ import annotations

import asyncio
import hmac
from collections import OrderedDict
from dataclasses import dataclass

import msgspec

from api.database import Database
from api.problems import Conflict
from api.seals import SealBroken, Seals
from api.settings import ApiSettings
from api.starts.models import SettingRow
from api.twitch.helix import Helix, TwitchUser
from api.twitch.oauth import TwitchOAuth
from streams.clock import Clock

APP_TOKEN = "twitch_app_token"  # noqa: S105 - the name of a setting
"""Of the row, and of the seal."""

APP_LEFT_MS_MIN = 10 * 60_000
"""What is left of an application's token that is given out; they last for two months."""

KNOWN_MAX = 1000
"""Names whose identity is remembered."""

KNOWN_MS = 10 * 60_000
"""A name that was given to somebody else is noticed within this."""

CALLBACK = "/v1/auth/twitch/callback"
"""The path that is registered at Twitch, behind `HYPECUT_PUBLIC_URL`."""


class TwitchOff(Conflict):
    """This installation has no application at Twitch."""

    slug = "twitch-off"
    title = "Twitch is not set up here"


@dataclass(frozen=True)
class AppToken:
    """The application's own token. `until_ms`: when it ends."""

    token: str
    until_ms: int


class Twitch:
    """The application of this installation.

    Args:
        settings: of this process.
        database: keeps the application's token, for all API processes together.
        seals: what the database may not show.
        clock: of this process.

    Attributes:
        woken: set when there is something to do beside requests.
    """

    def __init__(self, settings: ApiSettings, database: Database, seals: Seals, clock: Clock) -> None:
        self.client_id = settings.twitch_client_id
        secret = settings.twitch_client_secret.get_secret_value()
        missing = [
            name
            for name, value in (
                ("HYPECUT_TWITCH_CLIENT_ID", self.client_id),
                ("HYPECUT_TWITCH_CLIENT_SECRET", secret),
            )
            if not value
        ]
        self.note = f"{' and '.join(missing)} {'are' if missing[1:] else 'is'} not set" if missing else ""
        """Why nothing works here; empty where it does."""
        self.redirect_url = f"{settings.base_url}{CALLBACK}"
        self.woken = asyncio.Event()
        self.oauth = TwitchOAuth(self.client_id, secret, settings.twitch_auth_url)
        self.helix = Helix(self.client_id, settings.twitch_api_url, self)
        self._database = database
        self._seals = seals
        self._clock = clock
        self._asking = asyncio.Lock()
        self._known: OrderedDict[str, tuple[TwitchUser, int]] = OrderedDict()

    async def close(self) -> None:
        """Close the connections to Twitch."""
        await self.oauth.close()
        await self.helix.close()

    def check(self) -> None:
        """Let pass where there is an application. Raises TwitchOff."""
        if self.note:
            raise TwitchOff(
                f"this installation has no application at Twitch: {self.note}",
                "an operator registers one and sets HYPECUT_TWITCH_CLIENT_ID and "
                "HYPECUT_TWITCH_CLIENT_SECRET, as docs/api/twitch.md says",
            )

    async def app_token(self) -> str:
        """See `AppTokens.app_token`."""
        return (await self.application()).token

    async def application(self) -> AppToken:
        """The application's own token, with its end. Raises TwitchAway, TwitchWrong."""
        async with self._asking:  # one asks, and the others of this process take what it got
            held = await self._held()
            if held is not None and held.until_ms - self._clock.now_ms() > APP_LEFT_MS_MIN:
                return held
            grant = await self.oauth.application()
            made = AppToken(grant.access, self._clock.now_ms() + grant.expires_in_s * 1000)
            await self._keep(made)
            return made

    async def drop_app_token(self, token: str) -> None:
        """See `AppTokens.drop_app_token`."""
        async with self._asking:
            held = await self._held()
            if held is not None and held.token == token:
                await self._keep(AppToken("", 0))

    async def is_app_token(self, token: str) -> bool:
        """Whether it is the application's own."""
        held = await self._held()
        return (
            held is not None and bool(held.token) and hmac.compare_digest(held.token.encode(), token.encode())
        )

    async def _held(self) -> AppToken | None:
        async with self._database.reading() as session:
            row = await session.get(SettingRow, APP_TOKEN)
            sealed = row.value if row is not None else ""
        if not sealed:
            return None
        try:
            return msgspec.json.decode(self._seals.open(APP_TOKEN, sealed), type=AppToken)
        except (SealBroken, msgspec.DecodeError):  # the API's secret was another one: a new token is as good
            return None

    async def _keep(self, made: AppToken) -> None:
        sealed = self._seals.seal(APP_TOKEN, msgspec.json.encode(made).decode())
        async with self._database.writing() as work:
            row = await work.session.get(SettingRow, APP_TOKEN, with_for_update=True)
            if row is None:
                work.session.add(SettingRow(name=APP_TOKEN, value=sealed))
            else:
                row.value = sealed

    async def find(self, login: str) -> TwitchUser | None:
        """Who has this name; asked once in ten minutes. Raises TwitchAway, TwitchWrong."""
        now_ms = self._clock.now_ms()
        known = self._known.get(login)
        if known is not None and now_ms - known[1] < KNOWN_MS:
            return known[0]
        found = await self.helix.user(login)
        self._known.pop(login, None)
        if found is not None:
            self._known[login] = (found, now_ms)
            if len(self._known) > KNOWN_MAX:
                self._known.popitem(last=False)
        return found
