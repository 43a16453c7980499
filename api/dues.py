"""Does what is due by the clock, seconds after it is: watches of channels that are off air, wishes in vain.

In: the clock. Out: watches that end, wishes that are answered. Several API processes may do the same: whoever
has a row locked does it, and the others find it done.
"""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from api.broadcasts import service as broadcasts
from api.database import Database
from api.problems import Unavailable
from api.watches.announcer import Announcer
from api.wishes import due as wishes
from streams.clock import Clock

log = logging.getLogger(__name__)

LOOK_S = 2.0
"""Somebody in a chat waits for it; a look costs two questions to small indexes."""


class Dues:
    """Looks until cancelled."""

    def __init__(self, database: Database, announcer: Announcer, clock: Clock) -> None:
        self._database = database
        self._announcer = announcer
        self._clock = clock

    async def run(self) -> None:
        """Look every `LOOK_S`; a look that fails is made good by the next."""
        while True:
            try:
                await self.settle()
            except (SQLAlchemyError, Unavailable) as error:
                log.warning("what is due was put off: %s", error)
            except Exception:
                log.exception("what is due was put off by an error")
            await asyncio.sleep(LOOK_S)

    async def settle(self) -> None:
        """Do what is due now."""
        now_ms = self._clock.now_ms()
        async with self._database.reading() as session:
            ends = await broadcasts.ends_due(session, now_ms)
            wished = await wishes.is_any(session, now_ms)
        if ends:
            async with self._database.writing() as work:
                ended = await broadcasts.end_due(work.session, now_ms)
            for watch_id in ended:
                self._announcer.soon(watch_id)
        if wished:
            async with self._database.writing() as work:
                await wishes.settle_due(work.session, now_ms)
