"""All judges of one session in one place, in event time: what `score`, the benchmark and tests run.

In: events of one session as capture says them. Out: signals, highlights and the end of judging. The
same judges run live, spread over topics; here there is no broker, and nothing waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.audio.judge import AudioJudge
from agents.chat.judge import ChatJudge
from agents.fusion.judge import FusionJudge
from agents.judge import NO_METER, JudgingSettings
from agents.vision.judge import VisionJudge
from schemas.capture import AudioWindow, ChatBatch, Frame, Watermark
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.judging import Highlight, Modality, Signal, Transcript
from streams.stage import Poison, StageMeter

Listen = Callable[[Highlight], Transcript | None]
"""What was said in the span of a highlight; None where nobody could listen."""


def nobody_listens(_: Highlight) -> Transcript | None:
    """Judges without speech."""
    return None


@dataclass
class Unjudged:
    """An event that could not be judged, and why."""

    modality: Modality
    reason: str


@dataclass
class Panel:
    """The four judges and their memories of one session.

    Attributes:
        session_id: of the session. `listen`: gives the transcript of a closed highlight.
        made: the judges, by name, as `agents.worker.make_judges` makes them from the settings; those
            of the default lineups where none are given.
        unjudged: what was skipped.
    """

    session_id: str
    settings: JudgingSettings = field(default_factory=JudgingSettings)
    listen: Listen = nobody_listens
    meter: StageMeter = NO_METER
    unjudged: list[Unjudged] = field(default_factory=list)
    made: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        made, settings, meter = self.made, self.settings, self.meter
        self.chat: ChatJudge = made.get("chat") or ChatJudge(settings=settings, meter=meter)
        self.audio: AudioJudge = made.get("audio") or AudioJudge(settings=settings, meter=meter)
        self.vision: VisionJudge = made.get("vision") or VisionJudge(settings=settings, meter=meter)
        self.fusion: FusionJudge = made.get("fusion") or FusionJudge(settings=settings, meter=meter)
        self.chat_memory = self.chat.new_memory(self.session_id)
        self.audio_memory = self.audio.new_memory(self.session_id)
        self.vision_memory = self.vision.new_memory(self.session_id)
        self.fusion_memory = self.fusion.new_memory(self.session_id)

    def hear(self, modality: Modality | None, event: AnyEvent) -> list[Event]:
        """Everything that follows from one event, in order.

        Args:
            modality: whose topic the event came on; only a watermark cannot tell by itself.
            event: of this session.
        """
        try:
            signals = self._signals(_modality_of(event) or modality, event)
        except Poison as poison:
            self.unjudged.append(Unjudged(_modality_of(event) or Modality.VISION, poison.reason))
            return []
        events: list[Event] = []
        for signal in signals:
            events.append(signal)
            if isinstance(signal, Signal):
                events.extend(self.fuse(signal))
        return events

    def fuse(self, signal: Signal) -> list[Event]:
        """What the fusion says to a signal, verdicts included."""
        events = self.fusion.hear(self.fusion_memory, signal)
        for highlight in tuple(self.fusion_memory.closing):
            if not self._is_heard(highlight):
                continue
            transcript = self.listen(highlight)
            events.extend(self.fusion.decide(self.fusion_memory, highlight.highlight_id, transcript))
        return events

    def _is_heard(self, highlight: Highlight) -> bool:
        """Whether all its sound was heard: a clip closed by its length ends after its last second."""
        heard = self.audio_memory
        return self.listen is nobody_listens or heard.ended or heard.closed_ms >= highlight.end_ms

    def hear_all(self, events: Iterable[tuple[Modality | None, AnyEvent]]) -> list[Event]:
        """All that follows from many events."""
        return [said for modality, event in events for said in self.hear(modality, event)]

    def _signals(self, modality: Modality | None, event: AnyEvent) -> list[Event]:
        if not isinstance(event, AudioWindow | ChatBatch | Frame | Watermark):
            return []
        match modality:
            case Modality.CHAT:
                return self.chat.hear(self.chat_memory, event)
            case Modality.AUDIO:
                return self.audio.hear(self.audio_memory, event)
            case Modality.VISION:
                return self.vision.hear(self.vision_memory, event)
        return []


def _modality_of(event: AnyEvent) -> Modality | None:
    if isinstance(event, ChatBatch):
        return Modality.CHAT
    if isinstance(event, AudioWindow):
        return Modality.AUDIO
    return Modality.VISION if isinstance(event, Frame) else None
