"""Puts events on the road.

In: events with their topic and key. Out: records on Kafka, in order within a key, each at least
once (and on one connection exactly once, where the broker allows idempotent producers).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from types import TracebackType

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    IncompatibleBrokerVersion,
    KafkaError,
    KafkaTimeoutError,
    UnknownTopicOrPartitionError,
    UnsupportedVersionError,
)

from schemas.codec import encode
from schemas.event import Event
from schemas.rendering import DeadLetter
from streams.client import (
    BATCH_BYTES_MAX,
    EVENT_BYTES_MAX,
    METADATA_AGE_MS_MAX,
    OVERHEAD_BYTES,
    PATIENCE_S,
    REQUEST_TIMEOUT_MS,
    RETRY_BACKOFF_MS,
    EventTooLarge,
    client_id,
    quiet_the_library,
)
from streams.clock import Clock, SystemClock
from streams.road import Received, RoadClosed
from streams.settings import ProcessSettings
from streams.telemetry import Counters
from streams.topics import DEAD_LETTERS, Topic

log = logging.getLogger(__name__)

LINGER_MS = 5
"""How long an event waits for others to share its request: far below what a viewer notices."""

BUFFER_BYTES_MAX = 16 * 1024 * 1024
"""Events handed over and not yet with the broker: eight minutes of one channel's sound, or 12 s of
forty channels, after which the sender waits. Bounds the memory of a process whose broker is away."""

BUFFER_EVENTS_MAX = 20_000
"""The same bound for small events, whose cost is the objects that hold them."""

STOP_S = 5.0
"""How long `stop` waits for what is still in the buffer; the supervisor gives a process 10 s."""

CUT_OFF_S = 1.0
"""How long the library's tasks may take to notice that they are cancelled: one of their waits."""

RETRY_START_S = 0.5
"""Between two tries to reach a broker that is not there yet."""


class RoadProducer:
    """A `streams.road.Publisher` over Kafka. Use as an async context manager.

    Args:
        settings: `kafka` is the address.
        counters: counts `events_sent`, `event_bytes_sent` and `dead_letters`.
        patience_s: how long the broker may be away before `RoadClosed`.
    """

    def __init__(
        self,
        settings: ProcessSettings,
        counters: Counters | None = None,
        *,
        patience_s: float = PATIENCE_S,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings
        self._counters = counters or Counters()
        self._patience_s = patience_s
        self._clock = clock or SystemClock()
        self._kafka: AIOKafkaProducer | None = None
        self._pending: dict[asyncio.Future[object], tuple[int, int]] = {}
        self._pending_bytes = 0
        self._room = asyncio.Event()
        self._failure: str | None = None

    async def __aenter__(self) -> RoadProducer:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Connect. Raises RoadClosed when no broker answers within the patience."""
        quiet_the_library()
        idempotent = True
        try:
            async with asyncio.timeout(self._patience_s):
                while self._kafka is None:
                    try:
                        self._kafka = await self._connected(idempotent)
                    except (
                        ClusterAuthorizationFailedError,
                        IncompatibleBrokerVersion,
                        UnsupportedVersionError,
                    ):
                        if not idempotent:
                            raise
                        log.warning(
                            "the broker at %s allows no idempotent producer: after a lost connection "
                            "an event may arrive twice",
                            self._settings.kafka,
                        )
                        idempotent = False
                    except KafkaError as error:
                        log.debug("no broker at %s yet: %s", self._settings.kafka, error)
                        await asyncio.sleep(RETRY_START_S)
        except (TimeoutError, KafkaError) as error:
            raise self._closed(f"did not answer for {self._patience_s:.0f} s ({error!r})") from error

    async def stop(self) -> None:
        """Send what is still in the buffer, for a few seconds at most, and disconnect."""
        kafka, self._kafka = self._kafka, None
        if kafka is None:
            return
        if self._pending:
            await asyncio.wait(list(self._pending), timeout=STOP_S)
        if self._pending:
            log.error("%d events were not sent: the broker did not take them", len(self._pending))
            self._counters.add("events_unsent", len(self._pending))
        await _stopped(kafka, drain=not self._pending)

    async def send(self, topic: Topic, key: str, event: Event) -> None:
        """See `Publisher.send`.

        Raises:
            RoadClosed: the broker was away for longer than the patience.
            EventTooLarge: the event does not fit into its topic.
        """
        await self._send(topic, key, encode(event))

    async def publish(self, topic: Topic, key: str, event: Event) -> None:
        """See `Publisher.publish`. Raises RoadClosed, EventTooLarge."""
        await self.send(topic, key, event)
        await self.flush()

    async def flush(self) -> None:
        """See `Publisher.flush`. Raises RoadClosed."""
        waited_for = list(self._pending)
        if waited_for:
            _, unsent = await asyncio.wait(waited_for, timeout=self._patience_s)
            if unsent and self._failure is None:  # for all who send: their patience is over as well
                self._failure = f"took nothing for {self._patience_s:.0f} s"
        self._check()

    async def dead_letter(self, received: Received, stage: str, reason: str) -> None:
        """See `Publisher.dead_letter`. Raises RoadClosed."""
        await self.dead_bytes(received.topic, received.key, encode(received.event), stage, reason)

    async def dead_bytes(self, topic: str, key: str, body: bytes, stage: str, reason: str) -> None:
        """Publish bytes to the dead letters; a body that would not fit is cut. Raises RoadClosed."""
        room = DEAD_LETTERS.max_bytes - OVERHEAD_BYTES
        reason = reason[: OVERHEAD_BYTES // 8]
        letter = DeadLetter(topic=topic, key=key, body=body[:room], stage=stage, reason=reason)
        self._counters.add("dead_letters")
        await self.publish(DEAD_LETTERS, key, letter)

    async def _send(self, topic: Topic, key: str, body: bytes) -> None:
        if len(body) > topic.max_bytes:
            raise EventTooLarge(
                f"an event of {len(body)} bytes for {topic.name} (at most {topic.max_bytes}): "
                "put what is large into the object store and send its key"
            )
        await self._wait_for_room(len(body))
        future = await self._hand_over(topic, key, body)
        self._pending[future] = (len(body), self._clock.monotonic_ms())
        self._pending_bytes += len(body)
        future.add_done_callback(self._settled)
        self._counters.add("events_sent")
        self._counters.add("event_bytes_sent", len(body))

    async def _hand_over(self, topic: Topic, key: str, body: bytes) -> asyncio.Future[object]:
        kafka = self._kafka
        if kafka is None:
            raise RuntimeError("the producer is not started: use `async with RoadProducer(...)`")
        began_ms = self._clock.monotonic_ms()
        while True:
            try:
                future: asyncio.Future[object] = await kafka.send(
                    topic.name, body, key=key.encode(), timestamp_ms=self._clock.now_ms()
                )
            except (KafkaTimeoutError, UnknownTopicOrPartitionError) as error:
                if self._clock.monotonic_ms() - began_ms > self._patience_s * 1000:
                    raise self._closed(f"took no event for {topic.name} ({error!r})") from error
            except KafkaError as error:
                raise self._closed(f"refused an event for {topic.name} ({error!r})") from error
            else:
                return future

    async def _wait_for_room(self, size: int) -> None:
        self._check()
        while self._pending and (
            self._pending_bytes + size > BUFFER_BYTES_MAX or len(self._pending) >= BUFFER_EVENTS_MAX
        ):
            self._room.clear()
            try:
                async with asyncio.timeout(self._patience_s):
                    await self._room.wait()
            except TimeoutError as error:
                raise self._closed(f"took nothing for {self._patience_s:.0f} s") from error
            self._check()

    def _check(self) -> None:
        """Raise what went wrong behind the sender's back."""
        if self._failure is not None:
            raise self._closed(self._failure)
        if self._pending:
            _, since_ms = next(iter(self._pending.values()))
            if self._clock.monotonic_ms() - since_ms > self._patience_s * 1000:
                raise self._closed(f"took nothing for {self._patience_s:.0f} s")

    def _settled(self, future: asyncio.Future[object]) -> None:
        size, _ = self._pending.pop(future)
        self._pending_bytes -= size
        self._room.set()
        if future.cancelled():
            return
        error = future.exception()
        if error is not None and self._failure is None and self._kafka is not None:
            self._failure = f"did not take an event ({error!r})"
            log.error("the broker at %s %s", self._settings.kafka, self._failure)

    def _closed(self, fact: str) -> RoadClosed:
        return RoadClosed(f"the broker at {self._settings.kafka} {fact}; is it running and reachable?")

    async def _connected(self, idempotent: bool) -> AIOKafkaProducer:
        kafka = AIOKafkaProducer(
            bootstrap_servers=self._settings.kafka,
            client_id=client_id(self._settings),
            acks="all",
            enable_idempotence=idempotent,
            linger_ms=LINGER_MS,
            max_batch_size=BATCH_BYTES_MAX,
            max_request_size=EVENT_BYTES_MAX + OVERHEAD_BYTES,
            # Without idempotence aiokafka gives a batch up after this time.
            request_timeout_ms=REQUEST_TIMEOUT_MS if idempotent else int(self._patience_s * 1000),
            retry_backoff_ms=RETRY_BACKOFF_MS,
            metadata_max_age_ms=METADATA_AGE_MS_MAX,
        )
        try:
            await kafka.start()
        except BaseException:
            await _stopped(kafka, drain=False)
            raise
        return kafka


async def _stopped(kafka: AIOKafkaProducer, *, drain: bool) -> None:
    """Stop aiokafka's producer within a bound, also when its broker is away.

    Its own `stop` waits for ever for what the broker did not take, so it is for an empty buffer only.
    """
    if drain:
        try:
            async with asyncio.timeout(STOP_S):
                await kafka.stop()
        except (TimeoutError, KafkaError) as error:
            log.debug("the producer did not stop in order: %r", error)
        else:
            return
    kafka._closed = True  # it offers no other way
    await kafka.client.close()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CUT_OFF_S):
            await kafka._sender.close()
