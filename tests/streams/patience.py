"""Waiting for something to become true, for so long and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

WAIT_S = 30.0
"""Far beyond anything that is waited for on a busy machine; a test that needs it has failed."""

LOOK_S = 0.05


async def eventually(fact: Callable[[], object], wait_s: float = WAIT_S) -> None:
    """Return as soon as `fact()` is true; TimeoutError when it does not become so."""
    async with asyncio.timeout(wait_s):
        while not fact():  # noqa: ASYNC110  # what is waited for happens in other processes
            await asyncio.sleep(LOOK_S)
