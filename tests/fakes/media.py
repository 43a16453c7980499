"""Media made in the test: a moving picture and tones, in any container that PyAV writes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np

RATE_HZ = 48_000
SAMPLES = 1024


@dataclass(frozen=True)
class Recipe:
    """What to make.

    Attributes:
        start_s: first time stamp in the file.
        pts_of: time of picture n in seconds, for variable rates; None for a constant rate.
    """

    duration_s: float = 4.0
    fps: int = 25
    gop: int = 25
    width: int = 160
    height: int = 96
    video: bool = True
    audio: bool = True
    b_frames: int = 0
    start_s: float = 0.0
    codec: str = "libx264"
    audio_codec: str = "aac"
    pts_of: Callable[[int], float] | None = None
    count: int | None = None
    open_gop: bool = False


def beep(at_s: float) -> float:
    """The sound: 1 kHz for the first 100 ms of each second, else nothing."""
    return 0.5 * math.sin(2 * math.pi * 1000 * at_s) if at_s % 1.0 < 0.1 else 0.0


def make(path: Path, recipe: Recipe, container: str | None = None) -> Path:
    """Write a file. The picture is white for the first 100 ms of each second, else grey."""
    options = {"mpegts_copyts": "1"} if container == "mpegts" or path.suffix == ".ts" else {}
    with av.open(str(path), "w", format=container, options=options) as out:
        video = audio = None
        if recipe.video:
            video = out.add_stream(recipe.codec, rate=recipe.fps)
            video.width, video.height, video.pix_fmt = recipe.width, recipe.height, "yuv420p"
            video.codec_context.gop_size = recipe.gop
            video.codec_context.max_b_frames = recipe.b_frames
            video.codec_context.thread_count = 1
            video.codec_context.time_base = Fraction(1, 90_000)
            if recipe.codec == "libx264":
                gop = "open-gop=1" if recipe.open_gop else "open-gop=0"
                video.options = {
                    "preset": "ultrafast",
                    "x264-params": f"{gop}:keyint={recipe.gop}:min-keyint={recipe.gop}:scenecut=0"
                    f":bframes={recipe.b_frames}:b-adapt=0",
                }
        if recipe.audio:
            audio = out.add_stream(recipe.audio_codec, rate=RATE_HZ)
            audio.codec_context.layout = "stereo"
            audio.codec_context.thread_count = 1
        _mux(out, recipe, video, audio)
    return path


def _mux(out, recipe, video, audio) -> None:  # type: ignore[no-untyped-def]
    pictures = recipe.count or round(recipe.duration_s * recipe.fps)
    made = 0
    start = round(recipe.start_s * RATE_HZ)
    size = (audio.codec_context.frame_size or SAMPLES) if audio else SAMPLES
    total = round(recipe.duration_s * RATE_HZ)
    for number in range(pictures if video else 0):
        at = recipe.pts_of(number) if recipe.pts_of else number / recipe.fps
        made = _sound(out, audio, made, min(total, round(at * RATE_HZ)), start=start, size=size)
        shade = 235 if at % 1.0 < 0.1 else 60 + number % 40
        luma = np.full((recipe.height * 3 // 2, recipe.width), 128, np.uint8)
        luma[: recipe.height] = shade
        frame = av.VideoFrame.from_ndarray(luma, format="yuv420p")
        frame.pts = round((recipe.start_s + at) * 90_000)
        frame.time_base = Fraction(1, 90_000)
        for packet in video.encode(frame):
            out.mux(packet)
    _sound(out, audio, made, total, start=start, size=size)
    for stream in (video, audio):
        if stream is not None:
            for packet in stream.encode(None):
                out.mux(packet)


def _sound(out, audio, made: int, until: int, *, start: int, size: int) -> int:  # type: ignore[no-untyped-def]
    while audio is not None and made + size <= until:
        times = (made + np.arange(size)) / RATE_HZ
        tone = 0.5 * np.sin(2 * np.pi * 1000 * times) * (times % 1.0 < 0.1)
        frame = av.AudioFrame.from_ndarray(
            np.stack([tone, tone]).astype(np.float32), format="fltp", layout="stereo"
        )
        frame.sample_rate = RATE_HZ
        frame.pts = start + made
        frame.time_base = Fraction(1, RATE_HZ)
        for packet in audio.encode(frame):
            out.mux(packet)
        made += size
    return made


def cut(path: Path, seconds: float) -> list[bytes]:
    """A `.ts` file as segments of `seconds`, cut before video keyframes (or on time without any)."""
    with av.open(str(path)) as container:
        positions: list[tuple[int, float]] = []
        start: float | None = None
        for packet in container.demux():
            if packet.pts is None or packet.pos is None:
                continue
            at = float(packet.pts * packet.time_base)
            key = (packet.stream.type == "video" and packet.is_keyframe) or not container.streams.video
            start = at if start is None else start
            if key and (not positions or at - positions[-1][1] >= seconds - 0.01):
                positions.append((packet.pos, at))
    body = path.read_bytes()
    tables = body[: 188 * 3]  # SDT, PAT and PMT come first in every file of this muxer
    edges = [position for position, _ in positions] + [len(body)]
    pieces = [body[a:b] for a, b in pairwise(edges)]
    return [tables + pieces[0], *(tables + piece for piece in pieces[1:])]
