"""What the events judge remembers of one session."""

from __future__ import annotations

import msgspec

from agents.baseline import Baseline
from agents.sense import SenseMemory
from schemas.chat import ChatEventKind
from schemas.judging import Ask


class Happened(msgspec.Struct, array_like=True):
    """One hard event, as far as it counts."""

    kind: ChatEventKind
    amount: int


class EventsMemory(SenseMemory):
    """Seconds still open, the last few seconds, and what is normal.

    Attributes:
        pending: by start of the second, what happened in it; of seconds that are still open.
        pending_authors: likewise, who spoke: 32 bits of each author's hash.
        pending_asks: likewise, who asked for a clip.
        asked: of the last minutes, oldest first; what may still be taken back.
        taken_back: ids of asks that were taken back since the last closed second.
        window: the same of the last closed seconds, oldest first; `window_voices`: how many spoke in each.
        heard_ids: 32 bits of the ids of the last events, oldest first: none counts twice.
        support: baseline of what is given in a window, in subs.
        voices: baseline of the people who speak in each second of a window, summed.
    """

    pending: dict[int, list[Happened]] = msgspec.field(default_factory=dict)
    pending_authors: dict[int, list[int]] = msgspec.field(default_factory=dict)
    pending_asks: dict[int, list[Ask]] = msgspec.field(default_factory=dict)
    asked: list[Ask] = msgspec.field(default_factory=list)
    taken_back: list[str] = msgspec.field(default_factory=list)
    window: list[list[Happened]] = msgspec.field(default_factory=list)
    window_voices: list[int] = msgspec.field(default_factory=list)
    heard_ids: list[int] = msgspec.field(default_factory=list)
    support: Baseline = msgspec.field(default_factory=Baseline)
    voices: Baseline = msgspec.field(default_factory=Baseline)
