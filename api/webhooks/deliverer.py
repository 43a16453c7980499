"""Sends what is due, beside the requests.

In: rows of `webhook_deliveries`. Out: each at least once to its webhook, with growing waits between the
tries. Any number of API processes may do so on one database: a row is claimed before it is sent, and the
claim of a process that dies runs out. Two receive the same delivery rarely, and know it by its identity.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import Caller
from api.audit.recorder import noted
from api.database import Database
from api.events.news import EVERYWHERE, News
from api.problems import Unavailable
from api.seals import SealBroken, Seals
from api.webhooks.models import DeliveryRow, WebhookRow
from api.webhooks.sending import Letter, Outcome, send
from api.webhooks.shapes import DeliveryState
from schemas.ids import new_id
from streams.addresses import Network
from streams.clock import Clock

log = logging.getLogger(__name__)

LOOK_S = 1.0
"""Between two looks for what other processes wrote, or what is due again; one read of an index."""

TROUBLE_WAIT_S = 5.0

WAITS_S = (10, 60, 300, 1_800, 7_200, 21_600, 43_200)
"""After each try that failed: a restart of the receiver is met within a minute, a night without it is
outlived. Eight tries in 20 hours; then the delivery is dead."""

TRIES_MAX = len(WAITS_S) + 1

LEASE_MS = 60_000
"""A try takes 10 s at most; a claim that is older is of a process that died."""

DEAD_IN_ROW_MAX = 5
"""Given up one after another, none arrived: nobody is there any more. Then the webhook is turned off."""

CLAIM_MAX = 16
"""Tries at a time in this process; each holds a connection and a few kB."""

CLAIM_OF_ONE_MAX = 4
"""Of one webhook at a time: a slow receiver leaves room for the others."""

LOOKED_AT_MAX = 64
"""Rows from which the next are chosen, so that many of one webhook do not hide all others."""

SEALED = "webhook secret"

_MACHINE = Caller(caller_id="deliverer")
"""Whoever turns a webhook off, in the audit log."""


@dataclass(frozen=True)
class _Claimed:
    delivery_id: str
    claim: str
    webhook_id: str
    letter: Letter | None
    """None where it cannot be signed."""
    fault: str = ""


class Deliverer:
    """Delivers until cancelled."""

    def __init__(
        self, database: Database, clock: Clock, seals: Seals, news: News, allowed: Sequence[Network]
    ) -> None:
        self._database = database
        self._clock = clock
        self._seals = seals
        self._news = news
        self._allowed = allowed
        self._running: dict[asyncio.Task[None], str] = {}

    async def run(self) -> None:
        """Deliver whatever is due. What is under way when this is cancelled is sent again by the next."""
        with self._news.listening(EVERYWHERE) as woken:
            try:
                while True:
                    woken.clear()
                    wait_s = LOOK_S
                    try:
                        while await self._begin_some():
                            pass
                    except (SQLAlchemyError, Unavailable) as error:
                        log.warning("deliveries are put off: %s", error)
                        wait_s = TROUBLE_WAIT_S
                    except Exception:
                        log.exception("deliveries are put off by an error")
                        wait_s = TROUBLE_WAIT_S
                    await self._rest(woken, wait_s)
            finally:
                for task in self._running:
                    task.cancel()
                await asyncio.gather(*self._running, return_exceptions=True)

    async def deliver_due(self) -> int:
        """Try once what is due now, and return when that is done. How many."""
        begun = await self._begin_some()
        await asyncio.gather(*self._running)
        return begun

    async def _rest(self, woken: asyncio.Event, wait_s: float) -> None:
        waiting = asyncio.create_task(woken.wait())
        await asyncio.wait({waiting, *self._running}, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()

    async def _begin_some(self) -> int:
        room = CLAIM_MAX - len(self._running)
        if room <= 0:
            return 0
        async with self._database.reading() as session:  # most looks find nothing, and take no turn to write
            if not (await self._due(session, locked=False)):
                return 0
        async with self._database.writing() as work:
            claimed = await self._claim(work.session, room)
        for one in claimed:
            task = asyncio.create_task(self._try(one))
            self._running[task] = one.webhook_id
            task.add_done_callback(lambda done: self._running.pop(done, None))
        return len(claimed)

    def _busy(self) -> dict[str, int]:
        busy: dict[str, int] = {}
        for webhook_id in self._running.values():
            busy[webhook_id] = busy.get(webhook_id, 0) + 1
        return busy

    async def _due(self, session: AsyncSession, *, locked: bool) -> list[tuple[DeliveryRow, WebhookRow]]:
        full = [name for name, count in self._busy().items() if count >= CLAIM_OF_ONE_MAX]
        query = (
            select(DeliveryRow, WebhookRow)
            .join(WebhookRow, WebhookRow.webhook_id == DeliveryRow.webhook_id)
            .where(
                DeliveryRow.state.in_((DeliveryState.WAITING.value, DeliveryState.SENDING.value)),
                DeliveryRow.due_at_ms <= self._clock.now_ms(),
                DeliveryRow.webhook_id.not_in(full),
                WebhookRow.active.is_(True),
                WebhookRow.deleted_at_ms.is_(None),
            )
            .order_by(DeliveryRow.due_at_ms)
            .limit(LOOKED_AT_MAX if locked else 1)
        )
        if locked:  # two processes take different rows, and neither waits
            query = query.with_for_update(of=DeliveryRow, skip_locked=True)
        return [(delivery, hook) for delivery, hook in await session.execute(query)]

    async def _claim(self, session: AsyncSession, room: int) -> list[_Claimed]:
        now_ms = self._clock.now_ms()
        busy = self._busy()
        claimed: list[_Claimed] = []
        for row, hook in await self._due(session, locked=True):
            if len(claimed) == room:
                break
            if busy.get(hook.webhook_id, 0) >= CLAIM_OF_ONE_MAX:
                continue
            busy[hook.webhook_id] = busy.get(hook.webhook_id, 0) + 1
            row.state, row.claim = DeliveryState.SENDING.value, new_id(now_ms)
            row.tries += 1
            row.due_at_ms = now_ms + LEASE_MS
            claimed.append(self._claimed(row, hook, now_ms))
        return claimed

    def _claimed(self, row: DeliveryRow, hook: WebhookRow, now_ms: int) -> _Claimed:
        sealed = [hook.secret]
        if hook.old_secret and (hook.old_secret_until_ms or 0) > now_ms:
            sealed.append(hook.old_secret)
        try:
            secrets = tuple(self._seals.open(SEALED, one) for one in sealed)
        except SealBroken as error:
            fault = f"the secret of the webhook cannot be read: {error}; make it another one"
            return _Claimed(row.delivery_id, row.claim, hook.webhook_id, None, fault)
        letter = Letter(hook.url, secrets, row.delivery_id, row.kind, row.tries, row.payload, now_ms // 1000)
        return _Claimed(row.delivery_id, row.claim, hook.webhook_id, letter)

    async def _try(self, claimed: _Claimed) -> None:
        if claimed.letter is None:
            outcome = Outcome(None, 0, error=claimed.fault)
        else:
            outcome = await send(claimed.letter, self._allowed)
        try:
            async with self._database.writing() as work:
                await self._settle(work.session, claimed, outcome)
        except (SQLAlchemyError, Unavailable) as error:
            # Its claim runs out, and it is sent again.
            log.warning("what came of delivery %s could not be stored: %s", claimed.delivery_id, error)

    async def _settle(self, session: AsyncSession, claimed: _Claimed, outcome: Outcome) -> None:
        row = await session.get(DeliveryRow, claimed.delivery_id, with_for_update=True)
        if row is None or row.claim != claimed.claim:  # it took so long that another one has it now
            return
        now_ms = self._clock.now_ms()
        row.claim = ""
        row.status, row.duration_ms = outcome.status, outcome.duration_ms
        row.answer, row.error = outcome.answer, outcome.error
        if outcome.arrived:
            row.state, row.ended_at_ms = DeliveryState.DELIVERED.value, now_ms
            await _count_dead(session, claimed.webhook_id, 0)
        elif row.tries >= TRIES_MAX:
            row.state, row.ended_at_ms = DeliveryState.DEAD.value, now_ms
            await self._give_up(session, claimed.webhook_id, outcome, now_ms)
        else:
            row.state = DeliveryState.WAITING.value
            row.due_at_ms = now_ms + WAITS_S[row.tries - 1] * 1000

    async def _give_up(self, session: AsyncSession, webhook_id: str, outcome: Outcome, now_ms: int) -> None:
        hook = await session.get(WebhookRow, webhook_id, with_for_update=True, populate_existing=True)
        if hook is None:
            return
        dead = hook.dead_in_row + 1
        if dead < DEAD_IN_ROW_MAX or not hook.active:
            await _count_dead(session, webhook_id, dead)
            return
        hook.dead_in_row, hook.active = dead, False
        hook.disabled_at_ms = now_ms
        hook.disabled_reason = f"{dead} deliveries in a row were given up; the last: {outcome.error}"
        detail = {"webhook_id": webhook_id, "reason": hook.disabled_reason}
        session.add(noted(_MACHINE, "webhook.disabled", now_ms, hook.workspace_id, **detail))
        log.warning("webhook %s is turned off: %s", webhook_id, hook.disabled_reason)


async def _count_dead(session: AsyncSession, webhook_id: str, dead: int) -> None:
    """Not through the row: a count that goes up and down is no revision."""
    await session.execute(
        update(WebhookRow)
        .where(WebhookRow.webhook_id == webhook_id, WebhookRow.dead_in_row != dead)
        .values(dead_in_row=dead)
        .execution_options(synchronize_session=False)
    )
