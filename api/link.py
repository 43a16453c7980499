"""A publisher that may come later than the API: a broker that is down delays no request.

In: a way to make the real publisher. Out: one that raises `RoadClosed` until the real one is there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

from schemas.event import Event
from streams.road import Publisher, Received, RoadClosed
from streams.topics import Topic

log = logging.getLogger(__name__)

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 15.0
"""A broker that starts anew is met within this; knocking more often would slow its start."""


class RoadLink:
    """Passes on to the real publisher once there is one."""

    def __init__(self, make: Callable[[], AbstractAsyncContextManager[Publisher]]) -> None:
        self._make = make
        self._real: Publisher | None = None
        self._lost = asyncio.Event()
        self._trouble = "the road is not open yet"

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[RoadLink]:
        """Keep trying to reach the broker for as long as this is open; then close the publisher."""
        keeper = asyncio.create_task(self._keep())
        try:
            yield self
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)

    async def _keep(self) -> None:
        wait_s = FIRST_WAIT_S
        while True:
            try:
                async with self._make() as real:
                    self._lost.clear()
                    self._real = real
                    wait_s = FIRST_WAIT_S
                    try:
                        await self._lost.wait()
                    finally:
                        self._real = None
            except Exception as error:
                self._trouble = f"the broker cannot be reached: {error}"
            log.warning("%s; tried again in %.1f s", self._trouble, wait_s)
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    @contextmanager
    def _used(self) -> Iterator[Publisher]:
        real = self._real
        if real is None:
            raise RoadClosed(self._trouble)
        try:
            yield real
        except RoadClosed as closed:
            # A publisher that has failed stays so: the keeper makes a new one.
            self._trouble = str(closed)
            self._lost.set()
            raise

    async def send(self, topic: Topic, key: str, event: Event) -> None:
        """See `Publisher.send`. Raises RoadClosed while there is no broker."""
        with self._used() as real:
            await real.send(topic, key, event)

    async def publish(self, topic: Topic, key: str, event: Event) -> None:
        """See `Publisher.publish`. Raises RoadClosed while there is no broker."""
        with self._used() as real:
            await real.publish(topic, key, event)

    async def flush(self) -> None:
        """See `Publisher.flush`. Raises RoadClosed while there is no broker."""
        with self._used() as real:
            await real.flush()

    async def dead_letter(self, received: Received, stage: str, reason: str) -> None:
        """See `Publisher.dead_letter`. Raises RoadClosed while there is no broker."""
        with self._used() as real:
            await real.dead_letter(received, stage, reason)
