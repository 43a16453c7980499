"""The events of Stripe: written down when they come, handled once afterwards.

In: a signed request. Out: a row; then what follows from it, in a transaction of its own with the row's end.
A process that dies in between leaves a row that waits, or a claim that runs out: the next look takes it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from api.billing.handling import Effect, Handler, NotYet, Told, subject_of
from api.billing.models import STRIPE_ID_LENGTH, StripeEventRow
from api.billing.service import Overtaken
from api.billing.shapes import StripeEventState
from api.database import Database
from api.problems import Problem
from api.pruning import prune_oldest
from api.upserts import get_or_add
from schemas.ids import new_id
from streams.clock import Clock

log = logging.getLogger(__name__)

WAITS_MS = (5_000, 30_000, 120_000, 600_000, 3_600_000, 14_400_000, 43_200_000)
"""After each try that failed: what was overtaken by another event is there in seconds, Stripe in minutes.
Eight tries in 17 hours; then an operator replays it."""

LEASE_MS = 300_000
"""A handling asks Stripe five times at most, each bounded by a minute; an older claim is of the dead."""

CLAIM_MAX = 8
"""Handled side by side; each waits for Stripe nearly all the time."""

OVERTAKEN_MAX = 5
"""Whoever was overtaken so often in a row waits for the next look."""

KEPT_MS = 90 * 24 * 3_600_000
"""Three invoices of a monthly plan; Stripe itself shows events for a month."""

PRUNED_MAX = 1_000


class _Event(msgspec.Struct, frozen=True):
    id: str
    type: str
    created: int


@dataclass(frozen=True)
class _Claimed:
    event_id: str
    claim: str
    kind: str
    payload: str


async def take(session: AsyncSession, payload: str, now_ms: int) -> tuple[StripeEventRow, bool]:
    """Write an event down that was signed by Stripe; the row, and whether it is new.

    Raises:
        msgspec.DecodeError, msgspec.ValidationError: it is no event.
    """
    event = msgspec.json.decode(payload, type=_Event)
    subject = subject_of(payload)
    if not 0 < len(event.id) <= STRIPE_ID_LENGTH or "\0" in event.id + event.type + subject.id:
        raise msgspec.ValidationError("its identity cannot be one")
    return await get_or_add(
        session,
        StripeEventRow,
        event.id,
        lambda: StripeEventRow(
            event_id=event.id,
            kind=event.type[:100],
            object_id=subject.id[:STRIPE_ID_LENGTH],
            made_at_ms=event.created * 1000,
            payload=payload,
            state=StripeEventState.WAITING.value,
            tries=0,
            due_at_ms=now_ms,
            claim="",
            note="",
            handled_at_ms=None,
        ),
    )


async def prune(session: AsyncSession, now_ms: int) -> None:
    """Forget events that are over for long."""
    await prune_oldest(
        session,
        StripeEventRow,
        StripeEventRow.event_id,
        StripeEventRow.created_at_ms < now_ms - KEPT_MS,
        StripeEventRow.state.in_((StripeEventState.DONE.value, StripeEventState.IGNORED.value)),
        most=PRUNED_MAX,
    )


class Inbox:
    """Handles what has come."""

    def __init__(self, database: Database, handler: Handler, clock: Clock) -> None:
        self._database = database
        self._handler = handler
        self._clock = clock

    async def handle_due(self) -> int:
        """Try once what is due now. How many."""
        async with self._database.reading() as session:
            if not (await session.scalars(self._due())).first():
                return 0
        async with self._database.writing() as work:
            claimed = await self._claim(work.session)
        await asyncio.gather(*(self._handle(one) for one in claimed))
        return len(claimed)

    def _due(self) -> Select[StripeEventRow]:
        return (
            select(StripeEventRow)
            .where(
                StripeEventRow.state.in_((StripeEventState.WAITING.value, StripeEventState.HANDLING.value)),
                StripeEventRow.due_at_ms <= self._clock.now_ms(),
            )
            .order_by(StripeEventRow.due_at_ms, StripeEventRow.made_at_ms)
            .limit(CLAIM_MAX)
        )

    async def _claim(self, session: AsyncSession) -> list[_Claimed]:
        now_ms = self._clock.now_ms()
        claimed = []
        for row in (await session.scalars(self._due().with_for_update(skip_locked=True))).all():
            row.state, row.claim = StripeEventState.HANDLING.value, new_id(now_ms)
            row.due_at_ms = now_ms + LEASE_MS
            row.tries += 1
            claimed.append(_Claimed(row.event_id, row.claim, row.kind, row.payload))
        return claimed

    async def _handle(self, one: _Claimed) -> None:
        try:
            await self._try(one)
        except (Problem, NotYet, Overtaken) as error:
            why = str(error.detail) if isinstance(error, Problem) else str(error) or "it was overtaken"
            await self._put_off(one, why)
        except SQLAlchemyError as error:  # its claim runs out, and it is handled again
            log.warning("event %s of Stripe could not be handled now: %s", one.event_id, error)
        except Exception:
            log.exception("event %s of Stripe (%s) met an error", one.event_id, one.kind)
            await self._put_off(one, "it met an error; the log of the API has the trace")

    async def _try(self, one: _Claimed) -> None:
        told = Told(one.kind, subject_of(one.payload))
        for left in reversed(range(OVERTAKEN_MAX)):
            effect = await self._handler.prepare(told)
            try:
                await self._apply(one, effect)
            except Overtaken:
                if not left:
                    raise
            else:
                return

    async def _apply(self, one: _Claimed, effect: Effect) -> None:
        async with self._database.writing() as work:
            row = await work.session.get(StripeEventRow, one.event_id, with_for_update=True)
            if row is None or row.claim != one.claim:  # it took so long that another one has it now
                return
            note = await effect(work.session)
            state = StripeEventState.IGNORED if note else StripeEventState.DONE
            row.state, row.note, row.claim = state.value, note, ""
            row.handled_at_ms = self._clock.now_ms()

    async def _put_off(self, one: _Claimed, why: str) -> None:
        async with self._database.writing() as work:
            row = await work.session.get(StripeEventRow, one.event_id, with_for_update=True)
            if row is None or row.claim != one.claim:
                return
            row.claim, row.note = "", why[:1000]
            if row.tries > len(WAITS_MS):
                row.state = StripeEventState.FAILED.value
                log.error("event %s of Stripe (%s) is given up: %s", one.event_id, one.kind, why)
            else:
                row.state = StripeEventState.WAITING.value
                row.due_at_ms = self._clock.now_ms() + WAITS_MS[row.tries - 1]
