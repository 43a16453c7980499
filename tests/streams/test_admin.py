"""The topics as they are made."""

from __future__ import annotations

import re
import socket

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from streams.admin import TopicMismatch, ensure_topics, topic_config
from streams.brokers import BadBrokerAddress, resolve_broker
from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.install import KafkaMissing
from streams.brokers.local import _cluster_id, escaped
from streams.brokers.remote import RemoteBroker
from streams.client import BATCH_BYTES_MAX
from streams.road import RoadClosed
from streams.settings import BrokerKind, ProcessSettings
from streams.topics import MEDIA_AUDIO, TOPICS, WATCH_STATE
from tests.streams.running_broker import RunningBroker


async def test_all_topics_are_made_and_made_again_without_harm(settings: ProcessSettings) -> None:
    await ensure_topics(settings)
    await ensure_topics(settings)
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        described = await admin.describe_topics([topic.name for topic in TOPICS])
    finally:
        await admin.close()
    found = {topic["topic"]: len(topic["partitions"]) for topic in described}
    assert found == {topic.name: settings.partitions for topic in TOPICS}


@pytest.mark.kafka
async def test_kafka_keeps_what_the_table_says(local: RunningBroker) -> None:
    await ensure_topics(local.settings)
    admin = AIOKafkaAdminClient(bootstrap_servers=local.address)
    await admin.start()
    try:
        answers = await admin.describe_configs(
            [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in (WATCH_STATE, MEDIA_AUDIO)]
        )
    finally:
        await admin.close()
    said = {
        resource[3]: {entry[0]: entry[1] for entry in resource[4]}
        for answer in answers
        for resource in answer.resources
    }
    assert said[WATCH_STATE.name]["cleanup.policy"] == "compact"
    assert said[MEDIA_AUDIO.name]["cleanup.policy"] == "delete"
    assert said[MEDIA_AUDIO.name]["retention.ms"] == str(MEDIA_AUDIO.retention_ms)
    assert said[MEDIA_AUDIO.name]["retention.bytes"] == str(MEDIA_AUDIO.retention_bytes)
    assert topic_config(MEDIA_AUDIO).items() <= said[MEDIA_AUDIO.name].items()


@pytest.mark.kafka
async def test_another_number_of_partitions_is_named(local: RunningBroker) -> None:
    await ensure_topics(local.settings)
    other = local.settings.model_copy(update={"kafka_partitions": 3})
    with pytest.raises(TopicMismatch, match="HYPECUT_KAFKA_PARTITIONS=8"):
        await ensure_topics(other)


def test_a_whole_batch_fits_into_every_topic() -> None:
    for topic in TOPICS:
        assert int(topic_config(topic)["max.message.bytes"]) > max(BATCH_BYTES_MAX, topic.max_bytes)


async def test_absent_broker_is_named() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unheard.getsockname()[1]}"
        settings = ProcessSettings(kafka=address, kafka_kind=BrokerKind.CLUSTER)
        with pytest.raises(RoadClosed, match=address):
            await ensure_topics(settings, patience_s=0.7)


def test_setting_picks_the_broker(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("HYPECUT_KAFKA_HOME", raising=False)
    assert isinstance(resolve_broker(ProcessSettings(kafka="", data=tmp_path)), EmbeddedBroker)
    assert isinstance(resolve_broker(ProcessSettings(kafka="embedded", data=tmp_path)), EmbeddedBroker)
    assert isinstance(resolve_broker(ProcessSettings(kafka="a:9092,b:9092", data=tmp_path)), RemoteBroker)
    with pytest.raises(KafkaMissing, match="hypecut kafka install"):
        resolve_broker(ProcessSettings(kafka="local", data=tmp_path))
    with pytest.raises(BadBrokerAddress, match=r"kafka\.example"):
        resolve_broker(ProcessSettings(kafka="kafka.example", data=tmp_path))
    folder = tmp_path / "kafka" / "dist-4.3.1"
    folder.mkdir(parents=True)
    (folder / "INSTALLED").write_text("Maven Central")
    assert resolve_broker(ProcessSettings(kafka="", data=tmp_path)).kind is BrokerKind.LOCAL


async def test_a_broker_without_a_controller_is_asked_again(embedded: RunningBroker) -> None:
    """The embedded broker names none, like a cluster that is electing one."""
    settings = embedded.settings.model_copy(update={"kafka_kind": BrokerKind.CLUSTER})
    with pytest.raises(RoadClosed, match="no controller"):
        await ensure_topics(settings, patience_s=1.0)


@pytest.mark.parametrize("name", ["plain", "m\u00fcller", "back\\slash", "\U0001f600 face"])
def test_a_folder_of_any_letters_is_read_back_by_java(name: str) -> None:
    written = escaped(f"/home/{name}")
    assert written.isascii()
    pieces = re.split(r"(\\\\|\\u[0-9a-f]{4})", written)
    units = [
        "\\" if piece == "\\\\" else chr(int(piece[2:], 16)) if piece.startswith("\\u") else piece
        for piece in pieces
    ]
    read = "".join(units).encode("utf-16", "surrogatepass").decode("utf-16")
    assert read == f"/home/{name}"


def test_a_cluster_id_is_never_taken_for_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    given = iter([b"\xf8" + bytes(15), b"\xfb" * 16, b"a" * 16])  # the first two begin with a dash
    monkeypatch.setattr("streams.brokers.local.secrets.token_bytes", lambda _: next(given))
    assert _cluster_id() == "YWFhYWFhYWFhYWFhYWFhYQ"
