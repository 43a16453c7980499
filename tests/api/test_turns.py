"""So many clips of a workspace are in the making at a time as its plan allows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from api.renders.turns import ABANDONED_MS, ASK_AGAIN_MS
from schemas.rendering import ClipState
from tests.api.running import Setup
from tests.api.selling import Selling, buyer, selling
from tests.api.test_door import clip_of
from tests.api.world import Person, put, session_of


@pytest.fixture
async def shop(setup: Setup) -> AsyncIterator[Selling]:
    async with selling(setup) as made:
        yield made


async def says(shop: Selling, session_id: str, start_ms: int, state: ClipState = ClipState.RENDERING) -> int:
    """A renderer tells of a clip; how long it is to wait."""
    clip = clip_of(session_id, state, start_ms)
    answer = await put(shop.api, f"/v1/clips/{clip.clip_id}", clip)
    assert answer.status_code == 200, answer.text
    wait_ms: int = answer.json()["wait_ms"]
    return wait_ms


async def states(shop: Selling, ann: Person) -> list[str]:
    answer = await shop.api.http.get("/v1/renders", headers=ann.headers)
    return [one["state"] for one in answer.json()["items"]][::-1]


async def test_one_waits_until_the_other_is_there(shop: Selling) -> None:
    ann = await buyer(shop)
    session_id = await session_of(shop.api, ann)
    assert await says(shop, session_id, 1000) == 0
    shop.clock.advance(1000)
    assert await says(shop, session_id, 60_000) == ASK_AGAIN_MS
    assert await says(shop, session_id, 1000) == 0  # who has begun goes on
    assert await states(shop, ann) == ["rendering", "waiting"]
    assert await says(shop, session_id, 1000, ClipState.READY) == 0
    shop.clock.advance(1000)
    assert await says(shop, session_id, 60_000) == 0
    assert await states(shop, ann) == ["ready", "rendering"]


async def test_a_plan_allows_more_and_another_workspace_has_its_own(shop: Selling) -> None:
    ann, bob = await buyer(shop), await buyer(shop, "bob")
    await shop.bought(ann, "team")
    session_id, other = await session_of(shop.api, ann), await session_of(shop.api, bob)
    waits = [await says(shop, session_id, number * 60_000) for number in range(4)]
    assert waits == [0, 0, 0, ASK_AGAIN_MS]
    assert await says(shop, other, 1000) == 0


async def test_what_a_dead_renderer_left_keeps_nobody_waiting(shop: Selling) -> None:
    ann = await buyer(shop)
    session_id = await session_of(shop.api, ann)
    assert await says(shop, session_id, 1000) == 0
    shop.clock.advance(ABANDONED_MS)
    assert await says(shop, session_id, 60_000) == 0
    assert await says(shop, session_id, 1000) == ASK_AGAIN_MS  # taken up again, it waits as any other


async def test_of_two_at_once_one_begins(shop: Selling) -> None:
    ann = await buyer(shop)
    session_id = await session_of(shop.api, ann)
    waits = await asyncio.gather(*(says(shop, session_id, number * 60_000) for number in range(5)))
    assert sorted(waits) == [0, *[ASK_AGAIN_MS] * 4]
