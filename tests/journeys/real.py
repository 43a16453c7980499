"""Real recordings, long enough to know what is normal, with a real chat that bursts beside them."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import imageio_ffmpeg

REAL_LENGTH_S = 260
REAL_BURST_S = 200
BURST_AT_S = 37_898
"""Of the busy channel: 226 messages in ten seconds, beside ten a second before."""


def looped(source: Path, length_s: int, target: Path) -> Path:
    """The recording over and over, its own packets."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", "-stream_loop", "-1"]
    command += ["-i", str(source), "-t", str(length_s), "-c", "copy", str(target)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return target


def write_window(chat: Path, target: Path, length_s: int) -> None:
    """The stretch of the chat around its largest burst, which lies at `REAL_BURST_S`."""
    first_s = BURST_AT_S - REAL_BURST_S
    with gzip.open(chat, "rt", encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for raw in lines:
            line = json.loads(raw)
            if first_s <= line["t"] < first_s + length_s:
                out.write(json.dumps(line | {"t": round(line["t"] - first_s, 3)}) + "\n")
