"""A clip whose workspace has as many in the making as its plan allows waits, and holds up nobody else's."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from render import shift
from schemas.rendering import ClipState, clip_id_of
from tests.render.recordings import highlight
from tests.render.workbench import WANTED, Bench, FakeRoad

OTHER = msgspec.structs.replace(highlight(1000, 3000), highlight_id="01900000-0000-7000-8000-00000000aaaa")
WAITS = clip_id_of(WANTED.highlight_id)


async def test_it_is_made_when_it_has_its_turn(bench: Bench) -> None:
    bench.door.waits[WAITS] = 3
    road = await bench.serve(WANTED, open_end=True, until=1)
    assert road.acked == [0]
    assert bench.clip.state is ClipState.READY
    assert bench.door.waits[WAITS] == 0


async def test_others_are_made_meanwhile_by_the_same_slot(bench: Bench) -> None:
    bench.door.waits[WAITS] = 10**9
    road = await bench.serve(WANTED, OTHER, open_end=True, until=1)
    assert road.acked == [1]
    assert bench.door.kept[clip_id_of(OTHER.highlight_id)].state is ClipState.READY
    assert bench.door.kept.get(WAITS) is None


async def test_too_many_that_wait_keep_their_slots(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shift, "RESTING_MAX", 0)
    bench.door.waits[WAITS] = 3
    road = await bench.serve(WANTED, OTHER, open_end=True, until=2)
    assert road.acked == [0, 1]  # one after the other, though the first had to wait


async def test_whoever_leaves_does_not_wait_for_it(bench: Bench) -> None:
    bench.door.waits[WAITS], bench.door.wait_ms = 10**9, 3_600_000
    road = FakeRoad([WANTED])
    async with asyncio.timeout(20):
        await bench.renderer().serve(road, asyncio.Event())
    assert road.acked == []
    assert bench.publisher.dead == []


async def test_what_waits_is_not_busy(bench: Bench) -> None:
    bench.door.waits[WAITS], bench.door.wait_ms = 10**9, 3_600_000
    renderer, stop = bench.renderer(), asyncio.Event()
    serving = asyncio.create_task(renderer.serve(FakeRoad([WANTED], open_end=True), stop))
    async with asyncio.timeout(20):
        await bench.door.made_wait.wait()
        await asyncio.sleep(0)
    assert renderer.resting
    assert renderer.busy == 0
    stop.set()
    async with asyncio.timeout(20):
        await serving
