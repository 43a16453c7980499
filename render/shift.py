"""What the clips that a renderer works on at the same time share: its slots, and when it leaves.

In: whether the renderer goes on. Out: turns. A clip whose workspace has as many in the making as its plan
allows waits without a slot, so that it holds up nobody else's.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from render.ffmpeg import Abandoned

RESTING_MAX = 32
"""Clips that wait for their turn without a slot of this renderer: further highlights are heard meanwhile.
More of them keep their slots, so that what a renderer has taken and not acked stays bounded."""

Turns = WeakValueDictionary[str, asyncio.Lock]
"""A lock for each clip that somebody works on or waits for."""


@dataclass
class Shift:
    """One call of `Renderer.serve`.

    Attributes:
        free: slots.
        leaving: nothing more is begun.
        cancelled: what was begun is dropped.
        resting_count: clips that wait for their turn without a slot.
    """

    free: asyncio.Semaphore
    leaving: asyncio.Event
    cancelled: threading.Event
    turns: Turns = field(default_factory=WeakValueDictionary)
    resting_count: int = 0

    async def rest(self, wait_ms: int) -> None:
        """Wait, and leave the slot to others meanwhile. Raises Abandoned when it is time to leave."""
        lends = self.resting_count < RESTING_MAX
        if lends:
            self.resting_count += 1
            self.free.release()
        try:
            if not await self._left_within(asyncio.sleep(wait_ms / 1000)) and lends:
                await self._left_within(self.free.acquire())
        finally:
            self.resting_count -= lends
        if self.leaving.is_set():
            raise Abandoned

    async def _left_within(self, work: Coroutine[Any, Any, object]) -> bool:
        waiting = asyncio.ensure_future(work)
        leaving = asyncio.ensure_future(self.leaving.wait())
        try:
            await asyncio.wait({waiting, leaving}, return_when=asyncio.FIRST_COMPLETED)
            return leaving.done()
        finally:
            waiting.cancel()
            leaving.cancel()
            await asyncio.gather(waiting, leaving, return_exceptions=True)
