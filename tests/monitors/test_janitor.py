from __future__ import annotations

import os
from pathlib import Path

import pytest

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
