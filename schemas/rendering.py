"""What renderers are asked for and say, and what could not be handled at all."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from schemas.event import Event
from schemas.ids import derived_id


def clip_id_of(highlight_id: str, template_id: str = "") -> str:
    """The identity of a highlight's own clip, or of the one made besides for a template by name.

    Raises:
        ValueError: `highlight_id` is no UUID.
    """
    return derived_id(highlight_id, f"clip/{template_id}" if template_id else "clip", 0)


class RenderAsked(Event, frozen=True, tag="render.asked"):
    """Somebody wants a clip of a final highlight; the door knows all of it, and whether it still does.

    Attributes:
        clip_id: `clip_id_of` the highlight and the template.
    """

    session_id: str
    highlight_id: str
    clip_id: str


class ClipState(StrEnum):
    """`READY` and `FAILED` are the last word until the clip is asked for anew."""

    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"


class Clip(Event, frozen=True, tag="clip"):
    """How far the clip of a highlight is.

    Attributes:
        clip_id: see `clip_id_of`.
        stage, progress: the stage at work and how much of it is done, 0 to 1.
        key: name in the object store, when ready.
        stages_ms: wall time of each finished stage.
        ready_at_ms: media time that had been reached live when the clip was whole.
        reason, remedy: when failed: one sentence each.
        extra: made besides the highlight's own clip, for a template that was asked for by name.
        template_id, template_version: how it looks; empty and 0 for the built-in look by choice.
        fallback: why it has the built-in look though there is a template; empty when it has the template's.
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
    extra: bool = False
    template_id: str = ""
    template_version: int = 0
    fallback: str = ""


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
