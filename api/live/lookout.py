"""Wakes listeners of this process for what other API processes wrote."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from api.database import Database
from api.events import service as events
from api.events.models import EventRow
from api.events.news import News

log = logging.getLogger(__name__)

LOOK_S = 1.0
"""One read of the newest number a second, for all listeners together, and none while nobody listens."""

NEW_MAX = 500
"""Of more new events than this it is not asked whose they are: everybody looks."""


class Lookout:
    """Looks until cancelled."""

    def __init__(self, database: Database, news: News) -> None:
        self._database = database
        self._news = news
        self._seen = 0

    async def run(self) -> None:
        """Look every `LOOK_S`; a look that fails is made good by the next."""
        while True:
            try:
                if self._news.awaited:
                    await self.look()
            except (SQLAlchemyError, OSError) as error:
                log.warning("what other processes wrote cannot be seen at the moment: %s", error)
            except Exception:
                log.exception("a look for what other processes wrote ended with an error")
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Wake those for whom there is something new since the last look."""
        async with self._database.reading() as session:
            newest = await events.newest(session)
            if newest <= self._seen:
                return
            touched: list[str] = self._news.awaited
            if newest - self._seen <= NEW_MAX:
                query = select(EventRow.workspace_id).where(EventRow.number > self._seen).distinct()
                touched = list(await session.scalars(query))
        self._seen = newest
        self._news.wake(touched)
