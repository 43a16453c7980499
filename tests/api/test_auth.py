"""Accounts: signing up, in and out; tokens that turn, end and are forged; links in mails."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, text

from api.access.service import columns_of
from api.accounts.signing import ACCESS_S, KEY_AGE_MS_MAX, LEEWAY_S, LINK_S
from api.tables import AuditRow, Base, RefreshTokenRow, RevisionRow, SigningKeyRow
from tests.api.people import MailSetup, bearer, disable, me, person, with_mail
from tests.api.running import Api, Setup, started
from tests.api.test_http import problem

PASSWORD = "correct horse battery staple"  # noqa: S105 - of these tests alone
ADA = {"email": "ada@example.org", "password": PASSWORD}
NOBODY = {"Authorization": ""}


@pytest.fixture
def mailed(setup: Setup) -> MailSetup:
    return with_mail(setup)


@pytest.fixture
async def api(mailed: MailSetup) -> AsyncIterator[Api]:
    async with started(mailed) as running:
        running.http.headers.pop("Authorization")
        yield running


async def test_from_sign_up_to_sign_out(api: Api, setup: Setup) -> None:
    made = await api.http.post("/v1/auth/sign-up", json={**ADA, "email": " Ada@Example.org "})
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    tokens = made.json()
    assert tokens["user"]["email"] == "ada@example.org"
    assert not tokens["user"]["operator"]
    assert (await me(api, tokens["access_token"])).json()["roles"][0]["role"] == "owner"
    problem(await api.http.post("/v1/auth/sign-up", json=ADA), 409, "email-taken")

    second = (await api.http.post("/v1/auth/login", json=ADA)).json()
    assert (await me(api, second["access_token"])).json()["user"]["user_id"] == tokens["user"]["user_id"]
    ended = await api.http.post("/v1/auth/logout", json={"refresh_token": second["refresh_token"]})
    assert ended.status_code == 204
    refused = await api.http.post("/v1/auth/refresh", json={"refresh_token": second["refresh_token"]})
    problem(refused, 401, "refresh-refused")
    other = await api.http.post("/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert other.status_code == 200  # another login of the same person goes on


async def test_what_cannot_be_an_account_is_refused_by_field(api: Api) -> None:
    for body, field in (
        ({**ADA, "email": "ada"}, "email"),
        ({**ADA, "email": "a@b\r\nBcc: c@d"}, "email"),
        ({**ADA, "email": "a" * 65 + "@example.org"}, "email"),
        ({**ADA, "email": "İ" * 64 + "@" + "b" * 189}, "email"),
        ({**ADA, "password": "short"}, "password"),
        ({**ADA, "password": "x" * 201}, "password"),
        ({**ADA, "name": "a\nb"}, "name"),
        ({**ADA, "operator": True}, "operator"),
        ({**ADA, "user_id": "me"}, "user_id"),
    ):
        errors = problem(await api.http.post("/v1/auth/sign-up", json=body), 422, "invalid")["errors"]
        assert isinstance(errors, list)
        assert [error["field"] for error in errors] == [field], body


async def test_a_closed_installation_takes_no_sign_ups(setup: Setup) -> None:
    setup.more["sign_up"] = False
    async with started(setup) as api:
        problem(await api.http.post("/v1/auth/sign-up", json=ADA, headers=NOBODY), 403, "forbidden")


async def test_refresh_turns_and_a_token_that_comes_twice_ends_its_login(api: Api) -> None:
    ada = await person(api, "ada")
    tokens = ada.refresh
    for _ in range(3):
        turned = (await api.http.post("/v1/auth/refresh", json={"refresh_token": tokens})).json()
        assert turned["refresh_token"] != tokens
        tokens = turned["refresh_token"]
    problem(
        await api.http.post("/v1/auth/refresh", json={"refresh_token": ada.refresh}), 401, "refresh-refused"
    )
    problem(await api.http.post("/v1/auth/refresh", json={"refresh_token": tokens}), 401, "refresh-refused")
    async with api.services.database.reading() as session:
        logged = (await session.scalars(select(AuditRow).where(AuditRow.action == "refresh.reused"))).all()
        left = await session.scalars(
            select(RefreshTokenRow).where(
                RefreshTokenRow.user_id == ada.user_id, RefreshTokenRow.revoked_at_ms.is_(None)
            )
        )
        assert left.all() == []
    assert [row.detail for row in logged] == [{"user_id": ada.user_id}]


async def test_of_many_that_refresh_at_once_one_wins(api: Api) -> None:
    ada = await person(api, "ada")
    answers = await asyncio.gather(
        *(api.http.post("/v1/auth/refresh", json={"refresh_token": ada.refresh}) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_refresh_ends_with_time_and_with_the_user(api: Api, setup: Setup) -> None:
    ada, bob = await person(api, "ada"), await person(api, "bob")
    await disable(api, bob)
    problem(
        await api.http.post("/v1/auth/refresh", json={"refresh_token": bob.refresh}), 401, "refresh-refused"
    )
    setup.clock.advance(30 * 86_400_000)
    problem(
        await api.http.post("/v1/auth/refresh", json={"refresh_token": ada.refresh}), 401, "refresh-refused"
    )


async def test_an_old_token_that_is_sent_along_does_not_keep_anybody_from_refreshing(
    api: Api, setup: Setup
) -> None:
    ada = await person(api, "ada")
    setup.clock.advance((ACCESS_S + LEEWAY_S) * 1000)
    problem(await me(api, ada.access), 401, "unauthorized")
    turned = await api.http.post(
        "/v1/auth/refresh", json={"refresh_token": ada.refresh}, headers=bearer(ada.access)
    )
    assert turned.status_code == 200
    everywhere = await api.http.post("/v1/auth/logout-everywhere", headers=bearer(ada.access))
    problem(everywhere, 401, "unauthorized")


async def test_logging_out_everywhere_voids_access_tokens_at_once(api: Api, setup: Setup) -> None:
    ada, bob = await person(api, "ada"), await person(api, "bob")
    assert (await me(api, ada.access)).status_code == 200
    ended = await api.http.post("/v1/auth/logout-everywhere", headers=bearer(ada.access))
    assert ended.status_code == 204  # and the clock has not moved since the token was made
    problem(await me(api, ada.access), 401, "unauthorized")
    problem(
        await api.http.post("/v1/auth/refresh", json={"refresh_token": ada.refresh}), 401, "refresh-refused"
    )
    assert (await me(api, bob.access)).status_code == 200
    problem(await api.http.post("/v1/auth/logout-everywhere"), 401, "unauthorized")


async def test_a_login_right_after_a_logout_everywhere_is_good(api: Api) -> None:
    tokens = (await api.http.post("/v1/auth/sign-up", json=ADA)).json()
    await api.http.post("/v1/auth/logout-everywhere", headers=bearer(tokens["access_token"]))
    again = (await api.http.post("/v1/auth/login", json=ADA)).json()
    assert (await me(api, again["access_token"])).status_code == 200
    problem(await me(api, tokens["access_token"]), 401, "unauthorized")


async def test_a_password_is_reset_once_by_a_link_that_ends(api: Api, mailed: MailSetup) -> None:
    tokens = (await api.http.post("/v1/auth/sign-up", json=ADA)).json()
    links = []
    for _ in range(2):
        assert (await api.http.post("/v1/auth/reset", json={"email": "ADA@example.org"})).status_code == 202
        mail = mailed.mailer.mails[-1]
        assert mail.to == "ada@example.org"
        links.append(mail.body.partition("#token=")[2].split()[0])
    problem(await me(api, links[0]), 401, "unauthorized")  # a link is no access token
    body = {"token": links[0], "password": "a wholly new password"}
    forged = {**body, "token": tokens["access_token"]}
    problem(await api.http.put("/v1/auth/password", json=forged), 422, "link-refused")
    problem(await api.http.put("/v1/auth/password", json={**body, "password": "short"}), 422, "invalid")
    assert (await api.http.put("/v1/auth/password", json=body)).status_code == 204
    problem(await api.http.put("/v1/auth/password", json=body), 422, "link-refused")
    problem(await api.http.put("/v1/auth/password", json={**body, "token": links[1]}), 422, "link-refused")
    problem(await me(api, tokens["access_token"]), 401, "unauthorized")
    problem(await api.http.post("/v1/auth/login", json=ADA), 401, "wrong-login")
    new = await api.http.post("/v1/auth/login", json={**ADA, "password": body["password"]})
    assert new.json()["user"]["email_verified"]
    assert (await me(api, new.json()["access_token"])).status_code == 200

    await api.http.post("/v1/auth/reset", json={"email": ADA["email"]})
    late = mailed.mailer.mails[-1].body.partition("#token=")[2].split()[0]
    mailed.clock.advance((LINK_S + LEEWAY_S) * 1000)
    problem(await api.http.put("/v1/auth/password", json={**body, "token": late}), 422, "link-refused")


async def test_nobody_learns_who_has_an_account(api: Api, mailed: MailSetup) -> None:
    await api.http.post("/v1/auth/sign-up", json=ADA)
    bob = await person(api, "bob")
    await disable(api, bob)
    wrong = [
        await api.http.post("/v1/auth/login", json={"email": email, "password": "not the password"})
        for email in (ADA["email"], "nobody@example.org", bob.email)
    ]
    assert len({answer.content for answer in wrong}) == 1
    problem(wrong[0], 401, "wrong-login")
    asked = [
        await api.http.post("/v1/auth/reset", json={"email": email})
        for email in (ADA["email"], "nobody@example.org", bob.email)
    ]
    assert {(answer.status_code, answer.content) for answer in asked} == {(202, b"null")}
    assert [mail.to for mail in mailed.mailer.mails] == [ADA["email"]]


async def test_unknown_user_and_wrong_password_take_alike(api: Api) -> None:
    await api.http.post("/v1/auth/sign-up", json=ADA)
    took: dict[str, list[float]] = {ADA["email"]: [], "nobody@example.org": []}
    for _ in range(4):
        for email, times in took.items():
            begun = time.perf_counter()
            await api.http.post("/v1/auth/login", json={"email": email, "password": "not the password"})
            times.append(time.perf_counter() - begun)
    known, unknown = (min(times) for times in took.values())
    assert 0.5 < known / unknown < 2  # without the hash of nobody it would be thirty times


async def test_a_mailer_that_fails_fails_no_request(
    mailed: MailSetup, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise ConnectionError("the mail server is away")

    async with started(mailed) as api:
        ada = await person(api, "ada")
        monkeypatch.setattr(mailed.mailer, "send", broken)
        assert (await api.http.post("/v1/auth/reset", json={"email": ada.email})).status_code == 202
    assert "a mail could not be sent" in caplog.text


async def test_who_tries_too_often_waits(api: Api, setup: Setup) -> None:
    body = {"email": "nobody@example.org", "password": "x"}
    answers = [await api.http.post("/v1/auth/login", json=body) for _ in range(11)]
    assert {answer.status_code for answer in answers[:10]} == {401}
    problem(answers[10], 429, "too-many-requests")
    assert answers[10].headers["retry-after"] == "300"
    other = await api.http.post("/v1/auth/login", json={**body, "email": "other@example.org"})
    problem(other, 401, "wrong-login")
    setup.clock.advance(299_001)
    assert (await api.http.post("/v1/auth/login", json=body)).headers["retry-after"] == "1"
    setup.clock.advance(999)
    problem(await api.http.post("/v1/auth/login", json=body), 401, "wrong-login")


async def test_mails_to_one_address_are_few(api: Api, mailed: MailSetup) -> None:
    ada = await person(api, "ada")
    asked = [await api.http.post("/v1/auth/reset", json={"email": ada.email}) for _ in range(6)]
    assert [answer.status_code for answer in asked] == [202] * 5 + [429]
    assert len(mailed.mailer.mails) == 5


async def test_signing_keys_turn_and_old_tokens_live_out_their_time(api: Api, setup: Setup) -> None:
    ada = await person(api, "ada")
    first = [one["kid"] for one in (await api.http.get("/.well-known/jwks.json")).json()["keys"]]
    setup.clock.advance(KEY_AGE_MS_MAX - 60_000)
    late = await person(api, "late")  # the old key's last minute
    setup.clock.advance(60_000)
    bob = await person(api, "bob")
    both = [one["kid"] for one in (await api.http.get("/.well-known/jwks.json")).json()["keys"]]
    assert len(first) == 1
    assert both[0] == first[0]
    assert len(both) == 2
    assert (await me(api, late.access)).status_code == 200
    assert (await me(api, bob.access)).status_code == 200
    problem(await me(api, ada.access), 401, "unauthorized")
    setup.clock.advance((LINK_S + LEEWAY_S) * 1000)
    assert [one["kid"] for one in (await api.http.get("/.well-known/jwks.json")).json()["keys"]] == both[1:]
    async with api.services.database.reading() as session:
        rows = (await session.scalars(select(SigningKeyRow))).all()
    assert sum(row.retired_at_ms is None for row in rows) == 1


async def test_another_process_on_the_same_database_knows_the_tokens(setup: Setup) -> None:
    async with started(setup) as one, started(setup) as other:
        ada = await person(one, "ada")
        assert (await me(other, ada.access)).status_code == 200
        turned = await other.http.post("/v1/auth/refresh", json={"refresh_token": ada.refresh})
        assert (await me(one, turned.json()["access_token"])).status_code == 200
        keys = [(await api.http.get("/.well-known/jwks.json")).json() for api in (one, other)]
        assert keys[0] == keys[1]
        assert len(keys[0]["keys"]) == 1


async def test_a_process_with_another_secret_makes_its_own_key_and_neither_ends_the_others(
    setup: Setup,
) -> None:
    async with started(setup) as one:
        await person(one, "ada")
        setup.more["secret"] = "another altogether"  # noqa: S105 - of this test
        async with started(setup) as other:
            for number in range(3):
                await person(other, f"other{number}")
                await person(one, f"one{number}")
            assert len((await one.http.get("/.well-known/jwks.json")).json()["keys"]) == 2


async def test_secrets_are_in_no_log_and_in_no_history(
    mailed: MailSetup, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with started(mailed) as api:
        api.http.headers.pop("Authorization")
        tokens = (await api.http.post("/v1/auth/sign-up", json=ADA)).json()
        logged = (await api.http.post("/v1/auth/login", json=ADA)).json()
        turned = (
            await api.http.post("/v1/auth/refresh", json={"refresh_token": logged["refresh_token"]})
        ).json()
        made = await api.http.post(
            "/v1/keys", json={"name": "k", "scopes": ["*:read"]}, headers=bearer(turned["access_token"])
        )
        await api.http.post("/v1/auth/reset", json={"email": ADA["email"]})
        link = mailed.mailer.mails[0].body.partition("#token=")[2].split()[0]
        new = "a wholly new password"
        await api.http.put("/v1/auth/password", json={"token": link, "password": new})
        await api.http.post("/v1/auth/refresh", json={"refresh_token": logged["refresh_token"]})
        secrets = [PASSWORD, new, link, made.json()["key"]]
        for pair in (tokens, logged, turned):
            secrets += [pair["access_token"], pair["refresh_token"]]
        held = await _everything(api)
        hashes = [row for row in held if "argon2" in row or "PRIVATE" in row]
        assert held
        assert len(hashes) == 2  # of the first operator and of Ada, in their own rows
        for secret in secrets:
            assert not [row for row in held if secret in row]
            assert secret not in caplog.text
        async with api.services.database.reading() as session:
            history = [
                repr([getattr(row, name) for name in columns_of(table)])
                for table in (RevisionRow, AuditRow)
                for row in (await session.scalars(select(table))).all()
            ]
        assert len(history) > 8
        assert not [row for row in history if "argon2" in row or "digest" in row or "private_key" in row]


async def _everything(api: Api) -> list[str]:
    """Every row of every table as text."""
    async with api.services.database.reading() as session:
        return [
            repr(tuple(row))
            for name in Base.metadata.tables
            for row in (await session.execute(text(f'SELECT * FROM "{name}"'))).all()  # noqa: S608
        ]
