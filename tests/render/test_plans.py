"""The plain parts: runs and parts of a recording, the crop, encoders, settings, the doctor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.__main__ import main
from render.app import find_tools, lineup
from render.doctor import Finding, examine
from render.encoders import NoEncoder, choose_encoder
from render.ffmpeg import Ffmpeg, default_ffmpeg
from render.saliency import COLUMNS, ROWS, best_window, weigh
from render.settings import RenderSettings, cores
from render.timeline import Picture, Recorded, Shape, Timeline, parts_of, runs_of
from schemas.capture import SegmentKind
from schemas.moment import Span
from streams.process import CannotStart, CannotStartYet
from streams.recording import SegmentRef
from tests.render.recordings import wrapped

WIDE = Shape(("video:h264", "audio:aac"), Picture("h264", 1920, 1080, (1, 1), 60_000), (48_000, 2))
SMALL = Shape(("video:h264", "audio:aac"), Picture("h264", 1280, 720, (1, 1), 60_000), (48_000, 2))


def recorded(start_ms: int, end_ms: int, discontinuity: int = 0, shape: Shape = WIDE) -> Recorded:
    ref = SegmentRef(f"{start_ms}", "s", Span(start_ms, end_ms), discontinuity, SegmentKind.FULL)
    return Recorded(ref, Path(f"{start_ms}.ts"), shape)


def spans(wanted: Span, *segments: Recorded) -> list[tuple[int, int]]:
    return [(part.span.start_ms, part.span.end_ms) for part in parts_of(wanted, runs_of(segments))]


def test_segments_that_decode_as_one_make_one_run() -> None:
    assert len(runs_of([recorded(0, 2000), recorded(2000, 4000), recorded(3980, 6000)])) == 1
    assert len(runs_of([recorded(0, 2000), recorded(2000, 4000, 1)])) == 2
    assert len(runs_of([recorded(0, 2000), recorded(2000, 4000, 0, SMALL)])) == 2
    assert len(runs_of([recorded(0, 2000), recorded(2600, 4000)])) == 2


def test_a_short_gap_is_bridged_and_a_long_one_cut_out() -> None:
    wanted = Span(500, 9500)
    assert spans(wanted, recorded(0, 2000), recorded(2400, 10_000, 1)) == [(500, 2400), (2400, 9500)]
    assert spans(wanted, recorded(0, 2000), recorded(2600, 10_000)) == [(500, 2000), (2600, 9500)]
    assert spans(wanted, recorded(1000, 2000)) == [(1000, 2000)]
    assert spans(wanted, recorded(0, 500), recorded(9500, 11_000)) == []


segment_lists = st.lists(
    st.tuples(st.integers(0, 20_000), st.integers(1, 4000), st.integers(0, 2)), min_size=1, max_size=8
)


@given(segment_lists, st.integers(0, 10_000), st.integers(500, 15_000), st.sampled_from([24, 30, 60]))
def test_parts_never_overlap_and_frames_follow_the_clock(
    segments: list[tuple[int, int, int]], start_ms: int, length_ms: int, fps: int
) -> None:
    wanted = Span(start_ms, start_ms + length_ms)
    made = [recorded(at, at + length, number) for at, length, number in sorted(segments)]
    runs = runs_of(made)
    timeline = Timeline(parts_of(wanted, runs))
    reached_ms = wanted.start_ms
    for part in timeline.parts:
        assert reached_ms <= part.span.start_ms <= part.span.end_ms <= wanted.end_ms
        assert part.offset_ms == part.span.start_ms - runs[part.run].span.start_ms >= 0
        reached_ms = part.span.end_ms
    assert abs(sum(timeline.frames(fps)) - timeline.duration_ms * fps / 1000) <= 0.5
    assert sum(timeline.samples(48_000)) == timeline.duration_ms * 48
    assert all(count >= 0 for count in timeline.frames(fps))


def test_the_crop_follows_what_moves() -> None:
    rng = np.random.default_rng(4)
    ground = rng.uniform(0, 40, (ROWS, COLUMNS)).astype(np.float32)
    pictures = []
    for _ in range(6):
        picture = ground.copy()
        picture[30:60, 115:140] = rng.uniform(0, 255, (30, 25))
        pictures.append(picture)
    weights = weigh(pictures)
    assert weights is not None
    left, kept = best_window(weights, 0.316)
    assert left * COLUMNS <= 115
    assert left * COLUMNS + 0.316 * COLUMNS >= 139
    assert kept > 0.6
    again = weigh(pictures)
    assert again is not None
    assert np.array_equal(weights, again)


def test_nothing_special_is_cropped_in_the_middle() -> None:
    left, kept = best_window(np.full(COLUMNS, 1 / COLUMNS), 0.316)
    assert abs(left - (1 - 0.316) / 2) < 0.02
    assert kept < 0.4
    assert weigh([np.zeros((ROWS, COLUMNS), dtype=np.float32)] * 3) is None
    assert weigh([]) is None


def test_slots_follow_the_machine() -> None:
    assert RenderSettings(render_slots=5).slots(on_gpu=False) == 5
    assert RenderSettings(render_gpu_sessions=8).slots(on_gpu=True) == 8
    assert RenderSettings().slots(on_gpu=False) >= 1


def test_an_unknown_encoder_or_stage_or_program_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoEncoder, match="choose one of h264_nvenc"):
        choose_encoder(Ffmpeg(default_ffmpeg()), "vhs")
    with pytest.raises(CannotStart, match="HYPECUT_RENDER_LINEUP"):
        lineup(RenderSettings(render_lineup=("render.plan:Nothing",)))
    with pytest.raises(CannotStart, match="HYPECUT_FFMPEG"):
        find_tools(RenderSettings(ffmpeg=tmp_path / "none"), tmp_path)


@pytest.mark.parametrize(
    ("files", "allowed"),
    [
        ({"cpu.max": "100000 100000\n"}, 1),
        ({"cpu.max": "50000 100000\n"}, 1),
        ({"cpu.max": "max 100000\n"}, None),
        ({"cpu.max": "99900000 100000\n"}, None),
        ({"cpu/cpu.cfs_quota_us": "150000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 1),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, None),
        ({"cpu.max": "nonsense\n"}, None),
        ({}, None),
    ],
)
def test_cores_follow_the_limit_of_a_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], allowed: int | None
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(6)), raising=False)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert cores(tmp_path) == (allowed or 6)


@pytest.mark.parametrize("lacking", ["latency=1", "framelog=quiet", "ass=f="])
def test_an_ffmpeg_that_is_too_old_or_lacks_libass_is_found_at_the_start(
    tmp_path: Path, lacking: str
) -> None:
    fails = f'case "$*" in *{lacking}*) echo "no such thing: {lacking}" >&2; exit 8;; esac'
    old = wrapped(tmp_path / "old-ffmpeg", fails).program
    with pytest.raises(CannotStart, match=f"old-ffmpeg .*no such thing: {lacking}.*leave HYPECUT_FFMPEG"):
        find_tools(RenderSettings(ffmpeg=old), tmp_path)
    found = {one.part: one for one in examine(RenderSettings(data=tmp_path, ffmpeg=old))}
    assert not found["ffmpeg"].ok
    assert lacking in found["ffmpeg"].detail
    assert found["encoder"].ok


def test_an_ffmpeg_that_is_killed_at_the_start_is_tried_again(tmp_path: Path) -> None:
    killed = wrapped(tmp_path / "ffmpeg", "kill -KILL $$").program
    with pytest.raises(CannotStartYet, match="memory"):
        find_tools(RenderSettings(ffmpeg=killed), tmp_path)
    found = {one.part: one for one in examine(RenderSettings(data=tmp_path, ffmpeg=killed))}
    assert "memory" in found["ffmpeg"].remedy


FULL = """
import errno, sys
from render.workspace import Workspace

def full(_):
    raise OSError(errno.ENOSPC, "No space left on device")

Workspace.__enter__ = full
from render.__main__ import main
sys.exit(main([]))
"""


def test_a_full_disk_at_the_start_is_a_reason_to_try_again(tmp_path: Path) -> None:
    environment = {**os.environ, "HYPECUT_DATA": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", FULL], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    assert "No space left on device; free some space" in ended.stderr


def test_a_folder_that_takes_no_files_is_no_reason_to_try_again(tmp_path: Path) -> None:
    (tmp_path / "render").write_text("in the way")
    environment = {**os.environ, "HYPECUT_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "render"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "HYPECUT_DATA" in ended.stderr


def test_another_stage_can_be_named() -> None:
    (stage,) = lineup(RenderSettings(render_lineup=("render.plan:PlanClip",)))
    assert stage.name() == "plan"


def test_the_doctor_says_what_works_and_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HYPECUT_DATA", str(tmp_path))
    code = main(["doctor", "--json"])
    found = [msgspec.json.decode(line, type=Finding) for line in capsys.readouterr().out.splitlines()]
    by_part = {finding.part: finding for finding in found}
    assert by_part["ffmpeg"].ok
    assert by_part["encoder"].ok
    assert by_part["encoder libx264"].ok
    assert by_part["fonts"].ok
    assert code == (0 if by_part["object store"].ok and by_part["work folder"].ok else 1)


def test_the_doctor_names_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    findings = list(
        examine(RenderSettings(data=tmp_path, store=str(tmp_path / "file"), ffmpeg=tmp_path / "no"))
    )
    by_part = {finding.part: finding for finding in findings}
    assert not by_part["object store"].ok
    assert "HYPECUT_STORE" in by_part["object store"].remedy
    assert not by_part["ffmpeg"].ok
    assert "HYPECUT_FFMPEG" in by_part["ffmpeg"].remedy
