"""`hypecut up` as a newcomer meets it: the first login, a key, and a watch asked for by HTTP."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.journeys.conftest import Recording
from tests.journeys.watching import ROOT, SMALL

pytestmark = pytest.mark.journey

READY_S = 90
CLIP_S = 150


@pytest.fixture
def started(tmp_path: Path) -> Iterator[str]:
    """Everything that `hypecut up` says until it runs; it is ended by Ctrl-C."""
    env = os.environ | SMALL | {"HYPECUT_KAFKA": "embedded"}
    command = [sys.executable, "-m", "streams.cli", "up", "--port", "0", "--data", str(tmp_path / "data")]
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as up:
        assert up.stdout is not None
        said = ""
        deadline = time.monotonic() + READY_S
        for line in up.stdout:
            said += line
            if "running; Ctrl-C" in line:
                break
            assert time.monotonic() < deadline, said
        try:
            yield said
        finally:
            up.send_signal(signal.SIGINT)
            up.stdout.read()
            assert up.wait(15) == 0


@pytest.mark.timeout(300)
def test_from_the_first_login_to_a_clip(started: str, recording: Recording) -> None:
    url = re.search(r"API\s+(http://\S+)", started)
    login = re.search(r"login\s+(\S+) with the password (\S+)", started)
    assert url is not None, started
    assert login is not None, started
    with httpx.Client(base_url=url[1], timeout=20) as http:
        tokens = http.post("/v1/auth/login", json={"email": login[1], "password": login[2]})
        assert tokens.status_code == 200, tokens.text
        http.headers["Authorization"] = f"Bearer {tokens.json()['access_token']}"
        body = {"source": str(recording.video), "chat": str(recording.chat), "speed": 4, "once": True}
        watch = http.post("/v1/watches", json=body, headers={"Idempotency-Key": "one"})
        assert watch.status_code == 201, watch.text
        made = http.post("/v1/keys", json={"name": "clip wall", "scopes": ["clips:read"]})
        assert made.status_code == 201, made.text
        http.headers["Authorization"] = f"Bearer {made.json()['key']}"
        assert http.get("/v1/watches").status_code == 403
        deadline = time.monotonic() + CLIP_S
        ready: list[dict[str, str]] = []
        while not ready:
            assert time.monotonic() < deadline
            ready = http.get("/v1/clips", params={"state": "ready"}).json()["items"]
            time.sleep(0.5)
        clip = http.get(f"/v1/clips/{ready[0]['clip_id']}/file", headers={"Range": "bytes=4-7"})
        assert (clip.status_code, clip.content) == (206, b"ftyp")
