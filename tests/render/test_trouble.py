"""A machine in trouble: a disk that is full or away, memory that is short, an encoder that hangs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from render.encoders import Encoder
from render.workspace import Workspace
from schemas.rendering import ClipState
from tests.render.recordings import highlight, record, wrapped
from tests.render.workbench import MINUTES, WANTED, Bench, FullStore


async def test_no_room_for_work_is_told(bench: Bench, tmp_path: Path) -> None:
    gone = Workspace(tmp_path / "nowhere")
    bench.job = replace(bench.job, workspace=gone)
    await bench.serve(WANTED)
    assert bench.slept == MINUTES
    assert bench.clip.state is ClipState.FAILED
    assert "HYPECUT_DATA" in bench.clip.remedy


async def test_room_for_work_that_comes_back_is_taken(bench: Bench, tmp_path: Path) -> None:
    late = Workspace(tmp_path / "late")
    bench.job = replace(bench.job, workspace=late)
    bench.before_sleep = lambda: late.folder.mkdir(exist_ok=True)
    await bench.serve(WANTED)
    assert bench.slept == [1.0]
    assert bench.clip.state is ClipState.READY
    assert list(late.folder.iterdir()) == []


async def test_a_store_that_is_away_for_a_while_costs_no_clip(bench: Bench, tmp_path: Path) -> None:
    root, away = tmp_path / "store", tmp_path / "unmounted"
    root.rename(away)
    bench.before_sleep = lambda: away.rename(root) if len(bench.slept) == 3 else None
    await bench.serve(WANTED)
    assert bench.slept == [1.0, 2.0, 4.0]
    assert bench.clip.state is ClipState.READY


async def test_a_store_that_stays_away_is_named(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "store").rename(tmp_path / "unmounted")
    await bench.serve(WANTED)
    assert bench.slept == MINUTES
    assert bench.clip.state is ClipState.FAILED
    assert "the object store has nothing of session" in bench.clip.reason
    assert "HYPECUT_STORE" in bench.clip.remedy


async def test_a_listing_that_fails_is_tried_again(bench: Bench) -> None:
    assert isinstance(bench.store, FullStore)
    bench.store.unlistable_for = 2
    await bench.serve(WANTED)
    assert bench.slept == [1.0, 2.0]
    assert bench.clip.state is ClipState.READY


async def test_a_segment_that_vanishes_after_the_listing_is_looked_for_again(bench: Bench) -> None:
    assert isinstance(bench.store, FullStore)
    bench.store.missing_for = 1
    await bench.serve(WANTED)
    assert bench.slept == [1.0]
    assert bench.clip.state is ClipState.READY
    assert abs(bench.clip.duration_ms - 2000) < 60


async def test_waiting_for_the_recording_leaves_the_waits_for_a_sick_disk(bench: Bench, film: Path) -> None:
    assert isinstance(bench.store, FullStore)
    bench.door.recorded_until_ms = 6000

    def come() -> None:
        assert isinstance(bench.store, FullStore)
        if len(bench.slept) == 4:
            record(bench.store, film, at_ms=6040)
            bench.store.unlistable_for = 3

    bench.before_sleep = come
    await bench.serve(highlight(4000, 9000))
    assert bench.slept == [0.5] * 4 + [1.0, 2.0, 4.0]
    assert abs(bench.clip.duration_ms - 5000) < 100


@pytest.mark.parametrize("work", ["*libx264*", "*ebur128*"], ids=["encode", "cut"])
async def test_an_ffmpeg_killed_for_memory_is_run_again_and_loses_nothing(
    bench: Bench, tmp_path: Path, work: str
) -> None:
    killed = tmp_path / "killed"
    once = f'case "$*" in {work}) [ -e {killed} ] || {{ touch {killed}; kill -KILL $$; }};; esac'
    stingy = wrapped(tmp_path / "ffmpeg", once)
    bench.job = replace(bench.job, tools=replace(bench.job.tools, ffmpeg=stingy))
    await bench.serve(WANTED)
    assert bench.slept == [1.0]
    assert bench.clip.state is ClipState.READY


async def test_memory_that_stays_short_fails_the_clip_with_a_remedy(bench: Bench, tmp_path: Path) -> None:
    stingy = wrapped(tmp_path / "ffmpeg", "kill -KILL $$")
    bench.job = replace(bench.job, tools=replace(bench.job.tools, ffmpeg=stingy))
    await bench.serve(WANTED)
    assert bench.slept == MINUTES
    assert bench.clip.state is ClipState.FAILED
    assert "memory" in bench.clip.reason
    assert "HYPECUT_RENDER_SLOTS" in bench.clip.remedy


async def test_a_gpu_that_hangs_is_given_up_for_the_fallback(bench: Bench, tmp_path: Path) -> None:
    hanging = wrapped(tmp_path / "ffmpeg", 'case "$*" in *h264_nvenc*) exec sleep 60;; esac')
    settings = bench.job.settings.model_copy(update={"render_limit_ms": 8000})
    gpu = Encoder("h264_nvenc", (), on_gpu=True)
    fallback = Encoder("libx264", ("-preset", "ultrafast"))
    tools = replace(bench.job.tools, ffmpeg=hanging, encoder=gpu, fallback=fallback)
    bench.job = replace(bench.job, settings=settings, tools=tools)
    await bench.serve(WANTED)
    assert (bench.clip.state, bench.clip.encoder) == (ClipState.READY, "libx264")
    assert 2000 <= bench.clip.stages_ms["encode"] < 8000


async def test_a_gpu_without_a_fallback_keeps_the_whole_limit(bench: Bench, tmp_path: Path) -> None:
    hanging = wrapped(tmp_path / "ffmpeg", 'case "$*" in *h264_nvenc*) exec sleep 60;; esac')
    settings = bench.job.settings.model_copy(update={"render_limit_ms": 1000})
    gpu = Encoder("h264_nvenc", (), on_gpu=True)
    tools = replace(bench.job.tools, ffmpeg=hanging, encoder=gpu, fallback=None)
    bench.job = replace(bench.job, settings=settings, tools=tools)
    await bench.serve(WANTED)
    assert bench.clip.state is ClipState.FAILED
    assert "not done after 1 s" in bench.clip.reason
