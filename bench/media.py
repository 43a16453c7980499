"""Recordings to measure on, made from the real ones beside the project.

In: `../shared/data/video`. Out: files of a wanted length, looped without re-encoding.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


class RecordingMissing(FileNotFoundError):
    """The real recordings are not beside the project; names the folder."""


def real_video(name: str) -> Path:
    """A real recording.

    Raises:
        RecordingMissing
    """
    path = DATA / "video" / name
    if not path.is_file():
        raise RecordingMissing(f"this benchmark measures on {path}, which is not there")
    return path


def ffmpeg(*arguments: str) -> None:
    """Run the ffmpeg that the renderer uses."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def looped(source: Path, duration_s: int, target: Path) -> Path:
    """The source over and over, copied, not re-encoded."""
    if not target.exists():
        ffmpeg("-stream_loop", "-1", "-i", str(source), "-t", str(duration_s), "-c", "copy", str(target))
    return target


def encoded_720p30(source: Path, duration_s: int, target: Path) -> Path:
    """The source over and over as a streamer would send it: 720p30, 3 Mbit/s, a keyframe every 2 s."""
    if not target.exists():
        once = target.with_suffix(".once.mp4")
        video = "-vf scale=1280:720,fps=30 -c:v libx264 -preset veryfast -b:v 3M -g 60 -sc_threshold 0"
        ffmpeg("-i", str(source), *video.split(), "-c:a", "aac", "-b:a", "128k", str(once))
        looped(once, duration_s, target)
        once.unlink()
    return target
