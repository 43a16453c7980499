"""What the chat judge remembers of one session."""

from __future__ import annotations

import msgspec

from agents.baseline import Baseline
from agents.events.memory import EventsMemory
from agents.sense import SenseMemory


class Said(msgspec.Struct, array_like=True):
    """One person's strongest line of one second, without who they are.

    Attributes:
        author: 32 bits of the author's hash.
        weight_centi: what the line counts for, in hundredths.
        feeling: index into `agents.chat.words.Feeling`.
        gist: 32 bits; alike for lines that say the same.
        loud: capitals or runs.
        message: 32 bits of the message's id; 0 for none.
    """

    author: int
    weight_centi: int
    feeling: int
    gist: int
    loud: bool
    message: int = 0

    def repeats(self, other: Said) -> bool:
        """Whether the same person says the same again."""
        return (
            self.author == other.author
            and self.gist == other.gist
            and self.weight_centi == other.weight_centi
            and self.feeling == other.feeling
            and self.loud == other.loud
        )


class SaidLine(msgspec.Struct, array_like=True):
    """A line that may stand for a second. `author`, `message`: as in `Said`."""

    weight_centi: int
    text: str
    author: int = 0
    message: int = 0


class Shown(msgspec.Struct, array_like=True):
    """A line that stood for a second, and may still have to be taken back."""

    start_ms: int
    line: SaidLine


class ChatMemory(SenseMemory):
    """Seconds still open, the last few seconds, and what is normal.

    Attributes:
        pending: by start of the second, what was said in it; of seconds that are still open.
        pending_lines: likewise, the lines that may stand for it.
        window, window_lines: the same of the last closed seconds, oldest first.
        people, excitement: baselines of the window's unique people, and of their summed weight.
        lasting_excitement: the same of the longer window.
        shown: lines of the signals of the last minutes, oldest first.
        unsaid: of those, what was taken back since the last closed second.
        events: what the events judge remembers, which hears the same topic.
    """

    pending: dict[int, list[Said]] = msgspec.field(default_factory=dict)
    pending_lines: dict[int, list[SaidLine]] = msgspec.field(default_factory=dict)
    window: list[list[Said]] = msgspec.field(default_factory=list)
    window_lines: list[list[SaidLine]] = msgspec.field(default_factory=list)
    people: Baseline = msgspec.field(default_factory=Baseline)
    excitement: Baseline = msgspec.field(default_factory=Baseline)
    lasting_excitement: Baseline = msgspec.field(default_factory=Baseline)
    shown: list[Shown] = msgspec.field(default_factory=list)
    unsaid: list[str] = msgspec.field(default_factory=list)
    events: EventsMemory = msgspec.field(default_factory=lambda: EventsMemory(session_id=""))
