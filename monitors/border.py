"""The one border between a reader thread and the loop.

In: items, from the thread. Out: the same items, in order, in the loop. When the loop is slow, a
live source drops its oldest second (the reader of a recording waits instead, because a recording
loses nothing by waiting); segments, gaps and the end are never dropped.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque

from monitors.items import Item, MediaSecond

SECONDS_MAX = 60
"""A minute of sound is 2 MB: longer than any pause of a healthy broker, and bounded for 64 channels."""

WAIT_S = 0.25
"""How often a waiting reader looks whether it is still wanted."""


class Border:
    """A bounded queue from one thread to one loop.

    Args:
        waits: the thread waits for room instead of dropping.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds_max: int = SECONDS_MAX) -> None:
        self.dropped_count = 0
        self.waits = False
        self._loop = loop
        self._seconds_max = seconds_max
        self._items: deque[Item] = deque()
        self._seconds = 0
        self._changed = threading.Condition()
        self._filled = asyncio.Event()
        self._closed = False

    def put(self, item: Item) -> None:
        """From the thread."""
        with self._changed:
            if isinstance(item, MediaSecond):
                while self.waits and self._seconds >= self._seconds_max and not self._closed:
                    self._changed.wait(WAIT_S)
                if self._seconds >= self._seconds_max:
                    self._drop_oldest()
                self._seconds += 1
            self._items.append(item)
        try:
            self._loop.call_soon_threadsafe(self._filled.set)
        except RuntimeError:
            self._closed = True  # the loop has ended; nobody will listen

    async def get(self) -> Item:
        """In the loop: the next item."""
        while True:
            with self._changed:
                if self._items:
                    item = self._items.popleft()
                    if isinstance(item, MediaSecond):
                        self._seconds -= 1
                        self._changed.notify()
                    return item
                self._filled.clear()
            await self._filled.wait()

    def close(self) -> None:
        """Nobody listens any more; the thread must not wait."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _drop_oldest(self) -> None:
        for index, item in enumerate(self._items):
            if isinstance(item, MediaSecond):
                del self._items[index]
                self._seconds -= 1
                self.dropped_count += 1
                return
