"""Disks and stores that take nothing: capture and judging go on, recording comes back by itself."""

from __future__ import annotations

import asyncio
import errno
import logging
import threading
from pathlib import Path
from typing import Any

import pytest

from monitors import segment_file, session
from monitors.channel import Outcome
from monitors.spool import salvage
from schemas.capture import GapReason, WindowState
from streams.store import DirectoryStore, ObjectInfo, StoreUnwritable
from tests.fakes.media import Recipe, make
from tests.monitors.capturing import Capturing


class FullDisk:
    """A file on a disk without room while `full` is set."""

    full = False

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        if FullDisk.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return int(self._file.write(data))

    def close(self) -> None:
        self._file.close()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> type[FullDisk]:
    class DiskPath(type(Path())):  # type: ignore[misc]
        def open(self, *args: Any, **kwargs: Any) -> Any:
            return FullDisk(super().open(*args, **kwargs))

    real = segment_file.SegmentFile.__init__

    def on_the_disk(self: Any, path: Path, *args: Any) -> None:
        real(self, DiskPath(path), *args)
        self.path = path

    FullDisk.full = False
    monkeypatch.setattr(segment_file.SegmentFile, "__init__", on_the_disk)
    return FullDisk


async def until_said(capturing: Capturing, seconds: int) -> None:
    async with asyncio.timeout(20):
        while len(capturing.states()) < seconds:  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("video", [True, False])
async def test_a_full_disk_costs_recording_while_it_lasts(
    tmp_path: Path, disk: type[FullDisk], caplog: pytest.LogCaptureFixture, video: bool
) -> None:
    source = make(tmp_path / "a.ts", Recipe(duration_s=30, video=video))
    capturing = Capturing(tmp_path, str(source), speed=10)
    with caplog.at_level(logging.INFO):
        running = asyncio.create_task(capturing.run())
        await until_said(capturing, 8)
        disk.full = True
        await until_said(capturing, 16)
        disk.full = False
        assert await running is Outcome.DONE
    capturing.assert_whole()
    assert capturing.states()[:29] == [WindowState.LIVE] * 29
    lines = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(lines) == 1
    assert "is full" in lines[0]
    lost = [gap for gap in capturing.gaps(GapReason.DISK) if gap.end_ms > gap.start_ms]
    assert sum(gap.end_ms - gap.start_ms for gap in lost) >= 6000
    capturing.assert_recorded(0, lost[0].start_ms)
    capturing.assert_recorded(lost[-1].end_ms, 30_000)
    assert not list((tmp_path / "spool").rglob("*.ts*"))


async def test_a_store_that_takes_nothing_costs_its_segments(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = make(tmp_path / "a.ts", Recipe(duration_s=20))
    store = tmp_path / "store"
    store.write_text("a file where a folder should be")
    capturing = Capturing(tmp_path, str(source), speed=10)
    with caplog.at_level(logging.INFO):
        running = asyncio.create_task(capturing.run())
        await until_said(capturing, 8)
        store.unlink()
        assert await running is Outcome.DONE
    assert capturing.states()[:19] == [WindowState.LIVE] * 19
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "HYPECUT_STORE" in errors[0]
    assert "takes segments again" in caplog.text
    lost = capturing.gaps(GapReason.DISK)
    assert lost
    capturing.assert_recorded(lost[-1].end_ms, 20_000)
    assert isinstance(capturing.means.store, DirectoryStore)


async def test_segments_that_wait_at_the_end_are_stored_by_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "DRAIN_S", 0.1)
    mended = threading.Event()
    put = DirectoryStore.put

    def slow(self: DirectoryStore, key: str, source: Path | bytes) -> ObjectInfo:
        mended.wait(30)
        raise StoreUnwritable("the test's store is broken")

    monkeypatch.setattr(DirectoryStore, "put", slow)
    source = make(tmp_path / "a.ts", Recipe(duration_s=6))
    capturing = Capturing(tmp_path, str(source))
    try:
        assert await capturing.run() is Outcome.DONE
    finally:
        mended.set()
    assert capturing.ended.end_ms == pytest.approx(6000, abs=100)
    monkeypatch.setattr(DirectoryStore, "put", put)
    saved = list(salvage(tmp_path, DirectoryStore(tmp_path / "store")))
    assert [segment.start_ms for segment in saved] == [
        0,
        pytest.approx(2000, abs=50),
        pytest.approx(4000, abs=50),
    ]
    assert list((tmp_path / "spool").iterdir()) == []


async def test_a_data_folder_that_cannot_be_written(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = make(tmp_path / "a.ts", Recipe(duration_s=6))
    data = tmp_path / "data"
    data.write_text("a file where a folder should be")
    capturing = Capturing(data, str(source), overrides={"store": str(tmp_path / "store")})
    with caplog.at_level(logging.ERROR):
        assert await capturing.run() is Outcome.DONE
    capturing.assert_whole()
    assert capturing.states()[:5] == [WindowState.LIVE] * 5
    assert capturing.segments == []
    assert len(caplog.records) == 1
    assert capturing.gaps(GapReason.DISK)[-1].end_ms >= 4000
