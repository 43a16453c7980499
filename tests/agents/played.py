"""Sessions made up for the judges: scripted chats, sounds and signals, as the events of capture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from agents.fusion.judge import FusionJudge
from agents.fusion.memory import FusionMemory
from schemas.capture import AudioWindow, ChatBatch, ChatMessage, Watermark, WindowState
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.judging import MODALITIES, Highlight, HighlightState, Modality, Signal

SESSION_ID = "01890000-0000-7000-8000-000000000000"

Line = tuple[float, str, str]
"""Seconds, author, text."""


def mark(
    modality: Modality,
    until_s: int,
    state: WindowState = WindowState.LIVE,
    final: bool = False,
    category: str = "",
) -> tuple[Modality, AnyEvent]:
    watermark = Watermark(
        session_id=SESSION_ID,
        until_ms=until_s * 1000,
        discontinuity=0,
        state=state,
        final=final,
        category=category,
    )
    return modality, watermark


def batch(lines: Iterable[Line]) -> tuple[Modality, AnyEvent]:
    messages = tuple(ChatMessage(at_ms=int(t * 1000), author=u, text=m) for t, u, m in lines)
    return Modality.CHAT, ChatBatch(session_id=SESSION_ID, discontinuity=0, messages=messages)


def chat_only(lines: Iterable[Line], length_s: int) -> Iterator[tuple[Modality, AnyEvent]]:
    by_second: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_second[int(line[0])].append(line)
    for second in range(length_s):
        if by_second[second]:
            yield batch(by_second[second])
        for modality in MODALITIES:
            state = WindowState.LIVE if modality is Modality.CHAT else WindowState.ABSENT
            yield mark(modality, second + 1, state, final=second == length_s - 1)


def chatter(length_s: int, per_s: float, people: int, seed: int = 1) -> list[Line]:
    """Ordinary talk, uneven as chats are: the rate itself wanders."""
    random = np.random.default_rng(seed)
    said = ["i think so", "what time is it there", "hello", "is this ranked", "the map is nice", "brb"]
    lines: list[Line] = []
    for second in range(length_s):
        count = random.poisson(random.gamma(1.5, per_s / 1.5))
        lines += [
            (second + i / 100, f"viewer{random.integers(people)}", said[int(random.integers(len(said)))])
            for i in range(count)
        ]
    return lines


def burst(at_s: int, people: int, texts: tuple[str, ...], length_s: int = 8) -> list[Line]:
    """Many different people react."""
    return [
        (at_s + index % length_s + 0.3, f"crowd{index}", texts[index % len(texts)]) for index in range(people)
    ]


def sound(samples: np.ndarray, second: int) -> tuple[Modality, AnyEvent]:
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
    window = AudioWindow(
        session_id=SESSION_ID, start_ms=second * 1000, discontinuity=0, covered_ms=1000, pcm=pcm
    )
    return Modality.AUDIO, window


def signal(
    modality: Modality,
    second: int,
    score: float,
    state: WindowState = WindowState.LIVE,
    final: bool = False,
) -> Signal:
    return Signal(
        session_id=SESSION_ID,
        modality=modality,
        start_ms=second * 1000,
        discontinuity=0,
        state=state,
        score=score if state is WindowState.LIVE else 0.0,
        parts={"people": 7.0, "laughing": 0.8} if modality is Modality.CHAT else {},
        lines=("LUL what",) if modality is Modality.CHAT and score > 1.5 else (),
        final=final,
    )


def scored(
    length_s: int,
    chat: dict[int, float] | None = None,
    audio: dict[int, float] | None = None,
    states: dict[int, WindowState] | None = None,
) -> list[Signal]:
    """Signals of a whole session: 1.0 where nothing is said; a sense that is None is absent."""
    signals = []
    for second in range(length_s):
        for modality, scores in ((Modality.CHAT, chat), (Modality.AUDIO, audio), (Modality.VISION, None)):
            state = WindowState.ABSENT if scores is None else (states or {}).get(second, WindowState.LIVE)
            value = 1.0 if scores is None else scores.get(second, 1.0)
            signals.append(signal(modality, second, value, state, final=second == length_s - 1))
    return signals


def fuse(
    signals: Iterable[Signal], judge: FusionJudge | None = None, memory: FusionMemory | None = None
) -> list[Event]:
    """All that the fusion says, verdicts at once and without a transcript."""
    judge = judge or FusionJudge()
    memory = memory or judge.new_memory(SESSION_ID)
    said: list[Event] = []
    for one in signals:
        said += judge.hear(memory, one)
        for highlight in tuple(memory.closing):
            said += judge.decide(memory, highlight.highlight_id, None)
    return said


def highlights(said: Iterable[Event], state: HighlightState | None = None) -> list[Highlight]:
    return [
        one
        for one in said
        if isinstance(one, Highlight) and not one.near_miss and (state is None or one.state is state)
    ]


def finals(said: Iterable[Event]) -> list[Highlight]:
    return highlights(said, HighlightState.FINAL)
