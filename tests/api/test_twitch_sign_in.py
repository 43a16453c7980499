"""Signing in with Twitch: who comes in, and who does not, whatever they send along."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import select

from api.tables import IdentityRow, TwitchFlowRow, UserRow
from api.twitch.flows import FLOW_MS
from tests.api.people import bearer, me, person
from tests.api.running import Api, Setup
from tests.api.test_http import problem
from tests.api.twitch_door import NOBODY, PAGES, PROGRAM, TwitchDoor, twitch_door


@pytest.fixture
async def door(setup: Setup) -> AsyncIterator[TwitchDoor]:
    async with twitch_door(setup) as opened:
        yield opened


async def users(api: Api) -> list[UserRow]:
    async with api.services.database.reading() as session:
        return list(await session.scalars(select(UserRow).order_by(UserRow.user_id)))


async def test_a_program_is_given_tokens_and_comes_into_the_same_account_again(door: TwitchDoor) -> None:
    first = await door.sign_in("ada")
    assert first.status_code == 200, first.text
    assert first.headers["cache-control"] == "no-store"
    tokens = first.json()["tokens"]
    assert tokens["user"] | {"user_id": "", "created_at_ms": 0} == {
        "user_id": "",
        "email": "ada@example.com",
        "name": "ada",
        "operator": False,
        "email_verified": True,
        "created_at_ms": 0,
    }
    mine = (await me(door.api, tokens["access_token"])).json()
    assert mine["roles"][0]["role"] == "owner"
    again = (await door.sign_in("ada")).json()["tokens"]
    assert again["user"]["user_id"] == tokens["user"]["user_id"]
    balance = await door.http.get("/v1/credits/accounts", headers=bearer(tokens["access_token"]))
    assert balance.json()["items"][0]["balance"] == 60
    # The grant has told who they are, and is of no use any more.
    await door.keeper.revoke_due()
    assert not door.fake.authority.granted(door.fake.app.client_id, door.fake.user("ada").user_id)


async def test_a_browser_is_sent_to_twitch_and_comes_back_signed_in(door: TwitchDoor) -> None:
    who = await person(door.api, "root", operator=True)
    added = await door.http.post("/v1/auth/twitch/identity", headers=bearer(who.access))
    brought = await door.at_twitch(added.json()["url"], "root")
    shown = await door.come_back(brought, added.json()["secret"], PAGES)
    assert "sign in as root" in shown.text
    login_page = await door.http.get("/admin/login", headers=NOBODY)
    link = re.search(r'href="(/v1/auth/twitch/start[^"]*)"', login_page.text)
    assert link is not None
    begun = await door.http.get(link[1], headers=PAGES)
    assert begun.status_code == 303
    cookie = begun.headers["set-cookie"]
    assert cookie.startswith("hypecut_twitch=")
    assert {"HttpOnly", "Path=/v1/auth/twitch", "SameSite=lax", "Max-Age=600"} <= set(cookie.split("; "))
    brought = await door.at_twitch(begun.headers["location"], "root")
    arrived = await door.http.get("/v1/auth/twitch/callback", params=brought, headers=PAGES)
    assert arrived.status_code == 200
    assert 'content="0; url=/admin"' in arrived.text
    assert arrived.headers["cache-control"] == "no-store"
    given = arrived.headers.get_list("set-cookie")
    assert any("hypecut_page=" in one and "SameSite=strict" in one and "HttpOnly" in one for one in given)
    assert any(one.startswith('hypecut_twitch=""') for one in given)  # it is of no more use
    assert "signed" not in brought["code"]
    assert (await door.http.get("/admin", headers=PAGES)).status_code == 200


async def test_a_page_goes_on_on_this_site_alone(door: TwitchDoor) -> None:
    for target in (
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "/ok\\..",
        "javascript:alert(1)",
        "admin",
        "/a\r\nSet-Cookie: x=y",
    ):
        begun = await door.http.get("/v1/auth/twitch/start", params={"next": target}, headers=PAGES)
        assert problem(begun, 422, "invalid")["errors"] == [
            {"field": "next", "message": "is no path of this site"}
        ], target
    begun = await door.http.get("/v1/auth/twitch/start", params={"next": "/a?b=%22&c"}, headers=PAGES)
    brought = await door.at_twitch(begun.headers["location"], "ada")
    arrived = await door.http.get("/v1/auth/twitch/callback", params=brought, headers=PAGES)
    assert 'content="0; url=/a?b=%22&amp;c"' in arrived.text


async def test_a_state_is_good_once_in_the_same_hands_and_for_ten_minutes(door: TwitchDoor) -> None:
    begun = (await door.http.get("/v1/auth/twitch/start", headers=PROGRAM)).json()
    door.http.cookies.clear()
    brought = await door.at_twitch(begun["url"], "ada")
    for secret in ("", "x", begun["secret"][:-1], brought["state"]):  # a lured browser has another one
        problem(await door.come_back(brought, secret), 403, "twitch-other-hands")
    assert (await door.come_back(brought, begun["secret"])).status_code == 200
    problem(await door.come_back(brought, begun["secret"]), 403, "twitch-state-refused")  # replayed

    for state in ("", "forged", brought["state"][:-1] + "x", "x" * 200):
        problem(
            await door.come_back({**brought, "state": state}, begun["secret"]), 403, "twitch-state-refused"
        )

    late = (await door.http.get("/v1/auth/twitch/start", headers=PROGRAM)).json()
    door.http.cookies.clear()
    brought = await door.at_twitch(late["url"], "ada")
    door.setup.clock.advance(FLOW_MS)
    problem(await door.come_back(brought, late["secret"]), 403, "twitch-state-refused")
    await door.keeper.sweep()
    async with door.api.services.database.reading() as session:
        assert list(await session.scalars(select(TwitchFlowRow))) == []


async def test_of_two_who_come_back_with_one_state_one_gets_in(door: TwitchDoor) -> None:
    begun = (await door.http.get("/v1/auth/twitch/start", headers=PROGRAM)).json()
    door.http.cookies.clear()
    brought = await door.at_twitch(begun["url"], "ada")
    answers = await asyncio.gather(*(door.come_back(brought, begun["secret"]) for _ in range(5)))
    assert sorted(one.status_code for one in answers) == [200, 403, 403, 403, 403]


async def test_whoever_says_no_at_twitch_is_not_signed_in(door: TwitchDoor) -> None:
    door.fake.authority.denies = True
    begun = (await door.http.get("/v1/auth/twitch/start", headers=PROGRAM)).json()
    brought = await door.at_twitch(begun["url"], "ada")
    assert brought["error"] == "access_denied"
    problem(await door.come_back(brought, begun["secret"]), 403, "twitch-denied")
    problem(await door.come_back(brought, begun["secret"]), 403, "twitch-state-refused")
    again = (await door.http.get("/v1/auth/twitch/start", headers=PROGRAM)).json()
    page = await door.come_back({"error": "x"}, again["secret"], PAGES)
    assert page.status_code == 403
    assert "begin anew" in page.text
    assert len(await users(door.api)) == 1  # the first operator


async def test_a_code_of_another_flow_is_not_taken(door: TwitchDoor) -> None:
    """PKCE: a code that was slipped into somebody's way back was asked for with another verifier."""
    begun = [(await door.http.get("/v1/auth/twitch/start", headers=PROGRAM)).json() for _ in range(2)]
    door.http.cookies.clear()
    eves = await door.at_twitch(begun[0]["url"], "eve")
    adas = await door.at_twitch(begun[1]["url"], "ada")
    mixed = {**adas, "code": eves["code"]}
    problem(await door.come_back(mixed, begun[1]["secret"]), 403, "twitch-code-refused")
    assert len(await users(door.api)) == 1


async def test_nobody_comes_into_an_account_by_an_address_that_is_not_shown_to_be_theirs(
    door: TwitchDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Eve has signed up with Ada's address, which nobody has verified here, and waits for her to come.
    body = {"email": "ada@example.com", "password": "correct horse battery staple"}
    eve = await door.http.post("/v1/auth/sign-up", json=body, headers=NOBODY)
    assert eve.status_code == 201
    problem(await door.sign_in("ada"), 409, "account-not-proven")
    async with door.api.services.database.writing() as work:
        user = (await work.session.scalars(select(UserRow).where(UserRow.email == "ada@example.com"))).one()
        user.email_verified = True  # by a mail
    same = (await door.sign_in("ada")).json()["tokens"]["user"]
    assert same["user_id"] == eve.json()["user"]["user_id"]

    # Twitch tells no address that it has not verified.
    shown = door.fake.helix.shown

    def unverified(*args: object, **more: object) -> object:
        answer = type(shown).users(shown, *args, **more)  # type: ignore[arg-type]
        for one in answer["data"] if isinstance(answer, dict) else answer:
            one.pop("email", None)
        return answer

    monkeypatch.setattr(shown, "users", unverified)
    problem(await door.sign_in("mallory"), 403, "twitch-email-unverified")
    assert (await door.sign_in("ada")).status_code == 200  # who is known needs none


async def test_an_operator_is_not_opened_by_an_address(door: TwitchDoor) -> None:
    async with door.api.services.database.writing() as work:
        user = (await work.session.scalars(select(UserRow).where(UserRow.operator.is_(True)))).one()
        user.email, user.email_verified = "ada@example.com", True
    problem(await door.sign_in("ada"), 409, "account-not-proven")


async def test_a_disabled_account_stays_shut(door: TwitchDoor) -> None:
    made = (await door.sign_in("ada")).json()["tokens"]["user"]
    async with door.api.services.database.writing() as work:
        user = await work.session.get(UserRow, made["user_id"])
        assert user is not None
        user.disabled_at_ms = 1
    problem(await door.sign_in("ada"), 401, "unauthorized")


async def test_a_closed_installation_lets_in_who_has_an_account(setup: Setup) -> None:
    async with twitch_door(setup, sign_up=False) as door:
        problem(await door.sign_in("ada"), 403, "forbidden")


async def test_a_login_at_twitch_opens_one_account(door: TwitchDoor) -> None:
    ada, eve = await person(door.api, "a"), await person(door.api, "e")
    for who, by, status in ((ada, "ada", 200), (ada, "ada", 200), (eve, "ada", 409), (eve, "eve", 200)):
        begun = (await door.http.post("/v1/auth/twitch/identity", headers=bearer(who.access))).json()
        brought = await door.at_twitch(begun["url"], by)
        answer = await door.come_back(brought, begun["secret"])
        assert answer.status_code == status, answer.text
        if status == 200:
            assert answer.json() == {"tokens": None, "link": None, "identity": by}
    assert (await door.sign_in("ada")).json()["tokens"]["user"]["user_id"] == ada.user_id
    gone = await door.http.delete("/v1/auth/twitch/identity", headers=bearer(ada.access))
    assert gone.status_code == 204
    assert (await door.sign_in("ada")).json()["tokens"]["user"]["user_id"] != ada.user_id
    # Whoever has no password would lock themselves out.
    newcomer = (await door.sign_in("zoe")).json()["tokens"]["access_token"]
    refused = await door.http.delete("/v1/auth/twitch/identity", headers=bearer(newcomer))
    problem(refused, 409, "only-way-in")
    async with door.api.services.database.reading() as session:
        rows = list(await session.scalars(select(IdentityRow.subject)))
    assert sorted(rows) == sorted(door.fake.user(one).user_id for one in ("ada", "eve", "zoe"))


@pytest.mark.parametrize(
    ("path", "status", "slug"),
    [
        ("/oauth2/token", 500, "twitch-away"),
        ("/oauth2/validate", 503, "twitch-away"),
        ("/helix/users", 500, "twitch-away"),
        ("/oauth2/token", 403, "twitch-wrong"),
        ("/helix/users", 404, "twitch-wrong"),
        ("/helix/users", 401, "twitch-code-refused"),
    ],
)
async def test_what_goes_wrong_at_twitch_is_said(
    door: TwitchDoor, path: str, status: int, slug: str, caplog: pytest.LogCaptureFixture
) -> None:
    door.fake.fail(path, status, times=9)
    answer = await door.sign_in("ada")
    expected = {"twitch-away": 503, "twitch-wrong": 502, "twitch-code-refused": 403}[slug]
    said = problem(answer, expected, slug)
    assert said["remedy"]
    assert len(await users(door.api)) == 1
    secrets = [*door.fake.authority.tokens, *door.fake.authority.refreshes, door.fake.app.secret]
    assert not any(secret in caplog.text or secret in answer.text for secret in secrets)


async def test_without_an_application_every_way_says_which_setting_is_missing(api: Api) -> None:
    who = await person(api, "ann")
    asked: list[httpx.Response] = [
        await api.http.get("/v1/auth/twitch/start", headers=NOBODY),
        await api.http.get("/v1/auth/twitch/callback", params={"state": "x", "code": "y"}, headers=NOBODY),
        await api.http.post(
            "/v1/auth/twitch/callback", json={"state": "x", "code": "y", "secret": "z"}, headers=NOBODY
        ),
        await api.http.post("/v1/auth/twitch/identity", headers=bearer(who.access)),
        await api.http.get("/v1/twitch/links"),
        await api.http.get("/v1/twitch/scopes"),
        await api.http.post("/v1/twitch/bot/link"),
        await api.http.get("/v1/twitch/bot"),
        await api.http.post("/v1/twitch/oauth2/token", headers=NOBODY),
        await api.http.get("/v1/twitch/oauth2/validate", headers=NOBODY),
    ]
    for answer in asked:
        said = problem(answer, 409, "twitch-off")
        assert "HYPECUT_TWITCH_CLIENT_ID" in str(said["detail"]), answer.url
    page = await api.http.get("/v1/auth/twitch/callback", headers=PAGES)
    assert page.status_code == 409
    assert "HYPECUT_TWITCH_CLIENT_ID" in page.text
    assert "twitch" not in (await api.http.get("/admin/login", headers=NOBODY)).text
