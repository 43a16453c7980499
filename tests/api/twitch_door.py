"""An API with an application at a stand-in for Twitch, and people who go there and come back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from api.twitch.keeper import Keeper
from tests.api.people import Person, bearer, person
from tests.api.running import WORKER_TOKEN, Api, Setup, started
from tests.fakes.twitch import FakeTwitch

WORKER = bearer(WORKER_TOKEN)
NOBODY = {"Authorization": ""}
PROGRAM = {"Accept": "application/json", **NOBODY}
PAGES = {"Accept": "text/html,*/*", **NOBODY}


@dataclass
class TwitchDoor:
    """The API and the stand-in, with one clock."""

    api: Api
    fake: FakeTwitch
    setup: Setup

    @property
    def http(self) -> httpx.AsyncClient:
        return self.api.http

    @property
    def keeper(self) -> Keeper:
        """What goes on beside requests, to be called at a time of the test's choosing."""
        services = self.api.services
        return Keeper(
            database=services.database,
            twitch=services.twitch,
            tokens=services.twitch_tokens,
            seals=services.seals,
            clock=services.clock,
            announce=services.announcer.soon,
        )

    async def person(self, name: str, *, operator: bool = False) -> Person:
        return await person(self.api, name, operator=operator)

    async def channel(self, who: Person, login: str = "streamer") -> str:
        """A channel of Twitch in somebody's workspace."""
        body = {"platform": "twitch", "name": login}
        made = await self.http.post("/v1/channels", json=body, headers=bearer(who.access))
        assert made.status_code == 201, made.text
        return str(made.json()["channel_id"])

    async def at_twitch(self, url: str, login: str) -> dict[str, str]:
        """What somebody brings back from Twitch."""
        self.fake.user(login)
        self.fake.authority.visitor = login
        async with httpx.AsyncClient() as browser:
            answer = await browser.get(url, follow_redirects=False)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["location"])
        assert back.path == "/v1/auth/twitch/callback"
        return {name: values[0] for name, values in parse_qs(back.query).items()}

    async def come_back(
        self, brought: dict[str, str], secret: str, headers: dict[str, str] = NOBODY
    ) -> httpx.Response:
        """In the browser that has this secret."""
        cookies = {"Cookie": f"hypecut_twitch={secret}"}
        return await self.http.get("/v1/auth/twitch/callback", params=brought, headers=headers | cookies)

    async def sign_in(self, login: str) -> httpx.Response:
        """From a program, to its end."""
        begun = (await self.http.get("/v1/auth/twitch/start", headers=PROGRAM)).json()
        brought = await self.at_twitch(begun["url"], login)
        body = {"code": brought["code"], "state": brought["state"], "secret": begun["secret"]}
        return await self.http.post("/v1/auth/twitch/callback", json=body, headers=NOBODY)

    async def begin_link(self, who: Person, channel_id: str, *features: str) -> Any:
        path = f"/v1/channels/{channel_id}/twitch/link"
        body = {"features": features} if features else {}
        begun = await self.http.post(path, json=body, headers=bearer(who.access))
        assert begun.status_code == 200, begun.text
        return begun.json()

    async def link(
        self, who: Person, channel_id: str, *features: str, by: str = "streamer"
    ) -> httpx.Response:
        """Link a channel, signed in at Twitch as `by`."""
        begun = await self.begin_link(who, channel_id, *features)
        brought = await self.at_twitch(begun["url"], by)
        return await self.come_back(brought, begun["secret"])

    async def linked(self, who: Person, channel_id: str, *features: str, by: str = "streamer") -> Any:
        answer = await self.link(who, channel_id, *features, by=by)
        assert answer.status_code == 200, answer.text
        return answer.json()["link"]

    async def links(self, headers: dict[str, str] = WORKER) -> list[dict[str, Any]]:
        answer = await self.http.get("/v1/twitch/links", headers=headers)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def token(self, **form: str) -> httpx.Response:
        """As TwitchIO asks."""
        whole = {"client_id": self.fake.app.client_id, "client_secret": WORKER_TOKEN} | form
        return await self.http.post("/v1/twitch/oauth2/token", data=whole, headers=NOBODY)

    async def validated(self, token: str) -> httpx.Response:
        return await self.http.get("/v1/twitch/oauth2/validate", headers={"Authorization": f"OAuth {token}"})


@asynccontextmanager
async def twitch_door(setup: Setup, **more: object) -> AsyncIterator[TwitchDoor]:
    """An API, and the Twitch that it knows."""
    async with FakeTwitch(clock=setup.clock, ticking=False) as fake:
        setup.more = {
            **setup.more,
            "twitch_client_id": fake.app.client_id,
            "twitch_client_secret": fake.app.secret,
            "twitch_auth_url": fake.url,
            "twitch_api_url": fake.api_url,
            **more,
        }
        async with started(setup) as api:
            yield TwitchDoor(api, fake, setup)
