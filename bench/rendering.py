"""What a clip costs beside a bare ffmpeg with the same filters: `python -m bench.rendering --json`.

In: the real 1080p60 highlight, looped to the clip's length. Out: wall and CPU seconds of whole
renders (recorded segments to a clip in the object store) and of one ffmpeg that reads the file itself
and is told beforehand all that a render has to find out: where to crop, how loud it is, what to write.
The two take turns, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import av

from bench.media import ffmpeg, looped, real_video
from render.app import find_tools
from render.context import RenderContext, Tools
from render.encode import Encode
from render.job import Order, Questions, RenderJob
from render.lineup import LINEUP
from render.settings import RenderSettings
from render.workspace import Workspace
from schemas.capture import SegmentKind
from schemas.judging import Evidence, Highlight, HighlightState, Transcript, Word
from schemas.moment import Span
from schemas.rendering import ClipState
from streams.clock import SystemClock
from streams.recording import segment_key
from streams.store import DirectoryStore
from streams.telemetry import Counters

SESSION = "01900000-0000-7000-8000-000000000001"
START_MS = 3210
SEGMENT_S = 4
WORD_MS = 380
WORDS = ("no", "way", "he", "actually", "did", "that", "right", "here", "and", "walked", "away")


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of the processor, children included."""

    wall_s: float
    cpu_s: float


def measured(work: Callable[[], None]) -> Cost:
    """Run it once."""
    began_s, began_cpu_s = time.perf_counter(), _cpu_s()
    work()
    return Cost(time.perf_counter() - began_s, _cpu_s() - began_cpu_s)


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def record(store: DirectoryStore, film: Path, folder: Path) -> None:
    """Cut the film into segments as the recorder does: on keyframes, copied."""
    names = f"{folder}/%04d.ts"
    cut = ["-f", "segment", "-segment_time", str(SEGMENT_S), "-segment_format", "mpegts", names]
    ffmpeg("-copyts", "-i", str(film), "-c", "copy", *cut)
    origin_ms: int | None = None
    for path in sorted(folder.glob("*.ts")):
        with av.open(str(path)) as container:
            start_ms = (container.start_time or 0) // 1000
            end_ms = start_ms + (container.duration or 0) // 1000
        origin_ms = start_ms if origin_ms is None else origin_ms
        span = Span(start_ms - origin_ms, end_ms - origin_ms)
        store.put(segment_key(SESSION, span, 0, SegmentKind.FULL, "ts"), path)


def highlight(clip_s: int) -> Highlight:
    """A highlight in the middle of a group of pictures, with somebody talking all the way."""
    end_ms = START_MS + clip_s * 1000
    starts_ms = range(START_MS + 500, end_ms - WORD_MS, WORD_MS + 20)
    words = tuple(
        Word(start_ms=at, end_ms=at + WORD_MS, text=WORDS[number % len(WORDS)], probability=0.9)
        for number, at in enumerate(starts_ms)
    )
    spoken = Transcript(language="en", text=" ".join(word.text for word in words), words=words, model="none")
    return Highlight(
        highlight_id=SESSION,
        session_id=SESSION,
        revision=1,
        state=HighlightState.FINAL,
        start_ms=START_MS,
        peak_ms=START_MS + clip_s * 500,
        end_ms=end_ms,
        score=3.0,
        decided_at_ms=end_ms,
        discontinuity=0,
        reasons=(),
        evidence=Evidence(weights={}, open_threshold=2.0, close_threshold=1.2, chat_lag_ms=0),
        title="He said it could not be done",
        transcript=spoken,
    )


class Rival:
    """The bare ffmpeg: the same filters and encoder, on the film itself."""

    def __init__(self, film: Path, prepared: RenderContext, tools: Tools) -> None:
        assert prepared.plan is not None
        start_s, length_s = START_MS / 1000, prepared.plan.span.duration_ms / 1000
        end_s = start_s + length_s
        picture = (
            f"[0:v:0]trim={start_s}:{end_s},setpts=PTS-{start_s}/TB,fps={prepared.settings.render_fps},"
            f"{prepared.picture_filters[0]},ass=captions.ass:fontsdir={tools.fonts},format=yuv420p[picture]"
        )
        sound = f"[0:a:0]atrim={start_s}:{end_s},asetpts=PTS-STARTPTS,{prepared.sound_filter}[sound]"
        self._folder, self._ffmpeg = prepared.folder, tools.ffmpeg
        self._command = ["-loglevel", "warning", "-y", "-i", str(film)]
        self._command += ["-filter_complex_threads", str(tools.threads)]
        self._command += ["-filter_complex", f"{picture};{sound}", "-map", "[picture]", "-map", "[sound]"]
        self._command += [*tools.encoder.options(prepared.settings.render_fps, tools.threads)]
        self._command += [
            "-c:a",
            "aac",
            "-b:a",
            "160k",
            "-ar",
            "48000",
            "-movflags",
            "+faststart",
            "bare.mp4",
        ]

    def run(self) -> None:
        """Make the clip once."""
        self._ffmpeg.run(self._command, self._folder, limit_ms=3_600_000, cancelled=threading.Event())


def prepare(job: RenderJob, wanted: Highlight, folder: Path) -> RenderContext:
    """All that a render finds out before it encodes."""
    ctx = RenderContext(
        highlight=wanted,
        clip_id="prepared",
        settings=job.settings,
        store=job.store,
        tools=job.tools,
        folder=folder,
        session=lambda: None,
        report=lambda share: None,
    )
    for stage in LINEUP:
        if isinstance(stage, Encode):
            break
        stage.run(ctx)
    return ctx


def run(root: Path, clip_s: int, pairs: int, progress: bool) -> dict[str, object]:
    """Measure in a fresh folder."""
    film = looped(real_video("hougesen_highlight.mp4"), clip_s + 8, root / "film.mp4")
    store, segments = DirectoryStore(root / "store"), root / "segments"
    segments.mkdir()
    record(store, film, segments)
    settings = RenderSettings(data=root)
    wanted = highlight(clip_s)
    ours: list[Cost] = []
    bare: list[Cost] = []
    stages: dict[str, list[int]] = {}
    with Workspace(root / "work") as workspace, ThreadPoolExecutor(max_workers=1) as executor:
        tools = find_tools(settings, workspace.folder)
        counters = Counters()
        job = RenderJob(settings, store, tools, workspace, executor, LINEUP, counters, SystemClock())
        with workspace.clip("prepared") as folder:
            rival = Rival(film, prepare(job, wanted, folder), tools)

            def render() -> None:
                outcome = asyncio.run(
                    job.run(
                        Order(wanted), Questions(lambda: None), lambda stage, share: None, threading.Event()
                    )
                )
                assert outcome.clip.state is ClipState.READY, outcome.clip.reason
                for stage, spent_ms in outcome.clip.stages_ms.items():
                    stages.setdefault(stage, []).append(spent_ms)

            for turn in range(pairs):
                first, second = (render, rival.run) if turn % 2 == 0 else (rival.run, render)
                costs = {first: measured(first), second: measured(second)}
                ours.append(costs[render])
                bare.append(costs[rival.run])
                if progress:
                    told = f"{ours[-1].wall_s:.1f} s beside {bare[-1].wall_s:.1f} s"
                    sys.stderr.write(f"pair {turn + 1} of {pairs}: {told}\n")
    return _figures(clip_s, tools.encoder.name, ours, bare, stages)


def _figures(
    clip_s: int, encoder: str, ours: list[Cost], bare: list[Cost], stages: dict[str, list[int]]
) -> dict[str, object]:
    walls = sorted(cost.wall_s for cost in ours)
    ratios = [mine.wall_s / its.wall_s for mine, its in zip(ours, bare, strict=True)]
    cpu = [mine.cpu_s / its.cpu_s for mine, its in zip(ours, bare, strict=True)]
    return {
        "benchmark": "rendering",
        "clip_s": clip_s,
        "encoder": encoder,
        "pairs": len(ours),
        "render_wall_s_p50": round(statistics.median(walls), 2),
        "render_wall_s_p95": round(walls[min(len(walls) - 1, round(0.95 * (len(walls) - 1)))], 2),
        "bare_wall_s_p50": round(statistics.median(cost.wall_s for cost in bare), 2),
        "wall_ratio_median": round(statistics.median(ratios), 3),
        "wall_ratio_worst": round(max(ratios), 3),
        "cpu_ratio_median": round(statistics.median(cpu), 3),
        "render_cpu_s_p50": round(statistics.median(cost.cpu_s for cost in ours), 2),
        "stages_ms_p50": {name: round(statistics.median(spent)) for name, spent in stages.items()},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.rendering", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--clip-s", type=int, default=30)
    parser.add_argument("--pairs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hypecut-bench-") as folder:
        figures = run(Path(folder), given.clip_s, given.pairs, progress=not given.json)
    if given.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")


if __name__ == "__main__":
    main()
