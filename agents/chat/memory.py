"""What the chat judge remembers of one session."""

from __future__ import annotations

import msgspec

from agents.baseline import Baseline
from agents.sense import SenseMemory


class Said(msgspec.Struct, array_like=True):
    """One person's strongest line of one second, without who they are.

    Attributes:
        author: 32 bits of the author's hash.
        weight_centi: what the line counts for, in hundredths.
        feeling: index into `agents.chat.words.Feeling`.
        gist: 32 bits; alike for lines that say the same.
        loud: capitals or runs.
    """

    author: int
    weight_centi: int
    feeling: int
    gist: int
    loud: bool


class ChatMemory(SenseMemory):
    """Seconds still open, the last few seconds, and what is normal.

    Attributes:
        pending: by start of the second, what was said in it; of seconds that are still open.
        pending_lines: likewise, the lines that may stand for it: (weight in hundredths, text).
        window, window_lines: the same of the last closed seconds, oldest first.
        people, excitement: baselines of the window's unique people, and of their summed weight.
        lasting_excitement: the same of the longer window.
    """

    pending: dict[int, list[Said]] = msgspec.field(default_factory=dict)
    pending_lines: dict[int, list[tuple[int, str]]] = msgspec.field(default_factory=dict)
    window: list[list[Said]] = msgspec.field(default_factory=list)
    window_lines: list[list[tuple[int, str]]] = msgspec.field(default_factory=list)
    people: Baseline = msgspec.field(default_factory=Baseline)
    excitement: Baseline = msgspec.field(default_factory=Baseline)
    lasting_excitement: Baseline = msgspec.field(default_factory=Baseline)
