"""Events over a pipe, and secrets that a data folder keeps."""

from __future__ import annotations

import errno
import io
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from schemas.capture import SessionEnded
from streams.pipe import BrokenPipeline, read_events, write_event
from streams.secrets import kept_secret, worker_token
from streams.topics import SESSIONS

EVENT = SessionEnded(session_id="s", end_ms=1, reason="over")


def test_events_come_out_as_they_went_in() -> None:
    pipe = io.BytesIO()
    for _ in range(3):
        write_event(pipe, SESSIONS, EVENT)
    assert list(read_events(io.BytesIO(pipe.getvalue()))) == [("sessions", EVENT)] * 3


@pytest.mark.parametrize("cut", [1, 3, 10])
def test_a_pipe_that_breaks_off_is_an_error(cut: int) -> None:
    pipe = io.BytesIO()
    write_event(pipe, SESSIONS, EVENT)
    with pytest.raises(BrokenPipeline):
        list(read_events(io.BytesIO(pipe.getvalue()[:-cut])))
    with pytest.raises(BrokenPipeline):
        list(read_events(io.BytesIO(pipe.getvalue()[:cut])))


def test_something_else_on_the_pipe_is_an_error() -> None:
    with pytest.raises(BrokenPipeline, match="no stream of hypecut events"):
        list(read_events(io.BytesIO(b"hello, this is text")))
    with pytest.raises(BrokenPipeline, match="no stream of hypecut events"):
        list(read_events(io.BytesIO(b"\x00\x00\x00\x02{}")))


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        seen = set(pool.map(lambda _: worker_token(tmp_path), range(16)))
    assert len(seen) == 1
    path = tmp_path / "secrets" / "worker-token"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_secret(tmp_path, "other") not in seen
    assert sorted(item.name for item in path.parent.iterdir()) == ["other", "worker-token"]


@pytest.mark.parametrize("left", ["", "\n"])
def test_an_empty_file_is_no_secret(tmp_path: Path, left: str) -> None:
    path = tmp_path / "secrets" / "worker-token"
    path.parent.mkdir()
    path.write_text(left)
    with ThreadPoolExecutor(8) as pool:
        (seen,) = set(pool.map(lambda _: worker_token(tmp_path), range(16)))
    assert len(seen) > 20
    assert path.read_text() == seen
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["worker-token"]


def test_a_secret_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        worker_token(tmp_path)
    assert list((tmp_path / "secrets").iterdir()) == []
