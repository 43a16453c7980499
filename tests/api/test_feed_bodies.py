"""A feed that is kept as text is never given out from before a change, whoever made the change."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.feeds import reading
from api.feeds.bodies import Bodies, Body
from api.feeds.reading import FILES_MS
from api.feeds.writing import Document, as_json
from tests.api.running import Api, Setup, started
from tests.api.test_feeds import ids, link, new_feed, ready
from tests.api.world import person, session_of

NOBODY = {"Authorization": ""}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The feeds that were written, by title."""
    titles: list[str] = []

    def write(document: Document) -> bytes:
        titles.append(document.title)
        return as_json(document)

    monkeypatch.setattr(reading, "as_json", write)
    return titles


@pytest.fixture
async def other_api(setup: Setup, api: Api) -> AsyncIterator[Api]:
    """A second process of the API on the same database."""
    async with started(setup) as running:
        yield running


async def test_a_feed_is_written_once_for_all_its_readers(api: Api, setup: Setup, written: list[str]) -> None:
    owner = await person(api, "ann")
    feed = await new_feed(api, owner, visibility="link")
    clip_id = await ready(api, setup, await session_of(api, owner))
    path, _ = await link(api, owner, feed)
    for _ in range(3):
        assert await ids(api, path) == [clip_id]
    assert len(written) == 1
    keyed = f"/v1/feeds/{feed['slug']}.json"
    for _ in range(2):  # addresses without the link's token are another text
        assert "token=" not in (await api.http.get(keyed, headers=owner.headers)).text
    assert len(written) == 2


async def test_what_another_process_changes_counts_at_once(
    api: Api, other_api: Api, setup: Setup, written: list[str]
) -> None:
    owner = await person(api, "ann")
    feed = await new_feed(api, owner, visibility="link")
    session_id = await session_of(api, owner)
    first, second = [await ready(api, setup, session_id, number) for number in (1, 2)]
    path, _ = await link(api, owner, feed)
    shown = {first, second}
    of_feed, of_clip = f"/v1/feeds/{feed['feed_id']}", f"/v1/clips/{first}"
    reason = {"reason": "x"}

    async def changed(verb: str, where: str, body: dict[str, Any] | None = None) -> None:
        assert set(await ids(api, path)) == shown  # and is kept from here on
        answer = await other_api.http.request(verb, where, json=body, headers=owner.headers)
        assert answer.is_success, answer.text

    await changed("PUT", f"{of_clip}/takedown", reason)
    shown = {second}
    await changed("DELETE", f"{of_clip}/takedown")
    shown = {first, second}
    await changed("DELETE", f"{of_feed}/clips/{first}")
    shown = {second}
    await changed("PUT", f"{of_feed}/clips/{first}")
    shown = {first, second}
    await changed("PATCH", of_clip, {"tags": ["ace"]})
    assert "ace" in (await api.http.get(path, headers=NOBODY)).text
    await changed("PATCH", of_feed, {"title": "another title"})
    assert (await api.http.get(path, headers=NOBODY)).json()["title"] == "another title"
    await changed("PATCH", of_feed, {"items_max": 1})
    assert len(await ids(api, path)) == 1
    count = len(written)
    await ready(other_api, setup, session_id, 1, title="rendered again")
    await ready(other_api, setup, session_id, 2, title="rendered again")
    assert "rendered again" in (await api.http.get(path, headers=NOBODY)).text
    assert len(written) == count + 1
    turned = await other_api.http.post(f"{of_feed}/link", headers=owner.headers)
    assert turned.is_success
    assert (await api.http.get(path, headers=NOBODY)).status_code == 404
    assert (await other_api.http.delete(of_feed, headers=owner.headers)).is_success
    new_path = turned.json()["json_url"].removeprefix("http://127.0.0.1:8700")
    assert (await api.http.get(new_path, headers=NOBODY)).status_code == 404


async def test_a_clip_that_came_and_went_within_a_moment_is_seen(api: Api, setup: Setup) -> None:
    """The clock stands still: what tells of a change is counted, not timed."""
    owner = await person(api, "ann")
    feed = await new_feed(api, owner, visibility="link")
    clip_id = await ready(api, setup, await session_of(api, owner))
    path, _ = await link(api, owner, feed)
    for _ in range(2):
        assert await ids(api, path) == [clip_id]
        body = {"reason": "x"}
        await api.http.put(f"/v1/clips/{clip_id}/takedown", json=body, headers=owner.headers)
        assert await ids(api, path) == []
        await api.http.delete(f"/v1/clips/{clip_id}/takedown", headers=owner.headers)


async def test_files_are_looked_at_again_after_a_while(api: Api, setup: Setup, written: list[str]) -> None:
    owner = await person(api, "ann")
    feed = await new_feed(api, owner, visibility="link")
    clip_id = await ready(api, setup, await session_of(api, owner))
    path, _ = await link(api, owner, feed)
    assert await ids(api, path) == [clip_id]
    setup.clock.advance(FILES_MS)
    assert await ids(api, path) == [clip_id]
    assert len(written) == 1  # they are as they were
    api.services.store.delete("clips/1.mp4")
    setup.clock.advance(FILES_MS)
    assert await ids(api, path) == []
    api.services.store.path_of("clips/1.mp4").write_bytes(b"four")
    setup.clock.advance(FILES_MS)
    document = (await api.http.get(path, headers=NOBODY)).json()
    assert document["items"][0]["attachments"][0]["size_in_bytes"] == 4


def test_what_was_read_longest_ago_goes_first() -> None:
    bodies = Bodies(bytes_max=25)

    def keep(name: str, text: bytes = b"0123456789", mark: str = "1") -> None:
        bodies.keep((name, ".json", ""), Body(text, "", 0, (), mark))

    def kept(mark: str = "1") -> list[str]:
        return [name for name in "abc" if bodies.get((name, ".json", ""), mark) is not None]

    keep("a")
    keep("b")
    assert kept() == ["a", "b"]
    assert bodies.get(("a", ".json", ""), "1") is not None
    keep("c")
    assert kept() == ["a", "c"]
    assert kept("2") == []
    keep("a", mark="2")
    assert kept("2") == ["a"]
    keep("b", b"x" * 26)
    assert kept() == ["c"]
