"""Hears events from the road.

In: records on Kafka. Out: decoded events, one at a time, and a position that is committed up to the
first event that is not acked. What cannot be decoded goes to the dead letters.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from types import TracebackType

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    IllegalStateError,
    KafkaError,
    UnknownTopicOrPartitionError,
)

from schemas.codec import UndecodableEvent, decode
from streams.client import (
    PATIENCE_S,
    RETRY_BACKOFF_MS,
    quiet_the_library,
)
from streams.clock import Clock, SystemClock
from streams.membership import connected, place_of, places_of, refused_late_sync, stopped
from streams.positions import Place, Positions
from streams.producer import RoadProducer
from streams.road import Received, RoadClosed
from streams.settings import ProcessSettings
from streams.telemetry import Counters
from streams.topics import Topic

log = logging.getLogger(__name__)

COMMIT_EVERY_S = 1.0
"""What was acked in the last second is heard again after a kill; every effect is idempotent."""

COMMIT_TIMEOUT_S = 5.0
"""A commit that takes longer is tried again with the next; a rebalance waits for none."""

IN_FLIGHT_MAX = 256
"""Events given out and not acked; the next are left with the broker until some are."""

RECORDS_A_FETCH = 64
"""Few enough that what a rebalance throws away is nothing to fetch again."""

TURN_MS = 300
"""How long one wait for events is; `end` is noticed after it at the latest."""

HANG_S = 5.0
"""A wait that outlasts its own timeout: the group is rebalancing, or the broker is away."""

PROBE_EVERY_MS = 10_000
"""How often a silent broker is asked whether it is there and has anything for us."""

STALL_MS = 60_000
"""Events wait in our partitions and none came for so long, though we asked: this client no longer
works (aiokafka's and Faust's issues know such states), and a new process will."""

DRAIN_S = 2.0
"""How long `stop` waits for acks; its caller has normally ended its work before."""


class RoadConsumer:
    """A `streams.road.Subscriber` over Kafka. Use as an async context manager, and iterate over it.

    Iterating waits while `in_flight_max` events are not acked; heartbeats go on meanwhile. A
    partition that stays here through a rebalance goes on where it was, with its work in flight; one
    that is lost is forgotten: acks for it change nothing, and its new owner hears the events again.

    Args:
        settings: `kafka` is the address, `kafka_kind` what stands behind it.
        topics: to hear.
        group: consumers of one group share the partitions and remember the position. None hears all
            partitions alone and remembers nothing; acks are not needed.
        from_start: where to begin without a position: at the oldest event, or behind the newest.
        rewind: hear every partition from its oldest event each time it is newly assigned, whatever
            the position; for compacted topics that are a table to be read whole.
        on_assigned, on_revoked: called with the partitions that came, and with those that are lost.
        counters: counts `events_received`, `events_undecodable`.
        in_flight_max: see above.
    """

    def __init__(
        self,
        settings: ProcessSettings,
        topics: Sequence[Topic],
        group: str | None,
        from_start: bool = True,
        *,
        rewind: bool = False,
        on_assigned: Callable[[frozenset[Place]], None] | None = None,
        on_revoked: Callable[[frozenset[Place]], None] | None = None,
        counters: Counters | None = None,
        in_flight_max: int = IN_FLIGHT_MAX,
        patience_s: float = PATIENCE_S,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings
        self._names = [topic.name for topic in topics]
        self._group = group
        self._from_start = from_start
        self._rewind = rewind
        self._on_assigned = on_assigned
        self._on_revoked = on_revoked
        self._counters = counters or Counters()
        self._in_flight_max = in_flight_max
        self._patience_s = patience_s
        self._clock = clock or SystemClock()
        self._kafka: AIOKafkaConsumer | None = None
        self._dead: RoadProducer | None = None
        self._committer: asyncio.Task[None] | None = None
        self._positions = Positions()
        self._buffer: deque[ConsumerRecord[bytes, bytes]] = deque()
        self._changed = asyncio.Event()
        self._ending = False
        self._heard_ms = self._probed_ms = self._contact_ms = self._asked_ms = 0

    async def __aenter__(self) -> RoadConsumer:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop(DRAIN_S if error is None else 0)

    def __aiter__(self) -> AsyncIterator[Received]:
        return self

    @property
    def assigned(self) -> frozenset[Place]:
        """The partitions that are heard now."""
        return frozenset(self._positions.places)

    @property
    def in_flight(self) -> int:
        """Events given out and not acked."""
        return self._positions.in_flight

    async def start(self) -> None:
        """Connect and join the group; return when partitions are assigned (there may be none).

        Raises:
            RoadClosed: no broker answers within the patience, or a topic is not there.
        """
        quiet_the_library()
        last: Exception | None = None
        try:
            async with asyncio.timeout(self._patience_s):
                while self._kafka is None:
                    try:
                        self._kafka = await connected(
                            self._settings,
                            self._names,
                            self._group,
                            partial(_Listener, self),
                            from_start=self._from_start,
                        )
                    except UnknownTopicOrPartitionError as error:
                        raise self._closed(f"lacks one of the topics {', '.join(self._names)}") from error
                    except KafkaError as error:
                        last = error
                        await asyncio.sleep(RETRY_BACKOFF_MS / 1000)
        except TimeoutError as error:
            raise self._closed(f"did not let us in for {self._patience_s:.0f} s ({last!r})") from error
        self._heard_ms = self._probed_ms = self._contact_ms = self._clock.monotonic_ms()
        self._asked_ms = self._heard_ms
        if self._group is None:
            self._positions.assign(places_of(self._kafka.assignment()))
        else:
            self._committer = asyncio.create_task(self._commit_regularly())

    def end(self) -> None:
        """Give out nothing more: the iteration ends after what it gives out right now."""
        self._ending = True
        self._changed.set()

    async def stop(self, drain_s: float = DRAIN_S) -> None:
        """Wait a little for acks, commit, leave the group and disconnect."""
        self.end()
        kafka, self._kafka = self._kafka, None
        if kafka is None:
            return
        try:
            async with asyncio.timeout(drain_s):
                while self._group is not None and self._positions.in_flight:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            log.info("%d events are not acked and will be heard again", self._positions.in_flight)
        if self._committer is not None:
            self._committer.cancel()
            await asyncio.gather(self._committer, return_exceptions=True)
            await self._commit(kafka)
        await stopped(kafka)
        if self._dead is not None:
            await self._dead.stop()

    async def ack(self, received: Received) -> None:
        """See `Subscriber.ack`. An event of a partition that is no longer ours changes nothing."""
        if self._positions.ack(received.topic, received.partition, received.offset):
            self._changed.set()

    async def __anext__(self) -> Received:
        now_ms = self._clock.monotonic_ms()
        if now_ms - self._asked_ms > PROBE_EVERY_MS:
            # The caller was busy and asked for nothing: that silence says nothing of the broker.
            self._heard_ms = self._contact_ms = now_ms
        while not self._ending:
            self._asked_ms = self._clock.monotonic_ms()
            if self._group is not None and self._positions.in_flight >= self._in_flight_max:
                self._changed.clear()
                await self._changed.wait()
                # Nothing is asked for while we are full, so that its silence is no stall.
                self._heard_ms = self._clock.monotonic_ms()
            elif self._buffer:
                received = await self._given_out(self._buffer.popleft())
                if received is not None:
                    return received
            else:
                await self._fetch()
        raise StopAsyncIteration

    async def _given_out(self, record: ConsumerRecord[bytes, bytes]) -> Received | None:
        key = (record.key or b"").decode(errors="replace")
        if not self._positions.give_out(record.topic, record.partition, record.offset):
            return None
        self._counters.add("events_received")
        if self._group is None:  # nobody acks, and what is given out must not be kept for ever
            self._positions.ack(record.topic, record.partition, record.offset)
        try:
            event = decode(record.value or b"")
        except UndecodableEvent as error:
            self._counters.add("events_undecodable")
            log.warning("%s/%d@%d: %s", record.topic, record.partition, record.offset, error)
            await self._bury(record, key, str(error))
            self._positions.ack(record.topic, record.partition, record.offset)
            return None
        return Received(record.topic, record.partition, record.offset, key, event)

    async def _bury(self, record: ConsumerRecord[bytes, bytes], key: str, reason: str) -> None:
        if self._group is None:  # whoever only looks on leaves it to those who work
            return
        if self._dead is None:
            self._dead = RoadProducer(self._settings, self._counters, patience_s=self._patience_s)
            await self._dead.start()
        await self._dead.dead_bytes(record.topic, key, record.value or b"", "", reason)

    async def _fetch(self) -> None:
        kafka = self._kafka
        if kafka is None:
            raise RuntimeError("the consumer is not started: use `async with RoadConsumer(...)`")
        try:
            async with asyncio.timeout(HANG_S):
                batches = await kafka.getmany(timeout_ms=TURN_MS, max_records=RECORDS_A_FETCH)
        except TimeoutError:
            batches = {}
        except KafkaError as error:
            again = error.retriable or isinstance(error, IllegalStateError) or refused_late_sync(error)
            if not again:
                raise self._closed(f"refused us ({error!r})") from error
            log.warning("hearing from %s failed and is tried again: %r", self._settings.kafka, error)
            await asyncio.sleep(RETRY_BACKOFF_MS / 1000)
            batches = {}
        now_ms = self._clock.monotonic_ms()
        if batches:
            self._heard_ms = self._contact_ms = now_ms
            for records in batches.values():
                self._buffer.extend(records)
        elif now_ms - max(self._heard_ms, self._probed_ms) >= PROBE_EVERY_MS:
            self._probed_ms = now_ms
            await self._probe(kafka)

    async def _probe(self, kafka: AIOKafkaConsumer) -> None:
        """Tell a quiet road from a broker that is away and from a client that no longer works."""
        waiting: list[Place] = []
        try:
            async with asyncio.timeout(HANG_S):
                places = list(kafka.assignment())
                ends = await kafka.end_offsets(places) if places else await kafka.topics()
                if places:
                    waiting = [place_of(tp) for tp in places if ends[tp] > await kafka.position(tp)]
        except (KafkaError, TimeoutError) as error:
            away_ms = self._clock.monotonic_ms() - self._contact_ms
            log.warning("the broker at %s has been away for %d s", self._settings.kafka, away_ms // 1000)
            if away_ms > self._patience_s * 1000:
                raise self._closed(f"did not answer for {away_ms // 1000} s") from error
            return
        now_ms = self._clock.monotonic_ms()
        self._contact_ms = now_ms
        if waiting and now_ms - self._heard_ms > STALL_MS:
            raise self._closed(f"has events for us in {waiting}, but none came for {STALL_MS // 1000} s")

    async def _commit_regularly(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_EVERY_S)
            if self._kafka is not None:
                await self._commit(self._kafka)

    async def _commit(self, kafka: AIOKafkaConsumer) -> None:
        """Commit what is acked, of the partitions that are ours now. A failure costs repeats only."""
        held = kafka.assignment()
        due = {
            TopicPartition(*place): offset
            for place, offset in self._positions.due().items()
            if TopicPartition(*place) in held
        }
        if not due:
            return
        try:
            async with asyncio.timeout(COMMIT_TIMEOUT_S):
                await kafka.commit(due)
        except (CommitFailedError, IllegalStateError) as error:
            log.debug("not committed: the partitions are moving: %r", error)
        except (KafkaError, TimeoutError) as error:
            log.warning("not committed yet, the broker at %s: %r", self._settings.kafka, error)
        else:
            self._positions.committed({place_of(tp): offset for tp, offset in due.items()})

    async def _revoking(self) -> None:
        """A rebalance begins: save what is done, and forget what was fetched and not given out."""
        self._buffer.clear()
        if self._kafka is not None:
            await self._commit(self._kafka)
        self._buffer.clear()

    async def _assigned(self, kafka: AIOKafkaConsumer, held: set[TopicPartition]) -> None:
        """A rebalance is over: go on with what stayed, begin what is new, forget what is lost."""
        self._buffer.clear()
        fresh, lost = self._positions.assign(places_of(held))
        for place in self._positions.places - fresh:
            offset = self._positions.next_offset(place)
            if offset is not None:
                kafka.seek(TopicPartition(*place), offset)
            elif self._rewind:
                fresh |= {place}
        if self._rewind and fresh:
            await kafka.seek_to_beginning(*(TopicPartition(*place) for place in fresh))
        self._heard_ms = self._clock.monotonic_ms()
        self._changed.set()
        log.info("%s: %d partitions, %d new, %d lost", self._group, len(held), len(fresh), len(lost))
        if lost and self._on_revoked is not None:
            self._on_revoked(lost)
        if fresh and self._on_assigned is not None:
            self._on_assigned(fresh)

    def _closed(self, fact: str) -> RoadClosed:
        return RoadClosed(f"the broker at {self._settings.kafka} {fact}; is it running and reachable?")


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """Passes aiokafka's callbacks on."""

    def __init__(self, owner: RoadConsumer, kafka: AIOKafkaConsumer) -> None:
        self._owner = owner
        self._kafka = kafka

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        await self._owner._revoking()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        await self._owner._assigned(self._kafka, assigned)
