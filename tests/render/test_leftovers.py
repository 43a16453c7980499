"""A renderer that dies leaves no ffmpeg behind, and its files go with the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from render.ffmpeg import Abandoned, Ffmpeg, FfmpegFailed, FfmpegFull, FfmpegMissing, default_ffmpeg
from render.workspace import Workspace

NOTICE_S = 5.0
"""Many times what the kernel needs, for a machine that is busy."""

DOOMED = """
import sys, threading
from pathlib import Path
from render.ffmpeg import Ffmpeg, default_ffmpeg
from render.workspace import Workspace

root = Path(sys.argv[1])
with Workspace(root / "work") as workspace, workspace.clip("half") as folder:
    (folder / "half.mp4").write_bytes(b"half")
    print(folder, flush=True)
    Ffmpeg(default_ffmpeg()).run(
        ["-f", "lavfi", "-re", "-i", "color", "-f", "null", "-metadata", f"comment={root}", "-"],
        folder, limit_ms=60_000, cancelled=threading.Event(),
        length_ms=1000, report=lambda share: print("works", flush=True),
    )
"""


def until(true: Callable[[], bool]) -> bool:
    deadline_s = time.monotonic() + NOTICE_S
    while time.monotonic() < deadline_s:
        if true():
            return True
        threading.Event().wait(0.02)
    return False


def running_with(mark: str) -> list[int]:
    """Processes other than the parent that carry the mark in their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if f"comment={mark}" in command and "import sys, threading" not in command:
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child's life to its parent's")
def test_a_killed_renderer_takes_ffmpeg_with_it_and_its_files_are_swept(tmp_path: Path) -> None:
    command = [sys.executable, "-c", DOOMED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as doomed:
        assert doomed.stdout is not None
        folder = Path(doomed.stdout.readline().strip())
        assert doomed.stdout.readline() == "works\n"
        assert len(running_with(str(tmp_path))) == 1
        with Workspace(tmp_path / "work"):
            assert (folder / "half.mp4").exists(), "the files of a live renderer were swept"
        os.kill(doomed.pid, signal.SIGKILL)
    assert until(lambda: running_with(str(tmp_path)) == [])
    assert folder.exists()
    with Workspace(tmp_path / "work"):
        assert not folder.exists()
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["lock"]


def test_what_is_no_longer_wanted_ends_at_once(tmp_path: Path) -> None:
    cancelled = threading.Event()
    with pytest.raises(Abandoned):
        Ffmpeg(default_ffmpeg()).run(
            ["-f", "lavfi", "-re", "-i", "color", "-f", "null", "-"],
            tmp_path,
            limit_ms=60_000,
            cancelled=cancelled,
            length_ms=1000,
            report=lambda _: cancelled.set(),
        )


def test_a_failure_holds_what_ffmpeg_said(tmp_path: Path) -> None:
    with pytest.raises(FfmpegFailed, match=r"input file no-such-file\.mp4"):
        Ffmpeg(default_ffmpeg()).run(
            ["-i", "no-such-file.mp4"], tmp_path, limit_ms=10_000, cancelled=threading.Event()
        )


def test_a_full_disk_is_told_apart(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("missing: /dev/full, a file that is always full")
    with pytest.raises(FfmpegFull):
        Ffmpeg(default_ffmpeg()).run(
            ["-y", "-f", "lavfi", "-i", "color=d=1", "-f", "rawvideo", "/dev/full"],
            tmp_path,
            limit_ms=10_000,
            cancelled=threading.Event(),
        )


def test_a_program_that_is_not_there_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FfmpegMissing, match="nowhere"):
        Ffmpeg(tmp_path / "nowhere").run(["-version"], tmp_path, limit_ms=10_000, cancelled=threading.Event())
