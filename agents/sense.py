"""What the chat, audio and vision judges share: collecting a second, and closing it at its watermark.

In: events of one topic, in order. Out: one `Signal` for each closed second.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from agents.baseline import times_normal
from agents.judge import NO_METER, JudgingSettings, MemoryUnreadable
from schemas.capture import Watermark, WindowState
from schemas.chat import Withdrawal
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.judging import Ask, Modality, Signal
from schemas.moment import SECOND_MS
from streams.stage import StageMeter

SECONDS_PER_MARK_MAX = 600
"""A watermark that leaps further closes its last ten minutes only: the rest was never captured, and
the fusion needs no word on each second of it."""
PART_DIGITS = 4

LASTING_LOG = 0.8
LASTING_S, LASTING_S_MAX = 60, 80
"""Above 2.2 times normal for longer than a clip may be: that is no moment but the new normal (a raid, a
host, music that has begun), and is learned as such. Measured: from 1.5 times, a long moment is lost."""
FALL_S = 3
"""A second below it takes back so many above it."""
QUICK_MEMORY_S = 30
"""The memory of a baseline meanwhile: the old normal is as good as forgotten after a minute."""


class SenseMemory(msgspec.Struct):
    """What every sense remembers.

    Attributes:
        closed_ms: every second before it has its signal.
        lasting_s: seconds above normal nearly without a break.
    """

    session_id: str
    closed_ms: int = 0
    ended: bool = False
    lasting_s: int = 0

    def memory_s(self, usual_s: int) -> int:
        """How long a baseline remembers just now: less while a new level lasts."""
        return min(usual_s, QUICK_MEMORY_S) if self.lasting_s >= LASTING_S else usual_s

    def lasted(self, log_score: float) -> None:
        """One more second was scored."""
        step = 1 if log_score >= LASTING_LOG else -FALL_S
        self.lasting_s = min(LASTING_S_MAX, max(0, self.lasting_s + step))


S = TypeVar("S", bound=SenseMemory)


class SenseSecond(Generic[S]):
    """One second on its way through the lineup of a sense.

    Attributes:
        memory: what is known of the session; stages may change it.
        start_ms: the second that is judged.
        log_score: natural logarithm of "times normal"; the last stage sets it.
        parts: what the score is made of, by name.
        lines, unsaid: chat only; see `Signal`. `asks`, `withdrawn`: events only.
    """

    def __init__(self, memory: S, settings: JudgingSettings, start_ms: int) -> None:
        self.memory = memory
        self.settings = settings
        self.start_ms = start_ms
        self.log_score = 0.0
        self.parts: dict[str, float] = {}
        self.lines: tuple[str, ...] = ()
        self.unsaid: tuple[str, ...] = ()
        self.asks: tuple[Ask, ...] = ()
        self.withdrawn: tuple[Withdrawal, ...] = ()


class Sense(Generic[S]):
    """A judge of one modality. A subclass collects (`take`) and scores (`score`) a second."""

    modality: Modality
    memory_type: type[S]

    def __init__(self, settings: JudgingSettings | None = None, meter: StageMeter = NO_METER) -> None:
        self.settings = settings or JudgingSettings()
        self.meter = meter
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(self.memory_type)

    @property
    def judge_name(self) -> str:
        """The modality."""
        return self.modality.value

    def new_memory(self, session_id: str) -> S:
        """Nothing heard yet."""
        return self.memory_type(session_id=session_id)

    def freeze(self, memory: S) -> bytes:
        """The memory as bytes."""
        return self._encoder.encode(memory)

    def thaw(self, body: bytes) -> S:
        """The memory that `freeze` made.

        Raises:
            MemoryUnreadable: of another judge or version.
        """
        try:
            return self._decoder.decode(body)
        except msgspec.DecodeError as error:
            raise MemoryUnreadable(f"not a memory of the {self.judge_name} judge: {error}") from error

    def hear(self, memory: S, event: AnyEvent) -> list[Event]:
        """See `agents.judge.Judge`."""
        if memory.ended:
            return []
        if not isinstance(event, Watermark):
            self.take(memory, event)
            return []
        signals: list[Event] = []
        first_ms = max(memory.closed_ms, event.until_ms - SECONDS_PER_MARK_MAX * SECOND_MS)
        for start_ms in range(first_ms, event.until_ms, SECOND_MS):
            last = event.final and start_ms + SECOND_MS >= event.until_ms
            signals.append(self._signal(memory, event, start_ms, last))
        if event.final and not signals:
            signals.append(self._closing_signal(memory, event))
        memory.closed_ms = max(memory.closed_ms, event.until_ms)
        memory.ended = event.final
        return signals

    def take(self, memory: S, event: AnyEvent) -> None:
        """Collect what belongs to a second that is still open; ignore everything else."""
        raise NotImplementedError

    def score(self, memory: S, start_ms: int) -> SenseSecond[S]:
        """Score a live second; forget what was collected for it."""
        raise NotImplementedError

    def skip(self, memory: S, start_ms: int) -> None:
        """A second that is not live: forget what was collected for it, learn nothing."""
        raise NotImplementedError

    def _signal(self, memory: S, mark: Watermark, start_ms: int, final: bool) -> Signal:
        if mark.state is not WindowState.LIVE:
            self.skip(memory, start_ms)
            return self._empty(memory, mark, start_ms, final)
        second = self.score(memory, start_ms)
        memory.lasted(second.log_score)
        return Signal(
            session_id=memory.session_id,
            modality=self.modality,
            start_ms=start_ms,
            discontinuity=mark.discontinuity,
            state=WindowState.LIVE,
            score=round(times_normal(second.log_score), 3),
            parts={name: round(value, PART_DIGITS) for name, value in second.parts.items()},
            lines=second.lines,
            final=final,
            asks=second.asks,
            withdrawn=second.withdrawn,
            unsaid=second.unsaid,
            category=mark.category,
        )

    def _empty(self, memory: S, mark: Watermark, start_ms: int, final: bool) -> Signal:
        return Signal(
            session_id=memory.session_id,
            modality=self.modality,
            start_ms=start_ms,
            discontinuity=mark.discontinuity,
            state=mark.state,
            score=0.0,
            parts={},
            final=final,
            category=mark.category,
        )

    def _closing_signal(self, memory: S, mark: Watermark) -> Signal:
        """The end was said after the last second was closed: its second is said again, now as the last."""
        start_ms = max(0, memory.closed_ms - SECOND_MS)
        return Signal(
            session_id=memory.session_id,
            modality=self.modality,
            start_ms=start_ms,
            discontinuity=mark.discontinuity,
            state=WindowState.GAP,
            score=0.0,
            parts={},
            final=True,
        )
