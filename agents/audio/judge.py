"""The audio judge: windows of one second and watermarks in, one signal a second out."""

from __future__ import annotations

from collections.abc import Sequence

from agents import lineup
from agents.audio.features import read_sound
from agents.audio.memory import AudioMemory, Heard
from agents.audio.stages import AudioSecond
from agents.judge import NO_METER, JudgingSettings
from agents.sense import Sense
from schemas.capture import AudioWindow
from schemas.codec import AnyEvent
from schemas.judging import Modality
from schemas.moment import SECOND_MS
from streams.stage import Poison, Stage, StageMeter, run_lineup

OPEN_SECONDS_MAX = 30
"""A window lies a second or two ahead of its watermark; anything further is dropped."""


class AudioJudge(Sense[AudioMemory]):
    """Judges how excited the sound is."""

    modality = Modality.AUDIO
    memory_type = AudioMemory

    def __init__(
        self,
        stages: Sequence[Stage[AudioSecond]] | None = None,
        settings: JudgingSettings | None = None,
        meter: StageMeter = NO_METER,
    ) -> None:
        super().__init__(settings, meter)
        self._stages = lineup.AUDIO if stages is None else tuple(stages)

    def take(self, memory: AudioMemory, event: AnyEvent) -> None:
        """The window's features; its samples are not kept."""
        if not isinstance(event, AudioWindow):
            return
        ahead_ms = event.start_ms - memory.closed_ms
        if not 0 <= ahead_ms < OPEN_SECONDS_MAX * SECOND_MS or event.start_ms in memory.pending:
            return
        try:
            sound = read_sound(event.pcm)
        except ValueError as error:
            raise Poison(
                f"the sound at {event.start_ms} ms is no 16-bit PCM: {error}", "check the demuxer"
            ) from error
        memory.pending[event.start_ms] = Heard(
            level_db=round(sound.level_db, 2),
            floor_db=round(sound.floor_db, 2),
            bands_db=tuple(round(db, 2) for db in sound.bands_db),
            flatness=round(sound.flatness, 4),
            steadiness_db=round(sound.steadiness_db, 2),
            beat=round(sound.beat, 3),
            voiced=round(sound.voiced, 3),
            pitch_hz=round(sound.pitch_hz, 1),
            centroid_hz=round(sound.centroid_hz, 1),
        )

    def score(self, memory: AudioMemory, start_ms: int) -> AudioSecond:
        """Through the lineup."""
        second = AudioSecond(memory, self.settings, start_ms, memory.pending.pop(start_ms, None))
        run_lineup(self._stages, second, self.meter)
        return second

    def skip(self, memory: AudioMemory, start_ms: int) -> None:
        """The baselines outlive a break: it is the same channel."""
        memory.pending.pop(start_ms, None)
