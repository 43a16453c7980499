"""Who may do what to which row: a table of every route there is, and what each caller is answered.

A route without a line here fails the first test: whoever adds one says who may use it.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.access_table import OPEN, TABLE, body_of
from tests.api.access_world import CALLERS, MARK, OUTSIDERS, REFUSED, World, fresh, world_of
from tests.api.people import bearer
from tests.api.running import Api


def routes_of(api: Api) -> list[str]:
    paths = api.app.openapi()["paths"]
    return [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]


@pytest.fixture
async def world(api: Api) -> World:
    return await world_of(api)


async def test_every_route_has_a_line_and_every_line_a_route(api: Api) -> None:
    assert sorted(routes_of(api)) == sorted({**TABLE, **OPEN})


def noun_of(path: str) -> str:
    """Which row a path is about; credits and the bot have several nouns below one name."""
    parts = path.split("/")
    return "/".join(parts[2:4] if parts[2] in {"credits", "bot"} else parts[2:3])


async def _ask(world: World, route: str, token: str | None) -> httpx.Response:  # noqa: C901 - a line a case
    method, path = route.split(" ")
    noun = noun_of(path)
    row_id = world.rows.get(noun, "")
    if route.startswith("DELETE") and path.endswith("/{row_id}") and noun not in {"workspaces", "workers"}:
        row_id = await fresh(world, noun)
    rows = {"feed_id": "feeds", "channel_id": "channels"}
    for name in ("slug", "feed_id", "delivery_id", "channel_id", "opt_out_id"):
        path = path.replace("{" + name + "}", world.rows.get(rows.get(name, name), ""))
    path = path.replace("{token}", "g" * 43)
    if noun == "feeds":
        path = path.replace("{clip_id}", world.rows["clips"])
    for name in ("row_id", "channel_id", "watch_id", "session_id", "highlight_id", "clip_id"):
        path = path.replace("{" + name + "}", world.rows["sessions"] if noun == "memories" else row_id)
    path = path.replace("{judge}", "chat").replace("{workspace_id}", world.home)
    path = path.replace("{event_id}", "evt_1")
    headers = bearer(token) if token else {"Authorization": ""}
    more: dict[str, Any] = {}
    if route.endswith("{workspace_id}/events"):
        more["params"] = {"after": 2**50}
    if route == "GET /v1/billing":
        more["params"] = {"workspace_id": world.home}
    if route.endswith("/diff"):
        more["params"] = {"before": 1, "after": 1}
    if path.startswith("/v1/credits/statement"):
        more["params"] = {"workspace_id": world.home}
    if route == "POST /v1/assets":
        more["params"] = {"kind": "logo", "name": world.fresh_name(), "workspace_id": world.home}
        more["content"], headers["Content-Type"] = _picture(world.count), "image/png"
    elif (body := await body_of(world, route)) is not None:
        more["json"] = body
    return await world.api.http.request(method, path, headers=headers, **more)


def _picture(number: int) -> bytes:
    """A PNG of one pixel; each is another."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(bytes([0, number % 256, number // 256 % 256, 0]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


async def test_each_caller_is_answered_as_the_table_says(world: World) -> None:
    wrong = []
    for route, verdicts in TABLE.items():
        for caller, verdict in zip(CALLERS, verdicts.split(), strict=True):
            answer = await _ask(world, route, world.tokens[caller])
            if str(answer.status_code) not in verdict.split("|"):
                wrong.append(f"{route} {caller}: {answer.status_code}, not {verdict}: {answer.text[:200]}")
            if caller in OUTSIDERS and answer.status_code < 300 and _leaks(route, answer):
                wrong.append(f"{route} {caller} is shown the workspace: {answer.text[:200]}")
            if answer.status_code >= 400 and caller != "operator" and _leaks(route, answer):
                wrong.append(f"{route} {caller} learns from a refusal: {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)


def _leaks(route: str, answer: httpx.Response) -> bool:
    made_by_themselves = route in {"POST /v1/workspaces", "PATCH /v1/auth/me", "GET /v1/auth/me"}
    theirs = {"GET /v1/workspaces", "GET /v1/revisions"}  # hold the workspaces that they have just made
    return MARK in answer.text and not made_by_themselves and route not in theirs


async def test_credentials_that_prove_nothing_open_nothing(world: World) -> None:
    wrong = []
    for route in TABLE:
        for caller in REFUSED:
            answer = await _ask(world, route, world.tokens.get(caller))
            if "{token}" in route:  # here the path is the credential, and this one was guessed
                refused = answer.status_code in {401, 404}
            else:
                refused = answer.status_code == 401 and "www-authenticate" in answer.headers
            if not refused or MARK in answer.text:
                wrong.append(f"{route} {caller}: {answer.status_code} {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)


async def test_what_is_open_needs_no_token_and_tells_nothing(world: World) -> None:
    for route, status in OPEN.items():
        method, path = route.split(" ")
        for token in ("", world.tokens["garbage"], world.tokens["revoked"]):
            headers = bearer(token) if token else {"Authorization": ""}
            answer = await world.api.http.request(method, path, json={}, headers=headers)
            assert answer.status_code == status, (route, answer.text)
            assert MARK not in answer.text


async def test_a_list_holds_what_reading_each_row_would_show(world: World) -> None:
    """The query of a list and the rule of a row are one and the same."""
    for noun, row_id in world.rows.items():
        for caller in CALLERS:
            headers = bearer(world.tokens[caller])
            one = await world.api.http.get(f"/v1/{noun}/{row_id}", headers=headers)
            listed = await world.api.http.get(f"/v1/{noun}", headers=headers)
            assert (one.status_code == 200) == (row_id in listed.text), (noun, caller)


async def test_the_rows_of_a_deleted_workspace_are_gone_for_its_people(world: World) -> None:
    owner, operator = bearer(world.tokens["owner"]), world.api.http
    deleted = await world.api.http.delete(f"/v1/workspaces/{world.home}", headers=owner)
    assert deleted.status_code == 204
    for noun, row_id in world.rows.items():
        for caller in ("viewer", "editor", "owner"):
            headers = bearer(world.tokens[caller])
            assert (await world.api.http.get(f"/v1/{noun}/{row_id}", headers=headers)).status_code == 404, (
                noun
            )
            assert MARK not in (await world.api.http.get(f"/v1/{noun}", headers=headers)).text, noun
    assert (await _ask(world, "GET /v1/clips", world.tokens["noscope"])).status_code == 401
    again = await operator.post(
        "/v1/watches", json={"source": "https://example.com/a.mp4", "workspace_id": world.home}
    )
    assert again.status_code == 422


async def test_a_role_counts_at_once(world: World) -> None:
    http, viewer = world.api.http, bearer(world.tokens["viewer"])
    me = (await http.get("/v1/auth/me", headers=viewer)).json()
    mine = (await http.get("/v1/memberships", params={"user_id": me["id"]}, headers=viewer)).json()["items"]
    path, body = (
        f"/v1/memberships/{mine[0]['membership_id']}",
        {"source": "https://example.com/b.mp4", "workspace_id": world.home},
    )
    for role, status in (("editor", 201), ("viewer", 403), ("owner", 201)):
        assert (await http.patch(path, json={"role": role})).status_code == 200
        assert (await http.post("/v1/watches", json=body, headers=viewer)).status_code == status
    assert (await http.delete(path)).status_code == 204
    assert (await http.get(f"/v1/watches/{world.rows['watches']}", headers=viewer)).status_code == 404


async def test_a_key_does_what_its_scopes_and_its_role_allow(world: World) -> None:
    from api.access.caller import Role
    from tests.api.people import key_of

    http = world.api.http
    reads = bearer(await key_of(world.api, world.home, ["watches:read"], Role.OWNER))
    writes = bearer(await key_of(world.api, world.home, ["watches:read", "watches:write"], Role.EDITOR))
    weak = bearer(await key_of(world.api, world.home, ["*:read", "*:write"], Role.VIEWER))
    body, one = {"source": "https://example.com/c.mp4"}, f"/v1/watches/{world.rows['watches']}"
    for headers, statuses in ((reads, (200, 403, 403)), (writes, (200, 201, 403)), (weak, (200, 403, 200))):
        answers = (
            await http.get(one, headers=headers),
            await http.post("/v1/watches", json=body, headers=headers),
            await http.get("/v1/clips", headers=headers),
        )
        assert tuple(answer.status_code for answer in answers) == statuses


async def test_an_owners_rule_opens_rows_of_their_workspace_to_their_people_alone(world: World) -> None:
    http = world.api.http
    rule = {"workspace_id": world.home, "table_name": "channels", "operation": "update"}
    made = await http.post(
        "/v1/access-rules",
        json={**rule, "expression": f'row.title == "{MARK}"'},
        headers=bearer(world.tokens["owner"]),
    )
    assert made.status_code == 201, made.text
    path = f"/v1/channels/{world.rows['channels']}"
    change = {"notes": "by a viewer"}
    assert (await http.patch(path, json=change, headers=bearer(world.tokens["viewer"]))).status_code == 200
    for caller in ("stranger", "foreign", "gone"):
        assert (await http.patch(path, json=change, headers=bearer(world.tokens[caller]))).status_code == 404
    # The row as it is to be must be allowed too.
    moved = await http.patch(path, json={"title": "other"}, headers=bearer(world.tokens["viewer"]))
    assert moved.status_code == 403
    assert (await http.get(path)).json()["title"] == MARK


@pytest.mark.parametrize(
    ("table", "operation", "expression", "field"),
    [
        ("clips", "list", "row.nothing == 1", "expression"),
        ("clips", "list", "row.title", "expression"),
        ("clips", "list", "row.title.contains('a')", "expression"),
        ("clips", "view", "!caller.operator || row.title.contains('a')", "expression"),
        ("clips", "update", "secret", "expression"),
        ("clips", "update", "(((", "expression"),
        ("users", "list", "true", "table_name"),
        ("memberships", "create", "true", "table_name"),
        ("api_keys", "view", "true", "table_name"),
        ("revisions", "list", "true", "table_name"),
        ("signing_keys", "view", "true", "table_name"),
        ("nothing", "view", "true", "table_name"),
    ],
)
async def test_a_rule_that_cannot_be_meant_is_refused_by_field(
    api: Api, table: str, operation: str, expression: str, field: str
) -> None:
    body = {"table_name": table, "operation": operation, "expression": expression}
    answer = await api.http.post("/v1/access-rules", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
