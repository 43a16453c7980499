"""Recorded chats and sounds with labels, as events, and how detections are matched to labels.

In: the folder of recorded data (`../shared/data`). Out: events, spans and figures.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.judge import JudgingSettings
from agents.panel import Panel
from schemas.capture import AudioWindow, ChatBatch, ChatMessage, Watermark, WindowState
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.judging import MODALITIES, Highlight, HighlightState, Modality

SESSION_ID = "01890000-0000-7000-8000-000000000000"
RATE = 16_000

Interval = tuple[float, float]
Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Matched:
    """One-to-one matches of detections and labels."""

    hits: int
    found: int
    labels: int

    def __add__(self, other: Matched) -> Matched:
        return Matched(self.hits + other.hits, self.found + other.found, self.labels + other.labels)

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1."""
        return {
            "found": self.found,
            "labels": self.labels,
            "hits": self.hits,
            "precision": round(self.hits / max(1, self.found), 3),
            "recall": round(self.hits / max(1, self.labels), 3),
            "f1": round(2 * self.hits / max(1, self.found + self.labels), 3),
        }


def match(found: Sequence[Interval], labels: Sequence[Interval]) -> Matched:
    """The most pairs that overlap by more than nothing, each span used once."""
    taken: dict[int, int] = {}

    def place(label: int, tried: set[int]) -> bool:
        for index, (start, end) in enumerate(found):
            if index in tried or min(end, labels[label][1]) <= max(start, labels[label][0]):
                continue
            tried.add(index)
            if index not in taken or place(taken[index], tried):
                taken[index] = label
                return True
        return False

    return Matched(sum(place(label, set()) for label in range(len(labels))), len(found), len(labels))


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a gzipped `.jsonl` file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def chat_events(messages: Sequence[dict[str, Any]], length_s: int) -> Iterator[tuple[Modality, AnyEvent]]:
    """A chat without sound and picture: its messages and the watermarks of all three senses."""
    by_second: dict[int, list[ChatMessage]] = defaultdict(list)
    for line in messages:
        said = ChatMessage(at_ms=int(line["t"] * 1000), author=line["u"], text=line["m"])
        by_second[int(line["t"])].append(said)
    for second in range(length_s):
        if second in by_second:
            batch = ChatBatch(session_id=SESSION_ID, discontinuity=0, messages=tuple(by_second[second]))
            yield Modality.CHAT, batch
        yield from marks(second, length_s, Modality.CHAT)


def sound_events(sound: Samples) -> Iterator[tuple[Modality, AnyEvent]]:
    """Sound without chat and picture. `sound`: (samples,) in -1 to 1, 16 kHz."""
    length_s = sound.size // RATE
    pcm = (np.clip(sound, -1, 1) * 32767).astype("<i2")
    for second in range(length_s):
        window = pcm[second * RATE : (second + 1) * RATE].tobytes()
        yield (
            Modality.AUDIO,
            AudioWindow(
                session_id=SESSION_ID, start_ms=second * 1000, discontinuity=0, covered_ms=1000, pcm=window
            ),
        )
        yield from marks(second, length_s, Modality.AUDIO)


def marks(second: int, length_s: int, live: Modality) -> Iterator[tuple[Modality, AnyEvent]]:
    """The watermarks that close a second, of a session in which one sense alone is there."""
    for modality in MODALITIES:
        state = WindowState.LIVE if modality is live else WindowState.ABSENT
        yield (
            modality,
            Watermark(
                session_id=SESSION_ID,
                until_ms=(second + 1) * 1000,
                discontinuity=0,
                state=state,
                final=second == length_s - 1,
            ),
        )


def judge(
    events: Iterator[tuple[Modality, AnyEvent]], settings: JudgingSettings | None = None
) -> list[Event]:
    """Everything the judges say."""
    return Panel(SESSION_ID, settings or JudgingSettings()).hear_all(events)


def final_highlights(said: Sequence[Event]) -> list[Highlight]:
    """What would become clips."""
    return [one for one in said if isinstance(one, Highlight) and one.state is HighlightState.FINAL]


def spans_s(highlights: Sequence[Highlight]) -> list[Interval]:
    """Their spans in seconds."""
    return [(one.start_ms / 1000, one.end_ms / 1000) for one in highlights]
