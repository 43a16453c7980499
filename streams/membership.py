"""How a consumer connects to a broker, joins its group, and leaves it.

In: settings, topics, a group. Out: aiokafka's consumer, set up for our road.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.consumer.group_coordinator import CoordinatorGroupRebalance, GroupCoordinator
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import InvalidRequestError, KafkaError

from streams.client import (
    METADATA_AGE_MS_MAX,
    REBALANCE_TIMEOUT_MS,
    REQUEST_TIMEOUT_MS,
    RETRY_BACKOFF_MS,
    client_id,
)
from streams.positions import Place
from streams.settings import BrokerKind, ProcessSettings

log = logging.getLogger(__name__)

SESSION_TIMEOUT_MS = 6_000
"""After this without a heartbeat a member is dead and its partitions move: the lowest that Kafka
takes unless told otherwise, since it is most of the outage after a kill."""

HEARTBEAT_MS = 1_500
"""Four in a session timeout, so that one lost on a loaded machine costs nothing."""

POLL_INTERVAL_MS_MAX = 24 * 3_600_000
"""Kafka throws out a member that asks for nothing for so long. A clip may take minutes to render,
during which nothing is asked for on purpose; a process that hangs is its supervisor's business."""

FETCH_WAIT_MS = 500
EMBEDDED_FETCH_WAIT_MS = 50
"""How long a broker holds a request while there is nothing new. Kafka answers as soon as there is;
the embedded one only when the time is over, so that it must be short."""

FETCH_BYTES_MAX = 1 * 1024 * 1024 + 128 * 1024
"""For one partition in one answer: the largest event, with its batch."""

STOP_S = 2.0
"""How long leaving the group may take. It takes milliseconds, unless the broker is away or the group
is in a rebalance; then the group finds out by the session timeout."""


LATE_SYNC_S = 0.15
"""How long the leader of a group on the embedded broker keeps the partitions to itself. That broker
refuses a member that asks for its share after the leader has handed them out, and both are told to
at the same time; ours ask within milliseconds, or some tens of them on a busy machine."""


class PatientAssignor(RoundRobinPartitionAssignor):  # type: ignore[misc]  # aiokafka is untyped
    """Aiokafka's own, for the embedded broker; it blocks its loop, in a rebalance only."""

    @classmethod
    def assign(cls, cluster: Any, members: Mapping[str, Any]) -> Any:
        """The partitions of each member, a little later."""
        if len(members) > 1:
            time.sleep(LATE_SYNC_S)
        return super().assign(cluster, members)


def refused_late_sync(error: KafkaError) -> bool:
    """Whether the embedded broker refused a member that came too late; it may join again."""
    return InvalidRequestError.__name__ in repr(error)


class PatientRebalance(CoordinatorGroupRebalance):  # type: ignore[misc]  # aiokafka is untyped
    """Aiokafka's own, for who brings an assignor of their own to the embedded broker.

    Aiokafka's ends its coordination for good when a member is refused that came too late.
    """

    async def _on_join_leader(self, response: Any) -> Any:
        if len(response.members) > 1:
            await asyncio.sleep(LATE_SYNC_S)
        return await super()._on_join_leader(response)

    async def _send_sync_group_request(self, request: Any) -> Any:
        try:
            return await super()._send_sync_group_request(request)
        except KafkaError as error:
            if not refused_late_sync(error):
                raise
            return None  # a rejoin is asked for already


async def connected(
    settings: ProcessSettings,
    topics: Sequence[str],
    group: str | None,
    listener: Callable[[AIOKafkaConsumer], ConsumerRebalanceListener],
    *,
    from_start: bool,
) -> AIOKafkaConsumer:
    """A consumer that has its partitions.

    Args:
        settings: where the broker is, and what it is.
        topics: their names.
        group: None for all partitions and no positions.
        listener: makes what is told of rebalances; not for a consumer without a group.
        from_start: where to begin without a position.

    Raises:
        aiokafka.errors.KafkaError: no broker, or no such topic.
    """
    embedded = settings.kafka_kind is BrokerKind.EMBEDDED
    kafka = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka,
        client_id=client_id(settings),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest" if from_start else "latest",
        session_timeout_ms=SESSION_TIMEOUT_MS,
        heartbeat_interval_ms=HEARTBEAT_MS,
        partition_assignment_strategy=(PatientAssignor if embedded else RoundRobinPartitionAssignor,),
        rebalance_timeout_ms=REBALANCE_TIMEOUT_MS,
        max_poll_interval_ms=POLL_INTERVAL_MS_MAX,
        fetch_max_wait_ms=EMBEDDED_FETCH_WAIT_MS if embedded else FETCH_WAIT_MS,
        max_partition_fetch_bytes=FETCH_BYTES_MAX,
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        retry_backoff_ms=RETRY_BACKOFF_MS,
        metadata_max_age_ms=METADATA_AGE_MS_MAX,
    )
    kafka.subscribe(list(topics), listener=None if group is None else listener(kafka))
    try:
        await kafka.start()
        if group is None:
            await _take_all(kafka, from_start=from_start)
    except BaseException:
        await stopped(kafka)
        raise
    return kafka


async def _take_all(kafka: AIOKafkaConsumer, *, from_start: bool) -> None:
    """Fix where each partition begins now, so that what is sent from here on is heard."""
    held = kafka.assignment()
    if from_start:
        await kafka.seek_to_beginning(*held)
    else:
        await kafka.seek_to_end(*held)
    for partition in held:
        await kafka.position(partition)


async def stopped(kafka: AIOKafkaConsumer) -> None:
    """Stop aiokafka's consumer within a bound, also when its broker is away."""
    # A task of its own: aiokafka lets the cancellation of its own tasks out when its broker is away.
    stopping = asyncio.create_task(kafka.stop())
    try:
        await asyncio.wait([stopping], timeout=STOP_S)
    finally:
        stopping.cancel()
        await asyncio.gather(stopping, return_exceptions=True)
        if stopping.cancelled() or stopping.exception() is not None:
            log.debug("the consumer did not stop in order")
            await _cut_off(kafka)


async def _cut_off(kafka: AIOKafkaConsumer) -> None:
    """End what aiokafka's own `stop` did not come to; it offers no other way."""
    coordinator, fetcher = kafka._coordinator, kafka._fetcher
    if isinstance(coordinator, GroupCoordinator):
        await coordinator._stop_heartbeat_task()
        await coordinator._stop_commit_offsets_refresh_task()
    await kafka._client.close()
    if fetcher is not None:
        await asyncio.gather(fetcher.close(), return_exceptions=True)


def place_of(partition: TopicPartition) -> Place:
    """A partition in our words."""
    return partition.topic, partition.partition


def places_of(partitions: Iterable[TopicPartition]) -> frozenset[Place]:
    """Partitions in our words."""
    return frozenset(place_of(partition) for partition in partitions)
