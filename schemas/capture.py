"""What capture says: watches, sessions, windows of media and chat, recorded segments.

On each of `media.audio`, `media.frames` and `chat.batches`, all that belongs to a second of media
time comes before the `Watermark` that closes the second. A reader therefore knows when it has
heard everything, and needs no clock.
"""

from __future__ import annotations

from enum import StrEnum

from schemas.chat import ChatBatch as ChatBatch  # noqa: PLC0414  # it was defined here
from schemas.chat import ChatMessage as ChatMessage  # noqa: PLC0414  # it was defined here
from schemas.chat import ChatRole as ChatRole  # noqa: PLC0414  # it was defined here
from schemas.event import Event

AUDIO_RATE_HZ = 16_000
AUDIO_WINDOW_MS = 1000


class WatchState(Event, frozen=True, tag="watch.state"):
    """What is wanted of a channel; the newest of a watch is the only one that counts.

    Attributes:
        revision: grows with each change.
        source: `twitch:NAME`, an http(s) URL, or a path of a media file.
        chat: `twitch:NAME`, a path of a `.jsonl` file, or `none`.
        speed: how many times faster than real time a file is played; 1 for live sources.
        max_media_ms: end the session after so much media; None for no limit.
        stop_reason: why it is no longer wanted, where nobody said so; for people.
        trusted: an operator asked for it: it may be a file, and may lie in any network.
        language, category: of the stream, as its channel said last: `en`, `Just Chatting`; empty: unknown.
    """

    watch_id: str
    revision: int
    wanted: bool
    source: str
    chat: str = "none"
    speed: float = 1.0
    max_media_ms: int | None = None
    stop_reason: str = ""
    trusted: bool = False
    language: str = ""
    category: str = ""


class SessionOpened(Event, frozen=True, tag="session.opened"):
    """Capture of a source has begun, or goes on after the process that did it was replaced.

    Attributes:
        incarnation: 1 at first, one more each time another process takes the session over.
        started_at_ms: epoch ms of media time 0.
        width, height: of the picture in pixels, 0 without one. `frame_rate_milli`: frames per
            1000 s, 0 where unknown.
    """

    session_id: str
    watch_id: str
    incarnation: int
    started_at_ms: int
    speed: float
    source: str
    title: str = ""
    has_video: bool = True
    has_audio: bool = True
    width: int = 0
    height: int = 0
    frame_rate_milli: int = 0


class GapReason(StrEnum):
    """Why a stretch of media time was not captured."""

    STALL = "stall"
    MISSING = "missing"
    AD = "ad"
    RESTART = "restart"
    UNDECODABLE = "undecodable"
    OVERLOAD = "overload"
    DISK = "disk"


class Gap(Event, frozen=True, tag="session.gap"):
    """A stretch that is neither scored nor charged."""

    session_id: str
    start_ms: int
    end_ms: int
    reason: GapReason
    detail: str = ""


class SessionEnded(Event, frozen=True, tag="session.ended"):
    """The source is over, or is no longer wanted. `error` tells the two kinds of end apart."""

    session_id: str
    end_ms: int
    reason: str
    error: bool = False


class SourceFailed(Event, frozen=True, tag="source.failed"):
    """The source of a watch could not be opened at all; no session came of it."""

    watch_id: str
    reason: str
    remedy: str


class WindowState(StrEnum):
    """What a second of one modality holds: `ABSENT` is a source without that modality."""

    LIVE = "live"
    ABSENT = "absent"
    GAP = "gap"
    AD = "ad"


class Watermark(Event, frozen=True, tag="watermark"):
    """Everything before `until_ms` on this topic and of this session has been said.

    Attributes:
        until_ms: end of a whole second; the second is [until_ms - 1000, until_ms).
        discontinuity: number of breaks in the source so far.
        final: nothing follows; the session is over.
        category: chat only: what the channel says it is about; empty: unknown.
    """

    session_id: str
    until_ms: int
    discontinuity: int
    state: WindowState
    final: bool = False
    category: str = ""


class AudioWindow(Event, frozen=True, tag="audio"):
    """One second of sound.

    Attributes:
        start_ms: a whole second.
        covered_ms: how much of the second was captured; the rest of `pcm` is silence.
        pcm: 16 000 samples, signed 16 bit little endian, mono, 16 kHz (32 000 bytes).
    """

    session_id: str
    start_ms: int
    discontinuity: int
    covered_ms: int
    pcm: bytes


class Frame(Event, frozen=True, tag="frame"):
    """One picture.

    Attributes:
        jpeg: at most 640x360 pixels and 64 kB.
    """

    session_id: str
    at_ms: int
    discontinuity: int
    width: int
    height: int
    jpeg: bytes


class SegmentKind(StrEnum):
    """`FULL`: whole and clean. `SUSPECT`: whole, with decode errors. `PARTIAL`: cut short."""

    FULL = "full"
    SUSPECT = "suspect"
    PARTIAL = "partial"


class Segment(Event, frozen=True, tag="segment"):
    """A recorded stretch of the source, not re-encoded, in the object store.

    Attributes:
        key: name in the object store (`streams.recording` makes and reads it).
        start_ms, end_ms: first presentation time, and the end of the last frame.
        bytes_count: size of the object.
    """

    session_id: str
    key: str
    start_ms: int
    end_ms: int
    kind: SegmentKind
    discontinuity: int
    bytes_count: int
