"""Judges that are simple enough to be checked by eye: loud seconds make a highlight.

A sense says the number of messages (or the length of the sound) of each second; fusion opens a
highlight at the first second in which the three add up to 10, closes it at the first that does not,
and waits for its transcript.
"""

from __future__ import annotations

import msgspec

from agents.judge import MemoryUnreadable
from agents.minutes import FUSION, Minutes
from schemas.capture import AudioWindow, ChatBatch, Frame, Watermark, WindowState
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.ids import derived_id
from schemas.judging import (
    MODALITIES,
    Evidence,
    Highlight,
    HighlightState,
    JudgingEnded,
    Modality,
    Signal,
    Transcript,
)
from streams.stage import Poison

LOUD = 10.0


class SenseNotes(msgspec.Struct):
    session_id: str
    closed_ms: int = 0
    open_count: dict[int, float] = {}


class FusionNotes(msgspec.Struct):
    session_id: str
    heard: dict[str, int] = {}
    scores: dict[int, float] = {}
    decided_ms: int = 0
    open: Highlight | None = None
    closing: list[Highlight] = []
    finals: list[str] = []
    last_ms: int = -1
    ended: bool = False
    minutes: Minutes = msgspec.field(default_factory=Minutes)


class _Frozen:
    notes: type[msgspec.Struct]

    def freeze(self, memory: msgspec.Struct) -> bytes:
        return msgspec.msgpack.encode(memory)

    def thaw(self, body: bytes) -> msgspec.Struct:
        try:
            return msgspec.msgpack.decode(body, type=self.notes)
        except msgspec.DecodeError as error:
            raise MemoryUnreadable(str(error)) from error


class SimpleSense(_Frozen):
    """One of chat, audio, vision. A line of chat `poison` or `bug` makes it fail."""

    notes = SenseNotes

    def __init__(self, modality: Modality) -> None:
        self.judge_name = modality.value
        self._modality = modality

    def new_memory(self, session_id: str) -> SenseNotes:
        return SenseNotes(session_id)

    def hear(self, memory: SenseNotes, event: AnyEvent) -> list[Event]:
        match event:
            case Watermark():
                return self._close(memory, event)
            case ChatBatch():
                for message in event.messages:
                    if message.text == "poison":
                        raise Poison("a poisoned line", "leave it out")
                    if message.text == "bug":
                        raise ZeroDivisionError
                    self._count(memory, message.at_ms, 1.0)
            case AudioWindow():
                self._count(memory, event.start_ms, len(event.pcm) / 100)
            case Frame():
                self._count(memory, event.at_ms, 0.5)
        return []

    def _count(self, memory: SenseNotes, at_ms: int, amount: float) -> None:
        second = at_ms // 1000 * 1000
        if second >= memory.closed_ms:
            memory.open_count[second] = memory.open_count.get(second, 0.0) + amount

    def _close(self, memory: SenseNotes, mark: Watermark) -> list[Event]:
        said: list[Event] = []
        while memory.closed_ms < mark.until_ms:
            start_ms = memory.closed_ms
            memory.closed_ms += 1000
            said.append(
                Signal(
                    session_id=memory.session_id,
                    modality=self._modality,
                    start_ms=start_ms,
                    discontinuity=0,
                    state=WindowState.LIVE,
                    score=memory.open_count.pop(start_ms, 0.0),
                    parts={},
                    final=mark.final and memory.closed_ms == mark.until_ms,
                )
            )
        return said


class SimpleFusion(_Frozen):
    """See the module."""

    judge_name = "fusion"
    notes = FusionNotes

    def new_memory(self, session_id: str) -> FusionNotes:
        return FusionNotes(session_id)

    def hear(self, memory: FusionNotes, event: AnyEvent) -> list[Event]:
        if not isinstance(event, Signal) or event.start_ms < memory.heard.get(event.modality, 0):
            return []
        memory.heard[event.modality] = event.start_ms + 1000
        memory.minutes.add(event.modality.value, event.start_ms, event.score)
        memory.scores[event.start_ms] = memory.scores.get(event.start_ms, 0.0) + event.score
        if event.final:
            memory.last_ms = event.start_ms
        said: list[Event] = []
        while len(memory.heard) == 3 and memory.decided_ms < min(memory.heard.values()):
            said += self._decide_second(memory)
        return said + self._end(memory)

    def _decide_second(self, memory: FusionNotes) -> list[Event]:
        start_ms = memory.decided_ms
        memory.decided_ms += 1000
        score = memory.scores.pop(start_ms, 0.0)
        memory.minutes.add(FUSION, start_ms, score)
        if memory.open is None:
            if score < LOUD:
                return []
            memory.open = _highlight(memory.session_id, start_ms, score)
            return [memory.open]
        if score >= LOUD and start_ms != memory.last_ms:
            grown = msgspec.structs.replace(
                memory.open,
                state=HighlightState.GROWN,
                revision=memory.open.revision + 1,
                end_ms=start_ms + 1000,
                score=max(memory.open.score, score),
            )
            memory.open = grown
            return [grown]
        memory.closing.append(memory.open)
        memory.open = None
        return []

    def waits(self, memory: FusionNotes) -> bool:
        return bool(memory.closing) or memory.minutes.overdue

    def minutes(self, memory: FusionNotes) -> Minutes:
        return memory.minutes

    def decide(self, memory: FusionNotes, highlight_id: str, transcript: Transcript | None) -> list[Event]:
        for waiting in memory.closing:
            if waiting.highlight_id == highlight_id:
                final = msgspec.structs.replace(
                    waiting,
                    state=HighlightState.FINAL,
                    revision=waiting.revision + 1,
                    transcript=transcript,
                )
                return self.repeat(memory, final)
        return []

    def repeat(self, memory: FusionNotes, last_word: Highlight) -> list[Event]:
        for waiting in memory.closing:
            if waiting.highlight_id == last_word.highlight_id:
                memory.closing.remove(waiting)
                memory.finals.append(last_word.highlight_id)
                return [last_word, *self._end(memory)]
        return []

    def _end(self, memory: FusionNotes) -> list[Event]:
        over = memory.last_ms >= 0 and memory.decided_ms > memory.last_ms
        if not over or memory.closing or memory.ended:
            return []
        memory.ended = memory.minutes.ended = True
        return [
            JudgingEnded(
                session_id=memory.session_id,
                end_ms=memory.decided_ms,
                final_ids=tuple(sorted(memory.finals)),
                dropped_count=0,
            )
        ]


def _highlight(session_id: str, start_ms: int, score: float) -> Highlight:
    return Highlight(
        highlight_id=derived_id(session_id, "highlight", start_ms),
        session_id=session_id,
        revision=1,
        state=HighlightState.OPENED,
        start_ms=start_ms,
        peak_ms=start_ms,
        end_ms=start_ms + 1000,
        score=score,
        decided_at_ms=start_ms + 1000,
        discontinuity=0,
        reasons=(),
        evidence=Evidence(weights={}, open_threshold=LOUD, close_threshold=LOUD, chat_lag_ms=0),
    )


def simple_judges() -> dict[str, SimpleSense | SimpleFusion]:
    """All four."""
    judges: dict[str, SimpleSense | SimpleFusion] = {
        modality.value: SimpleSense(modality) for modality in MODALITIES
    }
    judges["fusion"] = SimpleFusion()
    return judges
