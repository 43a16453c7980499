"""A test picture that tells its own frame number, with a flash and a beep at the same instants."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 144, 256
BITS = 9
RATE_HZ = 48_000
FLASH_EVERY_MS = 1000
FLASH_FIRST_MS = 550
FLASH_MS = 100


def _picture(number: int, lit: bool) -> NDArray[np.uint8]:
    """Upper third: the flash. Below: the frame number, a bar for each bit."""
    picture = np.full((HEIGHT, WIDTH, 3), 60, dtype=np.uint8)
    picture[: HEIGHT // 3] = 255 if lit else 0
    step = WIDTH // BITS
    for bit in range(BITS):
        level = 230 if number >> bit & 1 else 20
        picture[HEIGHT // 3 :, bit * step : (bit + 1) * step] = level
    return picture


def make_clapper(
    path: Path, seconds: int, *, fps: int = 30, gop: int = 47, sound: bool = True, jitter: bool = False
) -> None:
    """Write the film. `jitter`: a variable frame rate, every third frame of the second half is left out."""
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=fps, options={"preset": "veryfast", "crf": "12", "bf": "2"})
        video.width, video.height, video.pix_fmt, video.gop_size = WIDTH, HEIGHT, "yuv420p", gop
        video.time_base = Fraction(1, fps)
        audio = out.add_stream("aac", rate=RATE_HZ, layout="mono") if sound else None
        for number in range(seconds * fps):
            if jitter and number > seconds * fps // 2 and number % 3 == 0:
                continue
            at_ms = number * 1000 / fps
            lit = at_ms >= FLASH_FIRST_MS and (at_ms - FLASH_FIRST_MS) % FLASH_EVERY_MS < FLASH_MS
            frame = av.VideoFrame.from_ndarray(_picture(number, lit), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            for packet in video.encode(frame):
                out.mux(packet)
        for packet in video.encode():
            out.mux(packet)
        if audio is not None:
            times_ms = np.arange(seconds * RATE_HZ) * 1000 / RATE_HZ
            on = (times_ms >= FLASH_FIRST_MS) & ((times_ms - FLASH_FIRST_MS) % FLASH_EVERY_MS < FLASH_MS)
            tone = (np.sin(times_ms * 2 * np.pi) * on * 8000).astype(np.int16)
            for start in range(0, len(tone), 1024):
                block = av.AudioFrame.from_ndarray(tone[None, start : start + 1024], "s16", "mono")
                block.sample_rate, block.pts, block.time_base = RATE_HZ, start, Fraction(1, RATE_HZ)
                for packet in audio.encode(block):
                    out.mux(packet)
            for packet in audio.encode():
                out.mux(packet)


@dataclass(frozen=True)
class Seen:
    """What a clip of the film shows: frame numbers of the film, and onsets in ms of the clip."""

    numbers: list[int]
    flashes_ms: list[float]
    beeps_ms: list[float]
    sound_ms: float


def look(path: Path) -> Seen:
    """Decode a clip and read it."""
    numbers: list[int] = []
    flashes: list[float] = []
    with av.open(str(path)) as container:
        was_lit = False
        for frame in container.decode(video=0):
            grey = frame.to_ndarray(format="gray")
            height, width = grey.shape
            body = grey[height // 2 : height - 8]
            step = width / BITS
            bars = [body[:, int((bit + 0.5) * step)].mean() > 128 for bit in range(BITS)]
            numbers.append(sum(1 << bit for bit, on in enumerate(bars) if on))
            lit = bool(grey[8 : height // 4].mean() > 128)
            if lit and not was_lit:
                flashes.append(float(frame.time or 0) * 1000)
            was_lit = lit
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    level = np.abs(np.concatenate(blocks))
    step = rate // 1000 * 2
    loud = level[: len(level) // step * step].reshape(-1, step).max(axis=1) > 0.4 * level.max()
    beeps = [2.0 * at for at in range(1, len(loud)) if loud[at] and not loud[max(0, at - 20) : at].any()]
    if loud[0]:
        beeps.insert(0, 0.0)
    return Seen(numbers, flashes, beeps, len(level) / rate * 1000)
