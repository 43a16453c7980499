"""The Faust app: the only file that knows Faust.

In: the topics of the judges. Out: deliveries to the desk; positions are committed up to the first
event that the desk has not acked.

Faust brings events and shares partitions among workers. It has no tables here, no producer, no web
server, and no transactions: each of them lost events when a worker was killed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import aiokafka
import faust
from aiokafka.consumer import group_coordinator
from faust.app.base import BootStrategy
from faust.transport.drivers import aiokafka as faust_driver

from agents.settings import AgentSettings
from schemas.codec import UndecodableEvent, decode
from streams.client import quiet_the_library
from streams.membership import PatientRebalance
from streams.road import Received
from streams.settings import BrokerKind
from streams.topics import CHAT_BATCHES, CREDIT_TICKS, MEDIA_AUDIO, MEDIA_FRAMES, SIGNALS, Topic

log = logging.getLogger(__name__)

HEARD: dict[str, Topic] = {
    "chat": CHAT_BATCHES,
    "audio": MEDIA_AUDIO,
    "vision": MEDIA_FRAMES,
    "fusion": SIGNALS,
}
"""What each judge hears. All have the same number of partitions, so that the assignor gives one
worker all topics of a partition, and with it all of a session."""

BUFFER_EVENTS_MAX = 128
"""Events that Faust reads ahead for each topic: two minutes of one channel's sound, 4 MB."""

POLL_S_MAX = 7 * 86_400.0
"""aiokafka leaves the group when nothing was read for so long, for ever and without a word. While the
door is shut nothing is read on purpose, and a worker that hangs is found by the watchdog."""

COMMIT_EVERY_S = 0.5
"""What is acked is committed so often; every commit not made is heard again after a kill."""

EMBEDDED_FETCH_WAIT_MS = 100
"""The embedded broker answers a fetch only when its wait is over; Faust's fixed 1500 ms would delay
every event by 0.7 s. 100 ms costs one request more than nothing, ten times a second."""

Take = Callable[[str, Received, Callable[[], None]], Awaitable[None]]
Dead = Callable[[str, str, bytes, str], Awaitable[None]]
Shift = Callable[[frozenset[tuple[str, int]]], Awaitable[None]]


class _Boot(BootStrategy):
    """The consumer and the agents, and nothing else."""

    enable_web = False
    enable_kafka_producer = False


class _App(faust.App):
    BootStrategy = _Boot


_App.logger = logging.getLogger("faust.app")  # else it speaks in the name of this module


CHARGED: dict[str, Topic] = {"credits": CREDIT_TICKS}
"""What the credit agent hears, in a group of its own: money never waits for judges that lag."""


class FaustSide:
    """One member of a consumer group.

    Args:
        group: its name.
        heard: topics, by the name of the agent that hears each.
        take: gets each event with its judge's name and its ack; waiting in it stops the reading.
        dead: gets topic, key, body and reason of what is no event.
        assigned, revoked: told which partitions are ours, and that none is for now.
    """

    def __init__(
        self,
        settings: AgentSettings,
        group: str,
        heard: Mapping[str, Topic],
        *,
        take: Take,
        dead: Dead,
        assigned: Shift,
        revoked: Shift,
    ) -> None:
        self._take = take
        self._dead = dead
        self._assigned = assigned
        self._revoked = revoked
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for name in ("faust", "mode"):
            logging.getLogger(name).setLevel(logging.ERROR)
        quiet_the_library()
        if settings.kafka_kind is BrokerKind.EMBEDDED:
            setattr(faust_driver, "aiokafka", _QuickFetches())  # noqa: B010  # a name it does not export
            setattr(group_coordinator, "CoordinatorGroupRebalance", PatientRebalance)  # noqa: B010
        self._app = _make_app(settings, group)
        for judge, topic in heard.items():
            self._listen(judge, topic, settings.partitions)
        self._app.on_partitions_assigned.connect(self._on_assigned)
        self._app.on_partitions_revoked.connect(self._on_revoked)

    async def start(self) -> None:
        """Join the group. Returns when partitions were assigned for the first time."""
        await self._app.start()

    async def stop(self) -> None:
        """Commit what is acked, and leave the group."""
        await self._app.stop()

    async def ended(self) -> None:
        """Return never; raise what ended the app."""
        crashed = asyncio.ensure_future(self._app.wait_until_stopped())
        try:
            await asyncio.wait({crashed, self._failure}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            crashed.cancel()
        if self._failure.done():
            self._failure.result()
        raise ConnectionError(f"Faust ended by itself: {self._app.crash_reason!r}")

    def log_end(self, topic: str, partition: int) -> int | None:
        """One past the last event known to be in a partition."""
        place = faust.types.TP(topic, partition)
        try:
            known = self._app.consumer.highwater(place)
        except Exception as error:  # asked in a rebalance, the library fails in its own ways
            log.debug("no highwater of %s/%d: %r", topic, partition, error)
            return None
        return None if known is None else int(known)

    def _listen(self, judge: str, topic: Topic, partitions: int) -> None:
        channel = self._app.topic(
            topic.name,
            key_type=bytes,
            key_serializer="raw",
            value_type=bytes,
            value_serializer="raw",
            partitions=partitions,
        )

        async def listen(stream: Any) -> None:
            events: AsyncIterator[Any] = stream.noack().events()
            async for event in events:
                try:
                    await self._one(judge, event)
                except Exception as error:  # else Faust would start the agent anew and go on
                    if not self._failure.done():
                        self._failure.set_exception(error)
                    raise

        self._app.agent(channel, name=f"agent-{judge}")(listen)

    async def _one(self, judge: str, event: Any) -> None:
        message = event.message
        key = (message.key or b"").decode(errors="replace")
        body = message.value or b""
        try:
            heard = decode(body)
        except UndecodableEvent as error:
            await self._dead(message.topic, key, body, str(error))
            event.ack()
            return
        received = Received(message.topic, message.partition, message.offset, key, heard)
        await self._take(judge, received, event.ack)

    async def _on_assigned(self, _app: Any, assigned: Any, **_: Any) -> None:
        await self._assigned(frozenset((place.topic, place.partition) for place in assigned))

    async def _on_revoked(self, _app: Any, revoked: Any, **_: Any) -> None:
        await self._revoked(frozenset((place.topic, place.partition) for place in revoked))


def _make_app(settings: AgentSettings, group: str) -> Any:
    timeout_s = settings.group_timeout_s
    return _App(
        group,
        broker=[f"kafka://{address}" for address in settings.kafka.split(",")],
        broker_client_id=f"hypecut-{settings.node}",
        broker_session_timeout=timeout_s,
        # A quarter, so that three beats may be lost before the group gives a worker up.
        broker_heartbeat_interval=timeout_s / 4,
        # Longer than the session timeout, as a join may wait for a member that has just died.
        broker_rebalance_timeout=timeout_s * 2.5,
        # aiokafka wants a request to outlive a rebalance.
        broker_request_timeout=max(90.0, timeout_s * 3),
        broker_max_poll_interval=POLL_S_MAX,
        broker_commit_interval=COMMIT_EVERY_S,
        consumer_auto_offset_reset="earliest",
        stream_buffer_maxsize=BUFFER_EVENTS_MAX,
        # We ack after a save, which a rebalance does not wait for: what was not acked comes again.
        stream_wait_empty=False,
        # Topics are made by the supervisor; the leader topic serves tables, of which there are none.
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=settings.partitions,
        web_enabled=False,
        processing_guarantee="at_least_once",
        datadir=str(settings.data / f"faust-{group}"),
    )


class _QuickFetches:
    """The module `aiokafka` as Faust sees it, with a consumer that asks the embedded broker in short."""

    class AIOKafkaConsumer(aiokafka.AIOKafkaConsumer):  # type: ignore[misc]  # aiokafka is not typed
        """As Faust makes it, but for how long a fetch waits."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "fetch_max_wait_ms": EMBEDDED_FETCH_WAIT_MS})

    def __getattr__(self, name: str) -> Any:
        return getattr(aiokafka, name)
