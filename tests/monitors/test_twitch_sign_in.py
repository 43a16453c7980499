"""The stand-in for Twitch's sign-in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from tests.fakes.twitch import FakeTwitch

BACK = "http://localhost:8700/back"


@pytest.fixture
async def fake() -> AsyncIterator[FakeTwitch]:
    async with FakeTwitch(ticking=False) as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_the_code_flow(fake: FakeTwitch, http: aiohttp.ClientSession) -> None:
    verifier = "v" * 64
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "client_id": fake.app.client_id,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "channel:bot clips:edit",
        "state": "s t",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }

    async def signs_in(**more: str) -> dict[str, str]:
        url = f"{fake.url}/oauth2/authorize"
        async with http.get(url, params=asked | more, allow_redirects=False) as answer:
            if answer.status != 302:
                return await answer.json()
            assert answer.headers["Location"].startswith(f"{BACK}?")
            return {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    async def tokens(**form: str) -> tuple[int, Any]:
        form = {"client_id": fake.app.client_id, "client_secret": fake.app.secret, **form}
        async with http.post(f"{fake.url}/oauth2/token", data=form) as answer:
            return answer.status, await answer.json()

    fake.authority.visitor = "Streamer"
    back = await signs_in()
    assert (back["state"], back["scope"]) == ("s t", "channel:bot clips:edit")
    trade = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": BACK}
    assert (await tokens(**trade, client_secret="no"))[0] == 403  # noqa: S106 - a wrong one
    status, got = await tokens(**trade, code_verifier=verifier)
    assert (status, got["scope"], got["token_type"]) == (200, ["channel:bot", "clips:edit"], "bearer")
    reused = {"status": 400, "message": "Invalid authorization code"}
    assert await tokens(**trade, code_verifier=verifier) == (400, reused)
    trade["code"] = (await signs_in())["code"]
    assert (await tokens(**trade, code_verifier="other"))[0] == 400
    fake.authority.denies = True
    assert (await signs_in())["error"] == "access_denied"
    assert (await signs_in(redirect_uri="https://evil.example/"))["status"] == 400
    assert (await signs_in(client_id="x"))["message"] == "invalid client"

    headers = {"Authorization": f"OAuth {got['access_token']}"}
    async with http.get(f"{fake.url}/oauth2/validate", headers=headers) as answer:
        shown = await answer.json()
    assert (shown["login"], shown["scopes"]) == ("streamer", ["channel:bot", "clips:edit"])
    await fake.advance(got["expires_in"] * 1000 + 1000)
    async with http.get(f"{fake.url}/oauth2/validate", headers=headers) as answer:
        assert (answer.status, await answer.json()) == (
            401,
            {"status": 401, "message": "invalid access token"},
        )
    refresh = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}
    status, fresh = await tokens(**refresh)
    assert (status, fresh["refresh_token"]) == (200, got["refresh_token"])
    assert fresh["access_token"] != got["access_token"]
    form = {"client_id": fake.app.client_id, "token": fresh["access_token"]}
    async with http.post(f"{fake.url}/oauth2/revoke", data=form) as answer:
        assert answer.status == 200
    async with http.post(f"{fake.url}/oauth2/revoke", data=form) as answer:
        assert (answer.status, (await answer.json())["message"]) == (400, "Invalid token")
    assert await tokens(**refresh) == (400, {"status": 400, "message": "Invalid refresh token"})
    status, app = await tokens(grant_type="client_credentials")
    assert (status, "refresh_token" in app) == (200, False)


async def test_a_page_asks_whoever_tries_it_by_hand(fake: FakeTwitch, http: aiohttp.ClientSession) -> None:
    fake.authority.asks = True
    url = f"{fake.url}/oauth2/authorize?client_id={fake.app.client_id}&redirect_uri={BACK}&state=1"
    url += "&response_type=code&scope=clips:edit"
    async with http.get(url) as answer:
        page = await answer.text()
    assert "clips:edit" in page
    assert "<button name=stand_in value=allow>" in page
    assert 'name="state" value="1"' in page
    async with http.get(f"{url}&stand_in=allow&login=somebody", allow_redirects=False) as answer:
        assert "code=" in answer.headers["Location"]
    assert [code.user.login for code in fake.authority.codes.values()] == ["somebody"]
    async with http.get(f"{url}&stand_in=deny", allow_redirects=False) as answer:
        assert "error=access_denied" in answer.headers["Location"]


async def test_what_is_tried_by_hand_happens(fake: FakeTwitch, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{fake.url}/") as answer:
        assert "/control/go_live" in await answer.text()
    calls = (
        ("go_live", {"login": "streamer", "title": "By hand", "category": "", "language": ""}),
        ("say", {"login": "streamer", "user": "viewer1", "text": "hello", "role": "vip"}),
        ("raid", {"source": "other", "target": "streamer", "viewers": "12"}),
    )
    for name, values in calls:
        async with http.post(f"{fake.url}/control/{name}", data=values, allow_redirects=False) as answer:
            assert answer.status == 303
    gift = {"login": "streamer", "user": None, "recipients": ["one", "two"]}
    async with http.post(f"{fake.url}/control/gift", json=gift) as answer:
        assert (await answer.json())["done"] == "gift"
    async with http.post(f"{fake.url}/control/dance", json={}) as answer:
        assert answer.status == 400
        assert "go_live" in (await answer.json())["error"]
    assert fake.channel("streamer").title == "By hand"
    assert {"stream.online", "channel.chat.message", "channel.raid"} <= {one.kind for one in fake.board.told}
    async with http.get(f"{fake.url}/control") as answer:
        assert (await answer.json())["sockets"] == []
