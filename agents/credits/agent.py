"""The credit agent: in, a tick for each minute; out, deductions at the door, and what is left on the road.

A tick is acked once the door has charged it, so that one that was heard by a process that died is heard
again; the door knows it by its session and minute. Ticks are sent in batches, and wait while the door is
shut.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from schemas.credits import CreditBalance, CreditTick
from streams.door import Deducted, DoorRefused, DoorShut
from streams.road import Publisher, Received
from streams.telemetry import Counters
from streams.topics import CREDIT_BALANCES

log = logging.getLogger(__name__)

STAGE = "credits"

BATCH_MAX = 500
"""The most that the door takes in one call."""

WAITING_MAX = 5000
"""Ticks that were heard and are not charged; then reading stops. They are a hundred bytes each."""

GATHER_S = 0.25
"""So long a tick waits for others to share its call: a balance is as old as that."""

TROUBLE_WAIT_S = 1.0
"""Between tries while the door is shut; the client has knocked for longer already."""

SESSIONS_MAX = 10_000
"""Sessions whose last minute is remembered, to notice a tick that came twice or was left out."""


class DeductingDoor(Protocol):
    """The part of the door that charges."""

    async def deduct(self, ticks: list[CreditTick]) -> Deducted:
        """Charge minutes. Raises DoorRefused, DoorShut."""
        ...


@dataclass(frozen=True)
class _Waiting:
    tick: CreditTick
    received: Received
    ack: Callable[[], None]


class CreditAgent:
    """Charges what it hears.

    Attributes:
        charged: ticks that the door has dealt with.
    """

    def __init__(self, door: DeductingDoor, road: Publisher, counters: Counters) -> None:
        self.charged = 0
        self._door = door
        self._road = road
        self._counters = counters
        self._waiting: list[_Waiting] = []
        self._term = 0
        self._last: OrderedDict[str, int] = OrderedDict()
        self._changed = asyncio.Condition()
        self._charging = asyncio.Lock()
        self._shut = False

    @property
    def waits_for_door(self) -> bool:
        """Whether the lack of progress is the door's."""
        return self._shut

    @property
    def waiting(self) -> int:
        """Ticks that were heard and are not charged yet."""
        return len(self._waiting)

    @property
    def full(self) -> bool:
        """Whether nothing more is read for now."""
        return len(self._waiting) >= WAITING_MAX

    async def take(self, received: Received, ack: Callable[[], None]) -> None:
        """Take a tick in; waits while too many are not charged."""
        tick = received.event
        if not isinstance(tick, CreditTick):
            await self._road.dead_letter(received, STAGE, "it is no tick of a meter")
            ack()
            return
        term = self._term
        async with self._changed:
            await self._changed.wait_for(lambda: not self.full or term != self._term)
            if term != self._term:
                return  # the partition is another's now, which hears it again
            self._look(tick)
            self._waiting.append(_Waiting(tick, received, ack))
            self._changed.notify_all()

    async def run(self) -> None:
        """Charge what waits, until cancelled."""
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: bool(self._waiting))
            await asyncio.sleep(GATHER_S)
            await self.flush()
            if self._shut:
                await asyncio.sleep(TROUBLE_WAIT_S)

    async def flush(self) -> None:
        """Charge what waits now, as far as the door takes it."""
        async with self._charging:
            await self._flush()

    async def _flush(self) -> None:
        while self._waiting:
            term, batch = self._term, self._waiting[:BATCH_MAX]
            if not await self._charge(batch):
                return
            if term != self._term:
                return
            async with self._changed:
                del self._waiting[: len(batch)]
                self._changed.notify_all()
            for one in batch:
                one.ack()
            self.charged += len(batch)

    async def forget(self) -> None:
        """The partitions are no longer ours: whoever has them next hears what was not acked."""
        with suppress(DoorRefused, DoorShut, ConnectionError):
            await self.flush()
        async with self._changed:
            self._term += 1
            self._waiting.clear()
            self._last.clear()
            self._changed.notify_all()

    def _look(self, tick: CreditTick) -> None:
        """Notice what came twice or was left out; the door decides what it means."""
        last = self._last.pop(tick.session_id, -1)
        if tick.minute <= last:
            self._counters.add("ticks_again")
        elif last >= 0 and tick.minute > last + 1:
            self._counters.add("ticks_left_out", tick.minute - last - 1)
            log.warning(
                "session %s: no tick came for %d minutes before %d",
                tick.session_id,
                tick.minute - last - 1,
                tick.minute,
            )
        self._last[tick.session_id] = max(last, tick.minute)
        while len(self._last) > SESSIONS_MAX:
            self._last.popitem(last=False)

    async def _charge(self, batch: list[_Waiting]) -> bool:
        """Whether the batch is dealt with, be it that its ticks are dead letters."""
        try:
            deducted = await self._door.deduct([one.tick for one in batch])
        except DoorShut as shut:
            if not self._shut:
                log.warning("minutes wait to be charged: %s", shut)
            self._shut = True
            return False
        except DoorRefused as refused:
            self._shut = False
            return await self._refused(batch, refused)
        self._shut = False
        self._counters.add("minutes_charged", deducted.charged)
        for one in batch:
            if one.tick.session_id in deducted.unknown:
                await self._road.dead_letter(one.received, STAGE, "the door knows no such session")
        for account in deducted.accounts:
            balance = CreditBalance(
                workspace_id=account.workspace_id,
                balance=account.balance,
                held=account.held,
                minutes_left=account.minutes_left,
                unlimited=account.unlimited,
            )
            await self._road.send(CREDIT_BALANCES, account.workspace_id, balance)
        for watch_id in deducted.ended:
            log.info("watch %s ends: its workspace has no credit left", watch_id)
        return True

    async def _refused(self, batch: list[_Waiting], refused: DoorRefused) -> bool:
        """Find the one that cannot be charged: the others are, each by itself."""
        if len(batch) == 1:
            log.error("a minute cannot be charged: %s", refused)
            await self._road.dead_letter(batch[0].received, STAGE, str(refused))
            return True
        for one in batch:
            if not await self._charge([one]):
                return False
        return True
