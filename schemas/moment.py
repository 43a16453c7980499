"""Media time: whole milliseconds since the first frame of a session.

A session has one timeline. It starts at 0 with its first frame, follows the capture clock through
gaps, and never runs backwards, whatever the time stamps of the source do.
"""

from __future__ import annotations

import msgspec

SECOND_MS = 1000


class Span(msgspec.Struct, frozen=True, order=True):
    """A stretch of media time, ``start_ms`` included, ``end_ms`` excluded.

    Raises:
        ValueError: the end lies before the start.
    """

    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if self.end_ms < self.start_ms:
            raise ValueError(f"a span cannot end ({self.end_ms} ms) before it starts ({self.start_ms} ms)")

    @property
    def duration_ms(self) -> int:
        """Length in milliseconds."""
        return self.end_ms - self.start_ms

    def overlap_ms(self, other: Span) -> int:
        """Milliseconds that both spans cover; 0 when they only touch."""
        return max(0, min(self.end_ms, other.end_ms) - max(self.start_ms, other.start_ms))

    def covers(self, at_ms: int) -> bool:
        """Whether the instant lies inside."""
        return self.start_ms <= at_ms < self.end_ms


def second_of(at_ms: int) -> int:
    """The start, in ms, of the whole second that holds the instant."""
    return at_ms - at_ms % SECOND_MS


def seconds(at_ms: int) -> float:
    """Milliseconds as seconds, for people and for JSON (``*_s`` fields)."""
    return round(at_ms / SECOND_MS, 3)
