"""librdkafka's in-memory cluster inside this process.

In: nothing. Out: an address on 127.0.0.1. It holds 5 MiB a partition, drops the oldest, gives every
topic 4 partitions, and all of it is gone with this process.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from streams.brokers import BrokerFailed
from streams.settings import BrokerKind

START_S = 10.0
"""It answers within milliseconds; a loaded machine may take a second."""

POLL_S = 0.2
"""How often the cluster is given a turn; it lives only while somebody polls its handle."""


class EmbeddedBroker:
    """A broker for a handful of channels, for `watch`, the demo and tests."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._quit = threading.Event()
        self._poller: threading.Thread | None = None

    @property
    def kind(self) -> BrokerKind:
        """Embedded."""
        return BrokerKind.EMBEDDED

    @property
    def note(self) -> str:
        """What it keeps."""
        return (
            "the embedded broker keeps at most 5 MiB a partition in memory, and what it holds ends with "
            "this command; `hypecut kafka install` gives a durable one"
        )

    async def start(self) -> str:
        """Start the cluster; its address is another one each time. Raises BrokerFailed."""
        await self.stop()
        return await asyncio.to_thread(self._start)

    def _start(self) -> str:
        from confluent_kafka import KafkaException, Producer

        # The bootstrap address is not used: the client is connected to its own cluster.
        handle = Producer({"bootstrap.servers": "127.0.0.1:1", "test.mock.num.brokers": 1, "log_level": 2})
        try:
            brokers = handle.list_topics(timeout=START_S).brokers
        except KafkaException as error:
            raise BrokerFailed(f"the embedded broker did not start: {error}; try again") from error
        node = next(iter(brokers.values()))
        self._handle = handle
        self._quit = threading.Event()
        self._poller = threading.Thread(
            target=_poll, args=(handle, self._quit), name="embedded-broker", daemon=True
        )
        self._poller.start()
        return f"{node.host}:{node.port}"

    async def stop(self) -> None:
        """End the cluster, and all that it holds."""
        if self._poller is not None:
            self._quit.set()
            await asyncio.to_thread(self._poller.join)
            self._poller = None
            last_reference, self._handle = [self._handle], None
            # The destructor waits for librdkafka's threads, so it runs in a thread of its own.
            await asyncio.to_thread(last_reference.clear)

    def alive(self) -> bool:
        """Whether its thread still polls."""
        return self._poller is not None and self._poller.is_alive()


def _poll(handle: Any, leave: threading.Event) -> None:
    while not leave.is_set():
        handle.poll(POLL_S)
