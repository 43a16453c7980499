"""A log, a door and a judging process that can be killed after any single step.

Time does not pass here: the driver hands events over, lets the sessions work until nothing moves, and
saves. Every effect outside the process (a record, a call, an ack) is a step with a moment before and
a moment after it, and a kill comes at one of those moments.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from agents.app import HEARD
from agents.case import Case
from agents.desk import Desk
from agents.pacing import HOLD_MS_MAX
from schemas.event import Event
from schemas.judging import Highlight, Transcript
from streams.door import Memory, TimelineMinute
from streams.road import Received
from streams.telemetry import Counters
from streams.topics import HIGHLIGHTS, Topic
from tests.fakes.memory_door import FakeMemoryDoor

STILL_TURNS = 5
"""Turns of the loop without an event heard, after which nothing moves: nothing here really waits."""

STILL_ROUNDS = 3
"""Rounds in which nothing moved; a verdict needs one, its save another, and a hold ends after one."""


class Killed(Exception):
    """kill -9: nothing the process does from here on has any effect."""


class StillClock:
    """Stands still."""

    def __init__(self) -> None:
        self.at_ms = 1_000_000

    def now_ms(self) -> int:
        return self.at_ms

    def monotonic_ms(self) -> int:
        return self.at_ms


class World:
    """What outlives a process: the log with its committed positions, and the door.

    Args:
        kill_at: numbers of the steps at which a process is killed, counted over all processes.
    """

    def __init__(self, kill_at: set[int] | None = None) -> None:
        self.log: dict[str, list[tuple[str, Event]]] = defaultdict(list)
        self.committed: dict[str, int] = defaultdict(int)
        self.door = FakeMemoryDoor()
        self.clock = StillClock()
        self.steps = 0
        self.kills = 0
        self.dead_letters: list[tuple[Received, str, str]] = []
        self._kill_at = kill_at or set()

    def append(self, topic: Topic, key: str, *events: Event) -> None:
        """Put events on the road."""
        self.log[topic.name].extend((key, event) for event in events)

    def step(self) -> bool:
        """One more step. Returns whether the process dies at it."""
        self.steps += 1
        return self.steps in self._kill_at

    def said(self) -> list[Event]:
        """What readers of the highlights have heard, repeats included."""
        return [event for _, event in self.log[HIGHLIGHTS.name]]

    def all_acked(self) -> bool:
        """Whether nothing would come again."""
        return all(self.committed[topic.name] == len(self.log[topic.name]) for topic in HEARD.values())


class Process:
    """One judging process in a world. `ears`: what it puts at the end of each transcript, as another
    machine might hear the same span a little otherwise."""

    def __init__(self, world: World, judges: Mapping[str, Any], name: str = "", ears: str = "") -> None:
        self.world = world
        self.dead = False
        self._acked: dict[str, set[int]] = defaultdict(set)
        self._next = dict(world.committed)
        self._asked: list[tuple[Case, Highlight]] = []
        self.counters = Counters()
        self._ears = ears
        self.desk = Desk(
            judges,
            judges["fusion"],
            door=_MortalDoor(self),
            publisher=_MortalPublisher(self),
            closer=self,
            counters=self.counters,
            clock=world.clock,
            log_name=name,
        )

    def _step(self) -> None:
        if self.dead:
            raise Killed
        if self.world.step():
            self.dead = True
            self.world.kills += 1
            raise Killed

    def effect(self, do: Callable[[], None]) -> None:
        """Something that the world sees, with a moment to die before it and one after it."""
        self._step()
        do()
        self._step()

    async def run(self, save_every: int = 7) -> None:
        """Until everything is heard, decided, saved and acked, or until it is killed."""
        taken = still = 0
        for _ in range(10_000):
            moved = False
            for judge, topic in HEARD.items():
                offset = self._next.get(topic.name, 0)
                if offset < len(self.world.log[topic.name]):
                    moved = True
                    taken += 1
                    self._next[topic.name] = offset + 1
                    await self._take(judge, topic, offset)
            await self._settle()
            if taken >= save_every or not moved:
                taken = 0
                answered = self._answer()
                await self._settle()
                await self._save()
                moved = moved or answered
            still = 0 if moved else still + 1
            if still:
                self._let_holds_end()
            if self.dead or still > STILL_ROUNDS:
                break
        await self.desk.forget(part_well=False)

    async def _take(self, judge: str, topic: Topic, offset: int) -> None:
        key, event = self.world.log[topic.name][offset]
        received = Received(topic.name, 0, offset, key, event)  # type: ignore[arg-type]
        await self.desk.take(judge, key, received, lambda: self._ack(topic.name, offset), self.desk.term)

    def _ack(self, topic: str, offset: int) -> None:
        self._acked[topic].add(offset)
        self.effect(lambda: self._commit(topic))

    def _commit(self, topic: str) -> None:
        while self.world.committed[topic] in self._acked[topic]:
            self.world.committed[topic] += 1

    async def _settle(self) -> None:
        still = before = 0
        while still < STILL_TURNS and not self.dead:
            await asyncio.sleep(0)
            still = still + 1 if self.desk.heard == before else 0
            before = self.desk.heard

    async def _save(self) -> None:
        try:
            await self.desk.timelines.send()
            await self.desk.save()
        except Killed:
            self.dead = True

    def _let_holds_end(self) -> None:
        """A sense that has nothing more to say is waited for, by the clock; here the clock leaps."""
        self.world.clock.at_ms += HOLD_MS_MAX
        for case, _ in self.desk._cases.values():
            case._wake.set()

    def _answer(self) -> bool:
        asked, self._asked = self._asked, []
        for case, highlight in asked:
            text = f"said in {highlight.start_ms}-{highlight.end_ms}{self._ears}"
            transcript = Transcript(language="en", text=text, words=(), model="fake")
            case.transcribed(highlight.highlight_id, transcript)
        return bool(asked)

    def close(self, case: Case, highlight: Highlight) -> None:
        """The closer's part."""
        self._asked.append((case, highlight))

    async def forget(self) -> None:
        """The closer's part."""
        self._asked.clear()


class _MortalDoor:
    def __init__(self, process: Process) -> None:
        self._process = process

    async def save_memories(self, memories: list[Memory]) -> None:
        self._process._step()
        await self._process.world.door.save_memories(memories)
        self._process._step()

    async def memory(self, judge: str, session_id: str) -> Memory | None:
        self._process._step()
        return await self._process.world.door.memory(judge, session_id)

    async def put_highlight(self, highlight: Highlight) -> None:
        self._process._step()
        await self._process.world.door.put_highlight(highlight)
        self._process._step()

    async def put_minutes(self, minutes: list[TimelineMinute]) -> tuple[str, ...]:
        self._process._step()
        await self._process.world.door.put_minutes(minutes)
        self._process._step()
        return ()

    async def health(self) -> None:
        await self._process.world.door.health()

    async def highlights(self, session_id: str) -> list[Highlight]:
        self._process._step()
        return await self._process.world.door.highlights(session_id)


class _MortalPublisher:
    """Holds what is sent until it is flushed, as a producer's buffer does: a kill loses it."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._buffer: list[tuple[Topic, str, Event]] = []

    async def send(self, topic: Topic, key: str, event: Event) -> None:
        self._process._step()
        self._buffer.append((topic, key, event))
        if len(self._buffer) > 3:
            await self.flush()

    async def publish(self, topic: Topic, key: str, event: Event) -> None:
        await self.send(topic, key, event)
        await self.flush()

    async def flush(self) -> None:
        while self._buffer:
            topic, key, event = self._buffer.pop(0)
            self._process.effect(lambda t=topic, k=key, e=event: self._process.world.append(t, k, e))

    async def dead_letter(self, received: Received, stage: str, reason: str) -> None:
        self._process.effect(lambda: self._process.world.dead_letters.append((received, stage, reason)))


async def run_world(
    world: World, judges: Callable[[], Mapping[str, Any]], *, save_every: int = 7, own_ears: bool = False
) -> None:
    """Run processes, one after another, until one lives to the end; each may hear with ears of its own."""
    for number in range(200):
        process = Process(world, judges(), ears=f" by {number}" if own_ears else "")
        await process.run(save_every)
        if not process.dead:
            return
    raise AssertionError("no process lived to the end")
