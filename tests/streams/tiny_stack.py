"""`python -m tests.streams.tiny_stack DATA BROKER`: a stack of tiny parts in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from streams.settings import ProcessSettings
from streams.stack import Stack

TINY = (sys.executable, "-m", "tests.streams.tiny_part")


async def main(data: Path, broker: str) -> None:
    settings = ProcessSettings(kafka=broker, data=data, node="test")
    commands = {"api": (*TINY, "works"), "agents": (*TINY, "deaf")}
    async with Stack(settings, ("api", "agents"), commands=commands) as stack:
        print(stack.kafka.address, flush=True)  # noqa: T201  # the test waits for it
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
