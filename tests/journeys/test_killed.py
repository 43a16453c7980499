"""The whole product with one of its processes killed while it works: no highlight and no clip is lost."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.journeys.conftest import Recording, Start, need_kafka
from tests.journeys.test_watch import check_clips
from tests.journeys.watching import Line, Watching

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("minutes")]

SPEED = "3"
Decision = tuple[float, float, float, float, float]


def watch(start: Start, recording: Recording, out: Path, env: dict[str, str] | None = None) -> Watching:
    video, chat = str(recording.video), str(recording.chat)
    arguments = ("watch", video, "--chat", chat, "--out", str(out), "--speed", SPEED, "--json")
    return start(*arguments, env=env)


def decisions(watching: Watching) -> list[Decision]:
    """What was decided, without the identities, which follow from the session's."""
    fields = ("start_s", "peak_s", "end_s", "score", "decided_at_s")
    finals = watching.final_highlights()
    return [tuple(line[name] for name in fields) for line in finals]  # type: ignore[misc]


def opened(line: Line) -> bool:
    return line["type"] == "highlight" and line["state"] == "opened"


def final(line: Line) -> bool:
    return line["type"] == "highlight" and line["state"] == "final"


@pytest.mark.timeout(480)
def test_a_killed_judge_changes_no_decision(recording: Recording, start: Start, tmp_path: Path) -> None:
    """On the embedded broker; `tests.faults.test_judges_killed` kills them on both, without the rest."""
    undisturbed = watch(start, recording, tmp_path / "undisturbed")
    assert undisturbed.finish(240) == 0, undisturbed.story()
    watching = watch(start, recording, tmp_path / "clips")
    watching.until(opened, 120)
    watching.kill("agents")  # in the middle of a highlight
    watching.until(final, 120)
    watching.kill("agents")  # with its verdict just out
    assert watching.finish(240) == 0, watching.story()
    assert decisions(watching) == decisions(undisturbed)
    assert decisions(watching)
    check_clips(watching, tmp_path / "clips")


@pytest.mark.timeout(480)
def test_a_killed_renderer_costs_no_clip(recording: Recording, start: Start, tmp_path: Path) -> None:
    watching = watch(start, recording, tmp_path / "clips")
    watching.until(final, 120)
    watching.kill("render")  # with the highlight in its hands
    watching.until(lambda line: line["type"] == "clip", 120)
    watching.kill("render")  # with a clip just announced
    assert watching.finish(240) == 0, watching.story()
    assert watching.final_highlights()
    check_clips(watching, tmp_path / "clips")


@pytest.mark.timeout(480)
def test_a_killed_monitor_costs_the_seconds_it_did_not_see(
    recording: Recording, start: Start, tmp_path: Path
) -> None:
    watching = watch(start, recording, tmp_path / "clips")
    watching.until(opened, 120)  # a verdict may wait for its transcript until the recording is over
    watching.kill("monitors")
    assert watching.finish(240) == 0, watching.story()
    gaps = [line for line in watching.of_type("gap") if line["reason"] == "restart"]
    assert len(gaps) == 1, watching.story()
    # What lies outside the gap was noticed as ever, and nothing was cut across it.
    seen = [(a, b) for a, b in recording.moments_s if b <= gaps[0]["start_s"] or a - 3 >= gaps[0]["end_s"]]
    finals = watching.final_highlights()
    for start_s, end_s in seen:
        assert any(line["start_s"] < end_s and line["end_s"] > start_s for line in finals), watching.story()
    for line in finals:
        assert line["end_s"] <= gaps[0]["start_s"] + 1 or line["start_s"] >= gaps[0]["end_s"] - 1
    check_clips(watching, tmp_path / "clips")


@pytest.mark.kafka
@pytest.mark.timeout(480)
def test_a_killed_broker_costs_nothing(recording: Recording, start: Start, tmp_path: Path) -> None:
    need_kafka(tmp_path)
    env = {"HYPECUT_KAFKA": "local"}
    watching = watch(start, recording, tmp_path / "clips", env)
    watching.until(opened, 120)
    data_pid = int((watching.data / "kafka" / "kafka.pid").read_text())
    os.kill(data_pid, signal.SIGKILL)
    assert watching.finish(300) == 0, watching.story()
    finals = watching.final_highlights()
    for start_s, end_s in recording.moments_s:
        assert any(line["start_s"] < end_s and line["end_s"] > start_s for line in finals), watching.story()
    check_clips(watching, tmp_path / "clips")


@pytest.mark.timeout(480)
def test_a_killed_api_costs_nothing(recording: Recording, start: Start, tmp_path: Path) -> None:
    watching = watch(start, recording, tmp_path / "clips")
    watching.until(opened, 120)
    watching.kill("api")
    assert watching.finish(240) == 0, watching.story()
    assert watching.final_highlights()
    check_clips(watching, tmp_path / "clips")
