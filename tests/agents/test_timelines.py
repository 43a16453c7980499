"""Timelines on their way to the door: all of them, in batches, and never in the way of the judging."""

from __future__ import annotations

import asyncio

import pytest

from agents import timelines as timelines_module
from agents.desk import EVICT_AFTER_MS
from schemas.capture import WindowState
from schemas.judging import MODALITIES, Modality, Signal
from streams.door import DoorShut, TimelineMinute
from tests.agents.test_desk import OTHER, SESSION, Ground
from tests.fakes.judging_world import World, run_world
from tests.fakes.simple_judges import simple_judges


def word(second: int, modality: Modality, session_id: str, *, final: bool = False) -> Signal:
    return Signal(
        session_id=session_id,
        modality=modality,
        start_ms=second * 1000,
        discontinuity=0,
        state=WindowState.LIVE,
        score=1.0,
        parts={},
        final=final,
    )


async def heard(ground: Ground, seconds: range, session_id: str = SESSION, *, final: bool = False) -> None:
    for second in seconds:
        for modality in MODALITIES:
            await ground.take(
                "fusion",
                word(second, modality, session_id, final=final and second == seconds[-1]),
                session_id,
            )
    while ground.desk.waiting:
        await ground.settle()


def covered(ground: Ground, session_id: str = SESSION) -> dict[tuple[str, int], int]:
    return {
        (sense, start_ms // 60_000): minute.covered_ms
        for (session, start_ms, sense), minute in ground.door.minutes.items()
        if session == session_id
    }


async def test_running_minutes_are_sent_and_grow() -> None:
    ground = Ground()
    await heard(ground, range(70))
    await ground.desk.timelines.send()
    assert covered(ground) == {
        (sense, at): ms
        for sense in ("chat", "audio", "vision", "fusion")
        for at, ms in ((0, 60_000), (1, 10_000))
    }
    sent = ground.desk.counters.counts["minutes_sent"]
    await ground.desk.timelines.send()
    assert ground.desk.counters.counts["minutes_sent"] == sent  # nothing is new
    await heard(ground, range(70, 80))
    await ground.desk.timelines.send()
    assert ground.desk.counters.counts["minutes_sent"] == sent + 4
    assert covered(ground)["chat", 1] == 20_000
    await ground.desk.forget()


async def test_the_last_event_of_a_session_is_not_acked_before_its_minutes_are_at_the_door() -> None:
    ground = Ground()
    await heard(ground, range(5), final=True)
    await ground.desk.save()
    assert ground.acked == list(range(14))
    await ground.desk.timelines.send()
    await ground.desk.save()
    assert ground.acked == list(range(15))
    await ground.desk.forget()


async def test_what_a_killed_worker_has_not_sent_its_successor_sends() -> None:
    first = Ground()
    await heard(first, range(5), final=True)
    await first.desk.save()
    await first.desk.forget(part_well=False)
    assert first.door.minutes == {}
    second = Ground(first.door)
    second.offset = 13
    await second.take("fusion", word(4, Modality.VISION, SESSION, final=True))  # came again, being unacked
    await second.settle()
    await second.desk.timelines.send()
    await second.desk.save()
    assert set(covered(second).values()) == {5000}
    assert second.acked == [14]
    await second.desk.forget()


async def test_a_shut_door_delays_timelines_and_nothing_else() -> None:
    ground = Ground()
    await heard(ground, range(3))
    ground.door.shut = True
    with pytest.raises(DoorShut):
        await ground.desk.timelines.send()
    await heard(ground, range(3, 70))
    assert ground.desk.waiting == 0
    assert not ground.desk.waits_for_door
    ground.door.shut = False
    await ground.desk.timelines.send()
    assert covered(ground)["chat", 0] == 60_000
    assert "minutes_lost" not in ground.desk.counters.counts
    await ground.desk.forget()


async def test_a_door_that_never_answers_holds_no_judge_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines_module, "SEND_EVERY_S", 0.0)
    ground = Ground()
    asked = asyncio.Event()

    async def never(_: list[TimelineMinute]) -> tuple[str, ...]:
        asked.set()
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    monkeypatch.setattr(ground.door, "put_minutes", never)
    await heard(ground, range(1))
    run = asyncio.create_task(ground.desk.timelines.run())
    await asked.wait()
    await heard(ground, range(1, 70))
    await ground.desk.save()
    assert ground.desk.heard == 210
    assert len(ground.acked) == 210  # no minute is overdue yet
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    await ground.desk.forget()


@pytest.mark.parametrize("how", ["refused", "fails_at"])
async def test_one_session_that_the_door_does_not_take_keeps_no_other_waiting(how: str) -> None:
    ground = Ground()
    await heard(ground, range(2), SESSION, final=True)
    await heard(ground, range(2), OTHER, final=True)
    getattr(ground.door, how).add(SESSION)
    for _ in range(6):
        await ground.desk.timelines.send()
        assert set(covered(ground, OTHER).values()) == {2000}
    assert covered(ground, SESSION) == {}
    assert ground.desk.counters.counts["minutes_lost"] == 4
    getattr(ground.door, how).clear()
    await ground.desk.save()
    assert len(ground.acked) == 12  # given up is given up: it holds no event
    await ground.desk.forget()


async def test_a_token_that_opens_nothing_loses_nothing() -> None:
    ground = Ground()
    await heard(ground, range(2), final=True)
    ground.door.no_status = 401
    with pytest.raises(DoorShut, match="takes no timelines"):
        await ground.desk.timelines.send()
    ground.door.no_status = None
    await ground.desk.timelines.send()
    assert set(covered(ground).values()) == {2000}
    await ground.desk.forget()


async def test_batches_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines_module, "BATCH_MINUTES", 3)
    monkeypatch.setattr(timelines_module, "BATCHES_MAX", 2)
    ground = Ground()
    await heard(ground, range(130))  # three minutes of four senses
    sizes: list[int] = []
    put = ground.door.put_minutes

    async def counted(minutes: list[TimelineMinute]) -> tuple[str, ...]:
        sizes.append(len(minutes))
        return await put(minutes)

    monkeypatch.setattr(ground.door, "put_minutes", counted)
    await ground.desk.timelines.send()
    assert sizes == [3, 3]
    await ground.desk.timelines.send()
    assert sizes == [3, 3, 3, 3]
    assert len(covered(ground)) == 12
    await ground.desk.forget()


async def test_a_session_leaves_memory_only_when_its_timeline_is_at_the_door() -> None:
    ground = Ground()
    await heard(ground, range(2))
    await ground.desk.save()
    ground.clock.at_ms += EVICT_AFTER_MS + 1
    ground.desk._evict()
    assert ground.desk.sessions == 1
    await ground.desk.timelines.send()
    await ground.desk.save()
    ground.clock.at_ms += EVICT_AFTER_MS + 1
    ground.desk._evict()
    assert ground.desk.sessions == 0
    await ground.desk.forget()


async def test_an_end_of_judging_is_sent_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines_module, "SEND_EVERY_S", 1000.0)
    ground = Ground()
    run = asyncio.create_task(ground.desk.timelines.run())
    await heard(ground, range(2))
    await ground.settle()
    assert covered(ground) == {}
    await heard(ground, range(2, 4), final=True)
    await ground.settle()
    assert set(covered(ground).values()) == {4000}
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    await ground.desk.forget()


async def test_kill_after_kill_leaves_the_same_timeline() -> None:
    from tests.agents.test_killing_changes_nothing import _fill

    worlds = [World(), World(set(range(701, 100_000, 701)))]
    for world in worlds:
        _fill(world, 250)
        await run_world(world, simple_judges, save_every=60)
        assert world.all_acked()
    assert worlds[1].kills > 5
    assert worlds[0].door.minutes == worlds[1].door.minutes
    assert len(worlds[0].door.minutes) == 2 * 4 * 5
