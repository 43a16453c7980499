"""Bodies, paths, methods and headers that are not what they should be, and bytes that are no request."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from api.access.caller import Role
from api.edge import BODY_BYTES_MAX
from tests.api.people import Person, bearer, joins, key_of, person
from tests.api.running import TOKEN, Api, Setup, listening
from tests.api.test_attackers import a_watch
from tests.api.test_http import problem


@pytest.fixture
async def ada(api: Api) -> Person:
    return await person(api, "ada")


@pytest.fixture
async def eve(api: Api) -> Person:
    return await person(api, "eve")


@pytest.mark.parametrize(
    ("content", "statuses"),
    [
        (b"", {422}),
        (b"null", {422}),
        (b"[]", {422}),
        (b"1", {422}),
        (b"{", {400, 422}),
        (b"{'source': 1}", {400, 422}),
        (b"\xff\xfe\x00", {400, 422}),
        (b'{"source": "\xff"}', {400, 422}),
        (b'{"source": NaN}', {400, 422}),
        (b"[" * 200_000, {400, 422}),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, {400, 422}),
        (b'{"source": "https://example.com/a.mp4", "a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", {400, 422}),
        (b'{"source": "https://example.com/a.mp4", "max_media_ms": ' + b"9" * 10_000 + b"}", {400, 422}),
        (b'{"source": "https://example.com/a.mp4", "speed": 1e99999}', {422}),
        (b'{"source": "https://example.com/a.mp4", "max_media_ms": 1e30}', {422}),
        (b'{"source": "\\ud800"}', {400, 422}),
        (b'{"source": "/a\\u0000b"}', {422}),
        (b'{"source": "https://example.com/a.mp4"}' + b" " * BODY_BYTES_MAX, {413}),
        (b"{" + b",".join(b'"k%d": 1' % number for number in range(100_000)) + b"}", {422}),
    ],
)
async def test_a_body_that_cannot_be_meant_is_refused(api: Api, content: bytes, statuses: set[int]) -> None:
    headers = {"Content-Type": "application/json"}
    for path in ("/v1/watches", "/v1/auth/login", "/v1/workspaces"):
        answer = await api.http.post(path, content=content, headers=headers)
        assert answer.status_code in statuses, (path, answer.text[:300])
        assert answer.headers["content-type"] == "application/problem+json"
        assert len(answer.content) < 8000  # a refusal is never larger than what asked for it by much


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
        "json",
        "application/octet-stream",
        "application/x-yaml",
        "text/html; charset=utf-8",
    ],
)
async def test_a_body_of_another_kind_is_no_json(api: Api, kind: str) -> None:
    headers = {"Content-Type": kind}
    answer = await api.http.post(
        "/v1/watches", content=b'{"source": "https://example.com/a.mp4"}', headers=headers
    )
    body = problem(answer, 422, "invalid")
    assert "application/json" in str(body["remedy"])
    assert (await api.http.get("/v1/watches")).json()["items"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/watches/../auth/me",
        "/v1/auth/../watches",
        "/v1/auth/%2e%2e/watches",
        "/v1/auth/..%2fwatches",
        "/v1//watches",
        "//v1/watches",
        "/V1/watches",
        "/v1/watches/",
        "/v1/watches;x=1",
        "/v1/watches%00",
        "/v1/watches%0d%0aX: 1",
        "/v1/watches/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/v1/health/../watches",
        "/docs/../v1/watches",
        "/openapi.json/../v1/watches",
        "/.well-known/../v1/watches",
        "/v1/auth//../watches",
    ],
)
async def test_no_path_goes_around_the_gate(api: Api, eve: Person, path: str) -> None:
    await a_watch(api, eve, "https://example.com/secret.mp4")
    for headers in ({"Authorization": ""}, bearer("garbage")):
        request = api.http.build_request("GET", "http://api/", headers=headers)
        request.url = request.url.copy_with(raw_path=path.encode())
        answer = await api.http.send(request)
        assert answer.status_code in {401, 404}, (path, answer.status_code)
        assert "secret.mp4" not in answer.text
        assert "location" not in answer.headers


@pytest.mark.parametrize(
    "row_id",
    [
        "..",
        "%2e%2e%2fetc%2fpasswd",
        "a%2fb",
        "%00",
        "a%00",
        "a'--",
        "*",
        "a" * 65,
        "%ff",
        "é",
        "a%0d%0ab",
        "-1",
        "0x10",
        "null",
        "undefined",
        "a b",
        "${7*7}",
        "{{7*7}}",
    ],
)
async def test_an_identity_is_letters_digits_and_hyphens(api: Api, row_id: str) -> None:
    for noun in ("watches", "workspaces", "keys", "clips"):
        for path in (f"/v1/{noun}/{row_id}", f"/v1/clips/{row_id}/file"):
            answer = await api.http.get(path)
            assert answer.status_code in {404, 405, 422}, (path, answer.text)
            assert "root:" not in answer.text


async def test_methods_are_what_they_are(api: Api, eve: Person) -> None:
    watch_id = await a_watch(api, eve)
    path, headers = f"/v1/watches/{watch_id}", bearer(eve.access)
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = await api.http.get(path, headers=headers | {name: "DELETE"})
        assert answer.status_code == 200
        made = await api.http.post(f"{path}?_method=DELETE", headers=headers | {name: "DELETE"})
        problem(made, 405, "method-not-allowed")
    for method in ("TRACE", "OPTIONS", "CONNECT", "PROPFIND", "get", "HEAD", "X" * 100):
        answer = await api.http.request(method, path, headers=headers)
        assert answer.status_code in {200, 405}, method
        if answer.status_code == 200:
            assert method in {"get", "HEAD"}
    assert (await api.http.get(path, headers=headers)).status_code == 200


async def test_no_text_of_theirs_becomes_a_header(api: Api, eve: Person) -> None:
    headers, watch_id = bearer(eve.access), await a_watch(api, eve)
    evil = "a\r\nSet-Cookie: x=1"
    for body in ({"name": evil}, {"name": "a\u2028b\x85"}, {"name": "a\nb"}):
        answer = await api.http.post("/v1/workspaces", json=body, headers=headers)
        assert "set-cookie" not in answer.headers
        if answer.status_code == 201:
            for path in ("/v1/workspaces", f"/v1/workspaces/{answer.json()['workspace_id']}"):
                assert "set-cookie" not in (await api.http.get(path, headers=headers)).headers
    odd = headers | {"Idempotency-Key": "x" * 201}
    problem(
        await api.http.post("/v1/watches", json={"source": "https://example.com/a.mp4"}, headers=odd),
        422,
        "invalid",
    )
    for match in ('"1"' + "," * 150, "é".encode(), '"', "W/", '"' + "9" * 150 + '"'):
        change = await api.http.patch(
            f"/v1/watches/{watch_id}", json={"wanted": False}, headers=headers | {"If-Match": match}
        )
        assert change.status_code in {200, 412}, match


async def test_a_long_or_odd_agent_is_kept_short(api: Api, eve: Person) -> None:
    odd = bearer(eve.access) | {"User-Agent": "x" * 5000}
    assert (
        await api.http.post("/v1/keys", json={"name": "k", "scopes": ["*:read"]}, headers=odd)
    ).status_code == 201
    told = (await api.http.get("/v1/audit-log", headers=bearer(eve.access))).json()["items"]
    assert max(len(one["agent"]) for one in told) == 500


async def test_who_may_add_members_cannot_be_reached_by_a_weaker_key(
    api: Api, ada: Person, eve: Person
) -> None:
    await joins(api, eve, ada.workspace_id, Role.EDITOR)
    key = await key_of(api, ada.workspace_id, ["memberships:read"])
    body = {"workspace_id": ada.workspace_id, "email": eve.email, "role": "owner"}
    for headers in (bearer(eve.access), bearer(key)):
        problem(await api.http.post("/v1/memberships", json=body, headers=headers), 403, "forbidden")


async def _said(url: str, raw: bytes, *, ends: bool = True) -> bytes:
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(raw)
    await writer.drain()
    if ends:
        writer.write_eof()
    try:
        async with asyncio.timeout(10):
            return await reader.read()
    finally:
        writer.close()


async def test_a_body_that_lies_about_its_length_makes_nothing(setup: Setup) -> None:
    body = b'{"source": "https://example.com/a.mp4"}'

    def asked(lines: list[str], content: bytes = body) -> bytes:
        head = [
            "POST /v1/watches HTTP/1.1",
            "Host: api",
            f"Authorization: Bearer {TOKEN}",
            "Connection: close",
        ]
        return "\r\n".join([*head, "Content-Type: application/json", *lines, "", ""]).encode() + content

    async with listening(setup) as url:
        fine = await _said(url, asked([f"Content-Length: {len(body)}"]), ends=False)
        assert fine.startswith(b"HTTP/1.1 201 ")
        lies: list[tuple[str, bytes]] = [
            ("too long", asked(["Content-Length: 500"])),
            ("far too long", asked(["Content-Length: 99999999999"])),
            ("digits", asked(["Content-Length: " + "9" * 5000])),
            ("negative", asked(["Content-Length: -1"])),
            ("no number", asked(["Content-Length: x"])),
            ("two", asked(["Content-Length: 20", "Content-Length: 5"])),
            ("length and chunks", asked(["Content-Length: 20", "Transfer-Encoding: chunked"])),
            ("bad chunks", asked(["Transfer-Encoding: chunked"], b"zz\r\n" + body)),
            ("no end of chunks", asked(["Transfer-Encoding: chunked"], b"14\r\n" + body + b"\r\n")),
            ("no length", asked([])),
        ]
        for lie, raw in lies:
            answer = await _said(url, raw)
            assert not answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 5")), (lie, answer[:300])
        short = await _said(url, asked(["Content-Length: 5"]))  # the rest is no request
        assert not short.startswith((b"HTTP/1.1 2", b"HTTP/1.1 5"))
        async with httpx.AsyncClient(base_url=url, headers=bearer(TOKEN)) as http:
            listed: dict[str, Any] = (await http.get("/v1/watches")).json()
    assert len(listed["items"]) == 1


async def test_a_body_in_endless_chunks_is_cut(setup: Setup) -> None:
    async def endless() -> Any:
        for _ in range(200):
            yield b" " * 65_536

    async with listening(setup) as url, httpx.AsyncClient(base_url=url, headers=bearer(TOKEN)) as http:
        headers = {"Content-Type": "application/json"}
        answer = await http.post("/v1/watches", content=endless(), headers=headers)
        problem(answer, 413, "too-large")
        refused = await http.post(
            "/v1/watches", content=endless(), headers=headers | {"Authorization": "Bearer garbage"}
        )
        problem(refused, 401, "unauthorized")
