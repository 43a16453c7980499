"""Looks at what a renderer needs of this machine.

In: settings. Out: a finding for each part: whether it works, and the remedy where it does not.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from render.abilities import FFMPEG_REMEDY, missing_filter
from render.context import MEMORY_REMEDY
from render.encoders import ENCODERS, PREFERRED, Trial, try_encoder
from render.ffmpeg import Ffmpeg, FfmpegFailed, FfmpegKilled, FfmpegMissing, default_ffmpeg
from render.settings import RenderSettings
from render.typefaces import FACE, FALLBACKS, SHIPPED, host_has_cjk, set_up_fonts

FREE_MB_MIN = 2048
"""Ten clips with their segments, and room for the recorder to go on."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of one part. `remedy` is empty where nothing has to be done."""

    part: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(settings: RenderSettings) -> Iterator[Finding]:
    """Findings, one after the other as they come; each encoder encodes a picture."""
    yield from _encoders(settings)
    yield from _fonts()
    yield _room("work folder", settings.work_dir, "HYPECUT_DATA")
    yield _room("object store", settings.store_dir, "HYPECUT_STORE")


def _encoders(settings: RenderSettings) -> Iterator[Finding]:
    try:
        ffmpeg = Ffmpeg(settings.ffmpeg or default_ffmpeg())
        trials = [try_encoder(ffmpeg, encoder) for encoder in ENCODERS]
    except FfmpegMissing as error:
        remedy = "point HYPECUT_FFMPEG at an ffmpeg with libass and libx264"
        yield Finding(part="ffmpeg", ok=False, detail=str(error), remedy=remedy)
        return
    except FfmpegKilled as error:
        yield Finding(part="ffmpeg", ok=False, detail=str(error), remedy=MEMORY_REMEDY)
        return
    yield _filters(ffmpeg)
    usable = [trial.encoder.name for trial in trials if trial.passed]
    chosen = next((name for name in PREFERRED if name in usable), "")
    wanted = settings.render_encoder
    if wanted:
        chosen = wanted if wanted in usable else ""
    yield Finding(
        part="encoder",
        ok=bool(chosen),
        detail=f"clips are encoded with {chosen}" if chosen else "no encoder works",
        remedy="" if chosen else "point HYPECUT_FFMPEG at an ffmpeg with libx264",
    )
    for trial in trials:
        yield _encoder(trial, needed=not chosen)


def _filters(ffmpeg: Ffmpeg) -> Finding:
    """Whether ffmpeg does all that is asked of it beside encoding a picture."""
    try:
        with tempfile.TemporaryDirectory(prefix="hypecut-") as name:
            fonts, environment = set_up_fonts(Path(name))
            unable = missing_filter(replace(ffmpeg, environment=environment), fonts)
    except FfmpegFailed as error:
        return Finding(part="ffmpeg", ok=False, detail=str(error), remedy=MEMORY_REMEDY)
    except OSError as error:
        detail = f"{ffmpeg.program} could not be tried: {error.strerror or error}"
        remedy = "free some space in the folder for temporary files, or name another one in TMPDIR"
        return Finding(part="ffmpeg", ok=False, detail=detail, remedy=remedy)
    if unable:
        detail = f"{ffmpeg.program} cannot make clips: {unable}"
        return Finding(part="ffmpeg", ok=False, detail=detail, remedy=FFMPEG_REMEDY)
    return Finding(part="ffmpeg", ok=True, detail=str(ffmpeg.program))


def _encoder(trial: Trial, needed: bool) -> Finding:
    remedy = ""
    if not trial.passed and trial.encoder.on_gpu:
        remedy = "needs an NVIDIA GPU with an encoder and its driver; without one the CPU encodes"
    elif not trial.passed and needed:
        remedy = "use an ffmpeg that has it"
    detail = "encoded a picture" if trial.passed else trial.reason
    return Finding(part=f"encoder {trial.encoder.name}", ok=trial.passed, detail=detail, remedy=remedy)


def _fonts() -> Iterator[Finding]:
    files = sorted(file.name for file in SHIPPED.glob("*.ttf"))
    complete = len(files) > len(FALLBACKS)
    yield Finding(
        part="fonts",
        ok=complete,
        detail=f"{FACE} with {', '.join(FALLBACKS)}" if complete else f"only {files} in {SHIPPED}",
        remedy="" if complete else "install hypecut again: its fonts are missing",
    )
    cjk = host_has_cjk()
    yield Finding(
        part="fonts for Chinese, Japanese and Korean",
        ok=cjk,
        detail="found on this machine" if cjk else "none; such letters are drawn as boxes",
        remedy="" if cjk else "install one, for instance the package fonts-noto-cjk",
    )


def _room(part: str, folder: Path, setting: str) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"hypecut")
            os.fsync(probe.fileno())
        free_mb = shutil.disk_usage(folder).free >> 20
    except OSError as error:
        return Finding(
            part=part,
            ok=False,
            detail=f"{folder} takes no files: {error.strerror or error}",
            remedy=f"free some space, or point {setting} at a folder that can be written",
        )
    enough = free_mb >= FREE_MB_MIN
    return Finding(
        part=part,
        ok=enough,
        detail=f"{free_mb} MB free in {folder}",
        remedy="" if enough else f"free some space, or point {setting} at another disk",
    )
