"""The real API in a process of its own: `python -m bench.feed_server`, with the settings in HYPECUT_*.

In: settings. Out: its port on the first line of stdout; it serves until stdin is closed. Events go
nowhere. With HYPECUT_BENCH_PROFILE, a profile of the main thread is written there at the end.
"""

from __future__ import annotations

import asyncio
import cProfile
import os
import sys
import threading

from api.app import create_app
from api.serve import listen, serve, stay
from api.settings import ApiSettings
from schemas.event import Event
from streams.clock import SystemClock
from streams.road import Received
from streams.topics import Topic


class Nowhere:
    """A publisher that forgets what it is given."""

    async def send(self, topic: Topic, key: str, event: Event) -> None:
        """See `Publisher`."""

    async def publish(self, topic: Topic, key: str, event: Event) -> None:
        """See `Publisher`."""

    async def flush(self) -> None:
        """See `Publisher`."""

    async def dead_letter(self, received: Received, stage: str, reason: str) -> None:
        """See `Publisher`."""


async def _main() -> None:
    listener = listen("127.0.0.1", 0)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def ready() -> None:
        stay()
        print(listener.getsockname()[1], flush=True)

    def wait() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, daemon=True).start()
    await serve(create_app(ApiSettings(), Nowhere(), SystemClock()), listener, stop, ready)


if __name__ == "__main__":
    target = os.environ.get("HYPECUT_BENCH_PROFILE")
    if target is None:
        asyncio.run(_main())
    else:
        with cProfile.Profile() as profile:
            asyncio.run(_main())
        profile.dump_stats(target)
