"""Feeds and lists of clips are read along an index: what the API asks is explained by the database itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event

from tests.api.running import Api, Setup
from tests.api.test_feeds import link, new_feed, ready
from tests.api.world import Person, person, session_of

TABLES = ("clips", "feed_items", "clip_tags")
NOBODY = {"Authorization": ""}


@dataclass(frozen=True)
class Asked:
    """A statement that went to the database, with its values."""

    statement: str
    values: Any


@contextmanager
def listening(api: Api) -> Iterator[list[Asked]]:
    """What is asked of the tables of clips and feeds meanwhile."""
    heard: list[Asked] = []

    def hear(_c: object, _cursor: object, statement: str, values: Any, _x: object, _many: bool) -> None:
        if any(f"FROM {table}" in statement for table in TABLES):
            heard.append(Asked(statement, values))

    engine = api.services.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)


async def plans(api: Api, heard: Sequence[Asked]) -> str:
    """How the database answers each, with what would let it read all of a small table turned off."""
    found = []
    async with api.services.database.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:
            for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
                await connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        for asked in heard:
            explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
            rows = await connection.exec_driver_sql(explain + asked.statement, asked.values)
            found += [str(row[-1]) for row in rows]
    assert found
    return "\n".join(found)


def check_no_scan(plan: str, *, sorts: bool = False) -> None:
    """Nothing reads all of a table, and nothing puts rows in order that an index has in order."""
    assert "Seq Scan" not in plan, plan
    for line in plan.splitlines():
        whole = line.startswith("SCAN ") and any(f"SCAN {table}" in line for table in TABLES)
        assert not whole or "USING INDEX" in line or "USING COVERING INDEX" in line, plan
    if not sorts:
        assert "TEMP B-TREE" not in plan, plan
        assert "Sort" not in plan, plan


async def _some_clips(api: Api, setup: Setup, owner: Person) -> str:
    session_id = await session_of(api, owner)
    for number in (1, 2, 3):
        setup.clock.advance(1)
        clip_id = await ready(api, setup, session_id, number)
        body = {"tags": ["ace"], "review": "approved"}
        await api.http.patch(f"/v1/clips/{clip_id}", json=body, headers=owner.headers)
    return session_id


async def test_a_feed_is_read_along_its_index_kept_or_not(api: Api, setup: Setup) -> None:
    owner = await person(api, "ann")
    feed = await new_feed(api, owner, visibility="link")
    await _some_clips(api, setup, owner)
    for path in await link(api, owner, feed):
        for _ in range(2):
            with listening(api) as heard:
                assert (await api.http.get(path, headers=NOBODY)).status_code == 200
            plan = await plans(api, heard)
            check_no_scan(plan)
            assert "ix_feed_items_shown" in plan
    with listening(api) as heard:
        await api.http.get(f"/v1/feeds/{feed['feed_id']}/entries", headers=owner.headers)
    plan = await plans(api, heard)
    check_no_scan(plan)
    assert "ix_feed_items_shown" in plan


OF_A_MEMBER = {
    "": "ix_clips_feed",
    "sort=created_at_ms": "ix_clips_feed",
    "sort=start_ms": "ix_clips_workspace_start",
    "sort=-start_ms": "ix_clips_workspace_start",
    "channel_id=none": "ix_clips_channel ",
    "channel_id=none&sort=start_ms": "ix_clips_channel_start",
    "session_id={session_id}&sort=start_ms": "ix_clips_session",
    "highlight_id=none&sort=start_ms": "ix_clips_highlight",
    "state=ready": "ix_clips_workspace_state",
    "review=approved": "ix_clips_workspace_review",
    "tag=ace": "ix_clip_tags_workspace",
    "tag=ace&sort=created_at_ms": "ix_clip_tags_workspace",
    "duration_ms_min=1": "ix_clips_feed",
}
OF_ALL = {
    "": "ix_clips_newest",
    "sort=start_ms": "ix_clips_start",
    "channel_id=none": "ix_clips_channel ",
    "session_id={session_id}&sort=start_ms": "ix_clips_session",
    "state=ready": "ix_clips_state_newest",
    "state=ready&sort=start_ms": "ix_clips_state ",
    "review=approved": "ix_clips_review",
    "tag=ace": "ix_clip_tags_newest",
}
MAY_SORT = ("session_id", "highlight_id")
"""These are few; there is no index for each order of them."""


def _of_sqlite(api: Api) -> bool:
    """PostgreSQL counts rows, and of a few takes them by any index that it likes."""
    return api.services.database.engine.dialect.name == "sqlite"


@pytest.mark.parametrize(
    ("whose", "query"),
    [("member", one) for one in OF_A_MEMBER] + [("operator", one) for one in OF_ALL],
)
async def test_a_list_of_clips_is_read_along_an_index(api: Api, setup: Setup, whose: str, query: str) -> None:
    owner = await person(api, "ann")
    session_id = await _some_clips(api, setup, owner)
    headers = owner.headers if whose == "member" else {}
    path = f"/v1/clips?limit=2&{query.format(session_id=session_id)}"
    expected = (OF_A_MEMBER if whose == "member" else OF_ALL)[query]
    while path:
        with listening(api) as heard:
            answer = await api.http.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        (asked,) = heard
        plan = await plans(api, [asked])
        check_no_scan(plan, sorts=query.startswith(MAY_SORT))
        if (
            api.services.database.engine.dialect.name == "sqlite"
        ):  # PostgreSQL counts rows: of few, all are fit
            assert expected in f"{plan} ", plan
        cursor = answer.json()["next_cursor"]
        path = f"/v1/clips?limit=2&{query.format(session_id=session_id)}&cursor={cursor}" if cursor else ""


async def test_the_clips_of_several_workspaces_are_merged_from_their_first(api: Api, setup: Setup) -> None:
    owner, other = await person(api, "ann"), await person(api, "bob")
    member = {"workspace_id": other.workspace_id, "email": "ann@example.com", "role": "viewer"}
    assert (await api.http.post("/v1/memberships", json=member, headers=other.headers)).is_success
    for one in (owner, other):
        await _some_clips(api, setup, one)
    for query, index in (("", "ix_clips_feed"), ("tag=ace", "ix_clip_tags_workspace")):
        with listening(api) as heard:
            answer = await api.http.get(f"/v1/clips?{query}", headers=owner.headers)
        assert len(answer.json()["items"]) == 6
        plan = await plans(api, heard)
        check_no_scan(plan, sorts=True)  # of the first rows of each
        assert not _of_sqlite(api) or plan.count(index) == 2, plan
