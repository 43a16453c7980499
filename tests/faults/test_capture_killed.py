"""A monitor that is killed at any moment: the next one goes on with its session."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import av
import msgspec
import pytest

from monitors.channel import Outcome
from monitors.spool import salvage
from schemas.capture import GapReason, Segment, SegmentKind, WindowState
from streams.door import Session
from streams.recording import parse_segment_key
from streams.store import DirectoryStore
from tests.fakes.media import Recipe, make
from tests.monitors.capturing import Capturing

VICTIM = """
import asyncio, sys
from pathlib import Path
import msgspec
from tests.monitors.capturing import Capturing

async def main():
    capturing = Capturing(Path(sys.argv[1]), sys.argv[2], speed=float(sys.argv[3]))
    async def tell():
        while True:
            await asyncio.sleep(0.02)
            for session in capturing.door.kept.values():
                print(msgspec.json.encode([session, len(capturing.states())]).decode(), flush=True)
    task = asyncio.create_task(tell())
    await capturing.run()

asyncio.run(main())
"""


async def killed(data: Path, source: Path, speed: float, when: Callable[[int], bool]) -> tuple[Session, int]:
    """Run a capture in a process of its own, and kill it. What its door knew, and what it had said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        VICTIM,
        str(data),
        str(source),
        str(speed),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    session, said = None, 0
    async with asyncio.timeout(60):
        while session is None or not when(said):
            session, said = msgspec.json.decode(await process.stdout.readline(), type=tuple[Session, int])
    process.send_signal(signal.SIGKILL)
    await process.wait()
    return session, said


@pytest.mark.parametrize("seconds", [3, 5])
async def test_a_killed_monitor_loses_what_it_did_not_see(tmp_path: Path, seconds: int) -> None:
    source = make(tmp_path / "a.ts", Recipe(duration_s=24, b_frames=2))
    session, _ = await killed(tmp_path, source, 6.0, lambda said: said >= seconds)

    store = DirectoryStore(tmp_path / "store")
    saved = list(salvage(tmp_path, store))
    assert [segment.kind for segment in saved].count(SegmentKind.PARTIAL) == 1
    for segment in saved:
        assert_readable(store, segment)
    assert list(salvage(tmp_path, store)) == []

    capturing = Capturing(tmp_path, str(source), speed=6.0)
    # As if a second had passed before the next one started.
    session = msgspec.structs.replace(session, started_at_ms=session.started_at_ms - 1000)
    capturing.door.kept[session.session_id] = session
    assert await capturing.run() is Outcome.DONE
    assert session.session_id == next(iter(capturing.door.kept))
    assert capturing.states()[-3] is WindowState.LIVE
    (gap,) = capturing.gaps(GapReason.RESTART)
    assert gap.start_ms >= 1000 * (seconds - 1)
    assert gap.end_ms - gap.start_ms >= 4000
    capturing.assert_recorded(gap.end_ms + 1000, 24_000)
    # All segments together, those from before the kill too, overlap by no more than interleaving.
    refs = [parse_segment_key(info.key) for info in store.list("sessions/")]
    spans = sorted((ref.span for ref in refs if ref is not None), key=lambda span: span.start_ms)
    assert spans[0].start_ms <= 1
    for before, after in pairwise(spans):
        assert after.start_ms >= before.end_ms - 500


def assert_readable(store: DirectoryStore, segment: Segment) -> None:
    with av.open(str(store.path_of(segment.key))) as container:
        pictures = sum(1 for _ in container.decode(video=0))
        assert abs((container.start_time or 0) / 1000 - segment.start_ms) <= 1
    assert pictures >= 1


async def test_what_another_living_process_writes_is_not_salvaged(tmp_path: Path) -> None:
    source = make(tmp_path / "a.ts", Recipe(duration_s=20))
    capturing = Capturing(tmp_path, str(source), speed=10)
    channel = capturing.channel()
    running = asyncio.create_task(channel.run())
    async with asyncio.timeout(20):
        while not list((tmp_path / "spool").rglob("*.part")):  # noqa: ASYNC110 - files tell nobody
            await asyncio.sleep(0.01)
    assert list(salvage(tmp_path, DirectoryStore(tmp_path / "other"))) == []
    channel.unwanted()
    await running


def test_rubbish_in_the_spool_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "spool" / "01890000-0000-7000-8000-000000000001"
    folder.mkdir(parents=True)
    for name in ("000000000000-000000.ts.part", "x", "a-b.ts.part", "000000000000-000000.exe.part"):
        (folder / name).write_bytes(b"rubbish")
    assert list(salvage(tmp_path, DirectoryStore(tmp_path / "store"))) == []
    assert not folder.exists()
