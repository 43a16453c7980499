"""The lane of chat: lines in batches, and the watermarks that close its seconds.

In: seconds that the media have closed, and a chat. Out: events on `chat.batches`. A recorded chat
follows the media; a live one is closed by the clock, because lines arrive on their own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitors.chat.base import Chat
from schemas.capture import Watermark, WindowState
from schemas.chat import ChatBatch, ChatEvent, ChatMessage, Withdrawal
from schemas.moment import SECOND_MS

BATCH_MS = 250
BATCH_LINES_MAX = 100
"""Of 500 characters and a hundred emotes with their ids each: 700 kB, below the largest event; and seldom
more than one batch in 250 ms."""


class ChatLane:
    """Turns one session's chat into events.

    Attributes:
        category: of the stream; every watermark says it, so that whoever hears one alone knows it.
    """

    def __init__(self, session_id: str, chat: Chat) -> None:
        self.category = ""
        self._session_id = session_id
        self._chat = chat
        self._open: deque[tuple[int, int, bool]] = deque()
        self._discontinuity = 0

    def second(self, until_ms: int, discontinuity: int, final: bool) -> None:
        """The media have closed a second."""
        self._discontinuity = discontinuity
        self._open.append((until_ms, discontinuity, final))

    def events(self) -> Iterator[ChatBatch | Watermark]:
        """What can be said now."""
        known_ms = self._chat.known_until_ms()
        while self._open and (known_ms is None or self._open[0][0] <= known_ms or self._ending()):
            until_ms, discontinuity, final = self._open.popleft()
            yield from self._batches(until_ms, discontinuity)
            state = WindowState.ABSENT
            if self._chat.present:
                live = self._chat.live(until_ms - SECOND_MS)
                state = WindowState.LIVE if live else WindowState.GAP
            yield Watermark(
                session_id=self._session_id,
                until_ms=until_ms,
                discontinuity=discontinuity,
                state=state,
                final=final,
                category=self.category,
            )
        if known_ms is not None and not self._ending():
            yield from self._batches(known_ms, self._discontinuity)

    def _ending(self) -> bool:
        return bool(self._open) and self._open[-1][2]

    def _batches(self, until_ms: int, discontinuity: int) -> Iterator[ChatBatch]:
        slots: dict[int, _Slot] = {}
        for line in self._chat.until(until_ms):
            slots.setdefault(line.at_ms // BATCH_MS, _Slot()).messages.append(line)
        for one in self._chat.beside(until_ms):
            slot = slots.setdefault(one.at_ms // BATCH_MS, _Slot())
            if isinstance(one, ChatEvent):
                slot.events.append(one)
            else:
                slot.withdrawals.append(one)
        for number in sorted(slots):
            yield from self._slot(slots[number], discontinuity)

    def _slot(self, slot: _Slot, discontinuity: int) -> Iterator[ChatBatch]:
        longest = max(len(slot.messages), len(slot.events), len(slot.withdrawals))
        for first in range(0, longest, BATCH_LINES_MAX):
            part = slice(first, first + BATCH_LINES_MAX)
            yield ChatBatch(
                session_id=self._session_id,
                discontinuity=discontinuity,
                messages=tuple(slot.messages[part]),
                events=tuple(slot.events[part]),
                withdrawals=tuple(slot.withdrawals[part]),
            )


@dataclass
class _Slot:
    """What belongs to one batch."""

    messages: list[ChatMessage] = field(default_factory=list)
    events: list[ChatEvent] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
