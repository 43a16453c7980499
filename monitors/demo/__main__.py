"""`python -m monitors.demo`: makes the demo's stream and serves it until it is told to stop.

In: a folder and a port. Out: one JSON object a line on standard output: `{"type": "progress",
"done": 0.4}` while the stream is made, then `{"type": "serving", "url", "chat", "duration_s",
"moments": [{"at_s", "what"}]}`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys

from monitors.demo.generator import NoDemo, recording
from monitors.demo.script import DURATION_S, SEGMENT_S
from monitors.demo.server import LiveServer
from streams.clock import SystemClock
from streams.process import CannotStart, mark_ready, run_process
from streams.settings import ProcessSettings

PROGRESS_EVERY_MS = 500

PARENT_CHECK_S = 1.0
"""How soon the server notices that whoever started it is gone; it must not outlive a killed demo."""


def _say(**values: object) -> None:
    print(json.dumps(values), flush=True)  # noqa: T201 - the protocol with whoever started us


class _Progress:
    """Says how far the making is, twice a second."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self._said_ms = 0

    def __call__(self, done: float) -> None:
        now_ms = self._clock.monotonic_ms()
        if now_ms - self._said_ms >= PROGRESS_EVERY_MS or done >= 1.0:
            self._said_ms = now_ms
            _say(type="progress", done=round(done, 3))


async def _serve(settings: ProcessSettings, wanted: argparse.Namespace, stop: asyncio.Event) -> None:
    parent = os.getppid()
    try:
        made = recording(settings.data / "demo", _Progress(), wanted.seconds)
    except NoDemo as error:
        raise CannotStart(str(error)) from error
    try:
        async with LiveServer(made, wanted.port, wanted.speed) as server:
            _say(
                type="serving",
                url=server.url,
                chat=str(made.chat),
                duration_s=len(made.segments) * SEGMENT_S,
                moments=[{"at_s": one.at_s, "what": one.banner} for one in made.moments],
            )
            mark_ready(settings)
            while not stop.is_set() and os.getppid() == parent:
                try:
                    await asyncio.wait_for(stop.wait(), PARENT_CHECK_S)
                except TimeoutError:
                    continue
    except OSError as error:
        raise CannotStart(
            f"port {wanted.port} cannot be used: {error.strerror}; choose another with --port"
        ) from error


def main() -> int:
    """The entry point. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m monitors.demo", description="A live stream to try hypecut on."
    )
    parser.add_argument("--port", type=int, default=0, help="0 for any free one")
    parser.add_argument("--speed", type=float, default=1.0, help="times real time")
    parser.add_argument("--seconds", type=int, default=DURATION_S, help="length; a multiple of two")
    wanted = parser.parse_args()
    if wanted.seconds < SEGMENT_S * 2 or wanted.seconds % SEGMENT_S:
        parser.error(f"--seconds {wanted.seconds} is no multiple of {SEGMENT_S} from {SEGMENT_S * 2} on")
    settings = ProcessSettings()
    return run_process("demo", settings, lambda stop: _serve(settings, wanted, stop))


if __name__ == "__main__":
    sys.exit(main())
