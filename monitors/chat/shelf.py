"""Where what a live chat has said lies until its second is asked for.

In: lines, events and withdrawals in epoch ms, as they arrive. Out: the same in media time, in order.
"""

from __future__ import annotations

import logging
from collections import deque
from typing import Generic, TypeVar

import msgspec

from monitors.chat.base import Beside
from monitors.chat.message import Heard
from schemas.chat import ChatMessage

log = logging.getLogger(__name__)

WAITING_MAX = 20_000
"""Lines that wait for their second; the busiest chats bring a few hundred a second."""

SKEW_MS_MAX = 10_000
"""A time stamp further from our clock than this is not believed; the time of arrival counts then."""

T = TypeVar("T", ChatMessage, Beside)


class _Row(Generic[T]):
    def __init__(self) -> None:
        self.items: deque[T] = deque()

    def before(self, until_ms: int) -> list[T]:
        ready = [one for one in self.items if one.at_ms < until_ms]
        if ready:
            self.items = deque(one for one in self.items if one.at_ms >= until_ms)
            ready.sort(key=lambda one: one.at_ms)
        return ready


class Shelf:
    """What waits of one session.

    Attributes:
        started_at_ms: epoch ms of media time 0.
        dropped_count: lines and events that did not fit.
    """

    def __init__(self) -> None:
        self.started_at_ms = 0
        self.dropped_count = 0
        self._handed_ms = 0
        self._lines: _Row[ChatMessage] = _Row()
        self._beside: _Row[Beside] = _Row()

    def __len__(self) -> int:
        return len(self._lines.items) + len(self._beside.items)

    def put(self, heard: Heard, now_ms: int) -> None:
        """Take in what was heard at `now_ms`. What lies before the session is left out."""
        if heard.message is not None:
            self._put(self._lines, heard.message, now_ms)
        for event in heard.events:
            self._put(self._beside, event, now_ms)
        for withdrawal in heard.withdrawals:
            self._put(self._beside, withdrawal, now_ms)

    def lines(self, until_ms: int) -> list[ChatMessage]:
        """See `Chat.until`."""
        self._handed_ms = max(self._handed_ms, until_ms)
        return self._lines.before(until_ms)

    def beside(self, until_ms: int) -> list[Beside]:
        """See `Chat.beside`."""
        return self._beside.before(until_ms)

    def _put(self, row: _Row[T], one: T, now_ms: int) -> None:
        said_ms = one.at_ms if abs(one.at_ms - now_ms) <= SKEW_MS_MAX else now_ms
        at_ms = said_ms - self.started_at_ms
        if at_ms < 0:
            return
        if len(row.items) >= WAITING_MAX:
            row.items.popleft()
            if not self.dropped_count:
                log.warning("chat: more lines come than the session takes; the oldest are dropped")
            self.dropped_count += 1
        # What belongs to a second that is closed already belongs to the first open one.
        row.items.append(msgspec.structs.replace(one, at_ms=max(at_ms, self._handed_ms)))

    def told(self) -> None:
        """Say in the log how much was dropped in all."""
        if self.dropped_count:
            log.warning("chat: %d lines were dropped in all", self.dropped_count)
