"""The three brokers behind `HYPECUT_KAFKA`, as the supervisor sees them.

In: settings. Out: a `Broker` that can be started, asked whether it lives, and stopped.
"""

from __future__ import annotations

import re
from typing import Protocol

from streams.process import CannotStart
from streams.settings import BrokerKind, ProcessSettings

_ADDRESS = re.compile(r"[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*|\[[0-9a-fA-F:]+\]:\d{1,5}")


class Broker(Protocol):
    """A broker under the supervisor's care."""

    @property
    def kind(self) -> BrokerKind:
        """Which of the three it is."""
        ...

    @property
    def note(self) -> str:
        """One sentence on what this broker is and what it keeps."""
        ...

    async def start(self) -> str:
        """Start it, or start it again after it died; return its address. Raises BrokerFailed."""
        ...

    async def stop(self) -> None:
        """Stop it; nothing of it is left running."""
        ...

    def alive(self) -> bool:
        """Whether it still runs, as far as its owner can see."""
        ...


class BrokerFailed(CannotStart):
    """A broker did not start; says why and what to do."""


class BadBrokerAddress(CannotStart):
    """`HYPECUT_KAFKA` is none of `embedded`, `local` and `host:port`."""


def resolve_broker(settings: ProcessSettings) -> Broker:
    """The broker that the settings ask for; an empty one means `local` where it is installed.

    Raises:
        BadBrokerAddress, streams.brokers.install.KafkaMissing: see there.
    """
    from streams.brokers.embedded import EmbeddedBroker
    from streams.brokers.install import installed_kafka, require_kafka
    from streams.brokers.local import LocalBroker
    from streams.brokers.remote import RemoteBroker

    wanted = settings.kafka.strip()
    if wanted == BrokerKind.EMBEDDED:
        return EmbeddedBroker()
    if wanted == BrokerKind.LOCAL:
        return LocalBroker(settings.data, require_kafka(settings.data))
    if not wanted:
        kafka = installed_kafka(settings.data)
        return EmbeddedBroker() if kafka is None else LocalBroker(settings.data, kafka)
    if not _ADDRESS.fullmatch(wanted):
        raise BadBrokerAddress(
            f"HYPECUT_KAFKA is {wanted!r}; it must be `embedded`, `local`, or host:port[,host:port]"
        )
    return RemoteBroker(wanted)
