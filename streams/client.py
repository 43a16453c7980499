"""What the producer, the consumer and the creator of topics have in common as clients of a broker.

In: settings with an address. Out: named waits, one client id, and quiet logs.
"""

from __future__ import annotations

import logging

from streams.settings import ProcessSettings

PATIENCE_S = 60.0
"""A broker that is killed and started again answers within 10 s, and a laptop that wakes up within
30: who cannot be reached for a minute is gone, and the process must say so and be started anew."""

REQUEST_TIMEOUT_MS = 15_000
"""One request; longer than a group's rebalance (`REBALANCE_TIMEOUT_MS`), which is such a request."""

REBALANCE_TIMEOUT_MS = 10_000
"""How long a group waits for a member to come back in a rebalance; all of ours do at once."""

RETRY_BACKOFF_MS = 100
"""Between two tries of the same request: a broker that starts is asked ten times a second."""

METADATA_AGE_MS_MAX = 30_000
"""After this a client looks again where partitions lie, so that new ones are found within 30 s."""

EVENT_BYTES_MAX = 1 * 1024 * 1024
"""The largest event of any topic; larger things lie in the object store."""

BATCH_BYTES_MAX = 128 * 1024
"""Events of one partition that travel together: four seconds of sound, so that a slow second costs
one request more and not thirty."""

OVERHEAD_BYTES = 4 * 1024
"""More than Kafka's own heads of a batch and of a record with our short keys."""


class EventTooLarge(ValueError):
    """An event is larger than its topic allows; names both."""


def client_id(settings: ProcessSettings) -> str:
    """How the broker names this process in its own logs."""
    return f"hypecut-{settings.node}"


def quiet_the_library() -> None:
    """Keep aiokafka from logging every failed try, ten a second, while a broker is away.

    The producer and the consumer say it once, in a sentence, and end with `RoadClosed`.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
