"""One session on its way through the judges.

In: deliveries for each judge, in the order of its topic, and transcripts of closed highlights.
Out: what the judges say, in order: highlights to the door and onto the road, signals onto the road.

One task hears everything of a session, so nothing of it happens at the same time; sessions do not
wait for one another.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from agents.judge import Judge
from agents.keeper import FAILURES_MAX, Delivery, Keeper, Remembered, shut_by
from agents.minutes import FUSION, Minutes
from agents.pacing import Pacer
from schemas.event import Event
from schemas.judging import Highlight, HighlightState, JudgingEnded, Signal, Transcript
from streams.clock import Clock
from streams.door import DoorRefused, DoorShut
from streams.road import Publisher
from streams.stage import Gone, Poison, Retry
from streams.telemetry import Counters
from streams.topics import HIGHLIGHTS, SIGNALS

log = logging.getLogger(__name__)

T = TypeVar("T")

DOOR_PAUSE_S = 1.0
"""Between two tries at a door that is shut; the door itself has waited long before it says so."""

NOT_OF_THE_HIGHLIGHT = frozenset({401, 403, 405})
"""Refusals that are about us or the way, and not about what we bring; they pass."""

TURN_EVENTS_MAX = 50
"""Events of one session before others get a turn: about 10 ms of judging."""


class HighlightDoor(Protocol):
    """The part of the door that takes highlights (`streams.door.Door`)."""

    async def put_highlight(self, highlight: Highlight) -> None:
        """Safe to repeat. Raises DoorShut, DoorRefused."""
        ...

    async def health(self) -> None:
        """Return when the door answers. Raises DoorShut."""
        ...

    async def highlights(self, session_id: str) -> list[Highlight]:
        """The newest revision of each of a session. Raises DoorShut, DoorRefused."""
        ...


class Fusion(Judge[Any], Protocol):
    """The judge whose highlights wait for a transcript (`agents.fusion.judge.FusionJudge`)."""

    def decide(self, memory: Any, highlight_id: str, transcript: Transcript | None) -> list[Event]:
        """The last word on a closed highlight; nothing when it was said before."""
        ...

    def repeat(self, memory: Any, last_word: Highlight) -> list[Event]:
        """Take over a last word that the door has already."""
        ...

    def waits(self, memory: Any) -> bool:
        """Whether a highlight or a minute of the timeline must still be brought to its end."""
        ...

    def minutes(self, memory: Any) -> Minutes:
        """The part of the memory that is the timeline."""
        ...


@dataclass
class Bench:
    """What all sessions of a process share.

    Attributes:
        close: asks for the transcript of a closed highlight; answers by `Case.transcribed`.
        save_soon: asks for a save before the next one is due.
        send_soon: asks for the timelines to be sent before they are due.
        more_room: asks for more events while one sense waits for another; false when there is no need
            of it, or no more to be had.
        shut: counts the sessions that wait for the door just now.
    """

    judges: Mapping[str, Judge[Any]]
    fusion: Fusion
    keeper: Keeper
    door: HighlightDoor
    publisher: Publisher
    counters: Counters
    clock: Clock
    close: Callable[[Case, Highlight], None]
    save_soon: Callable[[], None]
    send_soon: Callable[[], None] = lambda: None
    heard_one: Callable[[Delivery], None] = lambda _: None
    more_room: Callable[[], bool] = lambda: False
    log_end: Callable[[str, int], int | None] = lambda _topic, _partition: None
    shut: set[str] = field(default_factory=set)


class Case:
    """One session in this process."""

    def __init__(self, session_id: str, bench: Bench) -> None:
        self.session_id = session_id
        self.active_ms = bench.clock.monotonic_ms()
        self._bench = bench
        self._pacer = Pacer(bench.clock, more_room=bench.more_room)
        self._inbox: dict[str, deque[Delivery]] = {name: deque() for name in bench.judges}
        self._transcripts: deque[tuple[str, Transcript | None]] = deque()
        self._closing: set[str] = set()
        self._last_words: dict[str, Highlight] = {}
        self._wake = asyncio.Event()
        self._busy = False

    @property
    def idle(self) -> bool:
        """Nothing waits, nothing is closing, and the door has all that is remembered, timeline and all."""
        waiting = self._busy or self._transcripts or self._closing or any(self._inbox.values())
        kept = self._bench.keeper.of_session(self.session_id)
        return not waiting and not any(memory.dirty or self._has_minutes(memory) for memory in kept)

    def _has_minutes(self, kept: Remembered) -> bool:
        return kept.judge == FUSION and any(self._bench.fusion.minutes(kept.memory).unsent())

    @property
    def waiting(self) -> int:
        """Deliveries that were not heard yet."""
        return sum(len(inbox) for inbox in self._inbox.values())

    def deliver(self, delivery: Delivery) -> None:
        """An event has come."""
        self._inbox[delivery.judge].append(delivery)
        self._wake.set()

    def hear_again(self, dropped: Remembered) -> None:
        """A memory was dropped: what it held and was not acked comes first again."""
        self._inbox[dropped.judge].extendleft(reversed(dropped.unsaved))
        self._closing.clear()
        self._wake.set()

    def transcribed(self, highlight_id: str, transcript: Transcript | None) -> None:
        """A closed highlight has its transcript, or gets none."""
        self._transcripts.append((highlight_id, transcript))
        self._wake.set()

    async def run(self) -> None:
        """Hear what comes, for ever. Raises RoadClosed; everything else is dealt with."""
        while True:
            self._busy = True
            for _ in range(TURN_EVENTS_MAX):
                if not await self._step():
                    await self._rest()
            await asyncio.sleep(0)

    async def _rest(self) -> None:
        self._wake.clear()
        self._busy = False
        wait_ms = self._pacer.wait_ms() if self.waiting else None
        with suppress(TimeoutError):
            # Not `wait_for`, which swallows a cancellation that comes with what it waits for.
            async with asyncio.timeout(None if wait_ms is None else wait_ms / 1000 + 0.01):
                await self._wake.wait()
        self._busy = True

    async def _step(self) -> bool:
        """Do one thing. Returns whether there was one."""
        self.active_ms = self._bench.clock.monotonic_ms()
        if self._transcripts:
            await self._decide(*self._transcripts.popleft())
            return True
        heads = {name: inbox[0].received.event if inbox else None for name, inbox in self._inbox.items()}
        for name in (FUSION, *self._inbox):
            inbox, event = self._inbox[name], heads[name]
            if event is not None and self._pacer.may_hear(name, event, heads):
                try:
                    kept = await self._recall(inbox[0])
                except DoorRefused as refused:
                    await self._bury(inbox.popleft(), f"the door keeps no memory for it: {refused}")
                    return True
                delivery = inbox.popleft()
                self._pacer.heard(name, delivery.received.event)
                await self._hear(kept, delivery)
                return True
        return False

    async def _bury(self, delivery: Delivery, reason: str) -> None:
        """An event of a session that can have no memory: without one nothing can be judged."""
        self._bench.counters.add("events_refused")
        self._bench.heard_one(delivery)
        log.error("an event of session %s is not judged: %s", self.session_id, reason)
        await self._bench.publisher.dead_letter(delivery.received, delivery.judge, reason)
        delivery.ack()

    async def _recall(self, delivery: Delivery) -> Remembered:
        place = delivery.received
        known = self._bench.keeper.known(delivery.judge, self.session_id)
        if known is not None:
            return known
        log_end = self._bench.log_end(place.topic, place.partition)
        kept = await self._patiently(
            lambda: self._bench.keeper.recall(delivery.judge, self.session_id, log_end)
        )
        if kept.judge == FUSION:
            self._last_words = await self._patiently(self._said_before)
            self._ask_for_transcripts(kept)
        return kept

    async def _said_before(self) -> dict[str, Highlight]:
        """Last words that a worker said before it died, and could not remember: speech may differ now."""
        try:
            stored = await self._bench.door.highlights(self.session_id)
        except DoorRefused as refused:
            if refused.status in NOT_OF_THE_HIGHLIGHT:
                raise shut_by(refused) from refused
            return {}  # a session of which the door knows nothing has no last words
        over = (HighlightState.FINAL, HighlightState.DROPPED)
        return {one.highlight_id: one for one in stored if one.state in over and not one.near_miss}

    async def _hear(self, kept: Remembered, delivery: Delivery) -> None:
        received = delivery.received
        self._bench.heard_one(delivery)
        if received.offset <= kept.offset:
            self._bench.counters.add("events_heard_before")
            if received.offset <= kept.saved_offset and not kept.pending:
                delivery.ack()
            else:
                kept.unsaved.append(delivery)
            return
        kept.settled = False
        events: list[Event] = []
        dead = ""
        try:
            events = self._bench.judges[kept.judge].hear(kept.memory, received.event)
        except Poison as poison:
            dead = poison.reason
            self._bench.counters.add("events_poison")
            log.warning("the %s judge cannot judge an event: %s %s", kept.judge, poison, poison.remedy)
        except (Retry, Gone) as word:  # nobody can wait here: the next events are behind it
            self._bench.counters.add("events_passed_over")
            log.info("the %s judge passes an event over: %r", kept.judge, word)
        except Exception as bug:
            dead = f"bug: {bug!r}"
            self._bench.counters.add("events_bug")
            log.exception("a bug of the %s judge, in session %s", kept.judge, self.session_id)
        kept.took_in(delivery)
        self._bench.counters.add("events_heard")
        if dead:
            await self._bench.publisher.dead_letter(received, kept.judge, dead)
        await self._say(kept, events)

    async def _decide(self, highlight_id: str, transcript: Transcript | None) -> None:
        kept = self._bench.keeper.known(FUSION, self.session_id)
        if kept is None:
            return  # forgotten meanwhile: whoever recalls it asks again
        kept.settled = False
        events: list[Event] = []
        said = self._last_words.pop(highlight_id, None)
        try:
            if said is not None:
                events = self._bench.fusion.repeat(kept.memory, said)
            else:
                events = self._bench.fusion.decide(kept.memory, highlight_id, transcript)
        except Exception:
            self._bench.counters.add("verdicts_bug")
            log.exception("a bug of the verdict on highlight %s; it stays undecided", highlight_id)
        kept.turned()
        kept.pending = self._bench.fusion.waits(kept.memory)
        await self._say(kept, events)
        if any(waiting.highlight_id == highlight_id for waiting in kept.memory.closing):
            return  # a bug: not asked again before a restart
        self._closing.discard(highlight_id)

    async def _say(self, kept: Remembered, events: list[Event]) -> None:
        turn = False
        for event in events:
            if isinstance(event, Signal):
                await self._bench.publisher.send(SIGNALS, self.session_id, event)
                continue
            if isinstance(event, Highlight):
                await self._put(event)
            if isinstance(event, Highlight | JudgingEnded):
                await self._bench.publisher.send(HIGHLIGHTS, self.session_id, event)
                if isinstance(event, JudgingEnded):
                    self._bench.send_soon()
                turn = turn or not (isinstance(event, Highlight) and event.state is HighlightState.GROWN)
        kept.settled = True
        if kept.judge == FUSION:
            turn = self._ask_for_transcripts(kept) or turn
        if turn:
            self._bench.save_soon()

    def _ask_for_transcripts(self, kept: Remembered) -> bool:
        kept.pending = self._bench.fusion.waits(kept.memory)
        fresh = [closed for closed in kept.memory.closing if closed.highlight_id not in self._closing]
        for closed in fresh:
            self._closing.add(closed.highlight_id)
            if closed.highlight_id in self._last_words:
                self.transcribed(closed.highlight_id, None)  # it has its transcript
            else:
                self._bench.close(self, closed)
        return bool(fresh)

    async def _put(self, highlight: Highlight) -> None:
        try:
            await self._patiently(lambda: self._put_once(highlight))
        except DoorRefused as refused:
            self._bench.counters.add("highlights_refused")
            log.error("the door did not take highlight %s: %s", highlight.highlight_id, refused)

    async def _put_once(self, highlight: Highlight) -> None:
        try:
            await self._bench.door.put_highlight(highlight)
        except DoorRefused as refused:
            if refused.status in NOT_OF_THE_HIGHLIGHT:
                raise shut_by(refused) from refused
            raise

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Until the door answers: nothing is acked meanwhile, and the bound on unacked events holds.

        Raises:
            DoorRefused: what the door itself said; or 500 where it fails at this call again and again,
                though it answers others.
        """
        failures = 0
        try:
            while True:
                try:
                    return await call()
                except DoorShut as shut:
                    if self.session_id not in self._bench.shut:
                        log.warning("session %s waits: %s", self.session_id, shut)
                    self._bench.shut.add(self.session_id)
                    failures = failures + 1 if await self._door_answers() else 0
                    if failures >= FAILURES_MAX:
                        raise DoorRefused(500, f"the door fails at this each time: {shut}") from shut
                await asyncio.sleep(DOOR_PAUSE_S)
        finally:
            self._bench.shut.discard(self.session_id)

    async def _door_answers(self) -> bool:
        try:
            await self._bench.door.health()
        except DoorShut:
            return False
        return True
