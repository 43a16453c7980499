"""Which template applies to a clip: what was asked for, the watch's, the channel's, the workspace's, none."""

from __future__ import annotations

from typing import Any

from schemas.rendering import ClipState
from streams.door import Door
from streams.looks import ClipLook, LookAsset, TemplateBody
from tests.api.asking import asked, final, read, report, template
from tests.api.media_heads import MP4, PNG
from tests.api.members import WORKER, Person, bearer, signed_up
from tests.api.running import EPOCH_MS, WORKER_TOKEN, Api, Setup, listening
from tests.api.test_http import problem

UNKNOWN = "01900000-0000-7000-8000-000000000000"


async def made(api: Api, person: Person, noun: str, **body: Any) -> Any:
    sent = {"workspace_id": person.workspace_id} | body
    answer = await api.http.post(f"/v1/{noun}", json=sent, headers=person.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def a_clip(api: Api, person: Person, **watch: Any) -> str:
    """A clip that a renderer has begun, of a watch like this."""
    body = {"source": "twitch:somebody"} | watch
    watch_id = (await made(api, person, "watches", **body))["watch_id"]
    request = {"watch_id": watch_id, "node": "n", "started_at_ms": EPOCH_MS, "source": "x"}
    opened = await api.http.post("/v1/sessions", json=request, headers=WORKER)
    session_id = opened.json()["session_id"]
    return await report(api, session_id, await final(api, session_id), ClipState.RENDERING)


async def look(api: Api, clip_id: str) -> Any:
    return await read(api, f"/v1/clips/{clip_id}/look", WORKER)


async def test_the_nearest_template_applies(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    built_in = await look(api, await a_clip(api, ada))
    assert (built_in["source"], built_in["template_id"], built_in["body"]) == ("built-in", "", None)
    names = ("workspace", "channel", "watch")
    ids = {name: await template(api, ada, name, is_default=name == "workspace") for name in names}
    await template(api, await signed_up(api, "eve@example.org"), "Eve", is_default=True)
    channel = await made(api, ada, "channels", platform="twitch", name="one", template_id=ids["channel"])
    plain = await made(api, ada, "channels", platform="twitch", name="two")
    assert (channel["template_id"], plain["template_id"]) == (ids["channel"], None)
    of: dict[str, dict[str, Any]] = {
        "workspace": {"channel_id": plain["channel_id"]},
        "channel": {"channel_id": channel["channel_id"]},
        "watch": {"channel_id": channel["channel_id"], "template_id": ids["watch"]},
    }
    for name, watch in of.items():
        found = await look(api, await a_clip(api, ada, **watch))
        assert (found["source"], found["template_id"], found["template_name"]) == (name, ids[name], name)
        assert (found["template_version"], found["missing"]) == (1, "")
        assert (found["wanted"], found["extra"]) == (False, False)


async def test_what_was_asked_for_comes_first_and_is_wanted_until_it_ends(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    await template(api, ada, "Default", is_default=True)
    blue = await template(api, ada, "Blue")
    own = await read(api, f"/v1/clips/{await a_clip(api, ada)}")
    session_id, highlight_id = own["session_id"], own["highlight_id"]
    clip_id = (await asked(api, ada, highlight_id, blue))["clip_id"]
    found = await look(api, clip_id)
    assert (found["source"], found["template_id"]) == ("asked", blue)
    assert (found["wanted"], found["extra"], found["highlight_id"]) == (True, True, highlight_id)
    await report(api, session_id, highlight_id, ClipState.RENDERING, blue)
    assert (await look(api, clip_id))["wanted"]
    await report(api, session_id, highlight_id, ClipState.READY, blue)
    assert not (await look(api, clip_id))["wanted"]
    assert (await look(api, own["clip_id"]))["template_name"] == "Default"


async def test_a_named_template_that_is_gone_is_said(api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    blue, red = await template(api, ada, "Blue"), await template(api, ada, "Red")
    clip_id = await a_clip(api, ada, template_id=blue)
    highlight_id = (await read(api, f"/v1/clips/{clip_id}"))["highlight_id"]
    extra = (await asked(api, ada, highlight_id, red))["clip_id"]
    for one in (blue, red):
        assert (await api.http.delete(f"/v1/templates/{one}", headers=ada.headers)).status_code == 204
    found = await look(api, clip_id)
    assert (found["body"], found["missing"]) == (None, f"the template {blue} of the watch is gone")
    found = await look(api, extra)
    assert (found["template_id"], found["body"]) == (red, None)
    assert found["missing"] == f"the template {red} that was asked for is gone"


async def test_the_files_come_with_their_digests(setup: Setup, api: Api) -> None:
    ada = await signed_up(api, "ada@example.org")
    assets = {}
    for kind, content in (("logo", PNG), ("intro", MP4)):
        params = {"kind": kind, "workspace_id": ada.workspace_id, "name": f"our {kind}"}
        sent = await api.http.post("/v1/assets", params=params, content=content, headers=ada.headers)
        assert sent.status_code == 201, sent.text
        assets[kind] = sent.json()
    body = {
        "logo": {"asset_id": assets["logo"]["asset_id"], "width_percent": 20},
        "intro_asset_id": assets["intro"]["asset_id"],
        "title": {"show": False},
        "colours": {"accent": "#123456"},
    }
    await template(api, ada, "Blue", is_default=True, body=body)
    clip_id = await a_clip(api, ada)
    async with listening(setup) as url, Door(url, WORKER_TOKEN, patience_s=0) as door:
        found = await door.clip_look(clip_id)
    assert isinstance(found, ClipLook)
    assert isinstance(found.body, TemplateBody)
    assert (found.body.title.show, found.body.colours.accent, found.body.colours.text) == (
        False,
        "#123456",
        "#ffffff",
    )
    assert found.body.logo is not None
    assert (found.body.logo.width_percent, found.body.logo.position) == (20, "top-right")
    by_kind = {asset.kind: asset for asset in found.assets}
    logo = assets["logo"]
    assert by_kind["logo"] == LookAsset(
        asset_id=logo["asset_id"],
        kind="logo",
        name="our logo",
        key=f"assets/{ada.workspace_id}/{logo['asset_id']}.png",
        extension="png",
        bytes_count=len(PNG),
        sha256=logo["sha256"],
    )
    assert api.services.store.range(by_kind["intro"].key, 0, 1000) == MP4


async def test_a_body_that_says_nothing_is_that_of_the_client(api: Api) -> None:
    """The renderers know the same defaults as the API."""
    import msgspec

    ada = await signed_up(api, "ada@example.org")
    template_id = await template(api, ada)
    body = (await read(api, f"/v1/templates/{template_id}"))["body"]
    assert msgspec.to_builtins(TemplateBody()) == body


async def test_who_sees_a_look(api: Api) -> None:
    ada, eve = await signed_up(api, "ada@example.org"), await signed_up(api, "eve@example.org")
    clip_id = await a_clip(api, ada)
    for headers, status in ((ada.headers, 200), (bearer(WORKER_TOKEN), 200), (eve.headers, 404)):
        answer = await api.http.get(f"/v1/clips/{clip_id}/look", headers=headers)
        assert answer.status_code == status
    problem(await api.http.get(f"/v1/clips/{UNKNOWN}/look", headers=WORKER), 404, "unknown-clip")


async def test_a_channel_and_a_watch_name_templates_of_their_workspace(api: Api) -> None:
    ada, eve = await signed_up(api, "ada@example.org"), await signed_up(api, "eve@example.org")
    blue, foreign = await template(api, ada), await template(api, eve)
    channel = await made(api, ada, "channels", platform="twitch", name="one")
    path = f"/v1/channels/{channel['channel_id']}"
    for bad in (foreign, UNKNOWN):
        for noun, body in (
            ("channels", {"platform": "twitch", "name": "two"}),
            ("watches", {"source": "twitch:two"}),
        ):
            sent = body | {"template_id": bad, "workspace_id": ada.workspace_id}
            answer = await api.http.post(f"/v1/{noun}", json=sent, headers=ada.headers)
            errors: Any = problem(answer, 422, "invalid")["errors"]
            assert errors == [{"field": "template_id", "message": "is not there"}]
        answer = await api.http.patch(path, json={"template_id": bad}, headers=ada.headers)
        problem(answer, 422, "invalid")
    for given in (blue, None):
        answer = await api.http.patch(path, json={"template_id": given}, headers=ada.headers)
        assert answer.json()["template_id"] == given
