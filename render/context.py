"""What the stages of a render share: what is asked for, the tools, and what was worked out so far.

In: a highlight. Out: filled in by the stages, in the order of the lineup.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from render.assets import AssetCache
from render.encoders import Encoder
from render.ffmpeg import Ffmpeg, FfmpegFailed, FfmpegFull, FfmpegKilled, FfmpegMissing, FfmpegTooSlow
from render.look import BUILT_IN, Logo, Look
from render.settings import RenderSettings
from render.timeline import Footage
from schemas.judging import Highlight
from schemas.moment import Span
from streams.door import Session
from streams.looks import ClipLook
from streams.stage import Poison, Retry
from streams.store import ObjectStore

log = logging.getLogger(__name__)

T = TypeVar("T")

SOUND_RATE_HZ = 48_000

GIVEN = ("-protocol_whitelist", "file")
"""Before a file that people gave: whatever it says it is, it leads ffmpeg nowhere else."""

GIVEN_FILM = (*GIVEN, "-f", "mp4")
"""Before an intro or an outro."""

ROOM_REMEDY = "free some space, or point HYPECUT_DATA at another disk"


AGAIN_REMEDY = (
    "watch the source or its recording again, or ask for the clip (POST /v1/renders): one that failed is not "
    "made again by itself"
)

MEMORY_REMEDY = "free some memory, or give this machine fewer slots (HYPECUT_RENDER_SLOTS)"


class Hindered(Retry):
    """Not now, for a reason that a person can mend if waiting does not.

    Args:
        reason: what is in the way.
        remedy: what to do about it.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


class LookUnknown(Exception):
    """The door does not say how the clip is to look: says why."""


def _no_template() -> ClipLook | None:
    """Nobody to ask."""
    return None


@dataclass(frozen=True)
class Tools:
    """What a renderer works with, found once at its start.

    Attributes:
        encoder: the best that passed its test. `fallback`: one that needs no GPU, when that is
            another; used for a clip that the first one refuses.
        fonts: folder of the shipped fonts, seen from any clip's folder.
        threads: that one clip's ffmpeg may use.
    """

    ffmpeg: Ffmpeg
    encoder: Encoder
    fallback: Encoder | None
    fonts: Path
    threads: int


@dataclass(frozen=True)
class Plan:
    """What the clip shall be."""

    span: Span
    width: int
    height: int
    title: str


@dataclass(frozen=True)
class Loudness:
    """Of the sound before it is changed: integrated LUFS and true peak in dBTP; None for silence."""

    lufs: float
    peak_db: float


@dataclass(frozen=True)
class Piece:
    """What is joined to the clip; names of files are those in the clip's folder.

    Attributes:
        file: with the picture. `origin_us`: its first time stamp.
        frames, samples, duration_ms: its length, at the rates of the clip.
        sound: file of its sound, at `SOUND_RATE_HZ`, stereo. `sound_filter`: makes it as loud as it shall be.
    """

    file: str
    origin_us: int
    frames: int
    samples: int
    duration_ms: int
    sound: str
    sound_filter: str


@dataclass(frozen=True)
class Product:
    """A finished clip on local disk, as it was measured."""

    path: Path
    duration_ms: int
    width: int
    height: int
    encoder: str


@dataclass
class RenderContext:
    """One clip in the making.

    Attributes:
        folder: the clip's own, removed afterwards.
        session: asks the door for the session; None when it knows no such session. Blocks.
        report: takes the share of the current stage that is done, 0 to 1.
        cancelled: set when the work is to be dropped.
        last_try: the current stage will not be offered again; it makes do, or raises for good.
        sound: file of the clip's whole sound, at `SOUND_RATE_HZ`, stereo.
        sound_filter: makes it as loud as it shall be.
        picture_filters: what makes one picture of each run fill the clip, by number of the run;
            a run that is not there has no picture.
        captions: file of the text over the picture; None without any.
        asked_look: asks the door how the clip is to look; None when nobody says. Blocks. Raises LookUnknown.
        cache: of files that brand clips; by itself, one of this clip alone.
        template: what the door said. `look`: of the text. `files`: of the template, by their part.
        fonts: folder of fonts with the template's own; None: the shipped ones do.
        logo, intro, outro, sting: of the template, ready to be used; None where it has none.
        fallback: why the clip has the built-in look though there is a template.
    """

    highlight: Highlight
    clip_id: str
    settings: RenderSettings
    store: ObjectStore
    tools: Tools
    folder: Path
    session: Callable[[], Session | None]
    report: Callable[[float], None]
    cancelled: threading.Event = field(default_factory=threading.Event)
    last_try: bool = False
    plan: Plan | None = None
    footage: Footage | None = None
    sound: Path | None = None
    sound_filter: str = ""
    picture_filters: dict[int, str] = field(default_factory=dict)
    captions: Path | None = None
    product: Product | None = None
    key: str = ""
    asked_look: Callable[[], ClipLook | None] = _no_template
    cache: AssetCache = field(init=False)
    template: ClipLook | None = None
    look: Look = BUILT_IN
    files: dict[str, Path] = field(default_factory=dict)
    fonts: Path | None = None
    logo: Logo | None = None
    intro: Piece | None = None
    outro: Piece | None = None
    sting: Piece | None = None
    fallback: str = ""

    def __post_init__(self) -> None:
        self.cache = AssetCache(self.folder / "assets")

    @property
    def called(self) -> str:
        """The template, as people call it."""
        return f"the template {self.template.template_name}" if self.template is not None else "no template"

    @property
    def branded(self) -> bool:
        """Whether the clip looks as a template says."""
        return self.template is not None and self.template.body is not None and not self.fallback

    @property
    def ends(self) -> tuple[Piece, ...]:
        """What comes before and after the clip itself."""
        return tuple(piece for piece in (self.intro, self.outro) if piece is not None)

    def fall_back(self, why: str) -> None:
        """Give up the template, and go on with the built-in look."""
        log.warning("clip %s has the built-in look: %s", self.clip_id, why)
        self.look, self.files, self.fonts, self.fallback = BUILT_IN, {}, None, why
        self.logo = self.intro = self.outro = self.sting = None

    def seen_from_folder(self, path: Path) -> str:
        """The path from the clip's folder, so that no character of it needs escaping in a filter."""
        return os.path.relpath(path, self.folder)


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn what ends an ffmpeg, or a file that cannot be written, into what a stage raises.

    Args:
        what: the work, for the sentence.

    Raises:
        Hindered: no room, no memory, or no ffmpeg. Poison: too slow, or ffmpeg cannot do it.
    """
    try:
        yield
    except FfmpegMissing as error:
        raise Hindered(str(error), "point HYPECUT_FFMPEG at an ffmpeg with libass and libx264") from error
    except FfmpegFull as error:
        raise Hindered(str(error), ROOM_REMEDY) from error
    except FfmpegKilled as error:
        raise Hindered(f"{what}: {error}", MEMORY_REMEDY) from error
    except FfmpegTooSlow as error:
        remedy = "give it longer (HYPECUT_RENDER_LIMIT_MS) or fewer slots on this machine"
        raise Poison(f"{what}: {error}", f"{remedy}; then {AGAIN_REMEDY}") from error
    except FfmpegFailed as error:
        remedy = "run `python -m render doctor`; if it finds nothing, the recording is damaged"
        raise Poison(f"{what}: {error}", remedy) from error
    except OSError as error:
        raise Hindered(f"{what}: {error.strerror or error}", ROOM_REMEDY) from error


def made(value: T | None, by: str) -> T:
    """What an earlier stage made.

    Raises:
        RuntimeError: it did not run; the lineup is in the wrong order.
    """
    if value is None:
        raise RuntimeError(f"the lineup is out of order: the stage {by!r} has to come before")
    return value
