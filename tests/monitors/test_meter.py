"""The meter: which minutes it tells, when, and that counting anew gives the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.meter import Meter, recounted, resumed
from monitors.salvage import Salvager
from schemas.capture import Gap, GapReason, SegmentKind
from schemas.credits import MINUTE_MS, CreditTick
from schemas.moment import Span
from streams.door import Session, SessionProgress, SessionRequest
from streams.recording import segment_key
from streams.store import DirectoryStore
from streams.topics import CREDIT_TICKS
from tests.fakes.door import FakeDoor
from tests.fakes.publisher import FakePublisher

S = 1000


def covered(ticks: list[CreditTick]) -> list[tuple[int, int]]:
    return [(tick.minute, tick.covered_ms) for tick in ticks]


def test_a_minute_is_told_when_it_is_recorded_and_said_to_its_end() -> None:
    meter = Meter("s")
    meter.recorded(Span(0, 62 * S))
    assert meter.ticks(59 * S) == []
    assert covered(meter.ticks(60 * S)) == [(0, 60 * S)]
    assert meter.ticks(61 * S) == []


def test_what_was_lost_does_not_count_and_ads_are_told_apart() -> None:
    meter = Meter("s")
    meter.lost(Span(10 * S, 20 * S), GapReason.STALL)
    meter.lost(Span(30 * S, 50 * S), GapReason.AD)
    meter.recorded(Span(0, 60 * S))
    tick = meter.ticks(60 * S)[0]
    assert (tick.covered_ms, tick.gap_ms, tick.ad_ms) == (30 * S, 10 * S, 20 * S)


def test_minutes_of_a_long_gap_are_told_too() -> None:
    meter = Meter("s")
    meter.recorded(Span(0, 50 * S))
    meter.lost(Span(50 * S, 190 * S), GapReason.STALL)
    assert covered(meter.ticks(190 * S)) == [(0, 50 * S), (1, 0), (2, 0)]


def test_a_gap_that_grows_is_counted_once() -> None:
    meter = Meter("s")
    for end in (15, 20, 30):
        meter.lost(Span(10 * S, end * S), GapReason.STALL)
    meter.recorded(Span(0, 60 * S))
    assert meter.ticks(60 * S)[0].covered_ms == 40 * S


def test_a_segment_that_comes_late_makes_its_minute_better() -> None:
    meter = Meter("s")
    meter.lost(Span(20 * S, 70 * S), GapReason.RESTART)
    assert covered(meter.ticks(70 * S)) == [(0, 0)]
    meter.recorded(Span(0, 25 * S))
    assert covered(meter.ticks(70 * S)) == [(0, 20 * S)]


def test_the_last_minute_is_told_as_far_as_it_came() -> None:
    meter = Meter("s")
    meter.recorded(Span(0, 95 * S))
    assert covered(meter.rest(95 * S)) == [(0, 60 * S), (1, 35 * S)]
    assert Meter("s").rest(0) == []
    exact = Meter("s")
    exact.recorded(Span(0, 60 * S))
    assert covered(exact.rest(60 * S)) == [(0, 60 * S)]


def test_what_was_recorded_behind_the_end_does_not_count() -> None:
    meter = Meter("s")
    meter.recorded(Span(0, 100 * S))
    assert covered(meter.rest(70 * S)) == [(0, 60 * S), (1, 10 * S)]


def put(store: DirectoryStore, folder: Path, span: Span) -> None:
    path = folder / "segment"
    path.write_bytes(b"x")
    store.put(segment_key("s", span, 0, SegmentKind.FULL, "ts"), path)


async def test_whoever_takes_over_counts_on_from_what_the_door_knows(tmp_path: Path) -> None:
    store, door = DirectoryStore(tmp_path / "store"), FakeDoor()
    for at in range(0, 150, 5):
        put(store, tmp_path, Span(at * S, (at + 5) * S))
    door.gaps = [Gap(session_id="s", start_ms=70 * S, end_ms=110 * S, reason=GapReason.STALL)]
    door.counted = {"s": 0}
    meter = await resumed(door, store, "s")
    meter.lost(Span(150 * S, 180 * S), GapReason.RESTART)
    told = {tick.minute: tick.covered_ms for tick in meter.ticks(180 * S)}
    assert told == {0: 60 * S, 1: 20 * S, 2: 30 * S}


_spans = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 40)).map(lambda at: Span(at[0] * S, sum(at) * S)),
    max_size=12,
)


@given(_spans, _spans)
def test_a_minute_holds_what_is_recorded_and_not_lost(recorded: list[Span], lost: list[Span]) -> None:
    meter = Meter("s")
    for span in lost:
        meter.lost(span, GapReason.STALL)
    for span in recorded:
        meter.recorded(span)
    seconds = {
        second
        for second in range(300)
        if any(span.covers(second * S) for span in recorded)
        and not any(span.covers(second * S) for span in lost)
    }
    for tick in meter.rest(300 * S):
        inside = {second for second in seconds if second // 60 == tick.minute}
        assert tick.covered_ms == len(inside) * S
        assert tick.covered_ms + tick.gap_ms <= MINUTE_MS


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_segments_in_any_order_give_the_same(order: tuple[int, ...]) -> None:
    meter = Meter("s")
    parts = (Span(0, 25 * S), Span(20 * S, 40 * S), Span(40 * S, 60 * S))
    for at in order:
        meter.recorded(parts[at])
    assert covered(meter.rest(60 * S)) == [(0, 60 * S)]


async def ended_session(door: FakeDoor, end_ms: int | None) -> Session:
    session = await door.open_session(SessionRequest(watch_id="w", node="n", started_at_ms=0, source="x"))
    progress = SessionProgress(incarnation=1, discontinuity=0, recorded_until_ms=0, ended_at_ms=end_ms)
    return await door.report_progress(session.session_id, progress)


async def test_what_comes_into_the_store_after_the_end_is_counted_then(tmp_path: Path) -> None:
    store, door = DirectoryStore(tmp_path / "store"), FakeDoor()
    session = await ended_session(door, 130 * S)
    spool = tmp_path / "data" / "spool" / session.session_id
    spool.mkdir(parents=True)
    for start, end in ((0, 50), (50, 100), (100, 140)):
        name = segment_key(session.session_id, Span(start * S, end * S), 0, SegmentKind.FULL, "ts")
        (spool / name.rsplit("/", 1)[-1]).write_bytes(b"x")
    publisher = FakePublisher()
    salvager = Salvager(tmp_path / "data", store, door, publisher)
    door.shut = True
    await salvager.salvage()
    assert len(list(spool.glob("*.ts"))) == 3, "nothing leaves the spool before it is counted"
    door.shut = False
    await salvager.salvage()
    told: dict[int, int] = {}
    for tick in publisher.on(CREDIT_TICKS):
        assert isinstance(tick, CreditTick)
        told[tick.minute] = max(told.get(tick.minute, 0), tick.covered_ms)
    assert told == {0: 60 * S, 1: 60 * S, 2: 10 * S}
    assert not spool.exists()


async def test_a_session_that_runs_is_left_to_its_own_meter(tmp_path: Path) -> None:
    store, door = DirectoryStore(tmp_path / "store"), FakeDoor()
    session = await ended_session(door, None)
    assert await recounted(door, store, session, Span(0, 50 * S)) == []
