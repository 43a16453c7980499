"""Notices that a worker has stopped working though there is work.

In: for each partition that is ours, how far its log goes and how far it was read; how many events
were judged. Out: nothing, or the sentence with which the process ends, to be started again.

About once in ten kills of another worker, a Faust worker keeps its partitions and reads nothing more,
for ever. What it knows itself of the log stands still as well then, so the log is asked by another
connection (`LogEnds`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from agents.settings import AgentSettings
from streams.clock import Clock

Place = tuple[str, int]

LOOK_EVERY_S = 2.0
"""Two small requests each time; a stall counts after many looks."""

ANSWER_S_MAX = 10.0
"""A broker that takes longer to say where its logs end is the one that has a problem."""


class Stalled(Exception):
    """Partitions and lag, and no progress: the process ends and is started again."""


@dataclass(frozen=True)
class View:
    """What there is to see at one moment.

    Attributes:
        ends: one past the last event in each partition; None when the broker did not say.
        read: one past the last event read, for each partition that is ours.
        beginnings: the first event still in each partition: what expired unread will never be read.
        full: topics that are not read on purpose, being at their bound.
        waiting: events read and not judged yet.
        judged: events judged so far.
        excused: the door is shut, so that no progress is expected.
        homeless: partitions were taken away, and none, not even an empty set, was given since.
    """

    ends: Mapping[Place, int] | None
    read: Mapping[Place, int]
    full: frozenset[str]
    waiting: int
    judged: int
    excused: bool
    homeless: bool = False
    beginnings: Mapping[Place, int] = field(default_factory=dict)


class Watchdog:
    """Remembers when each thing last moved."""

    def __init__(self, clock: Clock, stall_ms: int) -> None:
        self._clock = clock
        self._stall_ms = stall_ms
        self._moved: dict[Place, tuple[int, int]] = {}
        self._judged = -1
        self._judged_ms = 0
        self._homeless_ms: int | None = None

    def look(self, view: View) -> None:
        """Compare with what was seen before.

        Raises:
            Stalled: names the partition, or what is not judged.
        """
        now_ms = self._clock.monotonic_ms()
        self._look_for_a_home(view, now_ms)
        self._moved = {place: seen for place, seen in self._moved.items() if place in view.read}
        if view.excused or view.judged != self._judged or view.waiting == 0:
            self._judged, self._judged_ms = view.judged, now_ms
        elif now_ms - self._judged_ms >= self._stall_ms:
            raise Stalled(
                f"{view.waiting} events were read and none was judged for {self._stall_ms / 1000:.0f} s; "
                "this process ends, to be started again"
            )
        for place, read in view.read.items():
            behind = view.ends is not None and view.ends.get(place, 0) > max(
                read, view.beginnings.get(place, 0)
            )
            seen, since_ms = self._moved.get(place, (-1, now_ms))
            if not behind or read != seen or place[0] in view.full or view.excused:
                self._moved[place] = (read, now_ms)
            elif now_ms - since_ms >= self._stall_ms:
                raise Stalled(
                    f"nothing was read of {place[0]}/{place[1]} for {self._stall_ms / 1000:.0f} s, though it "
                    f"goes on to {view.ends[place] if view.ends else 0} and was read to {read}; "
                    "this process ends, to be started again"
                )

    def _look_for_a_home(self, view: View, now_ms: int) -> None:
        if not view.homeless or view.ends is None:  # a broker that is away gives out nothing
            self._homeless_ms = None
        elif self._homeless_ms is None:
            self._homeless_ms = now_ms
        elif now_ms - self._homeless_ms >= self._stall_ms:
            raise Stalled(
                f"the group took our partitions {self._stall_ms / 1000:.0f} s ago and gave none since; "
                "this process ends, to be started again"
            )


class LogEnds:
    """Asks the broker where logs end, and where the group stands. Use as an async context manager."""

    def __init__(self, settings: AgentSettings, group: str) -> None:
        self._kafka = AIOKafkaConsumer(
            bootstrap_servers=settings.kafka,
            group_id=group,  # to read its positions; it never joins the group
            enable_auto_commit=False,
            client_id=f"hypecut-{settings.node}-watchdog",
        )

    async def __aenter__(self) -> LogEnds:
        await self._kafka.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(KafkaError, TimeoutError):
            await asyncio.wait_for(self._kafka.stop(), 2.0)

    async def ends(self, places: frozenset[Place]) -> dict[Place, int] | None:
        """One past the last event of each; None when the broker does not answer in time."""
        if not places:
            return {}
        wanted = [TopicPartition(*place) for place in places]
        try:
            async with asyncio.timeout(ANSWER_S_MAX):
                found = await self._kafka.end_offsets(wanted)
        except (KafkaError, TimeoutError):
            return None
        return {(place.topic, place.partition): offset for place, offset in found.items()}

    async def beginnings(self, places: frozenset[Place]) -> dict[Place, int] | None:
        """The first event still there of each: older ones have expired; None without an answer."""
        if not places:
            return {}
        wanted = [TopicPartition(*place) for place in places]
        try:
            async with asyncio.timeout(ANSWER_S_MAX):
                found = await self._kafka.beginning_offsets(wanted)
        except (KafkaError, TimeoutError):
            return None
        return {(place.topic, place.partition): offset for place, offset in found.items()}

    async def committed(self, place: Place) -> int | None:
        """Where the group stands: its position, or the beginning of the log; None without an answer."""
        wanted = TopicPartition(*place)
        try:
            async with asyncio.timeout(ANSWER_S_MAX):
                position = await self._kafka.committed(wanted)
                beginning = (await self._kafka.beginning_offsets([wanted]))[wanted]
        except (KafkaError, TimeoutError):
            return None
        return max(int(position or 0), int(beginning))
