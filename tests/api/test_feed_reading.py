"""What a reader of a feed gets: safe texts, news only, nothing too much, and along an index."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as Xml

import httpx
import pytest
from sqlalchemy import text

from api.feeds import service
from api.feeds.models import FeedRow
from api.feeds.reading import DATE_MS, FILES_MS
from tests.api.running import Api, Setup
from tests.api.test_feeds import ids, link, new_feed, ready
from tests.api.world import (
    person,
    session_of,
)

NOBODY = {"Authorization": ""}
HOSTILE = "a ]]> <b>&amp; \u202egnp.exe\u202c \x0b\ufffe שלום \u2067x"


async def test_hostile_titles_do_no_harm(api: Api, setup: Setup) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    feed = await new_feed(api, owner, title=HOSTILE, description=HOSTILE, visibility="link")
    clip_id = await ready(api, setup, session_id, title=HOSTILE, transcript="<script>]]>")
    json_path, rss_path = await link(api, owner, feed)
    expected = "a ]]> <b>&amp; gnp.exe  שלום x"
    document = (await api.http.get(json_path, headers=NOBODY)).json()
    assert (document["title"], document["items"][0]["title"]) == (expected, expected)
    raw = (await api.http.get(rss_path, headers=NOBODY)).content
    rss = Xml.fromstring(raw)  # noqa: S314 - our own
    assert rss.findtext("channel/title") == rss.findtext("channel/item/title") == expected
    assert rss.findtext("channel/item/description") == "<script>]]>"
    assert rss.findtext("channel/item/guid") == clip_id
    assert b"<b>" not in raw
    assert b"<script>" not in raw
    assert "\u202e".encode() not in raw


@pytest.mark.parametrize("suffix", [0, 1])
async def test_a_reader_that_has_it_is_told_so(api: Api, setup: Setup, suffix: int) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    feed = await new_feed(api, owner, visibility="link")
    path = (await link(api, owner, feed))[suffix]
    await ready(api, setup, session_id)
    fresh = await api.http.get(path, headers=NOBODY)
    assert "last-modified" not in fresh.headers  # within the second something else may change
    changed_ms = setup.clock.now_ms()
    setup.clock.advance(DATE_MS)
    settled = await api.http.get(path, headers=NOBODY)
    assert settled.headers["etag"] == fresh.headers["etag"]
    date = settled.headers["last-modified"]
    assert parsedate_to_datetime(date) == datetime.fromtimestamp(changed_ms // 1000, UTC)

    async def asked(**headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await api.http.get(path, headers=NOBODY | named)

    tag = fresh.headers["etag"]
    for answer in (
        await asked(if_none_match=tag),
        await asked(if_none_match=f'"x", W/{tag}'),
        await asked(if_none_match="*"),
        await asked(if_modified_since=date),
    ):
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
    for answer in (
        await asked(if_none_match='"x"', if_modified_since=date),
        await asked(if_modified_since="yesterday"),
        await asked(if_modified_since="Mon, 01 Jan 2024 00:00:00 GMT"),
    ):
        assert answer.status_code == 200
    clip_id = (await api.http.get(f"/v1/feeds/{feed['feed_id']}/entries", headers=owner.headers)).json()[
        "items"
    ][0]["clip_id"]
    await api.http.put(f"/v1/clips/{clip_id}/takedown", json={"reason": "x"}, headers=owner.headers)
    assert (await asked(if_modified_since=date)).status_code == 200
    setup.clock.advance(DATE_MS)
    assert (await asked(if_modified_since=date)).status_code == 200


async def test_a_feed_shows_no_more_than_it_should_and_nothing_whose_file_is_lost(
    api: Api, setup: Setup
) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    feed = await new_feed(api, owner, items_max=3)
    made = []
    for number in range(1, 6):
        setup.clock.advance(1)
        made.append(await ready(api, setup, session_id, number))
    path = f"/v1/feeds/{feed['slug']}.json"
    assert await ids(api, path, owner.headers) == made[:1:-1]
    api.services.store.delete("clips/5.mp4")
    setup.clock.advance(FILES_MS)
    assert await ids(api, path, owner.headers) == [made[3], made[2]]
    # A new feed begins with the newest, too.
    late = await new_feed(api, owner, items_max=2)
    entries = (await api.http.get(f"/v1/feeds/{late['feed_id']}/entries", headers=owner.headers)).json()
    assert [one["clip_id"] for one in entries["items"]] == [made[4], made[3]]


async def test_the_feed_of_a_test_twin_goes_to_nobody_outside(api: Api) -> None:
    owner = await person(api, "ann")
    feed = await new_feed(api, owner, visibility="link")
    path, _ = await link(api, owner, feed)
    other = await person(api, "bob")
    async with api.services.database.writing() as work:
        await work.session.execute(
            text("UPDATE workspaces SET test_of = :of WHERE workspace_id = :mine"),
            {"of": other.workspace_id, "mine": owner.workspace_id},
        )
    assert (await api.http.get(path, headers=NOBODY)).status_code == 404
    assert await ids(api, path, owner.headers) == []


async def test_a_feed_is_read_along_its_index(api: Api) -> None:
    owner = await person(api, "ann")
    made = await new_feed(api, owner)
    async with api.services.database.reading() as session:
        feed = await session.get(FeedRow, made["feed_id"])
        assert feed is not None
        query = service.SHOWN.params(service.values_of(feed)).compile(
            session.get_bind(), compile_kwargs={"literal_binds": True}
        )
        sqlite = session.get_bind().dialect.name == "sqlite"
        if not sqlite:  # on an empty table it would rather read it all
            await session.execute(text("SET LOCAL enable_seqscan = off"))
            await session.execute(text("SET LOCAL enable_bitmapscan = off"))
        explain = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
        plan = "\n".join(str(row) for row in await session.execute(text(f"{explain} {query}")))
    assert "ix_feed_items_shown" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
