"""Lists of clips hold the same, in the same order, whichever way leads to them."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from api.clips.tags import ClipTagRow
from tests.api.running import Api, Setup
from tests.api.test_feeds import ready
from tests.api.world import Person, person, session_of


async def listed(api: Api, query: str, headers: dict[str, str], limit: int = 2) -> list[str]:
    """All pages."""
    found: list[str] = []
    cursor = ""
    for _ in range(50):
        answer = await api.http.get(f"/v1/clips?limit={limit}&{query}{cursor}", headers=headers)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [one["clip_id"] for one in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"
    raise AssertionError("the pages have no end")


async def _tagged(api: Api, clip_id: str, owner: Person, *tags: str) -> None:
    answer = await api.http.patch(f"/v1/clips/{clip_id}", json={"tags": tags}, headers=owner.headers)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("sort", ["created_at_ms", "-created_at_ms", "start_ms", "-start_ms"])
async def test_those_of_several_workspaces_come_in_one_order(api: Api, setup: Setup, sort: str) -> None:
    people = [await person(api, name) for name in ("ann", "bob", "eve")]
    mine = people[0]
    for other in people[1:2]:
        member = {"workspace_id": other.workspace_id, "email": "ann@example.com", "role": "viewer"}
        assert (await api.http.post("/v1/memberships", json=member, headers=other.headers)).is_success
    sessions = [await session_of(api, one) for one in people]
    made: list[tuple[int, int, str]] = []
    for number, who in enumerate(itertools.islice(itertools.cycle((0, 1, 2, 1)), 12), 1):
        if number % 3:
            setup.clock.advance(1)
        start = (number * 7) % 5 + 1
        session_id = sessions[who] if number < 9 else await session_of(api, people[who])
        clip_id = await ready(api, setup, session_id, start)
        if who < 2 and clip_id not in {one[2] for one in made}:
            made.append((setup.clock.now_ms(), start * 100_000, clip_id))
            if number % 2:
                await _tagged(api, clip_id, people[who], "ace", "odd")
    by = 0 if "created" in sort else 1
    right = [one[2] for one in sorted(made, key=lambda one: (one[by], one[2]), reverse=sort[0] == "-")]
    assert await listed(api, f"sort={sort}", mine.headers) == right
    tagged = [one["clip_id"] for one in (await api.http.get("/v1/clips?tag=odd")).json()["items"]]
    assert await listed(api, f"sort={sort}&tag=odd", mine.headers) == [one for one in right if one in tagged]
    assert 1 < len(tagged) < len(right)
    of_one = await listed(api, f"sort={sort}&tag=odd&workspace_id={people[1].workspace_id}", mine.headers)
    assert set(of_one) < set(tagged)
    assert await listed(api, f"workspace_id={people[2].workspace_id}", mine.headers) == []
    total = (await api.http.get("/v1/clips?total=true&limit=1&tag=odd", headers=mine.headers)).json()["total"]
    assert total == len(tagged)


async def test_the_rows_of_tags_follow_the_clip(api: Api, setup: Setup) -> None:
    owner = await person(api, "ann")
    session_id = await session_of(api, owner)
    clip_id = await ready(api, setup, session_id)

    async def kept() -> set[str]:
        async with api.services.database.reading() as session:
            rows = await session.scalars(select(ClipTagRow).where(ClipTagRow.clip_id == clip_id))
            found = list(rows)
        assert {row.workspace_id for row in found} <= {owner.workspace_id}
        return {row.tag for row in found}

    assert await kept() == set()
    for tags in (["ace", "שלום"], ["ace", "a 'quoted' one"], ["ace"], []):
        await _tagged(api, clip_id, owner, *tags)
        assert await kept() == set(tags)
        for tag in tags:
            assert await listed(api, f"tag={tag}", owner.headers) == [clip_id]
    await _tagged(api, clip_id, owner, "ace")
    await ready(api, setup, session_id, title="rendered again")
    assert await kept() == {"ace"}
    assert await listed(api, "tag=ac", owner.headers) == []
    assert await listed(api, "tag=ACE", owner.headers) == []


async def test_a_filter_for_what_belongs_to_others_shows_nothing(api: Api, setup: Setup) -> None:
    owner, other = await person(api, "ann"), await person(api, "bob")
    session_id = await session_of(api, other)
    clip_id = await ready(api, setup, session_id)
    await _tagged(api, clip_id, other, "ace")
    highlight_id = (await api.http.get(f"/v1/clips/{clip_id}")).json()["highlight_id"]
    for query in (f"session_id={session_id}", f"highlight_id={highlight_id}", "tag=ace", "state=ready"):
        assert await listed(api, query, owner.headers) == []
        assert await listed(api, query, other.headers) == [clip_id]
        both = f"{query}&workspace_id={other.workspace_id}"
        assert await listed(api, both, owner.headers) == []
        assert await listed(api, both, other.headers) == [clip_id]
