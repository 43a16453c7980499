"""Workspaces and their members: made by people, never without an owner, gone when deleted."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from api.access.caller import Role
from api.tables import MembershipRow, RevisionRow
from tests.api.people import Person, bearer, joins, me, person
from tests.api.running import TOKEN, Api
from tests.api.test_http import problem


@pytest.fixture
async def ada(api: Api) -> Person:
    return await person(api, "ada")


@pytest.fixture
async def bob(api: Api) -> Person:
    return await person(api, "bob")


async def membership(api: Api, who: Person, workspace_id: str) -> str:
    async with api.services.database.reading() as session:
        query = select(MembershipRow.membership_id).where(
            MembershipRow.user_id == who.user_id, MembershipRow.workspace_id == workspace_id
        )
        return (await session.scalars(query)).one()


async def test_who_makes_a_workspace_owns_it(api: Api, ada: Person, bob: Person) -> None:
    headers = bearer(ada.access) | {"Idempotency-Key": "team"}
    body = {"name": "Team Blue", "slug": "team-blue"}
    first = await api.http.post("/v1/workspaces", json=body, headers=headers)
    again = await api.http.post("/v1/workspaces", json=body, headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    workspace_id = first.json()["workspace_id"]
    roles = (await me(api, ada.access)).json()["roles"]
    assert {"workspace_id": workspace_id, "role": "owner"} in roles
    taken = await api.http.post("/v1/workspaces", json=body, headers=bearer(bob.access))
    problem(taken, 409, "slug-taken")
    problem(
        await api.http.get(f"/v1/workspaces/{workspace_id}", headers=bearer(bob.access)),
        404,
        "unknown-workspace",
    )
    free = [
        (await api.http.post("/v1/workspaces", json={"name": "Ünï & Co"}, headers=bearer(bob.access))).json()
        for _ in range(2)
    ]
    assert free[0]["slug"] != free[1]["slug"]
    assert free[0]["slug"].startswith("uni-co-")


async def test_a_change_is_for_the_version_that_was_seen(api: Api, ada: Person) -> None:
    path, headers = f"/v1/workspaces/{ada.workspace_id}", bearer(ada.access)
    tag = (await api.http.get(path, headers=headers)).headers["etag"]
    first = await api.http.patch(path, json={"name": "one"}, headers=headers | {"If-Match": tag})
    assert first.status_code == 200
    assert first.headers["etag"] != tag
    late = await api.http.patch(path, json={"name": "two"}, headers=headers | {"If-Match": tag})
    problem(late, 412, "precondition-failed")
    for match in ("*", f"W/{first.headers['etag']}", f'"99", {first.headers["etag"]}'):
        same = await api.http.patch(path, json={"name": "one"}, headers=headers | {"If-Match": match})
        assert same.status_code == 200
    gone = await api.http.delete(path, headers=headers | {"If-Match": tag})
    problem(gone, 412, "precondition-failed")
    assert (await api.http.get(path, headers=headers)).json()["name"] == "one"


async def test_a_workspace_keeps_an_owner(api: Api, ada: Person, bob: Person) -> None:
    headers, home = bearer(ada.access), ada.workspace_id
    own = f"/v1/memberships/{await membership(api, ada, home)}"
    problem(await api.http.patch(own, json={"role": "viewer"}, headers=headers), 409, "last-owner")
    problem(await api.http.delete(own, headers=headers), 409, "last-owner")
    problem(await api.http.delete(own, headers=bearer(TOKEN)), 409, "last-owner")
    assert (await api.http.patch(own, json={"role": "owner"}, headers=headers)).status_code == 200
    body = {"workspace_id": home, "email": bob.email.upper(), "role": "owner"}
    made = await api.http.post("/v1/memberships", json=body, headers=headers)
    assert made.status_code == 201
    problem(await api.http.post("/v1/memberships", json=body, headers=headers), 409, "already-member")
    assert (await api.http.delete(own, headers=headers)).status_code == 204
    problem(await api.http.get(f"/v1/workspaces/{home}", headers=headers), 404, "unknown-workspace")
    last = f"/v1/memberships/{made.json()['membership_id']}"
    problem(await api.http.delete(last, headers=bearer(bob.access)), 409, "last-owner")


async def test_of_two_owners_who_leave_at_once_one_stays(api: Api, ada: Person, bob: Person) -> None:
    home = ada.workspace_id
    for _ in range(5):
        other = await joins(api, bob, home, Role.OWNER)
        own = await membership(api, ada, home)
        answers = await asyncio.gather(
            api.http.delete(f"/v1/memberships/{own}", headers=bearer(ada.access)),
            api.http.delete(f"/v1/memberships/{other}", headers=bearer(bob.access)),
        )
        assert sorted(answer.status_code for answer in answers)[0] == 204
        assert sorted(answer.status_code for answer in answers)[1] in {409, 503}
        async with api.services.database.writing() as work:
            query = select(MembershipRow).where(MembershipRow.workspace_id == home)
            left = (await work.session.scalars(query)).all()
            assert [row.role for row in left] == ["owner"]
            await work.session.delete(left[0])
        await joins(api, ada, home, Role.OWNER)


async def test_a_member_may_leave_and_may_not_rise(api: Api, ada: Person, bob: Person) -> None:
    joined = f"/v1/memberships/{await joins(api, bob, ada.workspace_id, Role.EDITOR)}"
    problem(
        await api.http.patch(joined, json={"role": "owner"}, headers=bearer(bob.access)), 403, "forbidden"
    )
    others = f"/v1/memberships/{await membership(api, ada, ada.workspace_id)}"
    problem(await api.http.delete(others, headers=bearer(bob.access)), 403, "forbidden")
    assert (await api.http.delete(joined, headers=bearer(bob.access))).status_code == 204


async def test_nobody_learns_what_workspaces_and_accounts_there_are(
    api: Api, ada: Person, bob: Person
) -> None:
    answers = [
        await api.http.post(
            "/v1/memberships",
            json={"workspace_id": workspace_id, "email": email, "role": "owner"},
            headers=bearer(bob.access),
        )
        for workspace_id in (ada.workspace_id, "no-such-workspace")
        for email in (ada.email, "nobody@example.org")
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(403, answers[0].content)}
    body = {"workspace_id": bob.workspace_id, "email": "nobody@example.org", "role": "viewer"}
    unknown = problem(
        await api.http.post("/v1/memberships", json=body, headers=bearer(bob.access)), 422, "invalid"
    )
    assert unknown["errors"] == [{"field": "email", "message": "has no account"}]


async def test_a_deleted_workspace_is_gone_with_its_members_and_each_is_told_of(
    api: Api, ada: Person, bob: Person
) -> None:
    joined = await joins(api, bob, ada.workspace_id, Role.VIEWER)
    path = f"/v1/workspaces/{ada.workspace_id}"
    problem(await api.http.delete(path, headers=bearer(bob.access)), 403, "forbidden")
    assert (await api.http.delete(path, headers=bearer(ada.access))).status_code == 204
    assert (await me(api, ada.access)).json()["roles"] == []
    for headers in (bearer(ada.access), bearer(bob.access), bearer(TOKEN)):
        problem(await api.http.get(path, headers=headers), 404, "unknown-workspace")
        problem(await api.http.delete(path, headers=headers), 404, "unknown-workspace")
    problem(await api.http.get(f"/v1/memberships/{joined}", headers=bearer(TOKEN)), 404, "unknown-membership")
    async with api.services.database.reading() as session:
        query = select(RevisionRow).where(
            RevisionRow.workspace_id == ada.workspace_id, RevisionRow.operation == "delete"
        )
        told = (await session.scalars(query)).all()
    assert sorted(row.table_name for row in told) == ["memberships", "memberships", "workspaces"]
    assert {row.caller_id for row in told} == {ada.user_id}


async def test_the_home_workspace_stays(api: Api) -> None:
    first = (await api.http.get("/v1/workspaces")).json()["items"][-1]
    refused = await api.http.delete(f"/v1/workspaces/{first['workspace_id']}")
    problem(refused, 409, "home-workspace")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "x", "slug": "Not A Slug"}, "slug"),
        ({"name": "x", "slug": "../etc"}, "slug"),
        ({"name": "x", "slug": "a" * 64}, "slug"),
        ({"name": "x", "test_of": "mine"}, "test_of"),
        ({"name": "x", "workspace_id": "mine"}, "workspace_id"),
        ({"name": "x", "version": 7}, "version"),
        ({"name": "x", "created_at_ms": 7}, "created_at_ms"),
        ({"name": "x", "deleted_at_ms": None}, "deleted_at_ms"),
    ],
)
async def test_a_workspace_that_cannot_be_meant_is_refused_by_field(
    api: Api, ada: Person, body: dict[str, object], field: str
) -> None:
    answer = await api.http.post("/v1/workspaces", json=body, headers=bearer(ada.access))
    assert [error["field"] for error in problem(answer, 422, "invalid")["errors"]] == [field]  # type: ignore[attr-defined]


async def test_a_program_without_a_workspace_is_told_so(api: Api, ada: Person) -> None:
    home = f"/v1/workspaces/{ada.workspace_id}"
    await api.http.delete(home, headers=bearer(ada.access))
    lost = await api.http.post(
        "/v1/watches", json={"source": "https://example.com/a.mp4"}, headers=bearer(ada.access)
    )
    problem(lost, 403, "forbidden")
    for name in ("one", "two"):
        await api.http.post("/v1/workspaces", json={"name": name}, headers=bearer(ada.access))
    unclear = await api.http.post(
        "/v1/watches", json={"source": "https://example.com/a.mp4"}, headers=bearer(ada.access)
    )
    assert problem(unclear, 422, "invalid")["errors"] == [{"field": "workspace_id", "message": "is needed"}]
