"""What somebody might try: too much, too deep, in the wrong place, or of another's; and what they get."""

from __future__ import annotations

import base64
import json

import httpx
import pytest
from sqlalchemy import select

from api.tables import MembershipRow, UserRow, WatchRow, WorkspaceRow
from tests.api.people import Person, bearer, person
from tests.api.running import Api
from tests.api.test_http import problem


@pytest.fixture
async def ada(api: Api) -> Person:
    return await person(api, "ada")


@pytest.fixture
async def eve(api: Api) -> Person:
    return await person(api, "eve")


async def a_watch(api: Api, who: Person, source: str = "https://example.com/a.mp4") -> str:
    answer = await api.http.post("/v1/watches", json={"source": source}, headers=bearer(who.access))
    assert answer.status_code == 201, answer.text
    watch_id: str = answer.json()["watch_id"]
    return watch_id


# --- what is not theirs to set -------------------------------------------------------------------------

OTHERS = {
    "version": 99,
    "created_at_ms": 1,
    "updated_at_ms": 1,
    "deleted_at_ms": 1,
    "operator": True,
    "role": "owner",
    "user_id": "somebody",
    "made_by": "somebody",
    "tokens_after_ms": 0,
    "disabled_at_ms": None,
    "__class__": "x",
    "metadata": {},
}


@pytest.mark.parametrize("name", [*OTHERS])
async def test_no_body_sets_what_is_not_a_field_of_it(api: Api, eve: Person, name: str) -> None:
    headers, more = bearer(eve.access), {name: OTHERS[name]}
    watch_id = await a_watch(api, eve)
    asked = [
        ("POST", "/v1/workspaces", {"name": "x"}),
        ("PATCH", f"/v1/workspaces/{eve.workspace_id}", {"name": "x"}),
        ("POST", "/v1/watches", {"source": "https://example.com/x.mp4"}),
        ("PATCH", f"/v1/watches/{watch_id}", {"wanted": True}),
        ("PATCH", "/v1/auth/me", {"name": "x"}),
        ("POST", "/v1/auth/login", {"email": eve.email, "password": "x"}),
        (
            "POST",
            "/v1/access-rules",
            {"table_name": "clips", "operation": "view", "expression": "row.title == 'x'"},
        ),
    ]
    if name != "role":  # a key has one, within what its owner may
        asked.append(("POST", "/v1/keys", {"name": "x", "scopes": ["*:read"]}))
    for method, path, body in asked:
        answer = await api.http.request(method, path, json=body | more, headers=headers)
        errors = problem(answer, 422, "invalid")["errors"]
        assert isinstance(errors, list)
        assert [error["field"] for error in errors] == [name], (method, path)
    async with api.services.database.reading() as session:
        user = await session.get(UserRow, eve.user_id)
        assert user is not None
        assert not user.operator
        assert user.name == "eve"
        workspace = await session.get(WorkspaceRow, eve.workspace_id)
        assert workspace is not None
        assert workspace.version == 1


async def test_nothing_is_made_in_or_moved_to_another_workspace(api: Api, ada: Person, eve: Person) -> None:
    headers = bearer(eve.access)
    for path, body in (
        ("/v1/watches", {"source": "https://example.com/x.mp4"}),
        ("/v1/keys", {"name": "x", "scopes": ["*:read"]}),
        ("/v1/access-rules", {"table_name": "clips", "operation": "view", "expression": "row.title == 'x'"}),
        ("/v1/channels", {"platform": "hls", "name": "x", "source": "https://example.com/x"}),
    ):
        for workspace_id in (ada.workspace_id, "0", "null", "00000000-0000-7000-8000-000000000000"):
            answer = await api.http.post(path, json={**body, "workspace_id": workspace_id}, headers=headers)
            problem(answer, 403, "forbidden")  # and the same whether the workspace is there or not
    watch_id = await a_watch(api, eve)
    moved = await api.http.patch(
        f"/v1/watches/{watch_id}", json={"wanted": True, "workspace_id": ada.workspace_id}, headers=headers
    )
    problem(moved, 422, "invalid")
    made = (await api.http.get("/v1/memberships", headers=headers)).json()["items"]
    promoted = await api.http.patch(
        f"/v1/memberships/{made[0]['membership_id']}",
        json={"role": "owner", "workspace_id": ada.workspace_id},
        headers=headers,
    )
    problem(promoted, 422, "invalid")
    async with api.services.database.reading() as session:
        of_eve = (
            await session.scalars(
                select(MembershipRow.workspace_id).where(MembershipRow.user_id == eve.user_id)
            )
        ).all()
    assert of_eve == [eve.workspace_id]


async def test_what_is_there_and_what_is_not_look_alike(api: Api, ada: Person, eve: Person) -> None:
    headers = bearer(eve.access)
    watch_id = await a_watch(api, ada)
    for noun, there, change in (
        ("watches", watch_id, {"wanted": True}),
        ("workspaces", ada.workspace_id, {"name": "x"}),
    ):
        answers = []
        for row_id in (there, "00000000-0000-7000-8000-000000000000"):
            for method, body in (("GET", None), ("PATCH", change), ("DELETE", None)):
                answer = await api.http.request(method, f"/v1/{noun}/{row_id}", json=body, headers=headers)
                answers.append((method, answer.status_code, answer.text.replace(row_id, "ID")))
        assert answers[: len(answers) // 2] == answers[len(answers) // 2 :]
    mine = await a_watch(api, eve)
    stolen = headers | {"Idempotency-Key": "k"}
    await api.http.post(
        "/v1/watches",
        json={"source": "https://example.com/a.mp4"},
        headers=bearer(ada.access) | {"Idempotency-Key": "k"},
    )
    own = await api.http.post("/v1/watches", json={"source": "https://example.com/a.mp4"}, headers=stolen)
    assert own.json()["workspace_id"] == eve.workspace_id  # another's key is another key
    listed = (await api.http.get("/v1/watches", params={"total": True}, headers=headers)).json()
    assert listed["total"] == 2
    assert {one["watch_id"] for one in listed["items"]} == {mine, own.json()["watch_id"]}


# --- filters, cursors, pages ---------------------------------------------------------------------------

SQL = [
    "' OR '1'='1",
    "x'; DROP TABLE watches; --",
    "1) UNION SELECT password_hash FROM users --",
    "%",
    "_",
    "\\",
    "a\x00b",
    "\ud83c",
    "' || (SELECT 1/0) || '",
]


@pytest.mark.parametrize("text", SQL)
async def test_sql_in_filters_is_text(api: Api, ada: Person, eve: Person, text: str) -> None:
    await a_watch(api, ada)
    await a_watch(api, eve)
    headers = bearer(eve.access)
    for path, name in (
        ("/v1/watches", "source"),
        ("/v1/watches", "workspace_id"),
        ("/v1/watches", "sort"),
        ("/v1/revisions", "table_name"),
        ("/v1/revisions", "row_id"),
        ("/v1/audit-log", "action"),
        ("/v1/workspaces", "slug"),
    ):
        query = httpx.QueryParams({name: text.encode("utf-8", "replace").decode()})
        answer = await api.http.get(f"{path}?{query}", headers=headers)
        assert answer.status_code in {200, 422}, answer.text
        if answer.status_code == 200:
            assert answer.json()["items"] == []
    async with api.services.database.reading() as session:
        assert len((await session.scalars(select(WatchRow))).all()) == 2


def _cursor(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "====",
        "é",
        "AAAA",
        _cursor([]),
        _cursor(["-created_at_ms"]),
        _cursor(["-created_at_ms", 1]),
        _cursor({}),
        _cursor("null"),
        _cursor(["name", 1, "a"]),
        _cursor(["created_at_ms", 1, "a"]),
        _cursor(["-created_at_ms", "1", "a"]),
        _cursor(["-created_at_ms", 2**63, "a"]),
        _cursor(["-created_at_ms", -(2**70), "a"]),
        _cursor(["-created_at_ms", 1.5, "a"]),
        _cursor(["-created_at_ms", True, "a"]),
        _cursor(["-created_at_ms", None, "a"]),
        _cursor(["-created_at_ms", [1], "a"]),
        _cursor(["-created_at_ms", 1, 1]),
        _cursor(["-created_at_ms", 1, "a\x00"]),
        _cursor('["-created_at_ms", 1, "\\ud800"]'),
        _cursor('["-created_at_ms", NaN, "a"]'),
        _cursor('["-created_at_ms", 1e999, "a"]'),
        _cursor("[" * 400),
        _cursor(["-created_at_ms", 1, "a", "b"]),
    ],
)
async def test_a_cursor_that_no_list_has_made_is_refused(api: Api, cursor: str) -> None:
    for path in ("/v1/watches", "/v1/workspaces", "/v1/clips"):
        answer = await api.http.get(path, params={"cursor": cursor})
        errors = problem(answer, 422, "invalid")["errors"]
        assert errors == [{"field": "cursor", "message": "unreadable"}], path


async def test_a_cursor_shows_nothing_that_the_list_does_not(api: Api, ada: Person, eve: Person) -> None:
    watch_id = await a_watch(api, ada)
    forged = _cursor(["-created_at_ms", 2**62, "zzzz"])
    page = (await api.http.get("/v1/watches", params={"cursor": forged}, headers=bearer(eve.access))).json()
    assert page["items"] == []
    page = (await api.http.get("/v1/watches", params={"cursor": forged}, headers=bearer(ada.access))).json()
    assert [one["watch_id"] for one in page["items"]] == [watch_id]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=501", "limit"),
        ("limit=99999999999999999999999999", "limit"),
        ("limit=1e3", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("page=2", "page"),
        ("offset=1000000000", "offset"),
        ("sort=source", "sort"),
        ("sort=password_hash", "sort"),
        ("sort=__class__", "sort"),
        ("source_min=a", "source_min"),
        ("deleted_at_ms=1", "deleted_at_ms"),
        ("version_min=0", "version_min"),
        ("total=perhaps", "total"),
        ("cursor=" + "A" * 601, "cursor"),
        ("wanted=2", "wanted"),
        ("WANTED=true", "WANTED"),
    ],
)
async def test_a_list_takes_what_it_declares_and_names_what_it_does_not(
    api: Api, query: str, field: str
) -> None:
    errors = problem(await api.http.get(f"/v1/watches?{query}"), 422, "invalid")["errors"]
    assert isinstance(errors, list)
    assert [error["field"] for error in errors] == [field]


async def test_a_parameter_that_comes_twice_widens_nothing(api: Api, ada: Person, eve: Person) -> None:
    watch_id = await a_watch(api, ada)
    for query in (
        f"workspace_id={eve.workspace_id}&workspace_id={ada.workspace_id}",
        f"workspace_id={ada.workspace_id}&workspace_id={eve.workspace_id}",
        f"workspace_id={eve.workspace_id}&workspace_id[]={ada.workspace_id}",
        "limit=1&limit=500",
        f"workspace_id={ada.workspace_id}%00",
    ):
        answer = await api.http.get(f"/v1/watches?{query}", headers=bearer(eve.access))
        assert answer.status_code in {200, 422}
        assert watch_id not in answer.text


async def test_a_field_that_comes_twice_counts_once(api: Api, eve: Person) -> None:
    body = '{"source": "https://example.com/a.mp4", "workspace_id": "%s", "workspace_id": "%s"}'
    headers = bearer(eve.access) | {"Content-Type": "application/json"}
    answer = await api.http.post("/v1/watches", content=body % ("other", eve.workspace_id), headers=headers)
    assert answer.json()["workspace_id"] == eve.workspace_id
    other = await api.http.post("/v1/watches", content=body % (eve.workspace_id, "other"), headers=headers)
    problem(other, 403, "forbidden")
