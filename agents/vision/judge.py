"""The vision judge: a few frames and watermarks in, one signal a second out."""

from __future__ import annotations

from collections.abc import Sequence

from agents import lineup
from agents.judge import NO_METER, JudgingSettings
from agents.sense import Sense
from agents.vision.memory import Seen, VisionMemory
from agents.vision.picture import UnreadablePicture, change_between, read_picture
from agents.vision.stages import VisionSecond
from schemas.capture import Frame
from schemas.codec import AnyEvent
from schemas.judging import Modality
from schemas.moment import SECOND_MS, second_of
from streams.stage import Poison, Stage, StageMeter, run_lineup

OPEN_SECONDS_MAX = 30
"""A frame lies a second or two ahead of its watermark; anything further is dropped."""
PICTURES_PER_SECOND_MAX = 4
"""The road carries two a second."""


class VisionJudge(Sense[VisionMemory]):
    """Judges how much happens in the picture."""

    modality = Modality.VISION
    memory_type = VisionMemory

    def __init__(
        self,
        stages: Sequence[Stage[VisionSecond]] | None = None,
        settings: JudgingSettings | None = None,
        meter: StageMeter = NO_METER,
    ) -> None:
        super().__init__(settings, meter)
        self._stages = lineup.VISION if stages is None else tuple(stages)

    def take(self, memory: VisionMemory, event: AnyEvent) -> None:
        """What the picture changed against the one before; the picture itself is kept small.

        Raises:
            Poison: it does not decode.
        """
        if not isinstance(event, Frame):
            return
        start_ms = second_of(event.at_ms)
        ahead_ms = start_ms - memory.closed_ms
        seen = memory.pending.get(start_ms, [])
        if (
            not 0 <= ahead_ms < OPEN_SECONDS_MAX * SECOND_MS
            or event.at_ms <= memory.last_at_ms
            or len(seen) >= PICTURES_PER_SECOND_MAX
        ):
            return
        try:
            picture = read_picture(event.jpeg)
        except UnreadablePicture as error:
            raise Poison(f"frame at {event.at_ms} ms: {error}", "check the frame encoder") from error
        if memory.luma:
            change = change_between(memory.luma, memory.colours, picture)
            memory.pending[start_ms] = [
                *seen,
                Seen(
                    at_ms=event.at_ms,
                    since_ms=event.at_ms - memory.last_at_ms,
                    motion=round(change.motion, 5),
                    spread=round(change.spread, 4),
                    colours=round(change.colours, 4),
                    flash=round(change.flash, 4),
                ),
            ]
        memory.luma, memory.colours = picture.luma.tobytes(), list(picture.colours)
        memory.last_at_ms = event.at_ms

    def score(self, memory: VisionMemory, start_ms: int) -> VisionSecond:
        """Through the lineup."""
        second = VisionSecond(memory, self.settings, start_ms, memory.pending.pop(start_ms, []))
        run_lineup(self._stages, second, self.meter)
        return second

    def skip(self, memory: VisionMemory, start_ms: int) -> None:
        """After a break, the next picture has nothing to be compared with."""
        memory.pending.pop(start_ms, None)
        memory.luma, memory.colours, memory.held_log = b"", [], 0.0
