"""The history: each change with who, when, from where, before and after; and nobody changes it."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from api.access.caller import Role
from api.tables import AuditRow, RevisionRow
from tests.api.people import Person, bearer, joins, key_of, person
from tests.api.running import EPOCH_MS, WORKER_TOKEN, Api, Setup
from tests.api.test_http import problem


@pytest.fixture
async def ada(api: Api) -> Person:
    return await person(api, "ada")


async def history(api: Api, who: Person, **filters: str) -> list[dict[str, object]]:
    answer = await api.http.get(
        "/v1/revisions", params={"sort": "number", **filters}, headers=bearer(who.access)
    )
    assert answer.status_code == 200, answer.text
    items: list[dict[str, object]] = answer.json()["items"]
    return items


async def test_each_change_is_told_with_who_whence_before_and_after(
    api: Api, setup: Setup, ada: Person
) -> None:
    headers = bearer(ada.access) | {"User-Agent": "a browser"}
    made = await api.http.post("/v1/workspaces", json={"name": "one", "slug": "one"}, headers=headers)
    workspace_id = made.json()["workspace_id"]
    setup.clock.advance(1000)
    path = f"/v1/workspaces/{workspace_id}"
    for name in ("two", "two"):  # the second changes nothing, and is not told of
        await api.http.patch(path, json={"name": name}, headers=headers)
    setup.clock.advance(1000)
    first, renamed = await history(api, ada, table_name="workspaces", row_id=workspace_id)
    await api.http.delete(path, headers=headers)
    assert first["operation"] == "create"
    assert first["before"] == {}
    after = first["after"]
    assert isinstance(after, dict)
    assert after["name"] == "one"
    assert after["created_at_ms"] == EPOCH_MS
    assert renamed["operation"] == "update"
    assert (renamed["before"], renamed["after"]) == ({"name": "one"}, {"name": "two"})
    assert renamed["at_ms"] == EPOCH_MS + 1000
    assert (renamed["caller_kind"], renamed["caller_id"]) == ("user", ada.user_id)
    assert renamed["address"] == "127.0.0.1"
    assert renamed["workspace_id"] == workspace_id
    async with api.services.database.reading() as session:
        query = select(RevisionRow).where(RevisionRow.row_id == workspace_id).order_by(RevisionRow.number)
        rows = (await session.scalars(query)).all()
    assert [row.operation for row in rows] == ["create", "update", "delete"]
    assert rows[-1].after == {"deleted_at_ms": EPOCH_MS + 2000}


async def test_programs_are_told_of_by_name(api: Api, ada: Person) -> None:
    key = await key_of(api, ada.workspace_id, ["watches:write", "watches:read"], Role.EDITOR)
    made = await api.http.post(
        "/v1/watches", json={"source": "https://example.com/a.mp4"}, headers=bearer(key)
    )
    path = f"/v1/watches/{made.json()['watch_id']}"
    await api.http.patch(path, json={"wanted": False}, headers=bearer(WORKER_TOKEN))
    await api.http.patch(path, json={"wanted": True})
    told = await history(api, ada, table_name="watches")
    assert [one["caller_kind"] for one in told] == ["key", "worker", "key"]
    assert told[1]["caller_id"] == "worker"
    assert told[2]["caller_id"] == "local-operator"


async def test_a_refused_change_leaves_no_trace(api: Api, ada: Person) -> None:
    bob = await person(api, "bob")
    await joins(api, bob, ada.workspace_id, Role.VIEWER)
    before = len(await history(api, ada))
    path = f"/v1/workspaces/{ada.workspace_id}"
    problem(await api.http.patch(path, json={"name": "x"}, headers=bearer(bob.access)), 403, "forbidden")
    stale = bearer(ada.access) | {"If-Match": '"99"'}
    problem(await api.http.patch(path, json={"name": "x"}, headers=stale), 412, "precondition-failed")
    assert len(await history(api, ada)) == before


async def test_the_history_of_a_workspace_is_for_its_owners(api: Api, ada: Person) -> None:
    bob, eve = await person(api, "bob"), await person(api, "eve")
    await joins(api, bob, ada.workspace_id, Role.EDITOR)
    for path in ("/v1/revisions", "/v1/audit-log"):
        for who in (bob, eve):
            found = await api.http.get(
                path, params={"workspace_id": ada.workspace_id}, headers=bearer(who.access)
            )
            assert found.json()["items"] == []
            assert ada.email not in (await api.http.get(path, headers=bearer(who.access))).text
    assert await history(api, ada)
    assert {one["workspace_id"] for one in await history(api, ada)} == {ada.workspace_id}


async def test_filters_and_pages(api: Api, setup: Setup, ada: Person) -> None:
    for number in range(5):
        setup.clock.advance(10)
        body = {"source": f"https://example.com/{number}.mp4", "workspace_id": ada.workspace_id}
        await api.http.post("/v1/watches", json=body, headers=bearer(ada.access))
    params = {"table_name": "watches", "limit": 2, "total": True}
    seen, cursor = [], None
    while True:
        more = params | ({"cursor": cursor} if cursor else {})
        page = (await api.http.get("/v1/revisions", params=more, headers=bearer(ada.access))).json()
        assert page["total"] == 5
        seen += [one["number"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 5
    late = await history(api, ada, table_name="watches", at_ms_min=str(EPOCH_MS + 40))
    assert len(late) == 2
    assert len(await history(api, ada, caller_id=ada.user_id, at_ms_max=str(EPOCH_MS + 10))) == 1


@pytest.mark.parametrize("table", [RevisionRow, AuditRow])
async def test_the_database_itself_refuses_to_change_the_history(
    api: Api, ada: Person, table: type[RevisionRow | AuditRow]
) -> None:
    await api.http.post("/v1/keys", json={"name": "k", "scopes": ["*:read"]}, headers=bearer(ada.access))
    database = api.services.database
    async with database.reading() as session:
        before = await session.scalar(select(func.count()).select_from(table))
    assert before
    for statement in (
        update(table).values(caller_id="nobody"),
        delete(table),
        text(f"UPDATE {table.__tablename__} SET at_ms = 0 WHERE number = 1"),  # noqa: S608
        text(f"DELETE FROM {table.__tablename__} WHERE number = 1"),  # noqa: S608
    ):
        with pytest.raises(DBAPIError, match="never changed"):
            async with database.writing() as work:
                await work.session.execute(statement)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(table)) == before


async def test_no_route_writes_the_history(api: Api) -> None:
    paths = api.app.openapi()["paths"]
    assert list(paths["/v1/revisions"]) == ["get"]
    assert list(paths["/v1/audit-log"]) == ["get"]
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in ("/v1/revisions", "/v1/audit-log"):
            problem(await api.http.request(method, path, json={}), 405, "method-not-allowed")
            problem(await api.http.request(method, f"{path}/1", json={}), 404, "no-such-path")


async def test_what_is_long_is_told_by_its_length(api: Api, ada: Person) -> None:
    rule = {
        "workspace_id": ada.workspace_id,
        "table_name": "clips",
        "operation": "delete",
        "expression": "row.title == 'x'",
        "note": "n" * 500,
    }
    made = await api.http.post("/v1/access-rules", json=rule, headers=bearer(ada.access))
    told = await history(api, ada, row_id=made.json()["rule_id"])
    assert told[0]["after"]["note"] == "n" * 500  # type: ignore[index]
