"""Runs ffmpeg: with progress, a time limit, and an end when it is no longer wanted.

In: arguments and a folder. Out: what ffmpeg said, or an error that holds the end of it.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from render import leash

POLL_S = 0.2
"""How soon a stop or the time limit is noticed; each look costs microseconds."""

SAID_LINES_MAX = 200
"""Lines kept of what ffmpeg says: a damaged recording makes it complain without end."""

TOLD_LINES_MAX = 6
"""Lines of it that go into an error: the cause is in the last ones."""

KILL_WAIT_S = 5.0
"""A killed process is gone within milliseconds unless it hangs in the kernel."""

_READ_BYTES = 65_536

_ADDRESS = re.compile(r" @ 0x[0-9a-f]+")


class FfmpegFailed(Exception):
    """ffmpeg ended with an error: the exit code and the last lines it said. `first`: its first line."""

    def __init__(self, told: str, first: str = "") -> None:
        super().__init__(told)
        self.first = first or told


class FfmpegMissing(FfmpegFailed):
    """The program could not be started at all."""


class FfmpegFull(FfmpegFailed):
    """ffmpeg found no space left for its output."""


class FfmpegKilled(FfmpegFailed):
    """The system killed ffmpeg, as it does with the largest process when memory runs out."""


class FfmpegTooSlow(FfmpegFailed):
    """ffmpeg was ended because its time was up."""


class Abandoned(Exception):
    """The work is no longer wanted by this process; somebody else will do it again."""


def default_ffmpeg() -> Path:
    """The ffmpeg that comes with `imageio-ffmpeg`.

    Raises:
        FfmpegMissing: there is none for this platform.
    """
    import imageio_ffmpeg

    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise FfmpegMissing(f"no ffmpeg: {error}; install one and set HYPECUT_FFMPEG") from error


def _nothing(_share: float) -> None:
    """Progress that nobody wants to see."""


@dataclass(frozen=True)
class Ffmpeg:
    """How ffmpeg is started.

    Attributes:
        program: path of it.
        environment: added to this process's own.
        niceness: added to this process's own.
    """

    program: Path
    environment: dict[str, str] = field(default_factory=dict)
    niceness: int = 0

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        *,
        limit_ms: int,
        cancelled: threading.Event,
        length_ms: int = 0,
        report: Callable[[float], None] = _nothing,
    ) -> str:
        """Run ffmpeg in `folder` and wait for its end.

        Args:
            arguments: without the program.
            folder: where relative names in the arguments lie.
            limit_ms: time allowed.
            cancelled: ends the run when set.
            length_ms: of the output, for `report`.
            report: gets the finished share, 0 to 1, when `length_ms` is given.

        Returns:
            The last lines it said.

        Raises:
            FfmpegFailed: or one of its kinds. Abandoned: `cancelled` was set.
        """
        progress = ["-progress", "pipe:1", "-stats_period", "0.25"] if length_ms else []
        starter = [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), str(self.niceness)]
        command = [*starter, str(self.program), "-hide_banner", "-nostdin", *progress, *arguments]
        until_s = time.monotonic() + limit_ms / 1000
        said: deque[str] = deque(maxlen=SAID_LINES_MAX)

        def hear(line: str, is_progress: bool) -> None:
            if not is_progress:
                said.append(line)
            elif (done_ms := _out_ms(line)) is not None:
                report(min(1.0, done_ms / length_ms))

        with subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as child:
            try:
                for line, is_progress in _lines(child):
                    if line is not None:
                        hear(line, is_progress)
                    if cancelled.is_set():
                        raise Abandoned
                    if time.monotonic() > until_s:
                        raise FfmpegTooSlow(f"ffmpeg was not done after {limit_ms / 1000:.0f} s")
                code = child.wait(KILL_WAIT_S)
            finally:
                child.kill()
                child.wait(KILL_WAIT_S)
        if code != 0:
            raise _failure(code, said)
        return "\n".join(said)


def _lines(child: subprocess.Popen[bytes]) -> Iterator[tuple[str | None, bool]]:
    """Lines of both pipes as they come, with whether they are of the first; None when time passes."""
    rests = {pipe.fileno(): b"" for pipe in (child.stdout, child.stderr) if pipe is not None}
    first = child.stdout.fileno() if child.stdout is not None else -1
    with selectors.DefaultSelector() as ready:
        for handle in rests:
            ready.register(handle, selectors.EVENT_READ)
        while ready.get_map():
            yield None, False
            for key, _ in ready.select(POLL_S):
                block = os.read(key.fd, _READ_BYTES)
                if not block:
                    ready.unregister(key.fd)
                    continue
                *lines, rests[key.fd] = (rests[key.fd] + block).split(b"\n")
                for line in lines:
                    yield line.decode(errors="replace").strip(), key.fd == first


def _out_ms(line: str) -> int | None:
    """Milliseconds of output so far, from a line of `-progress`."""
    name, _, value = line.partition("=")
    if name != "out_time_us" or not value.lstrip("-").isdigit():
        return None
    return max(0, int(value) // 1000)


def _failure(code: int, said: Sequence[str]) -> FfmpegFailed:
    lines = [_ADDRESS.sub("", line) for line in said if line]
    told = "; ".join(lines[-TOLD_LINES_MAX:]) or "it said nothing"
    first = lines[0] if lines else ""
    if code == leash.NOT_STARTED:
        return FfmpegMissing(told, first)
    if any("No space left on device" in line for line in lines):
        return FfmpegFull(f"no space left for ffmpeg: {told}", first)
    if code == -signal.SIGKILL:  # nobody else sends it: a stop or a time limit never comes this far
        return FfmpegKilled("the system killed ffmpeg, most likely because memory ran out", first)
    return FfmpegFailed(f"ffmpeg ended with {code}: {told}", first)
