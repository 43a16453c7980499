"""What a source is to the reader thread.

All of it blocks. While a source waits for data it calls `Idle.waiting` several times a second, so
that silence can be told, and a wait can be ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from av.container.input import InputContainer

from monitors.items import SourceInfo
from monitors.pump import Tracks
from schemas.capture import GapReason


class SourceUnusable(Exception):
    """The source cannot be read, and trying again would not help. Two sentences: why, and what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


class SourceOffline(SourceUnusable):
    """The channel exists but does not broadcast."""


class SourceBarred(SourceUnusable):
    """The source leads to where sources that users name must not: it is left at once."""


class SourceLost(Exception):
    """The source does not answer now; it may answer later. Carries what `SourceUnusable` would say."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class Idle(Protocol):
    """Told by a source what it is waiting for."""

    def waiting(self, ad: bool) -> bool:
        """No data just now (`ad`: because the platform shows an advertisement). False: give up."""
        ...

    def data(self) -> None:
        """Data has come."""
        ...


@dataclass(frozen=True)
class Part:
    """One demuxer's worth of a source.

    Attributes:
        at_ms: where it begins in the session, for recordings; None for live sources.
        date_ms: epoch ms of its first frame by the source's own calendar; None without one.
        same_clock: the source was opened anew; its time stamps may go on where they were.
        wraps: time stamps count 33 bits.
        missing_ms: known to be lost before it.
        start_ticks: first time stamp in it, in ticks of 90 kHz.
    """

    container: InputContainer
    tracks: Tracks
    start_ticks: int
    at_ms: int | None = None
    date_ms: int | None = None
    same_clock: bool = False
    wraps: bool = False
    missing_ms: int = 0


class Opened(Protocol):
    """A source that is open."""

    @property
    def info(self) -> SourceInfo:
        """What is known of it."""
        ...

    def parts(self, from_ms: int) -> Iterator[Part]:
        """Its demuxers, one after the other.

        Args:
            from_ms: media time to begin at, for recordings. Live sources begin at the present.

        Raises:
            SourceUnusable, SourceLost
        """
        ...

    def why(self) -> tuple[GapReason, str]:
        """What is known of the reason of a hole that was just met."""
        ...

    @property
    def burst_ms(self) -> int:
        """How much media comes at a time: the length of a live segment; 0 where it flows."""
        ...

    @property
    def over(self) -> bool:
        """After the last part: whether the source itself said that it is over."""
        ...

    def close(self) -> None:
        """Let go of it; returns soon."""
        ...


class Source(Protocol):
    """A way to open something.

    Attributes:
        live_channel: it may come back after it has ended.
        may_answer_later: what fails now may work in a while.
    """

    live_channel: bool
    may_answer_later: bool

    def open(self, idle: Idle, again: Opened | None) -> Opened:
        """Open it, or open it anew after `again`.

        Raises:
            SourceUnusable, SourceOffline, SourceLost
        """
        ...
