"""Templates: how the clips of a workspace look."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.api.guests import Guests, guests_of
from tests.api.media_heads import MP4, PNG, TTF, WAV
from tests.api.running import Api
from tests.api.test_http import problem

UNKNOWN = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
async def guests(api: Api) -> AsyncIterator[Guests]:
    async with guests_of(api) as all_of_them:
        yield all_of_them


async def a_template(who: httpx.AsyncClient, name: str = "Blue", **more: Any) -> dict[str, Any]:
    answer = await who.post("/v1/templates", json={"name": name, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def an_asset(who: httpx.AsyncClient, kind: str, content: bytes) -> str:
    answer = await who.post("/v1/assets", params={"kind": kind}, content=content)
    assert answer.status_code in {200, 201}, answer.text
    return str(answer.json()["asset_id"])


async def test_a_template_says_all_of_its_look(guests: Guests) -> None:
    made = await a_template(guests.editor, body={"captions": {"style": "lines"}})
    assert made["body"] == {
        "schema_version": 1,
        "captions": {"style": "lines", "place": "bottom", "size_percent": 5, "capitals": False},
        "title": {"show": True},
        "font": {"name": "", "asset_id": None},
        "colours": {"text": "#ffffff", "outline": "#101010", "accent": "#ffe62a"},
        "logo": None,
        "intro_asset_id": None,
        "outro_asset_id": None,
        "sound_asset_id": None,
    }
    path = f"/v1/templates/{made['template_id']}"
    assert (await guests.viewer.get(path)).json() == made
    changed = await guests.editor.patch(path, json={"body": {"colours": {"text": "#123456"}}})
    assert changed.json()["body"]["captions"]["style"] == "words", "a body is replaced as a whole"
    assert changed.json()["body"]["colours"]["text"] == "#123456"
    assert (changed.json()["name"], changed.json()["version"]) == ("Blue", 2)
    late = await guests.editor.patch(path, json={"name": "Red"}, headers={"If-Match": '"1"'})
    problem(late, 412, "precondition-failed")


async def test_what_cannot_be_meant_is_named_by_field(guests: Guests) -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"name": ""}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"nosuch": 1}, "nosuch"),
        ({"body": {"captions": {"style": "wild"}}}, "body.captions.style"),
        ({"body": {"captions": {"size_percent": 0}}}, "body.captions.size_percent"),
        ({"body": {"captions": {"place": "left"}}}, "body.captions.place"),
        ({"body": {"colours": {"text": "red"}}}, "body.colours.text"),
        ({"body": {"colours": {"text": "#fff"}}}, "body.colours.text"),
        ({"body": {"font": {"name": "../x"}}}, "body.font.name"),
        ({"body": {"font": {"name": "Arial, evil}{"}}}, "body.font.name"),
        ({"body": {"logo": {}}}, "body.logo.asset_id"),
        ({"body": {"logo": {"asset_id": "../../etc"}}}, "body.logo.asset_id"),
        ({"body": {"schema_version": 2}}, "body.schema_version"),
        ({"body": {"watermark": True}}, "body.watermark"),
        ({"body": None}, "body"),
    ]
    known = await a_template(guests.editor)
    for more, field in refused:
        made = await guests.editor.post("/v1/templates", json={"name": "n", **more})
        changed = await guests.editor.patch(f"/v1/templates/{known['template_id']}", json=more)
        for answer in (made, changed):
            errors: Any = problem(answer, 422, "invalid")["errors"]
            assert [error["field"] for error in errors] == [field], more
    assert (await guests.editor.get("/v1/templates")).json()["items"] == [known]


async def test_assets_are_alive_of_the_workspace_and_of_the_kind(guests: Guests) -> None:
    logo, intro = await an_asset(guests.editor, "logo", PNG), await an_asset(guests.editor, "intro", MP4)
    font, sound = await an_asset(guests.editor, "font", TTF), await an_asset(guests.editor, "sound", WAV)
    foreign = await an_asset(guests.stranger, "logo", PNG)
    gone = await an_asset(guests.editor, "logo", PNG + b"2")
    assert (await guests.editor.delete(f"/v1/assets/{gone}")).status_code == 204
    refused: list[tuple[dict[str, Any], str, str]] = [
        ({"logo": {"asset_id": UNKNOWN}}, "body.logo.asset_id", "is not there"),
        ({"logo": {"asset_id": foreign}}, "body.logo.asset_id", "is not there"),
        ({"logo": {"asset_id": gone}}, "body.logo.asset_id", "is not there"),
        ({"logo": {"asset_id": intro}}, "body.logo.asset_id", "is a intro, not a logo"),
        ({"outro_asset_id": intro}, "body.outro_asset_id", "is a intro, not a outro"),
        ({"font": {"asset_id": logo}}, "body.font.asset_id", "is a logo, not a font"),
    ]
    for body, field, message in refused:
        answer = await guests.editor.post("/v1/templates", json={"name": "n", "body": body})
        assert problem(answer, 422, "invalid")["errors"] == [{"field": field, "message": message}], body
    whole = {
        "logo": {"asset_id": logo, "position": "bottom-left"},
        "intro_asset_id": intro,
        "font": {"asset_id": font, "name": "Ours"},
        "sound_asset_id": sound,
    }
    made = await a_template(guests.editor, body=whole)
    assert made["body"]["logo"]["position"] == "bottom-left"
    changed = await guests.editor.patch(
        f"/v1/templates/{made['template_id']}", json={"body": {"logo": {"asset_id": foreign}}}
    )
    problem(changed, 422, "invalid")


async def test_an_asset_that_a_template_uses_is_not_deleted(guests: Guests) -> None:
    logo = await an_asset(guests.editor, "logo", PNG)
    made = await a_template(guests.editor, body={"logo": {"asset_id": logo}})
    refused = problem(await guests.editor.delete(f"/v1/assets/{logo}"), 409, "asset-in-use")
    assert "Blue" in str(refused["detail"])
    assert (await guests.editor.delete(f"/v1/templates/{made['template_id']}")).status_code == 204
    assert (await guests.editor.delete(f"/v1/assets/{logo}")).status_code == 204


async def test_a_workspace_has_one_default_at_most(guests: Guests) -> None:
    first = await a_template(guests.editor, "One", is_default=True)
    theirs = await a_template(guests.stranger, "One", is_default=True)
    second = await a_template(guests.editor, "Two", is_default=True)

    async def chosen() -> list[str]:
        found = await guests.operator.get("/v1/templates", params={"is_default": True, "sort": "name"})
        return [one["template_id"] for one in found.json()["items"]]

    assert sorted(await chosen()) == sorted([second["template_id"], theirs["template_id"]])
    path = f"/v1/templates/{first['template_id']}"
    assert (await guests.editor.patch(path, json={"is_default": True})).json()["is_default"] is True
    assert (await guests.editor.patch(path, json={"is_default": True})).status_code == 200
    assert sorted(await chosen()) == sorted([first["template_id"], theirs["template_id"]])
    assert (await guests.editor.get(f"/v1/templates/{second['template_id']}")).json()["version"] == 2
    assert (await guests.editor.delete(path)).status_code == 204
    assert await chosen() == [theirs["template_id"]]
    await a_template(guests.editor, "One", is_default=True)  # the name and the place are free again


async def test_a_name_is_there_once(guests: Guests) -> None:
    first = await a_template(guests.editor)
    taken = problem(await guests.editor.post("/v1/templates", json={"name": "Blue"}), 409, "template-taken")
    assert first["template_id"] in str(taken["detail"])
    await a_template(guests.stranger)
    other = await a_template(guests.editor, "Red")
    path = f"/v1/templates/{other['template_id']}"
    problem(await guests.editor.patch(path, json={"name": "Blue"}), 409, "template-taken")
    assert (await guests.editor.patch(path, json={"name": "Red"})).status_code == 200
    headers = {"Idempotency-Key": "k"}
    made = await guests.editor.post("/v1/templates", json={"name": "Green"}, headers=headers)
    again = await guests.editor.post("/v1/templates", json={"name": "Green"}, headers=headers)
    assert (again.status_code, again.json()) == (201, made.json())


async def test_who_may_do_what_with_a_template(guests: Guests) -> None:
    made = await a_template(guests.editor)
    path = f"/v1/templates/{made['template_id']}"
    body = {"name": "n", "workspace_id": guests.home}
    for who in (guests.stranger, guests.worker):
        problem(await who.get(path), 404, "unknown-template")
        problem(await who.patch(path, json={"name": "x"}), 404, "unknown-template")
        problem(await who.delete(path), 404, "unknown-template")
        problem(await who.post("/v1/templates", json=body), 403, "forbidden")
        assert (await who.get("/v1/templates")).json()["items"] == []
    for who in (guests.viewer, guests.reader):
        assert (await who.get(path)).json() == made
        problem(await who.patch(path, json={"name": "x"}), 403, "forbidden")
        problem(await who.delete(path), 403, "forbidden")
        problem(await who.post("/v1/templates", json=body), 403, "forbidden")
    problem(await guests.editor.patch(path, json={"workspace_id": guests.elsewhere}), 422, "invalid")
    assert (await guests.editor.delete(path)).status_code == 204
    problem(await guests.editor.get(path), 404, "unknown-template")
