"""What the journeys start from: a short recording with planted moments, and each of the three brokers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.journeys.watching import ROOT, Watching

Start = Callable[..., Watching]


@dataclass(frozen=True)
class Recording:
    """A video, its chat, and when its moments are, in seconds."""

    video: Path
    chat: Path
    moments_s: tuple[tuple[float, float], ...]


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """The demo's own recording, made once."""
    folder = tmp_path_factory.mktemp("demo")
    made = subprocess.run(
        [sys.executable, "-m", "monitors.demo", "make", "--folder", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(made.stdout.splitlines()[-1])
    moments = tuple((moment["start_s"], moment["end_s"]) for moment in told["moments"])
    return Recording(Path(told["video"]), Path(told["chat"]), moments)


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


def need_kafka() -> None:
    """Skip, or fail where all must run, when no real Kafka is installed."""
    from streams.brokers.install import installed_kafka

    if installed_kafka() is None:
        missing("a real Apache Kafka; get it with `./hypecut kafka install`")
