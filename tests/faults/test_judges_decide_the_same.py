"""The real judges, killed at moments all over a session, come to the very same decisions."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from agents.settings import AgentSettings
from agents.worker import make_judges
from schemas.judging import Highlight, HighlightState, JudgingEnded
from streams.telemetry import Counters
from tests.fakes.judging_world import World, run_world
from tests.fakes.lively_media import second_of_media

SESSION = "0190a000-0000-7000-8000-0000000000aa"
SECONDS = 150
MOMENTS = ((70, 78), (120, 128))


def _judges() -> dict[str, Any]:
    return dict(make_judges(AgentSettings(), Counters()))


def _filled(kill_at: set[int]) -> World:
    world = World(kill_at)
    for second in range(SECONDS):
        for topic, event in second_of_media(SESSION, second, MOMENTS, final=second == SECONDS - 1):
            world.append(topic, SESSION, event)
    return world


def _decisions(world: World) -> tuple[dict[str, Highlight], list[JudgingEnded]]:
    ends = [event for event in world.said() if isinstance(event, JudgingEnded)]
    sorted_ends = [msgspec.structs.replace(end, final_ids=tuple(sorted(end.final_ids))) for end in ends]
    return dict(world.door.put), sorted_ends[:1]


@pytest.fixture(scope="module")
def uninterrupted() -> World:
    world = _filled(set())
    asyncio.run(run_world(world, _judges))
    return world


def test_the_planted_moments_are_found(uninterrupted: World) -> None:
    at_door, ends = _decisions(uninterrupted)
    finals = [one for one in at_door.values() if one.state is HighlightState.FINAL]
    for first, last in MOMENTS:
        assert any(one.start_ms <= first * 1000 and one.end_ms >= last * 1000 for one in finals)
    assert len(ends) == 1
    assert uninterrupted.all_acked()


@pytest.mark.parametrize("part", range(6))
async def test_a_kill_changes_nothing(uninterrupted: World, part: int) -> None:
    # An odd stride through the whole session, twice in each part: one kill, then one every so often.
    moment = 1 + part * uninterrupted.steps // 6 + 37 * part
    for kills in ({moment}, set(range(moment, 50_000, 701))):
        world = _filled(kills)
        await run_world(world, _judges)
        assert world.kills >= 1
        assert world.all_acked()
        assert _decisions(world) == _decisions(uninterrupted)
