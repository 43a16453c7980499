"""What a session wants of the reader of its source.

In: settings, and what the door knows of the session. Out: values, for the reader thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FETCH_MS = 1000
"""A segment appears in its playlist when it is whole, and is here so much later at the most."""

BURST_MS_MAX = 30_000
"""Longer segments than this are a playlist that errs; a stall must be told within a minute or so."""


@dataclass(frozen=True)
class Bounds:
    """When silence becomes a gap, when a source is opened anew, and when it is over."""

    stall_ms: int
    reopen_ms: int
    offline_ms: int

    def for_bursts(self, burst_ms: int) -> Bounds:
        """The same for a source whose media come in pieces of so many ms.

        A pause between two pieces is no silence: one may be late by its own length.
        """
        usual_ms = 2 * min(burst_ms, BURST_MS_MAX) + FETCH_MS if burst_ms else 0
        more_ms = max(0, usual_ms - self.stall_ms)
        return Bounds(self.stall_ms + more_ms, self.reopen_ms + more_ms, self.offline_ms + more_ms)


@dataclass(frozen=True)
class Plan:
    """What the session wants of the reader.

    Attributes:
        from_ms: media time that was said before; 0 for a new session.
        seek_ms: where a recording goes on, which played on meanwhile.
        resumed: another process had this session before.
        dated: the source's calendar is believed.
        discontinuity: number of the first stretch.
        spool: folder for segments being written; None to record nothing.
    """

    session_id: str
    started_at_ms: int
    from_ms: int
    seek_ms: int
    resumed: bool
    dated: bool
    discontinuity: int
    speed: float
    limit_ms: int | None
    spool: Path | None
    segment_ms: int
