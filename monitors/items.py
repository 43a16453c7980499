"""What crosses the border from a reader thread to the loop."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from schemas.capture import AudioWindow, Frame, GapReason, SegmentKind, WindowState
from schemas.moment import Span


@dataclass(frozen=True)
class MediaSecond:
    """Everything of one second of media: [until_ms - 1000, until_ms). `final`: none follows."""

    until_ms: int
    discontinuity: int
    audio_state: WindowState
    frames_state: WindowState
    audio: AudioWindow | None = None
    frames: tuple[Frame, ...] = ()
    final: bool = False


@dataclass(frozen=True)
class Lost:
    """A stretch that was not captured. Said again with a later end while it grows."""

    span: Span
    reason: GapReason
    detail: str = ""


@dataclass(frozen=True)
class Spooled:
    """A finished segment file, to be put into the object store."""

    path: Path
    span: Span
    kind: SegmentKind
    discontinuity: int
    suffix: str


@dataclass(frozen=True)
class SourceInfo:
    """What is known of a source once it is open.

    Attributes:
        started_at_ms: epoch ms of its first frame, by program date time, by the distance from the
            live edge, or the present.
        dated: whether that came from the source itself.
        paced: a recording that is played as though it were live.
        broadcaster: of a recording of Twitch's: the login of its channel, where Twitch tells it.
    """

    title: str
    has_video: bool
    has_audio: bool
    width: int
    height: int
    frame_rate_milli: int
    started_at_ms: int
    dated: bool
    paced: bool
    broadcaster: str = ""


@dataclass(frozen=True)
class Failed:
    """The source could not be opened at all. `may_return`: it is off air, or does not answer now."""

    reason: str
    remedy: str
    may_return: bool = False


@dataclass(frozen=True)
class Over:
    """Nothing follows.

    Attributes:
        stopped: this process stops, the source goes on.
        lost: it stopped answering, and may answer again.
    """

    end_ms: int
    reason: str
    error: bool = False
    stopped: bool = False
    lost: bool = False


Item = MediaSecond | Lost | Spooled | SourceInfo | Failed | Over
