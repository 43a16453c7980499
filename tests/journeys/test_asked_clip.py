"""An editor asks for a moment in another brand: API, road and renderer as processes of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import httpx
import msgspec
import numpy as np
import pytest

from schemas.ids import derived_id
from schemas.judging import HighlightState
from schemas.rendering import clip_id_of
from streams.admin import ensure_topics
from streams.brokers.embedded import EmbeddedBroker
from streams.store import DirectoryStore
from streams.topics import TOPICS
from tests.journeys.watching import ROOT
from tests.render.clapper import make_clapper
from tests.render.recordings import ffmpeg, highlight, record
from tests.streams.running_broker import RunningBroker

pytestmark = pytest.mark.journey

OPERATOR, WORKER = "an-operator-for-tests", "a-worker-for-tests"

WAIT_S = 90
"""For a process to start, or a small clip to be made, on a machine that is busy with others."""


@dataclass
class Parts:
    """The processes of an installation, without those that capture and judge."""

    data: Path
    env: dict[str, str]
    http: httpx.Client
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, part: str) -> subprocess.Popen[bytes]:
        log = (self.data / f"{part}.log").open("ab")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", part], cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def until(self, wanted: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            try:
                if wanted():
                    return
            except httpx.TransportError:
                pass  # the API is not up yet
            time.sleep(0.1)  # what is awaited lies in other processes
        told = "".join(path.read_text(errors="replace")[-3000:] for path in self.data.glob("*.log"))
        raise AssertionError(f"it did not come about within {WAIT_S} s\n{told}")

    def post(self, path: str, body: dict[str, Any], status: int = 201) -> Any:
        answer = self.http.post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def attempt(self) -> dict[str, Any]:
        (one,) = self.http.get("/v1/renders").json()["items"]
        found: dict[str, Any] = one
        return found


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    with RunningBroker(EmbeddedBroker()) as broker:
        asyncio.run(ensure_topics(broker.settings, TOPICS))
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        env = os.environ | {
            "HYPECUT_DATA": str(tmp_path),
            "HYPECUT_KAFKA": broker.address,
            "HYPECUT_KAFKA_KIND": broker.broker.kind.value,
            "HYPECUT_TOKEN": WORKER,
            "HYPECUT_OPERATOR_TOKEN": OPERATOR,
            "HYPECUT_API_PORT": str(port),
            "HYPECUT_API_URL": url,
            "HYPECUT_RENDER_WIDTH": "144",
            "HYPECUT_RENDER_HEIGHT": "256",
        }
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {OPERATOR}"}, timeout=20) as http:
            made = Parts(tmp_path, env, http)
            try:
                yield made
            finally:
                for process in made.running:
                    process.kill()
                    process.wait(10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def a_moment(parts: Parts, folder: Path) -> str:
    """A recorded session with a final highlight, as monitors and judges leave it."""
    watch_id = parts.post("/v1/watches", {"source": "/film.mp4"})["watch_id"]
    request = {"watch_id": watch_id, "node": "n", "started_at_ms": 1_790_000_000_000, "source": "/film.mp4"}
    session_id = parts.post("/v1/sessions", request)["session_id"]
    make_clapper(folder / "film.mp4", 8)
    record(DirectoryStore(parts.data / "store"), folder / "film.mp4", session_id=session_id)
    moment = highlight(
        1000,
        7000,
        "Got him",
        session_id=session_id,
        highlight_id=derived_id(session_id, "highlight", 1000),
        state=HighlightState.FINAL,
    )
    stored = parts.http.put(
        f"/v1/highlights/{moment.highlight_id}",
        content=msgspec.json.encode(moment),
        headers={"Content-Type": "application/json"},
    )
    assert stored.status_code == 200, stored.text
    return moment.highlight_id


def a_template(parts: Parts, folder: Path) -> str:
    """A red logo on the left and a blue second before."""
    ffmpeg("-f", "lavfi", "-i", "color=c=red:s=80x80", "-frames:v", "1", str(folder / "logo.png"))
    ffmpeg(
        "-f", "lavfi", "-i", "color=c=blue:s=360x640:r=25:d=1", "-c:v", "libx264", "-pix_fmt", "yuv420p",
        str(folder / "intro.mp4"),
    )  # fmt: skip
    ids = {}
    for kind, name in (("logo", "logo.png"), ("intro", "intro.mp4")):
        content = (folder / name).read_bytes()
        sent = parts.http.post("/v1/assets", params={"kind": kind, "name": name}, content=content)
        assert sent.status_code == 201, sent.text
        ids[kind] = sent.json()["asset_id"]
    body = {
        "logo": {"asset_id": ids["logo"], "position": "top-left", "width_percent": 30},
        "intro_asset_id": ids["intro"],
    }
    return str(parts.post("/v1/templates", {"name": "Red", "body": body})["template_id"])


def check_branded(parts: Parts, clip_id: str) -> None:
    clip = parts.http.get(f"/v1/clips/{clip_id}").json()
    assert (clip["state"], clip["extra"], clip["fallback"]) == ("ready", True, "")
    assert abs(clip["duration_ms"] - 7000) < 100
    file = parts.data / "clip.mp4"
    file.write_bytes(parts.http.get(f"/v1/clips/{clip_id}/file").content)
    with av.open(str(file)) as container:
        frames = [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]
    assert abs(frames[10] - np.array((0, 0, 255))).max(axis=2).mean() < 40
    corner = frames[100][10:45, 10:45]
    assert (abs(corner - np.array((255, 0, 0))).max(axis=2) < 80).mean() > 0.6


@pytest.mark.timeout(400)
def test_a_clip_in_another_brand_outlives_api_and_renderer(parts: Parts, tmp_path: Path) -> None:
    api = parts.start("api")
    parts.until(lambda: parts.http.get("/v1/health").status_code == 200)
    highlight_id, template_id = a_moment(parts, tmp_path), a_template(parts, tmp_path)
    asked = {"highlight_id": highlight_id, "template_id": template_id}
    clip_id = parts.post("/v1/renders", asked)["clip_id"]
    assert clip_id == clip_id_of(highlight_id, template_id)
    api.kill()  # with nobody there yet to hear it
    api.wait(10)
    parts.start("api")
    renderer = parts.start("render")
    parts.until(lambda: parts.attempt()["state"] == "rendering")
    renderer.send_signal(signal.SIGKILL)  # with the clip in its hands
    renderer.wait(10)
    assert parts.attempt()["ended_at_ms"] is None
    parts.start("render")
    parts.until(lambda: parts.attempt()["ended_at_ms"] is not None)
    check_branded(parts, clip_id)
    again = parts.post("/v1/renders", asked, 200)
    assert (again["clip_id"], again["number"], again["state"]) == (clip_id, 1, "ready")
    own = parts.post("/v1/renders", {"highlight_id": highlight_id})["clip_id"]
    parts.until(lambda: parts.http.get(f"/v1/clips/{own}").json()["state"] == "ready")
    items = parts.http.get("/v1/clips", params={"highlight_id": highlight_id}).json()["items"]
    assert {(one["clip_id"], one["extra"]) for one in items} == {(clip_id, True), (own, False)}
