"""API keys: shown once, kept as a hash, bounded by scope, role and time, and told when last used."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from api.access.caller import Role
from api.keys.uses import KeyUses
from api.seals import digest_of
from api.sweeper import Sweeper
from api.tables import ApiKeyRow, AuditRow, WorkspaceRow
from schemas.ids import new_id
from tests.api.people import Person, bearer, joins, key_of, me, person
from tests.api.running import TOKEN, Api, Setup
from tests.api.test_http import problem


@pytest.fixture
async def ada(api: Api) -> Person:
    return await person(api, "ada")


async def made(api: Api, who: Person, **more: object) -> dict[str, object]:
    body = {"name": "clip wall", "scopes": ["watches:read"], **more}
    answer = await api.http.post("/v1/keys", json=body, headers=bearer(who.access))
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    key: dict[str, object] = answer.json()
    return key


async def test_a_key_is_shown_once_and_kept_as_a_hash(api: Api, ada: Person) -> None:
    key = await made(api, ada, scopes=["watches:read", "watches:read", "clips:read"])
    secret = str(key["key"])
    assert secret.startswith("hk_")
    assert len(secret) > 40
    assert key["scopes"] == ["clips:read", "watches:read"]
    assert key["role"] == "viewer"
    headers = bearer(ada.access)
    for path in ("/v1/keys", f"/v1/keys/{key['key_id']}", "/v1/revisions", "/v1/audit-log"):
        text = (await api.http.get(path, headers=headers)).text
        assert secret not in text
        assert digest_of(secret) not in text
    async with api.services.database.reading() as session:
        row = await session.get(ApiKeyRow, str(key["key_id"]))
        assert row is not None
        assert row.digest == digest_of(secret)
        assert secret.startswith(row.shown)
        assert len(row.shown) == 12
        noted = (await session.scalars(select(AuditRow).where(AuditRow.action == "key.made"))).one()
    assert noted.detail == {"key_id": key["key_id"], "scopes": key["scopes"]}
    found = (await me(api, secret)).json()
    assert (found["kind"], found["scopes"]) == ("key", key["scopes"])
    assert found["roles"] == [{"workspace_id": ada.workspace_id, "role": "viewer"}]


async def test_a_revoked_key_opens_nothing_and_stays_in_the_list(api: Api, ada: Person) -> None:
    key = await made(api, ada)
    for _ in range(2):  # the second changes nothing
        gone = await api.http.delete(f"/v1/keys/{key['key_id']}", headers=bearer(ada.access))
        assert gone.status_code == 204
    problem(await me(api, str(key["key"])), 401, "unauthorized")
    listed = (await api.http.get("/v1/keys", headers=bearer(ada.access))).json()["items"]
    assert [(one["key_id"], one["revoked_at_ms"]) for one in listed] == [
        (key["key_id"], api.services.clock.now_ms())
    ]
    async with api.services.database.reading() as session:
        revoked = await session.scalars(select(AuditRow).where(AuditRow.action == "key.revoked"))
        assert len(revoked.all()) == 1


async def test_a_key_ends_with_its_time_and_with_its_workspace(api: Api, setup: Setup, ada: Person) -> None:
    ends_ms = setup.clock.now_ms() + 1000
    key = await made(api, ada, expires_at_ms=ends_ms)
    lasting = await made(api, ada)
    setup.clock.advance(999)
    assert (await me(api, str(key["key"]))).status_code == 200
    setup.clock.advance(1)
    problem(await me(api, str(key["key"])), 401, "unauthorized")
    assert (await me(api, str(lasting["key"]))).status_code == 200
    path = f"/v1/workspaces/{ada.workspace_id}"
    assert (await api.http.delete(path, headers=bearer(ada.access))).status_code == 204
    problem(await me(api, str(lasting["key"])), 401, "unauthorized")


async def test_a_key_makes_no_keys(api: Api, ada: Person) -> None:
    strong = await made(api, ada, scopes=["*:read", "*:write"], role="owner")
    body = {"name": "another", "scopes": ["*:write"], "workspace_id": ada.workspace_id}
    refused = await api.http.post("/v1/keys", json=body, headers=bearer(str(strong["key"])))
    problem(refused, 403, "forbidden")
    revoked = await api.http.delete(f"/v1/keys/{strong['key_id']}", headers=bearer(str(strong["key"])))
    assert revoked.status_code == 204  # but it may end itself, should it have been stolen


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["clips"]}, "scopes.0"),
        ({"scopes": ["clips:delete"]}, "scopes.0"),
        ({"scopes": ["clip:read"]}, "scopes"),
        ({"scopes": ["clips:read"] * 51}, "scopes"),
        ({"role": "operator"}, "role"),
        ({"expires_at_ms": 1}, "expires_at_ms"),
        ({"operator": True}, "operator"),
        ({"digest": "0" * 64}, "digest"),
        ({"key": "hk_of_my_choice"}, "key"),
        ({"made_by": "me"}, "made_by"),
    ],
)
async def test_a_key_that_cannot_be_meant_is_refused_by_field(
    api: Api, ada: Person, change: dict[str, object], field: str
) -> None:
    body = {"name": "k", "scopes": ["clips:read"], **change}
    errors = problem(await api.http.post("/v1/keys", json=body, headers=bearer(ada.access)), 422, "invalid")
    found = errors["errors"]
    assert isinstance(found, list)
    assert [error["field"] for error in found] == [field]


async def test_the_keys_of_a_test_twin_say_so(api: Api, ada: Person) -> None:
    twin_id = new_id(api.services.clock.now_ms())
    async with api.services.database.writing() as work:
        work.session.add(
            WorkspaceRow(
                workspace_id=twin_id, slug="twin", name="twin", test_of=ada.workspace_id, deleted_at_ms=None
            )
        )
    await joins(api, ada, twin_id, Role.OWNER)
    test = await made(api, ada, workspace_id=twin_id)
    live = await made(api, ada, workspace_id=ada.workspace_id)
    assert str(test["key"]).startswith("test_hk_")
    assert str(test["shown"]).startswith("test_hk_")
    assert str(live["key"]).startswith("hk_")
    roles = (await me(api, str(test["key"]))).json()["roles"]
    assert [one["workspace_id"] for one in roles] == [twin_id]
    problem(await me(api, str(test["key"]).removeprefix("test_")), 401, "unauthorized")
    problem(await me(api, f"test_{live['key']}"), 401, "unauthorized")


async def test_when_a_key_was_last_used_is_written_once_a_minute(api: Api, setup: Setup, ada: Person) -> None:
    key = await made(api, ada)
    path = f"/v1/keys/{key['key_id']}"
    sweeper = Sweeper(api.services.database, setup.clock, api.services.key_uses)
    headers = bearer(ada.access)
    setup.clock.advance(1000)
    used_ms = setup.clock.now_ms()
    written: list[str] = []

    def count(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith(("UPDATE api_keys", "INSERT INTO api_keys")):
            written.append(statement)

    event.listen(api.services.database.engine.sync_engine, "before_cursor_execute", count)
    for _ in range(5):
        await me(api, str(key["key"]))
    assert written == []
    assert (await api.http.get(path, headers=headers)).json()["last_used_at_ms"] is None
    setup.clock.advance(5000)
    await sweeper.sweep()
    before = (await api.http.get(path, headers=headers)).json()
    assert before["last_used_at_ms"] == used_ms
    assert before["version"] == 1  # it is no change of anybody's
    assert len([one for one in written if one.startswith("UPDATE api_keys")]) == 1
    written.clear()
    await sweeper.sweep()
    assert not [one for one in written if one.startswith("UPDATE api_keys")]
    listed = (await api.http.get("/v1/revisions", params={"row_id": key["key_id"]}, headers=headers)).json()
    assert [one["operation"] for one in listed["items"]] == ["create"]


async def test_uses_of_keys_that_are_gone_are_bounded(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.keys.uses.KEYS_MAX", 2)
    uses = KeyUses()
    for name in ("a", "b", "c", "a"):
        uses.note(name, 1)
    async with api.services.database.writing() as work:
        assert await uses.write(work.session) == 2
        assert await uses.write(work.session) == 0


async def test_a_bad_key_is_no_use(api: Api, ada: Person) -> None:
    revoked = await key_of(api, ada.workspace_id, ["*:read"], revoked_at_ms=1)
    await me(api, revoked)
    async with api.services.database.writing() as work:
        assert await api.services.key_uses.write(work.session) == 0


async def test_keys_of_a_workspace_are_for_its_owners(api: Api, ada: Person) -> None:
    bob = await person(api, "bob")
    await joins(api, bob, ada.workspace_id, Role.EDITOR)
    key = await made(api, ada)
    listed = await api.http.get("/v1/keys", headers=bearer(bob.access))
    assert listed.json()["items"] == []
    body = {"name": "k", "scopes": ["*:read"], "workspace_id": ada.workspace_id}
    problem(await api.http.post("/v1/keys", json=body, headers=bearer(bob.access)), 403, "forbidden")
    problem(await api.http.get(f"/v1/keys/{key['key_id']}", headers=bearer(bob.access)), 404, "unknown-key")
    missing = await api.http.post("/v1/keys", json={**body, "workspace_id": "nothing"}, headers=bearer(TOKEN))
    problem(missing, 422, "invalid")
