"""A judging process killed at any moment loses nothing and decides the same."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from agents.app import HEARD
from schemas.capture import AudioWindow, ChatBatch, ChatMessage, Watermark, WindowState
from schemas.judging import Highlight, HighlightState, JudgingEnded
from streams.topics import CHAT_BATCHES, MEDIA_AUDIO
from tests.fakes.judging_world import World, run_world
from tests.fakes.simple_judges import simple_judges

SESSIONS = ("0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002")
SECONDS = 24


def _fill(world: World, seconds: int = SECONDS) -> None:
    """Two sessions with moments that the simple judges find; the second ends inside one."""
    draw = random.Random(4)
    for second in range(seconds):
        at_ms = second * 1000
        for number, session_id in enumerate(SESSIONS):
            loud = second % 9 in (4, 5, 6) or (number == 1 and second >= seconds - 3)
            lines = tuple(
                ChatMessage(at_ms=at_ms + line, author=f"{line:016x}", text="wow")
                for line in range(draw.randint(6, 9) if loud else draw.randint(0, 2))
            )
            if lines:
                world.append(
                    CHAT_BATCHES,
                    session_id,
                    ChatBatch(session_id=session_id, discontinuity=0, messages=lines),
                )
            world.append(
                MEDIA_AUDIO,
                session_id,
                AudioWindow(
                    session_id=session_id,
                    start_ms=at_ms,
                    discontinuity=0,
                    covered_ms=1000,
                    pcm=bytes(700 if loud else 100),
                ),
            )
            for judge, topic in HEARD.items():
                if judge != "fusion":
                    world.append(topic, session_id, _mark(session_id, at_ms + 1000, second == seconds - 1))


def _mark(session_id: str, until_ms: int, final: bool) -> Watermark:
    return Watermark(
        session_id=session_id, until_ms=until_ms, discontinuity=0, state=WindowState.LIVE, final=final
    )


def _decisions(world: World) -> tuple[dict[str, Any], dict[str, Any], dict[Any, Any]]:
    """What the door has, what the highest revision on the road is, and the timelines."""
    on_road: dict[str, Any] = {}
    for event in world.said():
        if isinstance(event, JudgingEnded):
            on_road[event.session_id] = event
        else:
            known = on_road.get(event.highlight_id)  # type: ignore[attr-defined]
            if known is None or event.revision > known.revision:  # type: ignore[attr-defined]
                on_road[event.highlight_id] = event  # type: ignore[attr-defined]
    return dict(world.door.put), on_road, dict(world.door.minutes)


@pytest.fixture(scope="module")
def uninterrupted() -> World:
    import asyncio

    world = World()
    _fill(world)
    asyncio.run(run_world(world, simple_judges))
    return world


def test_the_uninterrupted_run_decides_something(uninterrupted: World) -> None:
    at_door, on_road, minutes = _decisions(uninterrupted)
    assert len(at_door) == 6
    assert {(sense, minute.covered_ms) for (_, _, sense), minute in minutes.items()} == {
        (sense, SECONDS * 1000) for sense in ("chat", "audio", "vision", "fusion")
    }
    assert all(highlight.state is HighlightState.FINAL for highlight in at_door.values())
    assert sum(isinstance(event, JudgingEnded) for event in on_road.values()) == 2
    assert uninterrupted.all_acked()
    assert uninterrupted.steps > 500


@pytest.mark.parametrize("part", range(4))
async def test_one_kill_at_any_moment_changes_no_decision(uninterrupted: World, part: int) -> None:
    expected = _decisions(uninterrupted)
    # Parts share the moments; of the long middle, a prime stride tries each kind of moment many times.
    ends = {*range(1, 30), *range(uninterrupted.steps - 40, uninterrupted.steps + 1)}
    moments = sorted(ends | set(range(1, uninterrupted.steps, 13)))
    for moment in moments[part::4]:
        world = World({moment})
        _fill(world)
        await run_world(world, simple_judges)
        assert world.kills == 1
        assert world.all_acked(), moment
        assert _decisions(world) == expected, moment


@pytest.mark.parametrize("every", [83, 131, 211])
async def test_kill_after_kill_changes_no_decision(uninterrupted: World, every: int) -> None:
    world = World(set(range(every, 20_000, every)))
    _fill(world)
    await run_world(world, simple_judges)
    assert world.kills > 3
    assert world.all_acked()
    assert _decisions(world) == _decisions(uninterrupted)


async def test_a_kill_between_the_last_event_and_its_verdict_still_brings_the_verdict() -> None:
    """Nothing comes after the end of a session: only the unacked last event tells of what is open."""
    world = World()
    _fill(world)
    from tests.fakes.judging_world import Process

    class Deaf(Process):
        def _answer(self) -> bool:
            return False

    deaf = Deaf(world, simple_judges())
    await deaf.run()
    waiting = [put for put in world.door.put.values() if put.state is not HighlightState.FINAL]
    assert waiting
    assert not world.all_acked()
    await run_world(world, simple_judges)
    assert all(put.state is HighlightState.FINAL for put in world.door.put.values())
    assert world.all_acked()
    assert all(put.transcript is not None for put in world.door.put.values())
    assert msgspec.msgpack.encode(list(world.door.put))  # every identity is plain text


@pytest.mark.parametrize("part", range(2))
async def test_a_last_word_is_never_taken_back_though_another_process_hears_otherwise(
    uninterrupted: World, part: int
) -> None:
    for moment in range(2 + part, uninterrupted.steps, 14):
        world = World({moment})
        _fill(world)
        await run_world(world, simple_judges, own_ears=True)
        assert world.all_acked(), moment
        said = {
            (event.highlight_id, event.transcript)
            for event in world.said()
            if isinstance(event, Highlight) and event.state is HighlightState.FINAL
        }
        assert said == {(put.highlight_id, put.transcript) for put in world.door.put.values()}, moment
