"""The pages of operators: signing in, looking through tables, changing rows, and who cannot."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from sqlalchemy import select, update

from api.accounts import service as accounts
from api.accounts.service import NewUser
from api.audit.models import AuditRow, RevisionRow
from api.tables import Base, ClipRow, UserRow
from api.web.visits import COOKIE, VISIT_MS
from tests.api.members import signed_up
from tests.api.running import Api, Setup
from tests.api.saying import added, clips_of, said
from tests.api.test_http import problem

PASSWORD = "a password of the tests"  # noqa: S105 - of these tests alone


async def an_operator(api: Api, email: str = "op@example.org", *, operator: bool = True) -> None:
    async with api.services.database.writing() as work:
        new = NewUser(email, PASSWORD, "Op <b>")
        hashed = await accounts.passwords.hashed(PASSWORD)
        user = await accounts.sign_up(
            work.session,
            NewUser(new.email, hashed, new.name),
            api.services.clock.now_ms(),
            operator=operator,
        )
        user.email_verified = True


@asynccontextmanager
async def a_browser(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    """Without a token, and with a jar of its own."""
    transport = httpx.ASGITransport(api.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as browser:
        yield browser


async def sign_in(browser: httpx.AsyncClient, email: str = "op@example.org") -> httpx.Response:
    return await browser.post("/admin/login", data={"email": email, "password": PASSWORD})


@asynccontextmanager
async def an_operators(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    await an_operator(api)
    async with a_browser(api) as browser:
        answer = await sign_in(browser)
        assert answer.status_code == 303, answer.text
        yield browser


async def csrf_of(browser: httpx.AsyncClient) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', (await browser.get("/admin")).text)
    assert found
    return found[1]


def fields(page: httpx.Response) -> dict[str, str]:
    """A form as a browser would send it."""
    from html import unescape

    text = page.text
    found = dict(re.findall(r'<input [^>]*name="(\w+)" value="([^"]*)"', text.partition("<main>")[2]))
    found |= dict(re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>\n?(.*?)</textarea>', text, re.DOTALL))
    for name, body in re.findall(r'<select [^>]*name="(\w+)">(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    return {name: unescape(value) for name, value in found.items()}


async def test_an_operator_signs_in_and_out(api: Api) -> None:
    await an_operator(api)
    async with a_browser(api) as browser:
        assert (await browser.get("/admin")).headers["location"] == "/admin/login"
        answer = await sign_in(browser)
        cookie = answer.headers["set-cookie"]
        assert {"HttpOnly", "Path=/admin", "SameSite=strict"} <= set(cookie.split("; "))
        page = await browser.get("/admin")
        assert page.status_code == 200
        assert "Op &lt;b&gt;" in page.text
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        kept = browser.cookies[COOKIE]
        await browser.post("/admin/logout", data={"csrf": await csrf_of(browser)})
        browser.cookies.set(COOKIE, kept)
        assert (await browser.get("/admin")).status_code == 303  # the server forgot it, not only the browser


async def test_who_does_not_get_in(api: Api) -> None:
    await an_operator(api)
    await an_operator(api, "ada@example.org", operator=False)
    async with a_browser(api) as browser:
        wrong = await browser.post("/admin/login", data={"email": "op@example.org", "password": "not it"})
        assert (wrong.status_code, COOKIE in browser.cookies) == (401, False)
        assert (await sign_in(browser, "ada@example.org")).status_code == 403
        assert COOKIE not in browser.cookies
        for _ in range(12):
            answer = await browser.post("/admin/login", data={"email": "op@example.org", "password": "x"})
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        forged = {COOKIE: "x" * 43}
        for path in (
            "/admin",
            "/admin/tables/users",
            "/admin/tables/users/row?id=1",
            "/admin/tables/clips/edit",
        ):
            browser.cookies.update(forged)
            assert (await browser.get(path)).status_code == 303, path
        assert (await browser.get("/admin/static/admin.css")).status_code == 200
        assert (await browser.get("/admin/static/..%2Froutes.py")).status_code == 404


async def test_a_visit_ends(api: Api, setup: Setup) -> None:
    async with an_operators(api) as browser:
        secret = browser.cookies[COOKIE]
        # The cookie is none of the API's tokens, however it is sent.
        for token in (secret, f"page:{secret}"):
            answer = await api.http.post("/v1/auth/refresh", json={"refresh_token": token})
            problem(answer, 401, "refresh-refused")
        assert (await browser.get("/admin")).status_code == 303  # trying that ended it
        await sign_in(browser)
        setup.clock.advance(VISIT_MS)
        assert (await browser.get("/admin")).status_code == 303
        await sign_in(browser)
        async with api.services.database.writing() as work:
            await work.session.execute(
                update(UserRow).where(UserRow.email == "op@example.org").values(operator=False)
            )
        assert (await browser.get("/admin")).status_code == 403
        async with api.services.database.writing() as work:
            await work.session.execute(
                update(UserRow).where(UserRow.email == "op@example.org").values(disabled_at_ms=1)
            )
        assert (await browser.get("/admin")).status_code == 303


async def test_every_table_is_shown_and_no_secret_is(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    await clips_of(api, ada)
    key = {"workspace_id": ada.workspace_id, "name": "k", "scopes": ["*:read"]}
    await api.http.post("/v1/keys", json=key, headers=ada.headers)
    async with an_operators(api) as browser:
        front = (await browser.get("/admin")).text
        names = [mapper.class_.__tablename__ for mapper in Base.registry.mappers]
        assert len(names) > 20
        for name in names:
            assert f'href="/admin/tables/{name}"' in front
            page = await browser.get(f"/admin/tables/{name}")
            assert page.status_code == 200, name
            row = re.search(r'href="(/admin/tables/\w+/row\?[^"]*)"', page.text)
            if row is None:
                continue
            shown = await browser.get(row[1].replace("&amp;", "&"))
            assert shown.status_code == 200, name
            async with api.services.database.reading() as session:
                users = (await session.scalars(select(UserRow.password_hash))).all()
            for secret in users:
                assert str(secret) not in page.text + shown.text
        for name in ("users", "api_keys", "signing_keys", "memberships"):
            assert re.search(
                r'href="(/admin/tables/\w+/row\?[^"]*)"', (await browser.get(f"/admin/tables/{name}")).text
            )
        assert (await browser.get("/admin/tables/nope")).status_code == 404
        assert (await browser.get("/admin/tables/clips/row?id=nope")).status_code == 404
        assert (await browser.get("/admin/tables/gaps/row?id=a&id=b")).status_code == 404
        assert (await browser.get("/admin/tables/revisions/row?id=99999999999999999999")).status_code == 404


async def test_rows_are_searched_sorted_and_turned(api: Api) -> None:
    for number in range(60):
        body = {"name": f"Team {number:02}", "slug": f"team-{number:02}"}
        assert (await api.http.post("/v1/workspaces", json=body)).status_code == 201

    def names(page: httpx.Response) -> list[str]:
        return re.findall(r'data-label="name">([^<]*)<', page.text)

    async with an_operators(api) as browser:
        path = "/admin/tables/workspaces"
        up = names(await browser.get(path, params={"sort": "name", "q": "Team"}))
        assert up[:2] == ["Team 00", "Team 01"]
        assert len(up) == 50
        rest = names(await browser.get(path, params={"sort": "name", "q": "team", "number": "2"}))
        assert rest == [f"Team {number:02}" for number in range(50, 60)]
        assert names(await browser.get(path, params={"sort": "-name", "q": "Team"}))[0] == "Team 59"
        assert names(await browser.get(path, params={"q": "TEAM-07"})) == ["Team 07"]
        for search in ("%", "_eam", "'; DROP TABLE clips --", "\x00", "x" * 5000):
            page = await browser.get(path, params={"q": search, "sort": "password_hash", "number": "-1"})
            assert page.status_code == 200
            assert len(names(page)) in {0, 50}
        assert names(await browser.get(path, params={"q": "%"})) == []


async def test_a_row_is_changed_as_the_api_would_and_keeps_its_history(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    (clip_id,) = await clips_of(api, ada)
    await added(api, ada, "rank", "number")
    await said(api, ada, clip_id, custom={"rank": 1})
    async with an_operators(api) as browser:
        path = f"/admin/tables/clips/edit?id={clip_id}"
        form = fields(await browser.get(path))
        assert (form["review"], form["custom"], form["tags"]) == ("pending", '{\n  "rank": 1\n}', "")
        good = form | {"review": "approved", "tags": "ace\r\n funny \r\n", "note": "<script>"}
        answer = await browser.post(path, data=good)
        assert answer.status_code == 303, answer.text
        row = (await api.http.get(f"/v1/clips/{clip_id}")).json()
        assert (row["review"], row["tags"], row["note"]) == ("approved", ["ace", "funny"], "<script>")
        assert row["custom"] == {"rank": 1}
        shown = await browser.get(answer.headers["location"])
        assert "&lt;script&gt;" in shown.text
        assert "<script>" not in shown.text.partition("<main>")[2]
        assert "approved</ins>" in shown.text
        # Somebody was faster: the form that was opened before is refused.
        stale = await browser.post(path, data=good | {"note": "late"})
        assert stale.status_code == 412
        assert "late" in stale.text
        for wrong, sentence in (
            ({"custom": '{"rank": "x"}'}, "rank: is a number"),
            ({"custom": "{"}, "is no JSON"),
            ({"review": "maybe"}, "approved"),
            ({"tags": "a,b"}, "pattern"),
        ):
            form = fields(await browser.get(path)) | wrong
            refused = await browser.post(path, data=form)
            assert refused.status_code == 422
            assert sentence in refused.text
            assert 'class="field wrong"' in refused.text
    async with api.services.database.reading() as session:
        user_id = await session.scalar(select(UserRow.user_id).where(UserRow.email == "op@example.org"))
        query = select(RevisionRow).where(RevisionRow.row_id == clip_id).order_by(RevisionRow.number.desc())
        newest = (await session.scalars(query)).first()
        audited = await session.scalar(select(AuditRow).where(AuditRow.action == "page.signed_in"))
    assert newest is not None
    assert newest.caller_id == user_id
    assert newest.after["review"] == "approved"
    assert audited is not None


async def test_a_custom_field_is_added_on_the_page(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    async with an_operators(api) as browser:
        path = "/admin/tables/custom_fields/new"
        form = fields(await browser.get(path, params={"table_name": "clips"}))
        assert form["table_name"] == "clips"
        form |= {"workspace_id": ada.workspace_id, "name": "mood", "kind": "choice"}
        refused = await browser.post(path, data=form)
        assert refused.status_code == 422
        assert "needs at least one" in refused.text
        answer = await browser.post(path, data=form | {"choices": "low\nhigh", "required": "true"})
        assert answer.status_code == 303, answer.text
        assert (await browser.get(answer.headers["location"])).status_code == 200
    (made,) = (await api.http.get("/v1/custom-fields", headers=ada.headers)).json()["items"]
    assert (made["choices"], made["required"], made["label"]) == (["low", "high"], True, "Mood")


async def test_no_other_site_writes(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    (clip_id,) = await clips_of(api, ada)
    async with an_operators(api) as browser:
        path = f"/admin/tables/clips/edit?id={clip_id}"
        form = fields(await browser.get(path)) | {"note": "forged"}
        bad = [
            (form | {"csrf": ""}, {}),
            (form | {"csrf": "0" * 64}, {}),
            ({name: value for name, value in form.items() if name != "csrf"}, {}),
            (form, {"Origin": "http://evil.example"}),
            (form, {"Origin": "null"}),
            (form, {"Sec-Fetch-Site": "cross-site"}),
            (form, {"Sec-Fetch-Site": "same-site"}),
        ]
        for sent, headers in bad:
            assert (await browser.post(path, data=sent, headers=headers)).status_code == 403, headers
        assert (await browser.post("/admin/logout", data={"csrf": "x"})).status_code == 403
        assert (
            await browser.post("/admin/tables/custom_fields/new", data={"name": "x", "kind": "text"})
        ).status_code == 403
        login = {"email": "op@example.org", "password": PASSWORD}
        evil = await browser.post("/admin/login", data=login, headers={"Origin": "http://evil.example"})
        assert evil.status_code == 403
        async with api.services.database.reading() as session:
            assert await session.scalar(select(ClipRow.note)) == ""
        good = await browser.post(path, data=form, headers={"Origin": "http://api"})
        assert good.status_code == 303


async def test_what_is_not_for_people_is_not_written(api: Api) -> None:
    async with an_operators(api) as browser:
        csrf = await csrf_of(browser)
        for name in ("users", "api_keys", "revisions", "audit_log", "settings", "sessions"):
            for verb in ("edit", "new"):
                answer = await browser.post(
                    f"/admin/tables/{name}/{verb}", data={"csrf": csrf, "operator": "true"}
                )
                assert answer.status_code == 404, name
