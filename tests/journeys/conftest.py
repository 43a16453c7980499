"""What the journeys start from: a short recording with planted moments, and each of the three brokers."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitors.demo.generator import recording as generated
from tests.conftest import missing
from tests.journeys.watching import Watching

Start = Callable[..., Watching]


@dataclass(frozen=True)
class Recording:
    """A video, its chat, and when its moments are, in seconds."""

    video: Path
    chat: Path
    moments_s: tuple[tuple[float, float], ...]


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For the demo's recording, which takes a while to make: one for all workers of pytest."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo-recording"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def recording(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """The demo's own recording, made once, its segments joined to one file."""
    made = generated(demo_folder, lambda done: None)
    video = tmp_path_factory.mktemp("demo") / "stream.ts"
    video.write_bytes(b"".join((made.folder / name).read_bytes() for name in made.segments))
    moments = tuple((moment.at_s, moment.at_s + moment.cheer_s) for moment in made.moments)
    return Recording(video, made.chat, moments)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `hypecut ARGUMENTS`; whatever still runs at the end of the test is ended."""
    running: list[Watching] = []

    def begin(*arguments: str, env: dict[str, str] | None = None, data: Path | None = None) -> Watching:
        watching = Watching(list(arguments), data or tmp_path / f"data-{len(running)}", env)
        running.append(watching)
        return watching

    yield begin
    for watching in running:
        watching.stop()


def need_kafka(data: Path) -> None:
    """Skip, or fail where all must run, when no real Kafka is installed."""
    from streams.brokers.install import installed_kafka

    if installed_kafka(data) is None:
        missing("a real Apache Kafka; get it with `./hypecut kafka install`")


def brokers() -> list[object]:
    """The three brokers, as parameters of a test."""
    return ["embedded", *(pytest.param(name, marks=pytest.mark.kafka) for name in ("local", "cluster"))]


@pytest.fixture
async def kafka_env(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """The environment that leads to the broker named by the test's parameter `broker`."""
    broker = request.node.callspec.params["broker"]
    if broker != "embedded":
        need_kafka(tmp_path)
    if broker != "cluster":
        yield {"HYPECUT_KAFKA": broker}
        return
    from streams.brokers import resolve_broker
    from streams.settings import ProcessSettings

    running = resolve_broker(ProcessSettings(kafka="local", data=tmp_path / "cluster"))
    address = await running.start()
    try:
        yield {"HYPECUT_KAFKA": address, "HYPECUT_KAFKA_PARTITIONS": "8"}
    finally:
        await running.stop()
