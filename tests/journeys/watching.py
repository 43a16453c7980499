"""The product as a user runs it: the command in a process of its own, its lines read as they come."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SMALL = {"HYPECUT_RENDER_WIDTH": "360", "HYPECUT_RENDER_HEIGHT": "640"}
"""What is proved here does not depend on the size of a clip, and small ones leave time for more."""

ROOT = Path(__file__).resolve().parent.parent.parent

Line = dict[str, Any]


def processes_below(pid: int) -> dict[int, list[str]]:
    """Every living descendant of a process, with its command line."""
    parents: dict[int, int] = {}
    commands: dict[int, list[str]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            commands[int(entry.name)] = (entry / "cmdline").read_bytes().decode().split("\0")
        except OSError:  # ended while we looked
            continue
        if stat[0] != "Z":
            parents[int(entry.name)] = int(stat[1])
    below: set[int] = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return {child: commands[child] for child in below - {pid} if child in parents}


class Watching:
    """A running `hypecut` command with `--json`."""

    def __init__(self, arguments: list[str], data: Path, env: dict[str, str] | None = None) -> None:
        self.data = data
        self.lines: list[Line] = []
        self._fresh: queue.Queue[Line | None] = queue.Queue()
        self.stderr_path = data.parent / f"{data.name}.stderr"
        with self.stderr_path.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streams.cli", *arguments],
                cwd=ROOT,
                env=os.environ | SMALL | {"HYPECUT_DATA": str(data)} | (env or {}),
                stdout=subprocess.PIPE,
                stderr=stderr,
                stdin=subprocess.DEVNULL,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for raw in lines:
                self._fresh.put(json.loads(raw))  # a line that is no JSON ends the thread, and the test
        self._fresh.put(None)

    def until(self, wanted: Callable[[Line], bool], timeout_s: float) -> Line:
        """The first line (also among those already read) that is wanted."""
        for line in self.lines:
            if wanted(line):
                return line
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            try:
                line = self._fresh.get(timeout=left)
            except queue.Empty:
                break
            if line is None:
                raise AssertionError(f"it ended without the line that was waited for\n{self.story()}")
            self.lines.append(line)
            if wanted(line):
                return line
        raise AssertionError(f"nothing of the kind within {timeout_s} s\n{self.story()}")

    def finish(self, timeout_s: float) -> int:
        """Wait for its end; the exit code."""
        try:
            code = self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            story = self.story()
            self.stop()
            raise AssertionError(f"still running after {timeout_s} s\n{story}") from None
        while (line := self._fresh.get(timeout=10)) is not None:
            self.lines.append(line)
        return code

    def of_type(self, kind: str) -> list[Line]:
        """The lines of one type."""
        return [line for line in self.lines if line["type"] == kind]

    def final_highlights(self) -> list[Line]:
        """The last word of each highlight that was not dropped, by time."""
        finals = {line["id"]: line for line in self.of_type("highlight") if line["state"] == "final"}
        return sorted(finals.values(), key=lambda line: float(line["start_s"]))

    def pids_of(self, part: str) -> list[int]:
        """The processes `python -m <part>` of this run, oldest first."""
        below = processes_below(self.process.pid)
        return sorted(pid for pid, command in below.items() if f"-m\0{part}\0" in "\0".join(command) + "\0")

    def kill(self, part: str) -> int:
        """Kill -9 the first process of that part; its pid."""
        pids = self.pids_of(part)
        assert pids, f"no process of {part} is running\n{self.story()}"
        os.kill(pids[0], signal.SIGKILL)
        return pids[0]

    def stop(self) -> None:
        """End it, hard where it must be, and everything it started."""
        below = processes_below(self.process.pid)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        for pid in below:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._reader.join(5)

    def story(self) -> str:
        """What it said, for a failing test."""
        tail = self.stderr_path.read_text(errors="replace")[-3000:]
        said = "\n".join(json.dumps(line)[:300] for line in self.lines[-15:])
        logs = ""
        for path in sorted((self.data / "logs").glob("*.log")):
            logs += f"\n--- {path.name}\n" + path.read_text(errors="replace")[-1500:]
        return f"--- stdout\n{said}\n--- stderr\n{tail}{logs}"
