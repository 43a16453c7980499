from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from monitors.border import Border
from monitors.chat.base import NoChat
from monitors.items import MediaSecond, Over
from monitors.meter import Meter
from monitors.session import SessionRun
from monitors.spool import SessionSpool
from schemas.capture import GapReason, WindowState
from streams.door import SessionRequest
from tests.monitors.capturing import WATCH_ID, Capturing


async def test_seconds_that_the_road_did_not_take_are_a_gap_and_two_lines_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    capturing = Capturing(tmp_path, "x")
    session = await capturing.door.open_session(
        SessionRequest(watch_id=WATCH_ID, node="n", started_at_ms=0, source="x")
    )
    spool = SessionSpool(tmp_path, session.session_id)
    run = SessionRun(
        capturing.means,
        session,
        spool,
        chat=NoChat(),
        meter=Meter(session.session_id),
        from_ms=0,
        halt=lambda: None,
    )
    border = Border(asyncio.get_running_loop(), seconds_max=2)
    for n in range(1, 7):
        border.put(MediaSecond(1000 * n, 0, WindowState.LIVE, WindowState.LIVE))
    border.put(Over(6000, "the end"))
    assert (await run.until_over(border)).end_ms == 6000
    (gap,) = capturing.gaps(GapReason.OVERLOAD)
    assert (gap.start_ms, gap.end_ms) == (0, 4000)
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "seconds are dropped" in said[0]
    assert "4 seconds were dropped in all" in said[1]
