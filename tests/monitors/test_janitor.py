from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from monitors import janitor as module
from monitors.janitor import Janitor
from schemas.capture import SegmentKind
from schemas.moment import Span
from streams.door import DoorShut
from streams.recording import segment_key
from streams.store import DirectoryStore
from tests.fakes.door import FakeDoor

HOUR_MS = 3_600_000
NOW_MS = 1_800_000_000_000


class Noon:
    def now_ms(self) -> int:
        return NOW_MS

    def monotonic_ms(self) -> int:
        return 0


def put(store: DirectoryStore, session_id: str, start_ms: int, age_ms: int) -> str:
    key = segment_key(session_id, Span(start_ms, start_ms + 4000), 0, SegmentKind.FULL, "ts")
    store.put(key, b"x")
    stamp = (NOW_MS - age_ms) / 1000
    os.utime(store.path_of(key), (stamp, stamp))
    return key


def kept(store: DirectoryStore) -> set[str]:
    return {info.key for info in store.list("sessions/")}


async def test_what_is_old_goes_and_what_is_held_stays(tmp_path: Path) -> None:
    store, door = DirectoryStore(tmp_path), FakeDoor()
    door.held["a"] = [Span(5000, 6000)]
    old, held = put(store, "a", 0, 3 * HOUR_MS), put(store, "a", 4000, 3 * HOUR_MS)
    fresh = put(store, "a", 8000, HOUR_MS)
    put(store, "b", 0, 3 * HOUR_MS)
    store.put("clips/x.mp4", b"x")
    assert await Janitor(store, door, Noon(), 2 * HOUR_MS).sweep() == 2
    assert kept(store) == {held, fresh}
    assert old not in kept(store)
    assert [info.key for info in store.list("clips/")] == ["clips/x.mp4"]


async def test_a_recording_played_fast_is_pruned_by_its_own_time(tmp_path: Path) -> None:
    store, door = DirectoryStore(tmp_path), FakeDoor()
    door.held["a"] = []
    put(store, "a", 0, 1000)
    late = put(store, "a", 3 * HOUR_MS, 0)
    await Janitor(store, door, Noon(), 2 * HOUR_MS).sweep()
    assert kept(store) == {late}


async def test_nothing_goes_while_the_door_is_shut(tmp_path: Path) -> None:
    store, door = DirectoryStore(tmp_path), FakeDoor()
    key = put(store, "a", 0, 3 * HOUR_MS)
    door.shut = True
    with pytest.raises(DoorShut):
        await Janitor(store, door, Noon(), 2 * HOUR_MS).sweep()
    assert kept(store) == {key}


async def test_a_file_that_cannot_be_deleted_keeps_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store, door = DirectoryStore(tmp_path), FakeDoor()
    door.held["a"] = door.held["b"] = []
    stuck = put(store, "a", 0, 3 * HOUR_MS)
    put(store, "a", 4000, 3 * HOUR_MS)
    put(store, "b", 0, 3 * HOUR_MS)
    delete = DirectoryStore.delete

    def refuse(self: DirectoryStore, key: str) -> None:
        if key == stuck:
            raise PermissionError(13, "Permission denied")
        delete(self, key)

    monkeypatch.setattr(DirectoryStore, "delete", refuse)
    assert await Janitor(store, door, Noon(), 2 * HOUR_MS).sweep() == 2
    assert kept(store) == {stuck}
    assert "1 old segments of a could not be deleted (Permission denied)" in caplog.text


async def test_an_answer_that_is_not_understood_costs_its_own_session(tmp_path: Path) -> None:
    class Odd(FakeDoor):
        async def holds(self, session_id: str) -> list[Span]:
            if session_id == "a":
                raise ValueError("no JSON")
            return []

    store = DirectoryStore(tmp_path)
    odd = put(store, "a", 0, 3 * HOUR_MS)
    put(store, "b", 0, 3 * HOUR_MS)
    assert await Janitor(store, Odd(), Noon(), 2 * HOUR_MS).sweep() == 1
    assert kept(store) == {odd}


async def test_a_bug_costs_one_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swept = asyncio.Event()
    sweeps = 0

    async def sweep(self: Janitor) -> int:
        nonlocal sweeps
        sweeps += 1
        if sweeps == 1:
            raise ValueError("a bug")
        swept.set()
        return 0

    monkeypatch.setattr(Janitor, "sweep", sweep)
    monkeypatch.setattr(module, "EVERY_S", 0.0)
    running = asyncio.create_task(Janitor(DirectoryStore(tmp_path), FakeDoor(), Noon(), HOUR_MS).run())
    async with asyncio.timeout(5):
        await swept.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_drafts_of_killed_processes_go_once_an_hour(tmp_path: Path) -> None:
    class Drafty(DirectoryStore):
        asked: list[int]

        def sweep_drafts(self, older_than_ms: int) -> int:
            self.asked.append(older_than_ms)
            return 1

    class Later(Noon):
        now = 0

        def monotonic_ms(self) -> int:
            return self.now

    store, clock = Drafty(tmp_path), Later()
    store.asked = []
    janitor = Janitor(store, FakeDoor(), clock, 2 * HOUR_MS)
    for clock.now in (0, 1000, HOUR_MS):
        await janitor.sweep()
    assert store.asked == [HOUR_MS, HOUR_MS]
