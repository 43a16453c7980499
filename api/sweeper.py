"""Clears away what time makes useless, once a minute.

In: the clock. Out: fewer memories, events and minutes of timelines, and no session that stays open
because its monitor is gone.
"""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from api.accounts import service as accounts
from api.billing import inbox
from api.bot import answers
from api.bot import service as bot
from api.broadcasts import service as broadcasts
from api.credits import holds, refunds
from api.credits import service as ledger
from api.custom_fields import service as custom_fields
from api.database import Database
from api.events import service as events
from api.idempotency import service as idempotency
from api.keys.uses import KeyUses
from api.memories import service as memories
from api.problems import Unavailable
from api.renders import asking
from api.rules import engine as rules
from api.settings import DAY_MS
from api.starts import service as starts
from api.timelines import service as timelines
from api.webhooks import queue as deliveries
from api.wishes import due as wishes
from api.workers import service as workers
from streams.clock import Clock

log = logging.getLogger(__name__)

SWEEP_S = 60.0
"""What is swept has waited ten minutes at least; a minute more does not matter."""


class Sweeper:
    """Sweeps until cancelled."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        uses: KeyUses | None = None,
        keep_timeline_ms: int = 30 * DAY_MS,
        refund_unscored_ms: int = 0,
    ) -> None:
        self._database = database
        self._keep_timeline_ms = keep_timeline_ms
        self._refund_unscored_ms = refund_unscored_ms
        self._clock = clock
        self._uses = uses or KeyUses()

    async def run(self) -> None:
        """Sweep every `SWEEP_S`; a sweep that fails is made good by the next."""
        while True:
            try:
                await self.sweep()
            except (SQLAlchemyError, Unavailable) as error:
                log.warning("a sweep was put off: %s", error)
            except Exception:
                log.exception("a sweep ended with an error")
            await asyncio.sleep(SWEEP_S)

    async def sweep(self) -> None:
        """One sweep."""
        now_ms = self._clock.now_ms()
        async with self._database.writing() as work:
            await starts.end_abandoned(work.session, now_ms)
            await workers.sweep(work.session, now_ms)
            await idempotency.sweep(work.session, now_ms)
            await accounts.sweep(work.session, now_ms)
            await self._uses.write(work.session)
            swept = await memories.sweep(work.session, now_ms)
            await events.prune(work.session, now_ms)
            await deliveries.prune(work.session, now_ms)
            await rules.prune(work.session, now_ms)
            await inbox.prune(work.session, now_ms)
            await asking.sweep(work.session, now_ms)
            await timelines.prune(work.session, now_ms - self._keep_timeline_ms)
            await broadcasts.prune(work.session, now_ms)
            await bot.prune(work.session, now_ms)
            await answers.sweep(work.session, now_ms)
            await wishes.prune(work.session, now_ms)
        async with self._database.writing() as work:
            await ledger.expire_due(work.session, now_ms)
            await holds.release_abandoned(work.session, now_ms)
        if self._refund_unscored_ms:
            async with self._database.writing() as work:
                await refunds.refund_unscored(work.session, now_ms, self._refund_unscored_ms)
        async with self._database.writing() as work:
            await custom_fields.purge(work.session, now_ms)
        if swept:
            log.info("%d memories of ended sessions were deleted", swept)
