"""The events judge: hard events of a chat and watermarks in, a signal for each second that has some out.

It hears the same topic as the chat judge, which carries it along (`agents.chat.judge`): each second of it
is said before chat's word on that second, so that nobody has to wait for it. A second in which nothing
happened is not said, and a chat that is absent says none.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from agents import lineup
from agents.events.memory import EventsMemory, Happened
from agents.events.stages import EventsSecond
from agents.judge import NO_METER, JudgingSettings
from agents.sense import Sense
from schemas.chat import ChatBatch, ChatEvent, ChatEventKind, Withdrawal
from schemas.codec import AnyEvent
from schemas.event import Event
from schemas.judging import Ask, Modality, Signal
from schemas.moment import second_of
from streams.stage import Stage, StageMeter, run_lineup

HAPPENED_PER_SECOND_MAX = 200
"""A gift of a hundred is one event; so many at once are a flood, and its first tell as much."""
SPEAKERS_PER_SECOND_MAX = 400
ASKS_PER_SECOND_MAX = 100
OPEN_SECONDS_MAX = 120
"""A batch lies at most a few seconds ahead of its watermark; anything further is dropped."""
HEARD_IDS_MAX = 500
"""Whoever says an event again does so within seconds."""
ASKED_MAX = 300
ASKED_MS = 60_000
"""An ask is decided within the longest lag of chat; nothing can be taken back after it."""
FACTOR_CENTI_MAX = 1000


class EventsJudge(Sense[EventsMemory]):
    """Judges raids, subs, gifts, bits, hype trains and the like; brings along who asked for a clip."""

    modality = Modality.EVENTS
    memory_type = EventsMemory

    def __init__(
        self,
        stages: Sequence[Stage[EventsSecond]] | None = None,
        settings: JudgingSettings | None = None,
        meter: StageMeter = NO_METER,
    ) -> None:
        super().__init__(settings, meter)
        self._stages = lineup.EVENTS if stages is None else tuple(stages)

    def hear(self, memory: EventsMemory, event: AnyEvent) -> list[Event]:
        """See `agents.judge.Judge`; only seconds that have something to say come back."""
        signals = super().hear(memory, event)
        return [
            one for one in signals if isinstance(one, Signal) and (one.parts or one.asks or one.withdrawn)
        ]

    def take(self, memory: EventsMemory, event: AnyEvent) -> None:
        """Events of seconds that are still open; one that was heard before is not counted twice."""
        if not isinstance(event, ChatBatch):
            return
        for message in event.messages:
            start_ms = second_of(message.at_ms)
            if self._is_open(memory, start_ms):
                authors = memory.pending_authors.setdefault(start_ms, [])
                author = crc32(message.author.encode())
                if len(authors) < SPEAKERS_PER_SECOND_MAX and author not in authors:
                    authors.append(author)
        for one in event.events:
            if self._is_open(memory, second_of(one.at_ms)):
                _collect(memory, one)
        for withdrawal in event.withdrawals:
            _take_back(memory, withdrawal)

    def score(self, memory: EventsMemory, start_ms: int) -> EventsSecond:
        """Through the lineup."""
        happened = memory.pending.pop(start_ms, [])
        speakers = len(memory.pending_authors.pop(start_ms, ()))
        second = EventsSecond(memory, self.settings, start_ms, happened, speakers)
        run_lineup(self._stages, second, self.meter)
        second.asks = tuple(memory.pending_asks.pop(start_ms, ()))
        memory.asked += second.asks
        memory.asked = [ask for ask in memory.asked if ask.at_ms > start_ms - ASKED_MS][-ASKED_MAX:]
        second.withdrawn = tuple(Withdrawal(at_ms=start_ms, message_id=one) for one in memory.taken_back)
        memory.taken_back.clear()
        return second

    def skip(self, memory: EventsMemory, start_ms: int) -> None:
        """After a break, the last seconds say nothing about the next."""
        memory.pending.pop(start_ms, None)
        memory.pending_authors.pop(start_ms, None)
        memory.pending_asks.pop(start_ms, None)
        memory.window.clear()
        memory.window_voices.clear()

    def _is_open(self, memory: EventsMemory, start_ms: int) -> bool:
        return memory.closed_ms <= start_ms < memory.closed_ms + OPEN_SECONDS_MAX * 1000


def _collect(memory: EventsMemory, event: ChatEvent) -> None:
    heard_id = crc32(f"{event.kind.value}:{event.event_id}".encode())
    if heard_id in memory.heard_ids:
        return
    memory.heard_ids.append(heard_id)
    del memory.heard_ids[:-HEARD_IDS_MAX]
    start_ms = second_of(event.at_ms)
    if event.kind is ChatEventKind.WANTED:
        asks = memory.pending_asks.setdefault(start_ms, [])
        if event.amount > 0 and len(asks) < ASKS_PER_SECOND_MAX:
            asks.append(
                Ask(
                    ask_id=event.event_id,
                    at_ms=event.at_ms,
                    author=event.author,
                    role=event.role,
                    wanted_centi=max(100, min(event.amount, FACTOR_CENTI_MAX)),
                )
            )
        return
    happened = memory.pending.setdefault(start_ms, [])
    if len(happened) < HAPPENED_PER_SECOND_MAX:
        happened.append(Happened(event.kind, event.amount))


def _take_back(memory: EventsMemory, withdrawal: Withdrawal) -> None:
    """Asks that are not said yet are forgotten; those that are said are said to be taken back."""
    for start_ms, asks in list(memory.pending_asks.items()):
        memory.pending_asks[start_ms] = [ask for ask in asks if not _is_meant(ask, withdrawal)]
    gone = [ask for ask in memory.asked if _is_meant(ask, withdrawal)]
    memory.taken_back += [ask.ask_id for ask in gone]
    memory.asked = [ask for ask in memory.asked if ask not in gone]


def _is_meant(ask: Ask, withdrawal: Withdrawal) -> bool:
    if withdrawal.message_id:
        return ask.ask_id == withdrawal.message_id
    return ask.at_ms <= withdrawal.at_ms and withdrawal.author in ("", ask.author)
