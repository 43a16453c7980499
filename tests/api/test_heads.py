"""HEAD on what readers of feeds ask for: the headers of GET, no body, and the same rights."""

from __future__ import annotations

import httpx
import pytest

from tests.api.running import Api, Setup, listening, started
from tests.api.test_feeds import link, new_feed, path_of, ready
from tests.api.test_http import problem
from tests.api.world import person, session_of

NOBODY = {"Authorization": ""}
CHANGING = {"date", "ratelimit"}
"""Headers that differ between two calls whatever the method."""


def said(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in CHANGING}


@pytest.mark.parametrize("kind", ["json", "rss", "enclosure"])
async def test_head_says_what_get_says_without_a_body(api: Api, setup: Setup, kind: str) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    feed = await new_feed(api, owner, visibility="link")
    await ready(api, setup, session_id)
    paths = dict(zip(("json", "rss"), await link(api, owner, feed), strict=True))
    [item] = (await api.http.get(paths["json"], headers=NOBODY)).json()["items"]
    paths["enclosure"] = path_of(item["attachments"][0]["url"])
    path = paths[kind]
    got = await api.http.get(path, headers=NOBODY)
    head = await api.http.head(path, headers=NOBODY)
    assert (head.status_code, head.content) == (200, b"")
    assert said(head) == said(got)
    assert int(head.headers["content-length"]) == len(got.content) > 0
    same = await api.http.head(path, headers=NOBODY | {"If-None-Match": got.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")


async def test_the_plain_link_and_the_clip_itself_answer_head_too(api: Api, setup: Setup) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    feed = await new_feed(api, owner, visibility="link")
    clip_id = await ready(api, setup, session_id)
    token = (await link(api, owner, feed))[0].partition("token=")[2]
    for suffix in ("json", "rss"):
        answer = await api.http.head(f"/v1/feeds/{feed['slug']}/{token}.{suffix}", headers=NOBODY)
        assert (answer.status_code, answer.content) == (200, b"")
    file = await api.http.head(f"/v1/clips/{clip_id}/file", headers=owner.headers)
    assert (file.status_code, file.headers["content-length"], file.headers["accept-ranges"]) == (
        200,
        "5",
        "bytes",
    )
    part = await api.http.head(f"/v1/clips/{clip_id}/file", headers=owner.headers | {"Range": "bytes=1-2"})
    assert (part.status_code, part.headers["content-range"], part.content) == (206, "bytes 1-2/5", b"")


async def test_head_opens_nothing_that_get_does_not(api: Api, setup: Setup) -> None:
    owner, stranger = await person(api, "ann"), await person(api, "eve")
    session_id = await session_of(api, owner)
    feed = await new_feed(api, owner, visibility="link")
    clip_id = await ready(api, setup, session_id)
    slug = feed["slug"]
    paths = [f"/v1/feeds/{slug}.json", f"/v1/feeds/{slug}.rss", f"/v1/feeds/{slug}/clips/{clip_id}.mp4"]
    for path in (*paths, f"/v1/clips/{clip_id}/file"):
        for headers in (NOBODY, stranger.headers, owner.headers):
            head, got = await api.http.head(path, headers=headers), await api.http.get(path, headers=headers)
            assert head.status_code == got.status_code
        assert (await api.http.head(path, headers=NOBODY)).status_code == 401
        assert (await api.http.head(path, headers=stranger.headers)).status_code == 404
        assert (await api.http.head(f"{path}?token={'g' * 43}", headers=NOBODY)).status_code in {401, 404}
    taken = await api.http.put(
        f"/v1/clips/{clip_id}/takedown", json={"reason": "asked"}, headers=owner.headers
    )
    assert taken.is_success
    assert (await api.http.head(paths[2], headers=owner.headers)).status_code == 410
    assert (await api.http.head("/v1/clips", headers=owner.headers)).status_code == 405
    problem(await api.http.request("PUT", paths[0], headers=owner.headers), 405, "method-not-allowed")


async def test_no_body_is_on_the_wire(setup: Setup) -> None:
    """The server itself is asked: what follows a HEAD's headers would be read as the next answer."""
    async with started(setup) as api:
        owner = await person(api, "ann")
        session_id = await session_of(api, owner)
        feed = await new_feed(api, owner, visibility="link")
        clip_id = await ready(api, setup, session_id)
        json_path, _ = await link(api, owner, feed)
        query = json_path.partition("?")[2]
    async with listening(setup) as url, httpx.AsyncClient(base_url=url) as client:
        for _ in range(3):
            for path in (json_path, f"/v1/feeds/{feed['slug']}/clips/{clip_id}.mp4?{query}"):
                head, got = await client.head(path), await client.get(path)
                assert (head.status_code, got.status_code) == (200, 200)
                assert head.headers["content-length"] == str(len(got.content))
