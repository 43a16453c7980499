"""A highlight becomes one clip, whatever happens on the way, and is acked only then."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from render.context import RenderContext
from render.encoders import Encoder
from render.ffmpeg import Ffmpeg
from render.lineup import LINEUP
from schemas.judging import HighlightState
from schemas.rendering import ClipState, clip_id_of
from streams.door import DoorRefused
from streams.stage import Gone, Poison, Retry, Stage
from tests.render.recordings import SESSION, highlight, record
from tests.render.workbench import MINUTES, WANTED, Bench, FakeRoad, FullStore


async def test_a_final_highlight_becomes_a_clip(bench: Bench) -> None:
    road = await bench.serve(WANTED)
    clip = bench.clip
    assert road.acked == [0]
    assert clip == bench.told[-1]
    assert clip.state is ClipState.READY
    assert clip.clip_id == clip_id_of(WANTED.highlight_id)
    assert clip.key == f"clips/{SESSION}/{clip.clip_id}.mp4"
    assert (clip.width, clip.height, clip.title, clip.transcript) == (144, 256, "Got him", "got him")
    assert abs(clip.duration_ms - 2000) < 60
    assert list(clip.stages_ms) == [stage.name() for stage in LINEUP]
    assert (clip.extra, clip.template_id, clip.fallback) == (False, "", "")
    assert 120_000 <= clip.ready_at_ms < 240_000
    assert bench.told[0].state is ClipState.RENDERING
    assert bench.store.range(clip.key, 4, 4) == b"ftyp"


async def test_what_is_not_final_or_missed_is_only_acked(bench: Bench) -> None:
    grown = highlight(1000, 3000, state=HighlightState.GROWN)
    missed = highlight(1000, 3000, near_miss=True)
    road = await bench.serve(grown, missed)
    assert road.acked == [0, 1]
    assert bench.door.kept == {}
    assert bench.told == []


async def test_a_highlight_heard_again_is_announced_and_not_rendered_again(bench: Bench) -> None:
    await bench.serve(WANTED)
    encoded = bench.counters.stages["encode"].calls
    before = bench.clip
    road = await bench.serve(WANTED)
    assert road.acked == [0]
    assert bench.counters.stages["encode"].calls == encoded == 1
    assert bench.told[-1] == before


async def test_one_heard_twice_at_once_is_rendered_once(bench: Bench) -> None:
    road = await bench.serve(WANTED, WANTED, slots=2)
    assert sorted(road.acked) == [0, 1]
    assert bench.counters.stages["encode"].calls == 1
    assert [clip.state for clip in bench.told].count(ClipState.READY) == 2


async def test_another_title_or_a_lost_file_is_rendered_again(bench: Bench) -> None:
    await bench.serve(WANTED)
    await bench.serve(highlight(1000, 3000, "Another title"))
    assert bench.clip.title == "Another title"
    bench.store.delete(bench.clip.key)
    await bench.serve(highlight(1000, 3000, "Another title"))
    assert bench.counters.stages["encode"].calls == 3
    assert bench.store.range(bench.clip.key, 4, 4) == b"ftyp"


async def test_it_waits_for_the_recording_and_then_makes_the_whole_clip(bench: Bench, film: Path) -> None:
    bench.door.recorded_until_ms = 6000
    late = highlight(4000, 9000)
    bench.before_sleep = lambda: record(bench.store, film, at_ms=6040)
    await bench.serve(late)
    assert bench.slept == [0.5]
    assert abs(bench.clip.duration_ms - 5000) < 100


async def test_a_recording_that_never_comes_gives_what_there_is(bench: Bench) -> None:
    bench.door.recorded_until_ms = 6000
    await bench.serve(highlight(4000, 9000))
    assert bench.slept == [0.5] * 6
    assert bench.clip.state is ClipState.READY
    assert abs(bench.clip.duration_ms - 2032) < 100


async def test_an_unknown_session_is_not_waited_for(bench: Bench) -> None:
    bench.door.known = False
    await bench.serve(highlight(4000, 9000))
    assert bench.slept == []
    assert (bench.clip.state, bench.clip.ready_at_ms) == (ClipState.READY, 0)


async def test_nothing_recorded_fails_with_reason_and_dead_letter(bench: Bench) -> None:
    road = await bench.serve(highlight(50_000, 60_000))
    assert road.acked == [0]
    assert bench.clip.state is ClipState.FAILED
    assert "nothing was recorded" in bench.clip.reason
    assert bench.clip.remedy
    assert bench.told[-1] == bench.clip
    ((_, stage, reason),) = bench.publisher.dead
    assert (stage, reason) == ("fetch", bench.clip.reason)


async def test_a_full_disk_is_tried_again_and_then_fails_with_nothing_half_written(bench: Bench) -> None:
    assert isinstance(bench.store, FullStore)
    bench.store.full_for = 99
    await bench.serve(WANTED)
    assert bench.slept == MINUTES
    assert bench.clip.state is ClipState.FAILED
    assert "No space left" in bench.clip.reason
    assert "HYPECUT_STORE" in bench.clip.remedy
    assert list(bench.store.list("clips/")) == []


async def test_a_disk_that_has_room_again_ends_well(bench: Bench) -> None:
    assert isinstance(bench.store, FullStore)
    bench.store.full_for = 2
    await bench.serve(WANTED)
    assert bench.slept == [1.0, 2.0]
    assert bench.clip.state is ClipState.READY


async def test_the_old_clip_stays_until_the_new_one_is_whole(bench: Bench) -> None:
    assert isinstance(bench.store, FullStore)
    await bench.serve(WANTED)
    key = bench.clip.key
    before = bench.store.path_of(key).read_bytes()
    ready = bench.clip
    bench.store.full_for = 99
    await bench.serve(highlight(1000, 3000, "Longer title"))
    assert bench.clip == bench.told[-1] == ready
    assert [stage for _, stage, _ in bench.publisher.dead] == ["store"]
    assert bench.store.path_of(key).read_bytes() == before


async def test_a_broken_ffmpeg_fails_in_a_sentence(bench: Bench, tmp_path: Path) -> None:
    missing = Ffmpeg(tmp_path / "no-ffmpeg")
    bench.job = replace(bench.job, tools=replace(bench.job.tools, ffmpeg=missing))
    await bench.serve(WANTED)
    assert bench.clip.state is ClipState.FAILED
    assert "no-ffmpeg: No such file" in bench.clip.reason
    assert "HYPECUT_FFMPEG" in bench.clip.remedy


async def test_the_time_limit_ends_a_render(bench: Bench, tmp_path: Path) -> None:
    slow = tmp_path / "slow-ffmpeg"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    settings = bench.job.settings.model_copy(update={"render_limit_ms": 400})
    tools = replace(bench.job.tools, ffmpeg=Ffmpeg(slow))
    bench.job = replace(bench.job, settings=settings, tools=tools)
    await bench.serve(WANTED)
    assert bench.clip.state is ClipState.FAILED
    assert "not done after" in bench.clip.reason
    assert "HYPECUT_RENDER_LIMIT_MS" in bench.clip.remedy


async def test_an_encoder_that_refuses_is_replaced_by_the_fallback(bench: Bench) -> None:
    broken = Encoder("h264_nvenc", ("-gpu", "63"), on_gpu=True)
    fallback = Encoder("libx264", ("-preset", "ultrafast"))
    bench.job = replace(bench.job, tools=replace(bench.job.tools, encoder=broken, fallback=fallback))
    await bench.serve(WANTED)
    assert (bench.clip.state, bench.clip.encoder) == (ClipState.READY, "libx264")


class Faulty:
    """A stage that raises what it is told to."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def name(self) -> str:
        return "faulty"

    def run(self, ctx: RenderContext) -> None:
        raise self._error


def with_fault(bench: Bench, error: Exception) -> None:
    stages: tuple[Stage[RenderContext], ...] = (LINEUP[0], Faulty(error))
    bench.job = replace(bench.job, stages=stages)


async def test_a_bug_fails_its_clip_with_a_trace_and_the_next_is_made(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    with_fault(bench, KeyError("oops"))
    road = await bench.serve(WANTED)
    assert road.acked == [0]
    assert bench.clip.state is ClipState.FAILED
    assert "the stage faulty has a bug: KeyError('oops')" in bench.clip.reason
    assert any(record.exc_info for record in caplog.records)
    assert [stage for _, stage, _ in bench.publisher.dead] == ["faulty"]


async def test_what_is_gone_ends_without_a_word(bench: Bench) -> None:
    with_fault(bench, Gone())
    road = await bench.serve(WANTED)
    assert road.acked == [0]
    assert bench.clip.state is ClipState.RENDERING
    assert bench.publisher.dead == []


async def test_a_retry_is_bounded(bench: Bench) -> None:
    with_fault(bench, Retry("the moon is not up"))
    await bench.serve(WANTED)
    assert bench.slept == [1.0, 2.0, 4.0]
    assert (bench.clip.state, bench.clip.reason) == (ClipState.FAILED, "the moon is not up")
    assert bench.clip.remedy.startswith("watch the source or its recording again")


class Endless:
    """A stage that works until it is told to stop, as ffmpeg does."""

    def __init__(self) -> None:
        self.began = threading.Event()

    def name(self) -> str:
        return "endless"

    def run(self, ctx: RenderContext) -> None:
        self.began.set()
        ctx.tools.ffmpeg.run(
            ["-f", "lavfi", "-re", "-i", "color", "-f", "null", "-"],
            ctx.folder,
            limit_ms=60_000,
            cancelled=ctx.cancelled,
        )


@pytest.mark.parametrize("open_end", [True, False], ids=["at-work", "finishing"])
async def test_a_stop_drops_the_work_unacked(bench: Bench, open_end: bool) -> None:
    endless = Endless()
    bench.job = replace(bench.job, stages=(endless,))
    road, stop = FakeRoad([WANTED], open_end=open_end), asyncio.Event()
    renderer = bench.renderer()
    serving = asyncio.create_task(renderer.serve(road, stop))
    assert await asyncio.to_thread(endless.began.wait, 10)
    assert renderer.busy == 1
    assert not serving.done()
    stop.set()
    async with asyncio.timeout(4):
        await serving
    assert road.acked == []
    assert bench.clip.state is ClipState.RENDERING


async def test_a_road_that_is_away_ends_the_process_unacked(bench: Bench) -> None:
    bench.publisher.down = True
    road = FakeRoad([WANTED], open_end=True)
    with pytest.raises(ConnectionError):
        await bench.renderer().serve(road, asyncio.Event())
    assert road.acked == []


async def test_what_the_door_refuses_is_buried_and_the_next_is_made(bench: Bench) -> None:
    bench.door.refuses = 404
    road = await bench.serve(WANTED)
    assert road.acked == [0]
    assert [(stage, reason) for _, stage, reason in bench.publisher.dead] == [
        ("door", "no such highlight (HTTP 404)")
    ]
    assert bench.told[-1].state is ClipState.FAILED
    assert "no such highlight" in bench.told[-1].reason


async def test_a_finished_clip_that_the_door_refuses_is_told_as_failed(bench: Bench) -> None:
    bench.door.refuses_state = ClipState.READY
    road = await bench.serve(WANTED)
    assert road.acked == [0]
    assert bench.clip == bench.told[-1]
    assert bench.clip.state is ClipState.FAILED
    assert "a field cannot be used" in bench.clip.reason


async def test_a_long_reason_is_cut_to_what_the_door_takes(bench: Bench) -> None:
    with_fault(bench, Poison("no " * 1000, "do " * 1000))
    await bench.serve(WANTED)
    assert bench.clip.state is ClipState.FAILED
    assert bench.clip == bench.told[-1]
    assert bench.clip.reason.startswith("no no")
    assert len(bench.clip.reason) == len(bench.clip.remedy) == 1000


async def test_a_wrong_token_ends_the_process_unacked(bench: Bench) -> None:
    bench.door.refuses = 401
    road = FakeRoad([WANTED])
    with pytest.raises(DoorRefused):
        await bench.renderer().serve(road, asyncio.Event())
    assert road.acked == []
