"""Makes the topics.

In: the topic table. Out: topics on the broker, with their partitions, retention and largest event.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, NodeNotReadyError, NoError, TopicAlreadyExistsError, for_code

from streams.client import (
    BATCH_BYTES_MAX,
    OVERHEAD_BYTES,
    PATIENCE_S,
    REQUEST_TIMEOUT_MS,
    RETRY_BACKOFF_MS,
    client_id,
    quiet_the_library,
)
from streams.road import RoadClosed
from streams.settings import BrokerKind, ProcessSettings
from streams.topics import MIB, TOPICS, Topic

log = logging.getLogger(__name__)

RETRY_S = 0.3
"""Between two tries; a broker that has just started needs some to name its controller."""

REPLICATION_MAX = 3
"""Copies of each partition unless the settings say otherwise: one broker may then die, and clusters
that ask for two in step (a common setting) take our events."""

SEGMENTS_KEPT = 8
"""Kafka deletes whole files only: with eight a partition, retention is exact to an eighth."""

SEGMENT_BYTES_MIN = 16 * MIB
"""Smaller files would only cost handles."""


class TopicMismatch(Exception):
    """A topic is there already, but not as this version needs it."""


def topic_config(topic: Topic) -> dict[str, str]:
    """Kafka's own settings of a topic."""
    config = {
        "max.message.bytes": str(max(topic.max_bytes, BATCH_BYTES_MAX) + OVERHEAD_BYTES),
        "segment.bytes": str(max(topic.retention_bytes // SEGMENTS_KEPT, SEGMENT_BYTES_MIN)),
        "message.timestamp.type": "CreateTime",
    }
    if topic.retention_ms is None:
        return config | {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.1"}
    return config | {
        "cleanup.policy": "delete",
        "retention.ms": str(topic.retention_ms),
        "retention.bytes": str(topic.retention_bytes),
        "segment.ms": str(max(topic.retention_ms // SEGMENTS_KEPT, 60_000)),
    }


async def ensure_topics(
    settings: ProcessSettings, topics: Sequence[Topic] = TOPICS, *, patience_s: float = PATIENCE_S
) -> None:
    """Make every topic that is not there yet; return when all have their partitions.

    Raises:
        RoadClosed: the broker did not answer in time.
        TopicMismatch: a topic has another number of partitions than the settings say.
    """
    quiet_the_library()
    last: Exception | None = None
    try:
        async with asyncio.timeout(patience_s):
            while True:
                try:
                    if settings.kafka_kind is not BrokerKind.EMBEDDED:
                        await _create(settings, topics)
                    await _touch(settings, topics)
                except (KafkaError, OSError) as error:
                    last = error
                    log.debug("topics not made yet: %r", error)
                    await asyncio.sleep(RETRY_S)
                else:
                    return
    except TimeoutError as error:
        raise RoadClosed(
            f"the broker at {settings.kafka} did not make our topics within {patience_s:.0f} s "
            f"({last!r}); is it running and reachable?"
        ) from error


async def _create(settings: ProcessSettings, topics: Sequence[Topic]) -> None:
    admin = AIOKafkaAdminClient(
        bootstrap_servers=settings.kafka,
        client_id=client_id(settings),
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        retry_backoff_ms=RETRY_BACKOFF_MS,
    )
    try:
        await admin.start()
        cluster = await admin.describe_cluster()
        nodes = [broker["node_id"] for broker in cluster["brokers"]]
        if cluster["controller_id"] not in nodes:
            raise NodeNotReadyError("the brokers name no controller yet")
        answer = await admin.create_topics(
            [
                NewTopic(
                    topic.name,
                    num_partitions=settings.partitions,
                    replication_factor=settings.kafka_replication or min(REPLICATION_MAX, len(nodes)),
                    topic_configs=topic_config(topic),
                )
                for topic in topics
            ]
        )
        for name, code, *detail in answer.topic_errors:
            error = for_code(code)
            if error is TopicAlreadyExistsError or error is NoError:
                continue
            if error.retriable:
                raise error(name)
            raise TopicMismatch(
                f"the broker at {settings.kafka} refused to make the topic {name}: "
                f"{error.__name__} {detail[0] if detail else ''}; see HYPECUT_KAFKA_REPLICATION "
                "and HYPECUT_KAFKA_PARTITIONS, or make it by hand"
            )
    finally:
        await admin.close()


async def _touch(settings: ProcessSettings, topics: Sequence[Topic]) -> None:
    """Ask for each topic, which also makes it on the embedded broker, and count its partitions."""
    probe = AIOKafkaProducer(
        bootstrap_servers=settings.kafka,
        client_id=client_id(settings),
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        retry_backoff_ms=RETRY_BACKOFF_MS,
    )
    try:
        await probe.start()
        for topic in topics:
            count = len(await probe.partitions_for(topic.name))
            if count != settings.partitions:
                raise TopicMismatch(
                    f"the topic {topic.name} at {settings.kafka} has {count} partitions instead of "
                    f"{settings.partitions}: all topics need the same number; set "
                    f"HYPECUT_KAFKA_PARTITIONS={count}, or remove the topic"
                )
    finally:
        await probe.stop()
