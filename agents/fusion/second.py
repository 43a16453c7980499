"""One second on its way through the fusion lineup."""

from __future__ import annotations

from agents.fusion.memory import FusedSecond, FusionMemory, Slot
from agents.judge import JudgingSettings
from schemas.event import Event
from schemas.judging import Modality


class FusionSecond:
    """What the stages of the fusion share.

    Attributes:
        memory: of the session; stages may change it.
        start_ms: the second that is decided.
        lag_ms: chat's answer to this second is looked for so much later; already heard.
        decided_at_ms: media time of the decision.
        slots: what each live sense said of this second, chat's taken from `start_ms + lag_ms`.
        broken: the second is a gap or an ad: it is not scored, and nothing spans it.
        fused: scores in hundredths; set by the weighing.
        log_fused: smoothed natural logarithm of the fused score.
        events: to publish.
    """

    def __init__(
        self,
        memory: FusionMemory,
        settings: JudgingSettings,
        start_ms: int,
        lag_ms: int,
        decided_at_ms: int,
    ) -> None:
        self.memory = memory
        self.settings = settings
        self.start_ms = start_ms
        self.lag_ms = lag_ms
        self.decided_at_ms = decided_at_ms
        self.slots: dict[Modality, Slot] = {}
        self.broken = False
        self.fused = FusedSecond(start_ms, 0, 0, 0, 0)
        self.log_fused = 0.0
        self.events: list[Event] = []
