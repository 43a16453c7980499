"""The pipeline that one would write first: decode every frame, run whisper on all of the sound.

It is what `bench.channel` is measured against. In: a media file. Out: CPU-seconds by part.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

WINDOW_S = 10
RATE_HZ = 16_000


@dataclass(frozen=True)
class NaiveCost:
    """CPU-seconds of this process, children and threads included, for the whole file."""

    media_s: float
    decode_cpu_s: float
    speech_cpu_s: float


def run(path: Path, model_path: str) -> NaiveCost:
    """Decode all frames at full size, look at the difference of each to the last, transcribe all."""
    from faster_whisper import WhisperModel

    began = time.process_time()
    sound, media_s = _decode(path)
    decoded = time.process_time()
    model = WhisperModel(model_path, device="cpu", compute_type="int8", cpu_threads=1)
    loaded = time.process_time()
    for start in range(0, len(sound), WINDOW_S * RATE_HZ):
        segments, _ = model.transcribe(sound[start : start + WINDOW_S * RATE_HZ], beam_size=1, language="en")
        list(segments)
    return NaiveCost(media_s, decoded - began, time.process_time() - loaded)


def _decode(path: Path) -> tuple[NDArray[np.float32], float]:
    resampler = av.AudioResampler("s16", "mono", RATE_HZ)
    sound: list[NDArray[np.int16]] = []
    last: NDArray[np.uint8] | None = None
    motion = 0.0
    with av.open(str(path)) as source:
        source.streams.video[0].thread_count = 1
        for frame in source.decode(video=0, audio=0):
            if isinstance(frame, av.AudioFrame):
                sound.extend(part.to_ndarray()[0] for part in resampler.resample(frame))
            elif isinstance(frame, av.VideoFrame):
                small = frame.reformat(160, 90, "gray").to_ndarray()
                if last is not None:
                    motion += float(np.abs(small.astype(np.int16) - last).mean())
                last = small
    samples = np.concatenate(sound).astype(np.float32) / 32768
    return samples, len(samples) / RATE_HZ
