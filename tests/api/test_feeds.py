"""Feeds: what comes in by itself, who reads them, and that what is taken out is out at once."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as Xml

from schemas.judging import HighlightState
from schemas.rendering import ClipState
from tests.api.running import Api, Setup
from tests.api.test_http import problem
from tests.api.world import (
    WORKER,
    Person,
    a_clip,
    joined,
    key_of,
    person,
    put,
    put_highlight,
    session_of,
)

NOBODY = {"Authorization": ""}
HOSTILE = "a ]]> <b>&amp; \u202egnp.exe\u202c \x0b\ufffe שלום \u2067x"


async def new_feed(api: Api, owner: Person, **body: object) -> dict[str, Any]:
    body = {"title": "Best of", "workspace_id": owner.workspace_id} | body
    answer = await api.http.post("/v1/feeds", json=body, headers=owner.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def ready(api: Api, setup: Setup, session_id: str, number: int = 1, **more: object) -> str:
    """A clip that is ready, with its file."""
    key = f"clips/{number}.mp4"
    path = setup.data / "store" / key
    path = api.services.store.path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"video" * number)
    clip = a_clip(session_id, start_ms=number * 100_000, key=key, duration_ms=20_000, **more)
    assert (await put(api, f"/v1/clips/{clip.clip_id}", clip)).is_success
    return clip.clip_id


async def link(api: Api, owner: Person, feed: dict[str, Any]) -> tuple[str, str]:
    """The paths of the feed's link."""
    answer = await api.http.get(f"/v1/feeds/{feed['feed_id']}/link", headers=owner.headers)
    assert answer.status_code == 200, answer.text
    urls = answer.json()
    return path_of(urls["json_url"]), path_of(urls["rss_url"])


def path_of(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8700")


async def ids(api: Api, path: str, headers: dict[str, str] = NOBODY) -> list[str]:
    answer = await api.http.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_a_clip_that_gets_ready_is_in_the_feed_and_its_file_is_read_by_the_link(
    api: Api, setup: Setup
) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    feed = await new_feed(api, owner, visibility="link")
    json_path, rss_path = await link(api, owner, feed)
    clip = a_clip(session_id, ClipState.RENDERING)
    assert (await put(api, f"/v1/clips/{clip.clip_id}", clip)).is_success
    assert await ids(api, json_path) == []
    clip_id = await ready(api, setup, session_id, title="Wow")
    document = (await api.http.get(json_path, headers=NOBODY)).json()
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    [item] = document["items"]
    assert (item["id"], item["title"]) == (clip_id, "Wow")
    [attachment] = item["attachments"]
    assert (attachment["mime_type"], attachment["size_in_bytes"], attachment["duration_in_seconds"]) == (
        "video/mp4",
        5,
        20,
    )
    file = await api.http.get(path_of(attachment["url"]), headers=NOBODY)
    assert (file.status_code, file.content, file.headers["content-type"]) == (200, b"video", "video/mp4")
    part = await api.http.get(path_of(attachment["url"]), headers=NOBODY | {"Range": "bytes=1-2"})
    assert (part.status_code, part.content) == (206, b"id")
    again = await api.http.get(
        path_of(attachment["url"]), headers=NOBODY | {"If-None-Match": file.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    rss = Xml.fromstring((await api.http.get(rss_path, headers=NOBODY)).content)  # noqa: S314 - our own
    enclosure = rss.find("channel/item/enclosure")
    assert enclosure is not None
    assert enclosure.attrib == {"url": attachment["url"], "length": "5", "type": "video/mp4"}
    token = json_path.partition("token=")[2]
    assert await ids(api, f"/v1/feeds/{feed['slug']}/{token}.json") == [clip_id]
    kinds = [one["kind"] for one in (await api.http.get("/v1/events", headers=owner.headers)).json()["items"]]
    assert kinds == ["session.started", "clip.rendering", "clip.ready", "clip.published"]


async def test_who_reads_a_feed(api: Api, setup: Setup) -> None:
    owner = await person(api, "ann")
    viewer, stranger = await joined(api, owner, "vic", "viewer"), await person(api, "eve")
    session_id = await session_of(api, owner)
    clip_id = await ready(api, setup, session_id)
    private, open_one = await new_feed(api, owner), await new_feed(api, owner, visibility="link")
    good = (await link(api, owner, open_one))[0].partition("token=")[2]
    for feed in (private, open_one):
        slug = feed["slug"]
        for path in (
            f"/v1/feeds/{slug}.json",
            f"/v1/feeds/{slug}.rss",
            f"/v1/feeds/{slug}/clips/{clip_id}.mp4",
        ):
            assert (await api.http.get(path, headers=NOBODY)).status_code == 401, path
            assert (await api.http.get(path, headers={"Authorization": "Bearer x"})).status_code == 401
            assert (await api.http.get(path + "?token=" + "x" * 43, headers=NOBODY)).status_code == 404
            assert (await api.http.get(path, headers=stranger.headers)).status_code == 404
            assert (await api.http.get(path, headers=WORKER)).status_code == 404
            for may in (viewer.headers, await key_of(api, owner, "feeds:read", role="viewer")):
                assert (await api.http.get(path, headers=may)).status_code == 200
            no_scope = await key_of(api, owner, "clips:read")
            assert (await api.http.get(path, headers=no_scope)).status_code == 404
    # the link of one feed opens no other, and none that is private
    other = await new_feed(api, owner, visibility="link")
    for slug, status in ((open_one["slug"], 200), (other["slug"], 404), (private["slug"], 404), ("no", 404)):
        answer = await api.http.get(f"/v1/feeds/{slug}.json?token={good}", headers=NOBODY)
        assert answer.status_code == status
    for path in ("/v1/feeds/no.json", "/v1/feeds/no.json?token="):  # no word of what is there
        assert (await api.http.get(path, headers=NOBODY)).status_code == 401
    assert (await api.http.get(f"/v1/feeds/{open_one['feed_id']}", headers=NOBODY)).status_code == 401
    assert (await api.http.delete(f"/v1/feeds/{open_one['slug']}.json", headers=NOBODY)).status_code == 401
    problem(
        await api.http.get(f"/v1/feeds/{open_one['feed_id']}/link", headers=viewer.headers), 403, "forbidden"
    )


async def test_a_new_link_ends_the_old_one_and_so_does_closing_the_feed(api: Api) -> None:
    owner = await person(api, "ann")
    feed = await new_feed(api, owner, visibility="link")
    old, _ = await link(api, owner, feed)
    turned = await api.http.post(f"/v1/feeds/{feed['feed_id']}/link", headers=owner.headers)
    new = path_of(turned.json()["json_url"])
    assert (await api.http.get(old, headers=NOBODY)).status_code == 404
    assert await ids(api, new) == []
    path = f"/v1/feeds/{feed['feed_id']}"
    await api.http.patch(path, json={"visibility": "private"}, headers=owner.headers)
    assert (await api.http.get(new, headers=NOBODY)).status_code == 404
    await api.http.patch(path, json={"visibility": "link"}, headers=owner.headers)
    assert await ids(api, new) == []
    assert (await api.http.delete(path, headers=owner.headers)).status_code == 204
    assert (await api.http.get(new, headers=NOBODY)).status_code == 404
    actions = (await api.http.get("/v1/audit-log", headers=owner.headers)).json()["items"]
    assert "feed.link_turned" in {one["action"] for one in actions}


async def test_what_is_taken_out_is_out_at_once(api: Api, setup: Setup) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    one, two = await new_feed(api, owner, visibility="link"), await new_feed(api, owner, visibility="link")
    first, second = await link(api, owner, one), await link(api, owner, two)
    clip_id = await ready(api, setup, session_id)
    document = await api.http.get(first[0], headers=NOBODY)
    assert document.headers["cache-control"] == "private, no-cache"
    files = [
        path_of((await api.http.get(path, headers=NOBODY)).json()["items"][0]["url"])
        for path in (first[0], second[0])
    ]
    tag = {"If-None-Match": document.headers["etag"]}
    assert (await api.http.get(first[0], headers=NOBODY | tag)).status_code == 304

    entry = f"/v1/feeds/{one['feed_id']}/clips/{clip_id}"
    for _ in range(2):
        out = await api.http.delete(entry, headers=owner.headers)
        assert out.json()["unpublished_at_ms"] == setup.clock.now_ms()
    assert (await api.http.get(first[0], headers=NOBODY | tag)).json()["items"] == []
    assert await ids(api, second[0]) == [clip_id]
    problem(await api.http.get(files[0], headers=NOBODY), 410, "clip-unpublished")
    assert (await api.http.get(files[1], headers=NOBODY)).status_code == 200
    await ready(api, setup, session_id, title="rendered again")  # and stays out
    assert await ids(api, first[0]) == []
    assert (await api.http.put(entry, headers=owner.headers)).status_code == 200
    assert await ids(api, first[0]) == [clip_id]

    kept = (await api.http.get(files[1], headers=NOBODY)).headers
    assert kept["cache-control"] == "private, no-cache"
    down = f"/v1/clips/{clip_id}/takedown"
    taken = await api.http.put(down, json={"reason": "rights"}, headers=owner.headers)
    assert taken.json()["taken_down_at_ms"] == setup.clock.now_ms()
    assert await ids(api, first[0]) == await ids(api, second[0]) == []
    asked_again = NOBODY | {"If-None-Match": kept["etag"]}
    for path in files:
        problem(await api.http.get(path, headers=asked_again), 410, "clip-taken-down")
    problem(await api.http.get(f"/v1/clips/{clip_id}/file", headers=owner.headers), 410, "clip-taken-down")
    problem(await api.http.put(entry, headers=owner.headers), 404, "clip-without-file")
    late = await put(api, f"/v1/clips/{clip_id}", a_clip(session_id, key="clips/1.mp4"))  # changes nothing
    assert late.is_success
    assert await ids(api, first[0]) == []
    assert (await api.http.delete(down, headers=owner.headers)).json()["taken_down_at_ms"] is None
    assert await ids(api, first[0]) == [clip_id]
    told = (await api.http.get("/v1/events", headers=owner.headers)).json()["items"]
    assert [one["kind"] for one in told][-5:] == [
        "clip.unpublished",
        "clip.ready",
        "clip.published",
        "clip.taken_down",
        "clip.restored",
    ]
    actions = [
        one["action"] for one in (await api.http.get("/v1/audit-log", headers=owner.headers)).json()["items"]
    ]
    assert (actions.count("clip.taken_down"), actions.count("clip.restored")) == (1, 1)


async def test_who_may_take_down_and_publish(api: Api, setup: Setup) -> None:
    owner = await person(api, "ann")
    viewer, stranger = await joined(api, owner, "vic", "viewer"), await person(api, "eve")
    editor = await joined(api, owner, "ed", "editor")
    session_id = await session_of(api, owner)
    clip_id = await ready(api, setup, session_id)
    feed = await new_feed(api, owner)
    foreign = await new_feed(api, stranger)
    reason = {"reason": "x"}
    calls: list[tuple[str, str, dict[str, object] | None]] = [
        ("PUT", f"/v1/clips/{clip_id}/takedown", dict(reason)),
        ("DELETE", f"/v1/clips/{clip_id}/takedown", None),
        ("PUT", f"/v1/feeds/{feed['feed_id']}/clips/{clip_id}", None),
        ("DELETE", f"/v1/feeds/{feed['feed_id']}/clips/{clip_id}", None),
        ("POST", f"/v1/feeds/{feed['feed_id']}/link", None),
        ("PATCH", f"/v1/feeds/{feed['feed_id']}", {"title": "x"}),
    ]
    for method, path, body in calls:
        for who, status in ((stranger, 404), (viewer, 403), (editor, 200)):
            answer = await api.http.request(method, path, json=body, headers=who.headers)
            assert answer.status_code == status, (method, path, answer.text)
        assert (await api.http.request(method, path, json=body, headers=NOBODY)).status_code == 401
        read_only = await key_of(api, owner, "*:read")
        assert (await api.http.request(method, path, json=body, headers=read_only)).status_code == 403
    problem(
        await api.http.put(f"/v1/clips/{clip_id}/takedown", json=reason, headers=WORKER), 403, "forbidden"
    )
    cross = f"/v1/feeds/{foreign['feed_id']}/clips/{clip_id}"
    assert (await api.http.put(cross, headers=stranger.headers)).status_code == 404
    assert (await api.http.put(cross, headers=owner.headers)).status_code == 404
    assert (await api.http.put(cross)).status_code == 422  # even for the operator
    bad = await api.http.put(f"/v1/clips/{clip_id}/takedown", json={}, headers=owner.headers)
    assert problem(bad, 422, "invalid")["errors"]


async def test_filters_choose_and_are_asked_anew(api: Api, setup: Setup) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    await new_feed(api, owner, score_min=2.5, slug="best")
    better = await new_feed(api, owner, score_min=2.6, slug="better")
    await new_feed(api, owner, tags=["funny", "short"], slug="funny")
    await new_feed(api, owner, highlight_state="final", slug="final")
    await new_feed(api, owner, automatic=False, slug="by-hand")
    await new_feed(api, owner, channel_id="01900000-0000-7000-8000-000000000000")
    await put_highlight(api, session_id)
    clip_id = await ready(api, setup, session_id)

    async def inside() -> set[str]:
        feeds = (await api.http.get("/v1/feeds", headers=owner.headers)).json()["items"]
        return {
            one["slug"]
            for one in feeds
            if clip_id in await ids(api, f"/v1/feeds/{one['slug']}.json", owner.headers)
        }

    assert await inside() == {"best"}
    await put_highlight(api, session_id, revision=2, state=HighlightState.FINAL)
    assert await inside() == {"best", "final"}
    await new_feed(api, owner, review="approved", slug="approved")
    clip_path = f"/v1/clips/{clip_id}"
    for change, there in (
        ({"tags": ["short"]}, {"best", "final"}),
        ({"tags": ["short", "funny", "new"]}, {"best", "final", "funny"}),
        ({"review": "approved"}, {"best", "final", "funny", "approved"}),
        ({"review": "rejected"}, {"best", "final", "funny"}),
        ({"tags": [], "review": "approved"}, {"best", "final", "approved"}),
    ):
        answer = await api.http.patch(clip_path, json=change, headers=owner.headers)
        assert answer.status_code == 200, answer.text
        assert await inside() == there
    path = f"/v1/feeds/{better['feed_id']}"
    await api.http.patch(path, json={"score_min": 1}, headers=owner.headers)
    assert "better" in await inside()
    await api.http.patch(path, json={"score_min": 9}, headers=owner.headers)
    assert "better" not in await inside()
    await api.http.put(f"{path}/clips/{clip_id}", headers=owner.headers)
    await api.http.patch(path, json={"score_min": 10}, headers=owner.headers)
    assert "better" in await inside()  # what people put in stays
    await api.http.delete(f"{path}/clips/{clip_id}", headers=owner.headers)
    await api.http.patch(path, json={"score_min": 0}, headers=owner.headers)
    assert "better" not in await inside()  # and what they took out stays out
    entries = (await api.http.get(f"{path}/entries", headers=owner.headers)).json()["items"]
    assert [(one["clip_id"], one["placed_by"]) for one in entries] == [(clip_id, "hand")]


async def test_a_feed_is_as_other_rows_are(api: Api, setup: Setup) -> None:
    owner = await person(api, "ann")
    viewer, stranger = await joined(api, owner, "vic", "viewer"), await person(api, "eve")
    session_id = await session_of(api, owner)
    clip_id = await ready(api, setup, session_id)
    body = {"title": "T", "slug": "t", "workspace_id": owner.workspace_id}
    headers = owner.headers | {"Idempotency-Key": "k"}
    first = await api.http.post("/v1/feeds", json=body, headers=headers)
    again = await api.http.post("/v1/feeds", json=body, headers=headers)
    assert (first.status_code, first.json()) == (201, again.json())
    feed_id = first.json()["feed_id"]
    entries = (await api.http.get(f"/v1/feeds/{feed_id}/entries", headers=owner.headers)).json()["items"]
    assert [one["clip_id"] for one in entries] == [clip_id]  # filled once, with what was there
    problem(await api.http.post("/v1/feeds", json=body, headers=owner.headers), 409, "slug-taken")
    answer = await api.http.post("/v1/feeds", json=body | {"slug": "u"}, headers=viewer.headers)
    problem(answer, 403, "forbidden")
    answer = await api.http.post("/v1/feeds", json=body | {"slug": "u"}, headers=stranger.headers)
    assert answer.status_code in {403, 404}
    path = f"/v1/feeds/{feed_id}"
    tag = first.headers["etag"]
    changed = await api.http.patch(path, json={"title": "U"}, headers=owner.headers | {"If-Match": tag})
    assert (changed.status_code, changed.json()["title"]) == (200, "U")
    stale = await api.http.patch(path, json={"title": "V"}, headers=owner.headers | {"If-Match": tag})
    problem(stale, 412, "precondition-failed")
    assert (await api.http.get(path, headers=stranger.headers)).status_code == 404
    assert (await api.http.get("/v1/feeds", headers=stranger.headers)).json()["items"] == []
    assert len((await api.http.get("/v1/feeds", headers=viewer.headers)).json()["items"]) == 1
    bad: list[tuple[dict[str, object], str]] = [
        ({"title": ""}, "title"),
        ({"slug": "Not A Slug"}, "slug"),
        ({"slug": "a.json"}, "slug"),
        ({"items_max": 201}, "items_max"),
        ({"items_max": 0}, "items_max"),
        ({"visibility": "public"}, "visibility"),
        ({"tags": ["a,b"]}, "tags.0"),
        ({"review": "good"}, "review"),
        ({"score_min": "x"}, "score_min"),
        ({"link_number": 1}, "link_number"),
        ({"feed_id": "x"}, "feed_id"),
    ]
    for more, field in bad:
        answer = await api.http.post("/v1/feeds", json=body | {"slug": "w"} | more, headers=owner.headers)
        errors: Any = problem(answer, 422, "invalid")["errors"]
        assert [one["field"] for one in errors] == [field]
    assert (await api.http.patch(path, json={"title": None}, headers=owner.headers)).status_code == 422
    assert (await api.http.delete(path, headers=owner.headers)).status_code == 204
    for gone in (path, f"{path}/link", f"{path}/entries", "/v1/feeds/t.json"):
        assert (await api.http.get(gone, headers=owner.headers)).status_code == 404
    problem(await api.http.post("/v1/feeds", json=body, headers=owner.headers), 409, "slug-taken")
