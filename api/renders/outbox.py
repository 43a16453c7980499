"""Tells the renderers what was asked for, until it has an end.

In: attempts that were asked for (`api.renders.asking`). Out: a `RenderAsked` each on the road, keyed by
session. An attempt is marked as published only once the broker has it, and is published again when this
process is new (an embedded broker forgets with its supervisor) and every `REPEAT_MS`: whoever hears one
again asks the door whether anybody still waits. So an API that dies at any line loses none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from api.database import Database
from api.events.news import EVERYWHERE, News
from api.problems import Unavailable
from api.renders.models import RenderRow
from schemas.rendering import RenderAsked
from streams.clock import Clock
from streams.road import Publisher
from streams.topics import HIGHLIGHTS

log = logging.getLogger(__name__)

LOOK_S = 1.0
"""Between two looks for what other processes wrote; one read of an index that holds only what is open."""

TROUBLE_WAIT_S = 1.0
"""Between tries while the broker is down."""

PUBLISH_WAIT_S = 10.0
"""A broker that is alive takes a few hundred small events far sooner."""

REPEAT_MS = 600_000
"""What a broker has lost is made good within this; the cost is a call of the door for each that waits."""

BATCH_ROWS = 500


class Outbox:
    """Publishes until cancelled."""

    def __init__(self, database: Database, publisher: Publisher, news: News, clock: Clock) -> None:
        self._database = database
        self._publisher = publisher
        self._news = news
        self._clock = clock
        self._began_ms = clock.now_ms()
        self._trouble = ""

    async def run(self) -> None:
        """Publish what is asked for, as it comes."""
        self._began_ms = self._clock.now_ms()
        with self._news.listening(EVERYWHERE) as woken:
            while True:
                woken.clear()
                wait_s = LOOK_S
                try:
                    while await self.publish_some():
                        pass
                    self._recovered()
                except (OSError, TimeoutError, SQLAlchemyError, Unavailable) as error:
                    self._troubled(error)
                    wait_s = TROUBLE_WAIT_S
                except Exception:
                    log.exception("what was asked for could not be published; it is tried again")
                    wait_s = TROUBLE_WAIT_S
                try:
                    async with asyncio.timeout(wait_s):
                        # News comes with every event; while the broker is away it is no reason to hurry.
                        await (asyncio.Event() if self._trouble else woken).wait()
                except TimeoutError:
                    continue

    async def publish_some(self) -> int:
        """Publish what is due, a batch of it; how many that were."""
        now_ms = self._clock.now_ms()
        again_ms = max(self._began_ms, now_ms - REPEAT_MS)
        due = (
            select(RenderRow)
            .where(
                RenderRow.ended_at_ms.is_(None),
                RenderRow.asked_by_kind != "",
                or_(RenderRow.published_at_ms.is_(None), RenderRow.published_at_ms < again_ms),
            )
            .order_by(RenderRow.published_at_ms, RenderRow.render_id)
            .limit(BATCH_ROWS)
        )
        async with self._database.reading() as session:
            rows = (await session.scalars(due)).all()
        if not rows:
            return 0
        await self._publish(rows)
        async with self._database.writing() as work:
            # Its version stays: whoever reports on the attempt meanwhile is not to be refused.
            await work.session.execute(
                update(RenderRow)
                .where(RenderRow.render_id.in_([row.render_id for row in rows]))
                .values(published_at_ms=now_ms)
                .execution_options(synchronize_session=False)
            )
        return len(rows)

    async def _publish(self, rows: Sequence[RenderRow]) -> None:
        async with asyncio.timeout(PUBLISH_WAIT_S):
            for row in rows:
                asked = RenderAsked(
                    session_id=row.session_id, highlight_id=row.highlight_id, clip_id=row.clip_id
                )
                await self._publisher.send(HIGHLIGHTS, row.session_id, asked)
            await self._publisher.flush()

    def _troubled(self, error: Exception) -> None:
        reason = str(error) or f"no answer within {PUBLISH_WAIT_S:.0f} s"
        if not self._trouble:
            log.warning("renderers cannot be told what is asked for, it is tried again: %s", reason)
        self._trouble = reason

    def _recovered(self) -> None:
        if self._trouble:
            log.info("renderers are told again what is asked for")
        self._trouble = ""
