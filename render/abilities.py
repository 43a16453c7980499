"""Whether an ffmpeg can do what every clip needs of it, beside a video encoder: found by doing it once.

In: ffmpeg and a folder with fonts. Out: what it said when it could not. A program named in
HYPECUT_FFMPEG may be older than the filters used here, or built without libass; found at the start,
that costs no clip.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from pathlib import Path

from render.ass import document, title_events
from render.cut import loudness_filter
from render.ffmpeg import Ffmpeg, FfmpegFailed, FfmpegKilled, FfmpegMissing, FfmpegTooSlow

log = logging.getLogger(__name__)

FILTERS_LIMIT_MS = 60_000
"""The first text drawn makes the font cache, which takes seconds where there are thousands of fonts."""

FFMPEG_REMEDY = (
    "leave HYPECUT_FFMPEG empty for the ffmpeg that comes with hypecut, or point it at a newer one with "
    "libass and libx264"
)

_WIDTH, _HEIGHT = 144, 256


def missing_filter(ffmpeg: Ffmpeg, fonts: Path) -> str:
    """Draw a title and level a tone, as for a clip.

    Args:
        ffmpeg: to try.
        fonts: a folder of font files; the text is written beside it.

    Returns:
        Why it cannot be done; empty when it can, or when ffmpeg was too slow to tell.

    Raises:
        FfmpegMissing, FfmpegKilled: there is no ffmpeg, or no memory, to try it with.
        OSError: there is no room for the text.
    """
    picture = f"color=c=gray:s={_WIDTH}x{_HEIGHT}:r=30:d=0.1,ass=f=text.ass:fontsdir=../{fonts.name}"
    sound = f"sine=r=48000:d=0.1,{loudness_filter(3.0)},ebur128=peak=true:framelog=quiet"
    with tempfile.TemporaryDirectory(prefix="trial-", dir=fonts.parent) as name:
        folder = Path(name)
        text = document(list(title_events("hypecut", 100)), _WIDTH, _HEIGHT)
        (folder / "text.ass").write_text(text, encoding="utf-8")
        try:
            ffmpeg.run(
                ["-loglevel", "error", "-filter_complex", f"{picture}[picture];{sound}[sound]",
                 "-map", "[picture]", "-map", "[sound]", "-c:v", "rawvideo", "-c:a", "aac",
                 "-f", "null", "-"],
                folder,
                limit_ms=FILTERS_LIMIT_MS,
                cancelled=threading.Event(),
            )  # fmt: skip
        except (FfmpegKilled, FfmpegMissing):
            raise
        except FfmpegTooSlow as error:
            log.warning("the filters could not be tried: %s", error)
        except FfmpegFailed as error:
            return error.first
    return ""
