"""Runs the governance API: `python -m api`."""

from __future__ import annotations

import asyncio
import sys

from api.app import create_app
from api.link import RoadLink
from api.serve import listen, serve, stay
from api.settings import ApiSettings
from streams.clock import SystemClock
from streams.process import mark_ready, run_process
from streams.producer import RoadProducer
from streams.telemetry import Counters


async def _main(settings: ApiSettings, stop: asyncio.Event) -> None:
    link = RoadLink(lambda: RoadProducer(settings, Counters()))
    app = create_app(settings, link, SystemClock())
    listener = listen(settings.api_host, settings.api_port)

    def ready() -> None:
        stay()
        mark_ready(settings)

    async with link.kept():
        await serve(app, listener, stop, ready)


def main() -> int:
    """Run until SIGINT or SIGTERM; returns the exit code."""
    settings = ApiSettings()
    return run_process("api", settings, lambda stop: _main(settings, stop))


if __name__ == "__main__":
    sys.exit(main())
