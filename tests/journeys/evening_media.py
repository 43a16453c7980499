"""The media of an evening: in, its broadcasts and moments; out, segments of one second for each broadcast.

All pieces are from the demo's own recording, made small once, and put together without encoding anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.packet import Packet

from monitors.demo.generator import Recording, recording
from tests.journeys.evening_script import LEAD_S, TRAIL_S, Broadcast, Moment, Script

WIDTH, HEIGHT, FPS = 640, 360, 30
CALM_FROM_S, CALM_S = 1, 17
"""A stretch of the demo's recording in which nothing happens."""

SEGMENT_MS = 1000
_RECIPE = "2"
"""To be changed with what is made here."""


@dataclass(frozen=True)
class Film:
    """The segments of one broadcast."""

    segments: tuple[Path, ...]


@dataclass(frozen=True)
class Piece:
    """Seconds [start_s, end_s) of the small recording."""

    start_s: int
    end_s: int


def films(script: Script, cache: Path, progress: Callable[[str], None]) -> list[Film]:
    """The films of all broadcasts; made where they are not in the cache."""
    progress("the demo's recording is made, once")
    demo = recording(cache / "demo", lambda done: None)
    small = _small(demo, cache)
    found = []
    for air in script.broadcasts:
        pieces = list(_pieces(air, script.moments, demo))
        key = json.dumps([_RECIPE, small.name, [(one.start_s, one.end_s) for one in pieces]])
        folder = cache / f"film-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
        if not folder.is_dir():
            progress(f"a film of {(air.end_ms - air.start_ms) / 60_000:.1f} minutes is put together")
            _into(folder, lambda draft, pieces=pieces: _assemble(small, pieces, draft))  # type: ignore[misc]
        found.append(Film(tuple(sorted(folder.glob("*.ts")))))
    return found


def _into(target: Path, make: Callable[[Path], None]) -> None:
    """Make a folder whole, or not at all."""
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=".draft-"))
    try:
        make(draft)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _pieces(air: Broadcast, moments: list[Moment], demo: Recording) -> Iterator[Piece]:
    """What is shown, second by second: calm play, and the moments where the script has them."""
    first_s, last_s = air.start_ms // 1000, -(-air.end_ms // 1000)
    at_s = first_s
    for moment in [one for one in moments if first_s <= one.at < last_s]:
        yield from _calm(int(moment.at) - LEAD_S - at_s)
        planted_s = int(demo.moments[moment.which - 1].at_s)
        yield Piece(planted_s - LEAD_S, planted_s + TRAIL_S)
        at_s = int(moment.at) + TRAIL_S
    yield from _calm(last_s - at_s)


def _calm(seconds: int) -> Iterator[Piece]:
    while seconds > 0:
        yield Piece(CALM_FROM_S, CALM_FROM_S + min(CALM_S, seconds))
        seconds -= CALM_S


def _small(demo: Recording, cache: Path) -> Path:
    """The demo's recording with a small picture and a keyframe each second."""
    target = cache / f"small-{_RECIPE}-{demo.folder.name}.mkv"
    if target.is_file():
        return target
    joined = cache / ".joined.ts"
    joined.write_bytes(b"".join((demo.folder / name).read_bytes() for name in demo.segments))
    draft = cache / f".draft-{target.name}"
    with av.open(str(joined)) as source, av.open(str(draft), "w", format="matroska") as out:
        video = out.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.options = {"preset": "veryfast", "crf": "25", "g": str(FPS), "keyint_min": str(FPS)}
        video.options |= {"sc_threshold": "0", "bf": "0"}
        audio = out.add_stream_from_template(source.streams.audio[0])
        first_s: float | None = None
        for packet in source.demux(source.streams.video[0], source.streams.audio[0]):
            if packet.dts is None:
                continue
            if packet.stream.type == "audio":
                if first_s is None:
                    continue  # nothing is heard before anything is seen
                packet.stream = audio
                packet.pts = packet.dts = packet.pts - round(first_s / packet.time_base)
                if packet.pts >= 0:
                    out.mux(packet)
                continue
            for frame in packet.decode():
                first_s = frame.time if first_s is None else first_s
                shown = frame.reformat(WIDTH, HEIGHT, "yuv420p")
                shown.pts, shown.time_base = round((frame.time - first_s) * FPS), Fraction(1, FPS)
                out.mux(video.encode(shown))
        out.mux(video.encode(None))
    joined.unlink()
    draft.rename(target)
    return target


def _assemble(small: Path, pieces: list[Piece], folder: Path) -> None:
    """Put pieces together, their time stamps going on from one to the next."""
    options = {
        "hls_time": str(SEGMENT_MS // 1000),
        "hls_list_size": "0",
        "hls_segment_type": "mpegts",
        "hls_segment_filename": str(folder / "%05d.ts"),
    }
    with (
        av.open(str(small)) as source,
        av.open(str(folder / "all.m3u8"), "w", format="hls", options=options) as out,
    ):
        streams: dict[int, Any] = {
            one.index: out.add_stream_from_template(one)
            for one in (source.streams.video[0], source.streams.audio[0])
        }
        packets = [packet for packet in source.demux() if packet.dts is not None]
        kept = [(packet, bytes(packet), float(packet.pts * packet.time_base)) for packet in packets]
        at_s = 0
        heard_s = 0.0
        for piece in pieces:
            for packet, data, time_s in kept:
                if not piece.start_s <= time_s + 0.0005 < piece.end_s:
                    continue
                when_s = at_s + time_s - piece.start_s
                if packet.stream.type == "audio":
                    if when_s < heard_s:
                        continue  # the end of the piece before is heard out
                    heard_s = when_s + 0.8 * float(packet.duration * packet.time_base)
                made = Packet(data)
                made.stream = streams[packet.stream.index]
                made.time_base = packet.time_base
                made.pts = made.dts = round(when_s / packet.time_base)
                made.duration = packet.duration
                made.is_keyframe = packet.is_keyframe
                out.mux(made)
            at_s += piece.end_s - piece.start_s
