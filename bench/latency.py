"""From the last frame of a moment to its clip on disk: `python -m bench.latency [--clips 12] [--json]`.

In: a real recording, looped, played as though live at real time, beside a chat that bursts now and
then; the whole product runs as it does for a user, with its default sizes. Out: for each clip, how long
after its last frame was shown it lay in the user's folder, and where that time went.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.media import encoded_720p30, looped, real_video

FIRST_S, APART_S = 150, 75
"""When chat bursts: once what is normal here is known, and so far apart that each clip is done before
the next begins."""
BURST_PEOPLE, BURST_S = 40, 9.0
IDLE_PER_S = 0.7
WORDS = ("POG", "no way", "WHAT", "clip it", "OMG", "insane", "LETS GO", "hahaha")
IDLE = ("hi all", "what map is this", "nice car", "brb", "is this ranked", "gl hf")


@dataclass(frozen=True)
class ClipTime:
    """One clip, in ms: `whole` from its last frame to the file; the parts add up to less."""

    clip_ms: int
    whole_ms: int
    decided_ms: int
    rendered_ms: int


def write_chat(path: Path, length_s: int) -> int:
    """A small channel's chat with a burst every 75 s. Returns the number of bursts."""
    rng = random.Random(7)
    lines: list[tuple[float, str, str]] = []
    at_s = 0.0
    while (at_s := at_s + rng.expovariate(IDLE_PER_S)) < length_s:
        lines.append((at_s, f"viewer{rng.randrange(60)}", rng.choice(IDLE)))
    bursts = list(range(FIRST_S, length_s - APART_S // 2, APART_S))
    for burst_s in bursts:
        lines.extend(
            (burst_s + BURST_S * rng.betavariate(1.6, 2.5), f"fan{person}", rng.choice(WORDS))
            for person in range(BURST_PEOPLE)
        )
    lines.sort()
    path.write_text("".join(json.dumps({"t": t, "u": u, "m": m}) + "\n" for t, u, m in lines))
    return len(bursts)


def lines_of(video: Path, chat: Path, folder: Path) -> Iterator[tuple[float, dict[str, Any]]]:
    """What `hypecut watch` says, with the time at which it said it, in ms."""
    command = [sys.executable, "-m", "streams.cli", "watch", str(video), "--chat", str(chat)]
    command += ["--out", str(folder / "clips"), "--json"]
    env = os.environ | {"HYPECUT_DATA": str(folder / "data")}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        for raw in running.stdout:
            yield time.time() * 1000, json.loads(raw)


def measure(video: Path, chat: Path, folder: Path) -> list[ClipTime]:
    """Watch to the end."""
    started_ms = 0.0
    ends_ms: dict[str, float] = {}
    decided: dict[str, float] = {}
    times: list[ClipTime] = []
    for now_ms, line in lines_of(video, chat, folder):
        if line["type"] == "session":
            started_ms = line["started_at_ms"]
        elif line["type"] == "highlight" and line["state"] == "final":
            ends_ms[line["id"]] = started_ms + line["end_s"] * 1000
            decided[line["id"]] = now_ms
        elif line["type"] == "clip" and line["state"] == "ready":
            last_ms = ends_ms[line["highlight_id"]]
            times.append(
                ClipTime(
                    clip_ms=round(line["duration_s"] * 1000),
                    whole_ms=round(now_ms - last_ms),
                    decided_ms=round(decided[line["highlight_id"]] - last_ms),
                    rendered_ms=sum(line["stages_ms"].values()),
                )
            )
            sys.stderr.write(f"clip {len(times)}: {times[-1]}\n")
    return times


def figures(times: list[ClipTime], source: str, bursts: int) -> dict[str, object]:
    """p50 and p95 of each."""

    def spread(values: list[int]) -> dict[str, float]:
        ordered = sorted(values)
        p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
        return {"p50": round(statistics.median(ordered) / 1000, 1), "p95": round(p95 / 1000, 1)}

    return {
        "benchmark": "latency",
        "source": source,
        "bursts": bursts,
        "clips": len(times),
        "clip_s": spread([one.clip_ms for one in times]),
        "last_frame_to_file_s": spread([one.whole_ms for one in times]),
        "of_which_until_final_s": spread([one.decided_ms for one in times]),
        "of_which_render_s": spread([one.rendered_ms for one in times]),
        "render_s_per_clip_s": round(statistics.median(one.rendered_ms / one.clip_ms for one in times), 3),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.latency", description=__doc__)
    parser.add_argument("--clips", type=int, default=12)
    parser.add_argument("--source", choices=["1080p60", "720p30"], default="1080p60")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    wanted = parser.parse_args()
    length_s = FIRST_S + APART_S * wanted.clips
    with tempfile.TemporaryDirectory(prefix="hypecut-bench-") as name:
        folder = Path(name)
        make = looped if wanted.source == "1080p60" else encoded_720p30
        video = make(real_video("hougesen_highlight.mp4"), length_s, folder / "stream.mp4")
        bursts = write_chat(folder / "chat.jsonl", length_s)
        times = measure(video, folder / "chat.jsonl", folder)
    if not times:
        sys.stderr.write("no clip was made\n")
        return 1
    result = figures(times, wanted.source, bursts)
    print(json.dumps(result) if wanted.json else "\n".join(f"{k:24} {v}" for k, v in result.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
