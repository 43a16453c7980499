"""Makes the demo's recording: segments of MPEG-TS, their list, the chat and the truth.

In: a folder. Out: in it, `stream.m3u8` with its segments, `chat.jsonl`, and a stamp of the recipe.
A folder with the right stamp is used as it is.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from monitors.demo.match import course
from monitors.demo.picture import Painter
from monitors.demo.script import (
    DURATION_S,
    FPS,
    HEIGHT,
    MOMENTS,
    SEGMENT_S,
    SPOKEN,
    WIDTH,
    Moment,
    chat_lines,
)
from monitors.demo.sound import RATE_HZ, match_sound

Progress = Callable[[float], None]

_BT709 = 1
"""FFmpeg's number for the colours of HD video."""

_STAMP = "recipe"
_RECIPE_FILES = ("script", "voice", "sound", "letters", "match", "canvas", "picture", "generator")


class NoDemo(OSError):
    """The demo's recording could not be made; one sentence with the remedy."""


@dataclass(frozen=True)
class Recording:
    """A finished recording.

    Attributes:
        folder: where it lies.
        segments: file names in order, each of `SEGMENT_S` seconds.
        chat: the scripted chat, a `.jsonl` file.
        moments: what was planted.
    """

    folder: Path
    segments: tuple[str, ...]
    chat: Path
    moments: tuple[Moment, ...]


def recording(folder: Path, progress: Progress, duration_s: int = DURATION_S) -> Recording:
    """The recording in `folder/<recipe>`; made if it is not there, once even if two ask.

    Args:
        folder: for all recordings of the demo.
        progress: told the share that is done, 0 to 1.
        duration_s: a multiple of two seconds; shorter ones hold the moments that fit.

    Raises:
        NoDemo: the folder cannot be written, or the encoder is missing.
    """
    target = folder / f"{_recipe(duration_s)}-{duration_s}s"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            if not (target / _STAMP).is_file():
                _make(target, duration_s, progress)
                _forget_others(folder, target, duration_s)
    except OSError as error:  # what PyAV raises is one, too
        raise NoDemo(
            f"the demo's stream could not be made in {folder}: {error.strerror or error}; "
            "free some space, or point HYPECUT_DATA at a folder that can be written"
        ) from error
    return _opened(target, duration_s)


def _opened(target: Path, duration_s: int) -> Recording:
    listed = (target / "stream.m3u8").read_text().splitlines()
    names = tuple(line for line in listed if line and not line.startswith("#"))
    return Recording(target, names, target / "chat.jsonl", _moments(duration_s))


def _moments(duration_s: int) -> tuple[Moment, ...]:
    return tuple(moment for moment in MOMENTS if moment.at_s < duration_s)


def _recipe(duration_s: int) -> str:
    """A recording made by other code is another recording."""
    digest = hashlib.sha256(str(duration_s).encode())
    for name in _RECIPE_FILES:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _forget_others(folder: Path, kept: Path, duration_s: int) -> None:
    for old in folder.glob(f"*-{duration_s}s"):
        if old != kept:
            shutil.rmtree(old, ignore_errors=True)


def _make(target: Path, duration_s: int, progress: Progress) -> None:
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=".draft-"))
    try:
        _encode(draft, duration_s, progress)
        lines = [json.dumps(asdict(line), ensure_ascii=False) for line in chat_lines() if line.t < duration_s]
        (draft / "chat.jsonl").write_text("\n".join(lines) + "\n")
        (draft / _STAMP).write_text("whole\n")
        shutil.rmtree(target, ignore_errors=True)
        draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _mouth(sound: NDArray[np.float32], frames: int) -> NDArray[np.float64]:
    """How wide the mouth is: the level between the two sides, where the voice is, 0 to 1."""
    step = RATE_HZ // FPS
    level = np.sqrt(np.mean(sound.mean(axis=0)[: frames * step].reshape(frames, step) ** 2, axis=1))
    return np.asarray(np.clip((level - 0.05) / 0.1, 0, 1), dtype=np.float64)


def _encode(folder: Path, duration_s: int, progress: Progress) -> None:
    path = course(duration_s, FPS, WIDTH)
    spoken = tuple(line for line in SPOKEN if line.at_s < duration_s)
    sound = match_sound(duration_s, _moments(duration_s), spoken, path.kicks_s)
    frames = duration_s * FPS
    painter = Painter(path, _moments(duration_s), _mouth(sound, frames), FPS)
    options = {
        "hls_time": str(SEGMENT_S),
        "hls_list_size": "0",
        "hls_segment_type": "mpegts",
        "hls_segment_filename": str(folder / "%05d.ts"),
    }
    with av.open(str(folder / "stream.m3u8"), "w", format="hls", options=options) as out:
        video = out.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        gop = str(FPS * SEGMENT_S)
        # A keyframe exactly every two seconds, as live platforms demand of an encoder.
        video.options = {"preset": "ultrafast", "crf": "23", "g": gop, "keyint_min": gop, "sc_threshold": "0"}
        video.codec_context.colorspace = _BT709
        video.codec_context.color_primaries = video.codec_context.color_trc = _BT709
        audio = out.add_stream("aac", rate=RATE_HZ)
        audio.bit_rate = 128_000
        step = RATE_HZ // FPS
        for number, image in enumerate(painter.frames()):
            picture = av.VideoFrame.from_ndarray(image, format="yuv420p")
            picture.pts, picture.time_base = number, Fraction(1, FPS)
            out.mux(video.encode(picture))
            piece = np.ascontiguousarray(sound[:, number * step : (number + 1) * step])
            chunk = av.AudioFrame.from_ndarray(piece, format="fltp", layout="stereo")
            chunk.sample_rate, chunk.pts, chunk.time_base = RATE_HZ, number * step, Fraction(1, RATE_HZ)
            out.mux(audio.encode(chunk))
            if number % FPS == 0:
                progress(number / frames)
        out.mux(video.encode(None))
        out.mux(audio.encode(None))
    progress(1.0)
