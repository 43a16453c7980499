"""How far a process has said everything is known to the next one, wherever the first was killed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from monitors.channel import Outcome
from monitors.spool import SessionSpool
from schemas.capture import Gap, GapReason
from streams.clock import SystemClock
from streams.door import SessionRequest
from streams.topics import SESSIONS
from tests.fakes.media import Recipe, make
from tests.monitors.capturing import WATCH_ID, Capturing

SAYS = 4000


def test_a_note_is_there_at_every_moment(tmp_path: Path) -> None:
    spool = SessionSpool(tmp_path, "01890000-0000-7000-8000-000000000001")
    assert spool.hold()
    spool.say(0)
    found: list[int | None] = []
    over = threading.Event()

    def look() -> None:  # as somebody does who comes after a kill at this very instant
        while not over.is_set():
            found.append(spool.said_ms())

    looking = threading.Thread(target=look)
    looking.start()
    for said_ms in range(0, SAYS * 1000, 1000):
        spool.say(said_ms)
    over.set()
    looking.join()
    last_ms = spool.said_ms()
    spool.release(done=True)
    assert None not in found
    assert found == sorted(found, key=lambda said_ms: said_ms or 0)
    assert last_ms == (SAYS - 1) * 1000


def test_a_note_of_an_earlier_version_is_read_and_covered(tmp_path: Path) -> None:
    spool = SessionSpool(tmp_path, "01890000-0000-7000-8000-000000000001")
    assert spool.hold()
    (spool.folder / "said").write_text("1260000")
    assert spool.said_ms() == 1_260_000
    spool.say(2000)
    assert spool.said_ms() == 2000
    spool.release(done=True)


@pytest.mark.parametrize(("counted", "from_ms"), [(None, 60_000), (2, 180_000), (0, 60_000)])
async def test_on_another_machine_nothing_that_was_counted_becomes_a_gap(
    tmp_path: Path, counted: int | None, from_ms: int
) -> None:
    recipe = Recipe(duration_s=200, fps=2, gop=4, width=64, height=36, audio=False)
    source = make(tmp_path / "long.mkv", recipe)
    capturing = Capturing(tmp_path, str(source), speed=50.0)
    before = SessionRequest(
        watch_id=WATCH_ID,
        node="another",
        started_at_ms=SystemClock().now_ms() - 3800,
        source=str(source),
        speed=50.0,
    )
    session = await capturing.door.open_session(before)
    capturing.door._put(session, recorded_until_ms=60_400)
    if counted is not None:
        capturing.door.counted[session.session_id] = counted
    assert await capturing.run() is Outcome.DONE
    gaps = [gap for gap in capturing.said(SESSIONS, Gap) if gap.reason is GapReason.RESTART]
    assert {gap.start_ms for gap in gaps} == {from_ms}
