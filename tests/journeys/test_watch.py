"""`hypecut watch` from a source to clips, on each of the three brokers, and the ways it can end."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from tests.journeys.conftest import Recording, Start, brokers
from tests.journeys.real import REAL_BURST_S, REAL_LENGTH_S, looped, write_window
from tests.journeys.watching import Watching, processes_below

pytestmark = pytest.mark.journey

FIELDS = {
    "highlight": {"id", "state", "start_s", "peak_s", "end_s", "score", "decided_at_s", "reasons"},
    "clip": {
        "highlight_id",
        "path",
        "duration_s",
        "width",
        "height",
        "stages_ms",
        "ready_at_s",
        "transcript",
    },
}


def check_clips(watching: Watching, out: Path) -> None:
    """Every final highlight has one clip, which plays, is vertical and as long as it says."""
    finals = watching.final_highlights()
    clips = [line for line in watching.of_type("clip") if line["state"] == "ready"]
    assert sorted(line["highlight_id"] for line in clips) == sorted(line["id"] for line in finals)
    assert sorted(path.name for path in out.glob("*.mp4")) == sorted(
        Path(line["path"]).name for line in clips
    )
    for line in clips:
        with av.open(line["path"]) as clip:
            video, audio = clip.streams.video[0], clip.streams.audio[0]
            assert (video.width, video.height) == (line["width"], line["height"])
            assert video.height > video.width
            assert clip.duration is not None
            assert abs(clip.duration / 1e6 - line["duration_s"]) < 0.2
            assert audio.duration is not None
            assert audio.time_base is not None
            assert abs(float(audio.duration * audio.time_base) - line["duration_s"]) < 0.25


def check_moments(watching: Watching, recording: Recording) -> None:
    """Each planted moment lies in a clip, and no decision was made before it could be."""
    finals = watching.final_highlights()
    for start_s, end_s in recording.moments_s:
        hit = [line for line in finals if line["start_s"] < end_s and line["end_s"] > start_s]
        assert hit, f"the moment at {start_s} s was missed: {[(f['start_s'], f['end_s']) for f in finals]}"
    for line in watching.of_type("highlight"):
        assert line["start_s"] <= line["peak_s"] <= line["decided_at_s"]
        assert line["reasons"]


@pytest.mark.timeout(480)
@pytest.mark.parametrize("broker", brokers())
def test_a_recording_watched_as_if_live_gives_its_moments(
    broker: str, recording: Recording, start: Start, tmp_path: Path, kafka_env: dict[str, str]
) -> None:
    out = tmp_path / "clips"
    chat = str(recording.chat)
    arguments = ("watch", str(recording.video), "--chat", chat, "--out", str(out), "--speed", "4", "--json")
    watching = start(*arguments, env=kafka_env)
    assert watching.finish(420) == 0, watching.story()
    assert [line["type"] for line in watching.lines].count("session") == 1
    assert watching.lines[-1]["type"] == "end"
    for kind, fields in FIELDS.items():
        for line in watching.of_type(kind):
            assert fields <= line.keys()
    check_moments(watching, recording)
    check_clips(watching, out)


@pytest.mark.timeout(120)
def test_ctrl_c_ends_everything_within_ten_seconds_and_leaves_no_orphan(
    recording: Recording, start: Start, tmp_path: Path
) -> None:
    watching = start("watch", str(recording.video), "--out", str(tmp_path / "clips"), "--json")
    watching.until(lambda line: line["type"] == "session", 60)
    below = processes_below(watching.process.pid)
    assert {part for part in ("api", "agents", "render", "monitors") if watching.pids_of(part)} == {
        "api",
        "agents",
        "render",
        "monitors",
    }
    watching.process.send_signal(2)
    watching.process.send_signal(2)  # the second one does not wait for clips
    watching.process.wait(11)
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("no-such-file.mp4", "no-such-file.mp4"),
        ("README.md", "README.md"),
        ("http://127.0.0.1:9/live.m3u8", "127.0.0.1:9"),
        ("", "SOURCE"),
    ],
)
@pytest.mark.timeout(120)
def test_a_source_that_cannot_be_opened_ends_with_2_and_says_why(
    source: str, why: str, start: Start, tmp_path: Path
) -> None:
    watching = start("watch", source, "--out", str(tmp_path / "clips"), "--json")
    assert watching.finish(90) == 2, watching.story()
    said = watching.stderr_path.read_text().strip().splitlines()[-1]
    assert why in said
    assert not watching.of_type("highlight")


def test_an_output_folder_that_cannot_be_written_is_named_at_once(
    recording: Recording, start: Start, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    watching = start("watch", str(recording.video), "--out", str(tmp_path / "file" / "clips"), "--json")
    assert watching.finish(20) == 2, watching.story()
    assert str(tmp_path / "file") in watching.stderr_path.read_text()


@pytest.mark.usefixtures("minutes")
@pytest.mark.timeout(480)
def test_without_a_speech_model_there_are_clips_and_one_clear_line(
    recording: Recording, start: Start, tmp_path: Path
) -> None:
    out = tmp_path / "clips"
    env = {"HYPECUT_SPEECH_MODEL": str(tmp_path / "no-model")}
    chat = str(recording.chat)
    watching = start(
        "watch", str(recording.video), "--chat", chat, "--out", str(out), "--speed", "4", "--json", env=env
    )
    assert watching.finish(420) == 0, watching.story()
    check_clips(watching, out)
    assert all(line["transcript"] == "" for line in watching.of_type("clip") if line["state"] == "ready")
    assert str(tmp_path / "no-model") in (watching.data / "logs" / "agents.log").read_text()


@pytest.mark.usefixtures("minutes")
@pytest.mark.timeout(480)
@pytest.mark.parametrize("name", ["artkulak_clip2.mp4", "hougesen_highlight.mp4"])
def test_a_real_recording_with_a_real_chat_beside_it(
    name: str, shared_data: Path, start: Start, tmp_path: Path
) -> None:
    """The one starts in the middle of a group of pictures with errors, the other has 60 frames a second."""
    video = looped(shared_data / "video" / name, REAL_LENGTH_S, tmp_path / name)
    chat = tmp_path / "chat.jsonl"
    write_window(shared_data / "chat" / "busy_channel_worlds2016_day1.jsonl.gz", chat, REAL_LENGTH_S)
    out = tmp_path / "clips"
    # One of the two lies just at the usual threshold; that a clip comes of it is what is asked here.
    env = {"HYPECUT_JUDGING": '{"open_threshold": 2.2}'}
    arguments = ("watch", str(video), "--chat", str(chat), "--out", str(out), "--speed", "8", "--json")
    watching = start(*arguments, env=env)
    assert watching.finish(420) == 0, watching.story()
    hits = [
        line
        for line in watching.final_highlights()
        if line["start_s"] < REAL_BURST_S + 10 and line["end_s"] > REAL_BURST_S - 20
    ]
    assert hits, watching.story()
    assert any(reason.startswith("chat ") for reason in hits[0]["reasons"])
    check_clips(watching, out)


@pytest.mark.timeout(120)
def test_a_short_real_recording_ends_well_without_a_moment(
    shared_data: Path, start: Start, tmp_path: Path
) -> None:
    out = tmp_path / "clips"
    video = str(shared_data / "video" / "movie-hello.mp4")
    watching = start("watch", video, "--out", str(out), "--speed", "4", "--json")
    assert watching.finish(100) == 0, watching.story()
    check_clips(watching, out)
