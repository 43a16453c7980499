"""A short one of the fault runs, and that a planted fault is found (`tests.faults.minutes`)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.capture import Gap, GapReason
from streams.door import Session
from tests.faults.minutes_expected import expected_minutes

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*arguments: str) -> tuple[int, dict[str, int]]:
    command = [sys.executable, "-m", "tests.faults.minutes", "--json", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    lines = done.stdout.splitlines()
    assert lines, done.stderr[-4000:]
    return done.returncode, dict(json.loads(lines[-1]))


@pytest.mark.journey
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_whatever_is_killed_each_minute_is_charged_once(minutes: None, database: str) -> None:
    few = ("--kills", "6", "--channels", "3", "--speed", "30", "--media-minutes", "6")
    code, told = run(*few, "--database", database)
    assert (code, told["differences"]) == (0, 0), told
    assert told["kills"] == 6
    assert told["minutes"] > 0


@pytest.mark.journey
@pytest.mark.parametrize("fault", ["duplicate", "drop"])
def test_a_planted_fault_is_found(minutes: None, fault: str) -> None:
    few = ("--kills", "0", "--channels", "2", "--speed", "60", "--media-minutes", "3")
    code, told = run(*few, "--database", "sqlite", "--plant", fault)
    assert code == 1
    assert told["differences"] >= 1


def test_what_is_expected_is_what_the_files_and_the_gaps_say(tmp_path: Path) -> None:
    folder = tmp_path / "sessions" / "s" / "segments"
    folder.mkdir(parents=True)
    for start, end in ((0, 40_000), (60_000, 100_000), (120_000, 170_000), (180_000, 230_000)):
        (folder / f"{start:012d}-{end:012d}-000000-full.ts").touch()
    session = Session(
        session_id="s",
        watch_id="w",
        incarnation=1,
        started_at_ms=0,
        speed=1.0,
        source="x",
        title="",
        discontinuity=0,
        recorded_until_ms=0,
        ended_at_ms=200_000,
        end_reason="",
    )
    gaps = [Gap(session_id="s", start_ms=60_000, end_ms=75_000, reason=GapReason.RESTART)]
    # 0: 40 s. 1: 25 s, less the gap. 2: 50 s. 3: 20 s, up to the end of the session.
    assert expected_minutes(tmp_path, session, gaps) == {0, 2}
