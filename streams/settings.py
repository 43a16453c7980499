"""Settings that every process has; each process adds its own in a subclass.

Read once at the start from the environment (`HYPECUT_*`), frozen, and passed down.
"""

from __future__ import annotations

import socket
from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.addresses import Network, networks

EMBEDDED_PARTITIONS = 4
"""librdkafka's in-memory cluster gives every topic 4 partitions and cannot be told otherwise."""

CLUSTER_PARTITIONS = 8
"""Enough for eight judging workers; all topics that Faust joins need the same number."""


def default_data_dir() -> Path:
    """Where state is kept unless `HYPECUT_DATA` says otherwise."""
    return Path.home() / ".local" / "share" / "hypecut"


class Switch(StrEnum):
    """Whether something is done at all."""

    OFF = "off"
    ON = "on"


class BrokerKind(StrEnum):
    """Which of the three brokers a process talks to; it changes what may be asked of it."""

    EMBEDDED = "embedded"
    LOCAL = "local"
    CLUSTER = "cluster"


class ProcessSettings(BaseSettings):
    """What any process needs to take part: two addresses, a token, a place for files.

    Attributes:
        kafka: `embedded`, `local`, or `host:port[,host:port]`; empty picks `local` where it is
            installed, else `embedded`. The supervisor hands an address to the processes it starts.
        kafka_kind: what stands behind the address.
        kafka_partitions: of every topic on a real Kafka.
        kafka_replication: copies of each partition; 0: one on each broker, three at most.
        api_url, token: of the governance API.
        store: object store: a directory, or empty for `<data>/store`.
        node: name of this process in logs and leases.
        source_networks: networks in which sources that users name may lie though they are not public,
            such as `10.1.0.0/16, fd00::/8`; empty: none. The API and the monitors heed it.
        stream_grace_ms: how long a channel may be off air before its session is over and the watch that
            began by itself ends. The API and the monitors heed it.
        channel_emotes: `on` asks 7TV, BetterTTV and FrankerFaceZ for the emotes of channels whose chat is
            read; `off` asks nobody. The monitors and the Twitch process heed it.
        twitch_client_id: of the application that is registered at Twitch. Empty: chat is read
            anonymously, and nothing of Twitch can be linked.
        twitch_api_url: where Twitch's API (Helix) is, for a stand-in of it.
    """

    model_config = SettingsConfigDict(env_prefix="HYPECUT_", frozen=True, extra="ignore")

    kafka: str = ""
    kafka_kind: BrokerKind = BrokerKind.CLUSTER
    kafka_partitions: int = Field(default=CLUSTER_PARTITIONS, ge=1, le=256)
    kafka_replication: int = Field(default=0, ge=0, le=5)
    api_url: str = "http://127.0.0.1:8700"
    token: SecretStr = SecretStr("")
    data: Path = Field(default_factory=default_data_dir)
    store: str = ""
    node: str = Field(default_factory=socket.gethostname)
    log_level: str = "INFO"
    ready_file: Path | None = None
    source_networks: str = ""
    stream_grace_ms: int = Field(default=300_000, ge=0)
    channel_emotes: Switch = Switch.OFF
    twitch_client_id: str = ""
    twitch_api_url: str = "https://api.twitch.tv/helix"

    @field_validator("source_networks")
    @classmethod
    def _source_networks(cls, text: str) -> str:
        try:
            networks(text)
        except ValueError as error:
            raise ValueError(f"{error}; write 10.1.0.0/16, fd00::/8") from error
        return text

    @property
    def partitions(self) -> int:
        """Partitions of every topic on the broker in use."""
        return EMBEDDED_PARTITIONS if self.kafka_kind is BrokerKind.EMBEDDED else self.kafka_partitions

    @property
    def allowed_networks(self) -> tuple[Network, ...]:
        """`source_networks`, parsed."""
        return networks(self.source_networks)

    @property
    def store_dir(self) -> Path:
        """Directory of the object store."""
        return Path(self.store) if self.store else self.data / "store"
