"""What the renderers say, and what could not be handled at all."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from schemas.event import Event


class ClipState(StrEnum):
    """`READY` and `FAILED` are the last word until the clip is asked for anew."""

    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"


class Clip(Event, frozen=True, tag="clip"):
    """How far the clip of a highlight is.

    Attributes:
        clip_id: `derived_id` of the highlight.
        stage, progress: the stage at work and how much of it is done, 0 to 1.
        key: name in the object store, when ready.
        stages_ms: wall time of each finished stage.
        ready_at_ms: media time that had been reached live when the clip was whole.
        reason, remedy: when failed: one sentence each.
    """

    clip_id: str
    highlight_id: str
    session_id: str
    state: ClipState
    start_ms: int = 0
    end_ms: int = 0
    stage: str = ""
    progress: float = 0.0
    key: str = ""
    duration_ms: int = 0
    width: int = 0
    height: int = 0
    encoder: str = ""
    title: str = ""
    transcript: str = ""
    stages_ms: dict[str, int] = msgspec.field(default_factory=dict)
    ready_at_ms: int = 0
    reason: str = ""
    remedy: str = ""


class DeadLetter(Event, frozen=True, tag="dead.letter"):
    """An event that could not be handled.

    Attributes:
        body: the event as it came.
        stage: where it failed; empty where it was not even decoded.
        reason: the error in a sentence.
    """

    topic: str
    key: str
    body: bytes
    stage: str
    reason: str
