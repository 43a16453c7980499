"""Brokers, and a topic for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.admin import ensure_topics
from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.install import installed_kafka
from streams.brokers.java import find_java
from streams.brokers.local import LocalBroker
from streams.process import CannotStart
from streams.settings import ProcessSettings
from streams.topics import DEAD_LETTERS, MINUTE_MS, Topic
from tests.conftest import missing
from tests.streams.running_broker import RunningBroker

_numbers = itertools.count()


@pytest.fixture(scope="session")
def embedded() -> Iterator[RunningBroker]:
    with RunningBroker(EmbeddedBroker()) as running:
        yield running


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBroker]:
    kafka = installed_kafka(Path("no-such-data-folder"))
    if kafka is None:
        missing("Apache Kafka: run `hypecut kafka install` and set HYPECUT_KAFKA_HOME")
        raise AssertionError
    try:
        find_java()
    except CannotStart as error:
        missing(str(error))
    with RunningBroker(LocalBroker(tmp_path_factory.mktemp("kafka"), kafka)) as running:
        yield running


@pytest.fixture(params=["embedded", pytest.param("local", marks=pytest.mark.kafka)])
def settings(request: pytest.FixtureRequest) -> ProcessSettings:
    """Of a process that talks to a broker: the fake one, and the real one."""
    running: RunningBroker = request.getfixturevalue(request.param)
    return running.settings


@pytest.fixture
async def topic(settings: ProcessSettings) -> Topic:
    """A topic that nobody else uses."""
    fresh = Topic(f"test-{next(_numbers)}", "session", 15 * MINUTE_MS)
    await ensure_topics(settings, [fresh, DEAD_LETTERS])
    return fresh
