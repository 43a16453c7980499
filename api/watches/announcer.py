"""Tells the monitors what is wanted, until they know.

In: identities of watches that changed, after their commit. Out: `WatchState` on the road. A broker
that is down delays it and nothing else; and since a message can be lost, or a monitor be new, all
that matters is said again every few seconds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from api.database import Database
from api.problems import Unavailable
from api.watches import service
from schemas.capture import WatchState
from streams.road import Publisher
from streams.topics import WATCH_STATE

log = logging.getLogger(__name__)

REPEAT_S = 15.0
"""A lost message or a new monitor is made good within this; the cost is one small event a watch."""

TROUBLE_WAIT_S = 1.0
"""Between tries while the broker is down: soon enough that nobody waits for it once it is back."""

PUBLISH_WAIT_S = 10.0
"""A broker that is alive takes a few hundred small events far sooner."""

BATCH_ROWS = 500
"""Watches that are read at a time, so that a large installation does not hold them all at once."""


class Announcer:
    """Publishes the states of watches, one after another, so that an older one never comes last."""

    def __init__(self, database: Database, publisher: Publisher) -> None:
        self._database = database
        self._publisher = publisher
        self._changed: dict[str, None] = {}
        self._wake = asyncio.Event()
        self.trouble = ""
        """Why nothing can be published at the moment; empty when it can."""

    def soon(self, watch_id: str) -> None:
        """Publish this watch now; it is read anew, so its newest state goes out."""
        self._changed[watch_id] = None
        self._wake.set()

    async def run(self) -> None:
        """Publish until cancelled."""
        everything = True
        loop = asyncio.get_running_loop()
        repeat_at = loop.time()
        while True:
            everything = everything or loop.time() >= repeat_at
            try:
                if everything:
                    await self.announce_all()
                    everything = False
                    repeat_at = loop.time() + REPEAT_S
                await self.announce_changed()
                self._recovered()
                wait_s = max(0.0, repeat_at - loop.time())
            except (OSError, TimeoutError, SQLAlchemyError, Unavailable) as error:
                self._troubled(error)
                wait_s = TROUBLE_WAIT_S
            except Exception:
                log.exception("a watch could not be announced; it is tried again")
                wait_s = TROUBLE_WAIT_S
            await self._rest(wait_s)

    async def announce_changed(self) -> None:
        """Publish what changed; what could not be published stays to be tried again."""
        while self._changed:
            self._wake.clear()
            watch_ids = list(self._changed)[:BATCH_ROWS]
            # Taken off before it is read: a change that comes meanwhile puts it on again.
            for watch_id in watch_ids:
                self._changed.pop(watch_id, None)
            try:
                async with self._database.reading() as session:
                    rows = await service.by_ids(session, watch_ids)
                    states = await service.states_of(session, rows)
                await self._publish(states)
            except BaseException:
                self._changed = dict.fromkeys(watch_ids) | self._changed
                raise

    async def announce_all(self) -> None:
        """Publish every watch that a monitor must know of."""
        after = ""
        while True:
            async with self._database.reading() as session:
                rows = await service.to_announce(session, after, BATCH_ROWS)
                states = await service.states_of(session, rows)
            await self._publish(states)
            if len(states) < BATCH_ROWS:
                return
            after = states[-1].watch_id

    async def _publish(self, states: Sequence[WatchState]) -> None:
        async with asyncio.timeout(PUBLISH_WAIT_S):
            for state in states:
                await self._publisher.send(WATCH_STATE, state.watch_id, state)
            await self._publisher.flush()

    async def _rest(self, wait_s: float) -> None:
        if self.trouble:
            await asyncio.sleep(wait_s)
            return
        try:
            async with asyncio.timeout(wait_s):
                await self._wake.wait()
        except TimeoutError:
            return

    def _troubled(self, error: Exception) -> None:
        reason = str(error) or f"no answer within {PUBLISH_WAIT_S:.0f} s"
        if not self.trouble:
            log.warning("watches cannot be announced, it is tried again until they are: %s", reason)
        self.trouble = reason

    def _recovered(self) -> None:
        if self.trouble:
            log.info("watches are announced again")
        self.trouble = ""
