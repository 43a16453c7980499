"""The credit agent: what it acks, when, and what it does with a door that is shut or says no."""

from __future__ import annotations

import asyncio

import pytest

from agents.credits.agent import WAITING_MAX, CreditAgent
from schemas.credits import CreditBalance, CreditTick
from schemas.event import Event
from streams.door import CreditAccount, Deducted, DoorRefused, DoorShut
from streams.road import Received
from streams.telemetry import Counters
from streams.topics import CREDIT_BALANCES, CREDIT_TICKS
from tests.fakes.publisher import FakePublisher


class Till:
    """A door that charges: each minute once."""

    def __init__(self) -> None:
        self.shut = False
        self.refuses: set[str] = set()
        self.unknown: set[str] = set()
        self.minutes: set[tuple[str, int]] = set()
        self.calls: list[int] = []

    async def deduct(self, ticks: list[CreditTick]) -> Deducted:
        if self.shut:
            raise DoorShut("shut")
        if any(tick.session_id in self.refuses for tick in ticks):
            raise DoorRefused(422, "not like this")
        self.calls.append(len(ticks))
        fresh = {(tick.session_id, tick.minute) for tick in ticks if tick.session_id not in self.unknown}
        charged = len(fresh - self.minutes)
        self.minutes |= fresh
        left = 100 - len(self.minutes)
        account = CreditAccount(workspace_id="w", balance=left, held=5, unlimited=False, minutes_left=left)
        return Deducted(
            accounts=[account],
            charged=charged,
            known=len(ticks) - charged,
            unknown=sorted(self.unknown & {tick.session_id for tick in ticks}),
            ended=[],
        )


class Bench:
    def __init__(self) -> None:
        self.till = Till()
        self.road = FakePublisher()
        self.counters = Counters()
        self.agent = CreditAgent(self.till, self.road, self.counters)
        self.acked: list[int] = []
        self.offset = 0

    async def hear(self, session_id: str, minute: int, event: Event | None = None) -> None:
        offset, self.offset = self.offset, self.offset + 1
        tick = event or CreditTick(session_id=session_id, minute=minute, covered_ms=60_000)
        received = Received(CREDIT_TICKS.name, 0, offset, session_id, tick)  # type: ignore[arg-type]
        await self.agent.take(received, lambda: self.acked.append(offset))

    @property
    def dead(self) -> list[str]:
        return [letter.key for letter, _, _ in self.road.dead]


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_a_tick_is_acked_once_it_is_charged_and_the_balance_is_told(bench: Bench) -> None:
    await bench.hear("s", 0)
    await bench.hear("s", 1)
    assert bench.acked == []
    await bench.agent.flush()
    assert bench.acked == [0, 1]
    assert bench.till.calls == [2]
    told = [event for topic, _, event in bench.road.sent if topic is CREDIT_BALANCES]
    assert told == [CreditBalance(workspace_id="w", balance=98, held=5, minutes_left=98)]


async def test_ticks_wait_while_the_door_is_shut_and_are_not_acked(bench: Bench) -> None:
    bench.till.shut = True
    await bench.hear("s", 0)
    await bench.agent.flush()
    assert (bench.acked, bench.agent.waits_for_door, bench.agent.waiting) == ([], True, 1)
    bench.till.shut = False
    await bench.agent.flush()
    assert (bench.acked, bench.agent.waits_for_door) == ([0], False)


async def test_a_tick_that_cannot_be_charged_is_put_aside_and_the_others_are_charged(bench: Bench) -> None:
    bench.till.refuses = {"bad"}
    for session in ("good", "bad", "fine"):
        await bench.hear(session, 0)
    await bench.agent.flush()
    assert bench.till.minutes == {("good", 0), ("fine", 0)}
    assert bench.acked == [0, 1, 2]
    assert bench.dead == ["bad"]


async def test_ticks_of_no_session_are_put_aside_with_the_reason(bench: Bench) -> None:
    bench.till.unknown = {"gone"}
    await bench.hear("gone", 0)
    await bench.hear("s", 0)
    await bench.agent.flush()
    assert (bench.acked, bench.dead) == ([0, 1], ["gone"])


async def test_what_is_no_tick_is_put_aside(bench: Bench) -> None:
    await bench.hear("s", 0, CreditBalance(workspace_id="w", balance=1, held=0))
    assert (bench.acked, bench.dead) == ([0], ["s"])


async def test_repetitions_and_holes_are_counted(bench: Bench) -> None:
    for minute in (0, 1, 1, 4):
        await bench.hear("s", minute)
    assert bench.counters.counts["ticks_again"] == 1
    assert bench.counters.counts["ticks_left_out"] == 2


async def test_what_another_has_now_is_neither_acked_nor_charged_here(bench: Bench) -> None:
    bench.till.shut = True
    await bench.hear("s", 0)
    await bench.agent.forget()
    bench.till.shut = False
    await bench.agent.flush()
    assert (bench.acked, bench.till.minutes) == ([], set())


async def test_a_partition_that_goes_is_charged_first_where_the_door_is_open(bench: Bench) -> None:
    await bench.hear("s", 0)
    await bench.agent.forget()
    assert (bench.acked, bench.till.minutes) == ([0], {("s", 0)})


async def test_reading_stops_at_its_bound_and_goes_on(bench: Bench) -> None:
    bench.till.shut = True
    for minute in range(WAITING_MAX):
        await bench.hear("s", minute)
    assert bench.agent.full
    more = asyncio.create_task(bench.hear("s", WAITING_MAX))
    await asyncio.sleep(0)
    assert not more.done()
    bench.till.shut = False
    await bench.agent.flush()
    await more
    await bench.agent.flush()
    assert len(bench.acked) == WAITING_MAX + 1


async def test_two_who_flush_at_once_charge_nothing_twice_and_lose_nothing(bench: Bench) -> None:
    for minute in range(3):
        await bench.hear("s", minute)
    await asyncio.gather(bench.agent.flush(), bench.agent.forget(), bench.agent.flush())
    assert bench.acked == [0, 1, 2]
    assert bench.agent.waiting == 0
