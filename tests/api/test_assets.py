"""Assets: what is taken, where it lies, and who may read it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.assets import receiving, service
from tests.api import media_heads as heads
from tests.api.guests import Guests, guests_of
from tests.api.running import Api, Setup, listening
from tests.api.test_http import problem

UNKNOWN = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
async def guests(api: Api) -> AsyncIterator[Guests]:
    async with guests_of(api) as all_of_them:
        yield all_of_them


async def upload(
    who: httpx.AsyncClient, content: bytes = heads.PNG, kind: str = "logo", **more: str
) -> httpx.Response:
    return await who.post("/v1/assets", params={"kind": kind, **more}, content=content)


async def uploaded(who: httpx.AsyncClient, *what: Any, **more: str) -> dict[str, Any]:
    answer = await upload(who, *what, **more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def files(setup: Setup) -> list[str]:
    root = setup.settings.store_dir
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


async def test_a_form_and_a_raw_body_are_the_same_upload(guests: Guests, setup: Setup) -> None:
    answer = await guests.editor.post(
        "/v1/assets",
        data={"kind": "logo", "name": "Our logo"},
        files={"file": ("logo.png", heads.PNG, "image/png")},
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert {name: made[name] for name in ("name", "kind", "media_type", "bytes_count", "sha256")} == {
        "name": "Our logo",
        "kind": "logo",
        "media_type": "image/png",
        "bytes_count": len(heads.PNG),
        "sha256": hashlib.sha256(heads.PNG).hexdigest(),
    }
    assert made["workspace_id"] == guests.home
    assert "key" not in made
    again = await upload(guests.editor, heads.PNG)
    assert (again.status_code, again.json()) == (200, made)
    assert files(setup) == [f"assets/{guests.home}/{made['asset_id']}.png"]
    read = await guests.viewer.get(f"/v1/assets/{made['asset_id']}/file")
    assert (read.status_code, read.content) == (200, heads.PNG)
    assert read.headers["content-type"] == "image/png"
    assert read.headers["x-content-type-options"] == "nosniff"
    assert read.headers["etag"] == f'"{made["sha256"]}"'


@pytest.mark.parametrize(
    ("kind", "content", "media_type"),
    [
        ("logo", heads.JPEG, "image/jpeg"),
        ("logo", heads.WEBP, "image/webp"),
        ("intro", heads.MP4, "video/mp4"),
        ("outro", heads.MP4, "video/mp4"),
        ("sound", heads.WAV, "audio/wav"),
        ("sound", heads.MP3, "audio/mpeg"),
        ("sound", heads.BARE_MP3, "audio/mpeg"),
        ("sound", heads.OGG, "audio/ogg"),
        ("font", heads.TTF, "font/ttf"),
        ("font", heads.OTF, "font/otf"),
    ],
)
async def test_what_is_taken(tmp_path: Path, kind: str, content: bytes, media_type: str, one: Guests) -> None:
    assert (await uploaded(one.editor, content, kind))["media_type"] == media_type


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[Guests]:
    """What has nothing to do with the database is tried on one of them."""
    from tests.api.running import started

    async with started(Setup(tmp_path)) as api, guests_of(api) as all_of_them:
        yield all_of_them


async def test_what_is_not_taken_whatever_it_is_called(guests: Guests, setup: Setup) -> None:
    for kind, content in (
        ("logo", heads.SVG),
        ("logo", heads.HTML),
        ("logo", heads.MP4),
        ("logo", heads.AVIF),
        ("intro", heads.AVIF),
        ("intro", heads.PNG),
        ("sound", heads.WEBP),
        ("sound", heads.AVI),
        ("sound", heads.AAC),
        ("font", heads.WAV),
        ("font", b"x"),
    ):
        answer = await upload(guests.editor, content, kind, name="logo.png")
        errors: Any = problem(answer, 422, "asset-of-other-content")["errors"]
        assert errors[0]["field"] == "file", kind
    assert files(setup) == []
    assert (await guests.editor.get("/v1/assets")).json()["items"] == []


async def test_a_bad_upload_is_named_by_field(guests: Guests) -> None:
    refused: list[tuple[httpx.Response, str]] = [
        (await guests.editor.post("/v1/assets", content=heads.PNG), "kind"),
        (await upload(guests.editor, kind="banner"), "kind"),
        (await upload(guests.editor, name="a\x00b"), "name"),
        (await upload(guests.editor, name="x" * 201), "name"),
        (await upload(guests.editor, workspace_id="../x"), "workspace_id"),
        (await upload(guests.editor, key="assets/x.png"), "key"),
        (await upload(guests.editor, b""), "file"),
        (await guests.editor.post("/v1/assets", data={"kind": "logo"}, files={"other": heads.PNG}), "file"),
        (await guests.editor.post("/v1/assets", files={"file": ("a.png", heads.PNG)}), "kind"),
        (
            await guests.editor.post(
                "/v1/assets", content=b"garbage", headers={"Content-Type": "multipart/form-data; boundary=x"}
            ),
            "body",
        ),
        (
            await guests.editor.post(
                "/v1/assets", content=b"garbage", headers={"Content-Type": "multipart/form-data"}
            ),
            "body",
        ),
        (
            await guests.editor.post(
                "/v1/assets",
                data={"kind": "logo"},
                files=[("file", ("a", heads.PNG)), ("file", ("b", heads.PNG))],
            ),
            "body",
        ),
    ]
    for number, (answer, field) in enumerate(refused):
        errors: Any = problem(answer, 422, "invalid")["errors"]
        assert [error["field"] for error in errors] == [field], (number, errors)


async def test_names_are_data_and_never_paths(guests: Guests, setup: Setup) -> None:
    names = ["../../../etc/passwd", "/etc/passwd", "..\\..\\x", "a/b.png", "CON", ".", "%2e%2e%2f", "x\ty"]
    for number, name in enumerate(names):
        content = heads.PNG + bytes([number])
        answer = await guests.editor.post(
            "/v1/assets", data={"kind": "logo"}, files={"file": (name, content, "image/png")}
        )
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert "/" not in made["asset_id"]
        read = await guests.editor.get(f"/v1/assets/{made['asset_id']}/file")
        assert read.content == content
        assert name not in read.headers["content-disposition"] or name == "."
    kept = [(await uploaded(guests.editor, heads.PNG + b"raw", name="../x/../../y"))["name"]]
    assert kept == ["../x/../../y"], "what people wrote is shown as they wrote it"
    assert all(path.startswith(f"assets/{guests.home}/") and path.count("/") == 2 for path in files(setup))
    assert len(files(setup)) == len(names) + 1
    assert not list(setup.data.parent.glob("y*"))
    for path in ("..%2f..%2fhypecut.db", "x%00y", "..", "a/b"):
        answer = await guests.editor.get(f"/v1/assets/{path}/file")
        assert answer.status_code in {404, 422}, path


async def test_the_same_content_is_one_asset_in_a_workspace_and_use(guests: Guests, setup: Setup) -> None:
    first = await uploaded(guests.editor, heads.MP4, "intro", name="first")
    again = await upload(guests.owner, heads.MP4, "intro", name="second")
    assert (again.status_code, again.json()) == (200, first)
    outro = await uploaded(guests.editor, heads.MP4, "outro")
    theirs = await uploaded(guests.stranger, heads.MP4, "intro")
    assert len({first["asset_id"], outro["asset_id"], theirs["asset_id"]}) == 3
    assert theirs["workspace_id"] == guests.elsewhere
    assert (await guests.editor.delete(f"/v1/assets/{first['asset_id']}")).status_code == 204
    anew = await uploaded(guests.editor, heads.MP4, "intro", name="third")
    assert (anew["asset_id"] != first["asset_id"], anew["name"]) == (True, "third")
    assert len(files(setup)) == 4


async def test_two_that_send_the_same_at_once_get_one(guests: Guests, setup: Setup) -> None:
    answers = await asyncio.gather(*(upload(guests.editor) for _ in range(4)))
    assert {one.status_code for one in answers} <= {200, 201, 503}
    made = {one.json()["asset_id"] for one in answers if one.status_code < 300}
    assert len(made) == 1
    assert files(setup) == [f"assets/{guests.home}/{made.pop()}.png"], "what lost leaves no file"


async def test_a_file_can_be_read_in_parts(guests: Guests) -> None:
    content = heads.MP4 + bytes(range(256)) * 40
    made = await uploaded(guests.editor, content, "intro")
    path = f"/v1/assets/{made['asset_id']}/file"
    part = await guests.viewer.get(path, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(content)}"
    beyond = await guests.viewer.get(path, headers={"Range": f"bytes={len(content)}-"})
    assert beyond.status_code == 416
    old = await guests.viewer.get(path, headers={"Range": "bytes=10-19", "If-Range": '"other"'})
    assert (old.status_code, old.content) == (200, content)


async def test_what_is_too_large_is_refused_and_leaves_nothing(
    guests: Guests, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "ASSET_BYTES_MAX", 3_000_000)
    large = heads.MP4 + bytes(3_000_000)

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(large), 100_000):
            yield large[at : at + 100_000]

    answers = (
        await upload(guests.editor, large, "intro"),
        await guests.editor.post("/v1/assets", params={"kind": "intro"}, content=pieces()),
        await guests.editor.post("/v1/assets", data={"kind": "intro"}, files={"file": ("a.mp4", large)}),
    )
    for answer in answers:
        problem(answer, 413, "too-large")
    assert files(setup) == []
    fits = large[:3_000_000]
    assert (await upload(guests.editor, fits, "intro")).status_code == 201
    declared = await guests.editor.post(
        "/v1/assets", params={"kind": "intro"}, content=b"x", headers={"Content-Length": str(10**9)}
    )
    problem(declared, 413, "too-large")


async def test_a_workspace_has_so_much_room(
    guests: Guests, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "WORKSPACE_BYTES_MAX", len(heads.PNG) + 10)
    first = await uploaded(guests.editor)
    problem(await upload(guests.editor, heads.PNG + b"2"), 409, "assets-full")
    assert len(files(setup)) == 1
    assert (await upload(guests.stranger, heads.PNG)).status_code == 201
    assert (await guests.editor.delete(f"/v1/assets/{first['asset_id']}")).status_code == 204
    assert (await upload(guests.editor, heads.PNG + b"2")).status_code == 201


async def test_a_store_that_takes_nothing_puts_the_upload_off(
    guests: Guests, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    from streams.store import StoreUnwritable

    def full(*_: object) -> None:
        raise StoreUnwritable("the object store took no file: No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(api.services.store, "put", full)
        problem(await upload(guests.editor), 503, "unavailable")
    assert (await guests.editor.get("/v1/assets")).json()["items"] == []
    assert (await upload(guests.editor)).status_code == 201


async def test_a_transaction_that_fails_leaves_no_file(
    guests: Guests, api: Api, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = service.check_room, []

    async def breaks_the_second_time(*asked: Any) -> None:
        calls.append(asked)
        if len(calls) == 2:
            raise RuntimeError("between the file and the row")
        await real(*asked)

    with monkeypatch.context() as patch:
        patch.setattr(service, "check_room", breaks_the_second_time)
        assert (await upload(guests.editor)).status_code == 500
    assert files(setup) == []


async def test_who_may_do_what_with_an_asset(guests: Guests, setup: Setup) -> None:
    made = await uploaded(guests.editor)
    path = f"/v1/assets/{made['asset_id']}"
    for who in (guests.stranger, guests.worker):
        problem(await who.get(path), 404, "unknown-asset")
        problem(await who.get(f"{path}/file"), 404, "unknown-asset")
        problem(await who.patch(path, json={"name": "x"}), 404, "unknown-asset")
        problem(await who.delete(path), 404, "unknown-asset")
        assert (await who.get("/v1/assets")).json()["items"] == []
        problem(await upload(who, heads.JPEG, workspace_id=guests.home), 403, "forbidden")
    for who in (guests.viewer, guests.reader):
        assert (await who.get(path)).json() == made
        assert (await who.get(f"{path}/file")).status_code == 200
        problem(await who.patch(path, json={"name": "x"}), 403, "forbidden")
        problem(await who.delete(path), 403, "forbidden")
        problem(await upload(who, heads.JPEG), 403, "forbidden")
    problem(await upload(guests.operator, heads.JPEG, workspace_id=UNKNOWN), 422, "invalid")
    async with httpx.AsyncClient(transport=guests.operator._transport, base_url="http://api") as nobody:
        problem(await upload(nobody), 401, "unauthorized")
        problem(await nobody.get(f"{path}/file"), 401, "unauthorized")
    assert len(files(setup)) == 1
    renamed = await guests.editor.patch(path, json={"name": "x"}, headers={"If-Match": '"1"'})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "x")
    problem(
        await guests.editor.patch(path, json={"name": "y"}, headers={"If-Match": '"1"'}),
        412,
        "precondition-failed",
    )
    for field in ("kind", "key", "sha256", "workspace_id"):
        problem(await guests.editor.patch(path, json={field: "logo"}), 422, "invalid")
    assert (await guests.editor.delete(path)).status_code == 204
    problem(await guests.editor.get(path), 404, "unknown-asset")
    problem(await guests.editor.get(f"{path}/file"), 404, "unknown-asset")


async def test_a_file_that_the_store_has_lost_is_said_so(guests: Guests, setup: Setup) -> None:
    made = await uploaded(guests.editor)
    for path in setup.settings.store_dir.rglob("*.png"):
        path.unlink()
    problem(await guests.editor.get(f"/v1/assets/{made['asset_id']}/file"), 404, "asset-without-file")


async def test_assets_are_filtered(guests: Guests, setup: Setup) -> None:
    logo = await uploaded(guests.editor)
    setup.clock.advance(1)
    intro = await uploaded(guests.editor, heads.MP4 + bytes(100), "intro")

    async def found(**asked: Any) -> list[str]:
        answer = await guests.viewer.get("/v1/assets", params=asked)
        assert answer.status_code == 200, answer.text
        return [one["asset_id"] for one in answer.json()["items"]]

    assert await found() == [intro["asset_id"], logo["asset_id"]]
    assert await found(kind="logo") == [logo["asset_id"]]
    assert await found(sha256=intro["sha256"]) == [intro["asset_id"]]
    assert await found(sort="bytes_count") == [logo["asset_id"], intro["asset_id"]]
    problem(await guests.viewer.get("/v1/assets", params={"sha256": "'"}), 422, "invalid")


async def test_uploads_are_bounded_in_number(guests: Guests) -> None:
    from api.assets.routes import UPLOADS

    for number in range(UPLOADS.count):
        assert (await upload(guests.editor, kind=f"none-{number}")).status_code == 422
    late = problem(await upload(guests.editor), 429, "too-many-requests")
    assert "wait" in str(late["remedy"])
    assert (await upload(guests.owner)).status_code == 201


async def test_a_slow_sender_keeps_nobody_from_writing(tmp_path: Path) -> None:
    """Over a real socket: while half of an upload has come, others write."""
    from tests.api.running import TOKEN

    async with listening(Setup(tmp_path)) as url:
        port = int(url.rsplit(":", 1)[1])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"POST /v1/assets?kind=logo HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer {TOKEN}\r\n"
            f"Content-Length: {len(heads.PNG)}\r\n\r\n".encode()
        )
        writer.write(heads.PNG[:20])
        await writer.drain()
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=5) as http:
            made = await http.post("/v1/watches", json={"source": "a.mp4"})
            assert made.status_code == 201
        writer.write(heads.PNG[20:])
        await writer.drain()
        async with asyncio.timeout(5):
            assert b" 201 " in await reader.readline()
        writer.close()
        await writer.wait_closed()
