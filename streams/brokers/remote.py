"""A Kafka cluster that somebody else keeps.

In: its address. Out: the same address, once one of its brokers takes a connection.
"""

from __future__ import annotations

import asyncio

from streams.brokers import BrokerFailed
from streams.settings import BrokerKind

CONNECT_S = 5.0
"""One try to connect; a host behind a firewall answers nothing at all."""

PATIENCE_S = 30.0
"""A cluster that is started together with us is up within half a minute."""

RETRY_S = 0.5
"""Between two rounds over the addresses."""


class RemoteBroker:
    """A cluster behind an address. It is never started or stopped from here."""

    def __init__(self, address: str, patience_s: float = PATIENCE_S) -> None:
        self._address = address
        self._patience_s = patience_s

    @property
    def kind(self) -> BrokerKind:
        """Cluster."""
        return BrokerKind.CLUSTER

    @property
    def note(self) -> str:
        """Where it is."""
        return f"the Kafka cluster at {self._address}"

    async def start(self) -> str:
        """Return the address when one of its brokers takes a connection. Raises BrokerFailed."""
        last: Exception | None = None
        try:
            async with asyncio.timeout(self._patience_s):
                while True:
                    for address in self._address.split(","):
                        host, _, port = address.rpartition(":")
                        try:
                            async with asyncio.timeout(CONNECT_S):
                                _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
                        except (OSError, TimeoutError) as error:
                            last = error
                        else:
                            writer.close()
                            return self._address
                    await asyncio.sleep(RETRY_S)
        except TimeoutError as error:
            raise BrokerFailed(
                f"no Kafka broker answers at {self._address} ({last}); start it, correct HYPECUT_KAFKA, "
                "or set HYPECUT_KAFKA=embedded"
            ) from error

    async def stop(self) -> None:
        """Nothing: it is not ours."""

    def alive(self) -> bool:
        """True: its clients find out for themselves, and wait for it."""
        return True
