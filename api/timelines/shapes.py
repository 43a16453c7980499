"""What the routes of timelines take and give."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from api.fields import WHOLE_MAX, Identity, Ms, Shape

MINUTE_MS = 60_000

BATCH_MAX = 500
"""Some 80 kB: five senses of a hundred sessions."""

SCORE_MAX = 1_000_000.0
"""A score is bounded by the judges at some dozens; this keeps the database from nonsense."""


class Sense(StrEnum):
    """Whose word it is: those that listen all the time, speech at highlights, and what they make together.

    `events`: raids, subs and the like, said only where there are any.
    """

    CHAT = "chat"
    AUDIO = "audio"
    VISION = "vision"
    EVENTS = "events"
    SPEECH = "speech"
    FUSION = "fusion"


StartMs = Annotated[
    int, Field(ge=0, le=WHOLE_MAX, multiple_of=MINUTE_MS, description="Of the minute, in media time.")
]
Times = Annotated[float, Field(ge=0, le=SCORE_MAX, allow_inf_nan=False, description="Times normal.")]


class MinuteShape(Shape):
    """What one sense said in one minute of a session.

    `peak_ms` is the start of the second with the highest score; `covered_ms` is how much of the minute
    the sense could see or hear: gaps and ads are left out, and the running minute grows.
    """

    session_id: Identity
    start_ms: StartMs
    sense: Sense
    seconds_count: Annotated[int, Field(ge=0, le=60, description="Seconds that were scored.")]
    score_mean: Times
    score_max: Times
    peak_ms: Ms
    covered_ms: Annotated[int, Field(ge=1, le=MINUTE_MS)]

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if not self.start_ms <= self.peak_ms < self.start_ms + MINUTE_MS:
            raise ValueError("peak_ms lies outside of the minute that begins at start_ms")
        if self.score_mean > self.score_max:
            raise ValueError("score_mean is above score_max")
        return self


class StoredMinutes(Shape):
    """Sessions of the batch that are not known here; their minutes were skipped."""

    unknown_sessions: list[Identity]
