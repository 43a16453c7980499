"""The lock of a data folder, and log files of bounded size."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from streams.children import LogFile
from streams.lock import DataFolderBusy, DataFolderUnusable, FolderLock


def test_second_holder_is_told_who_the_first_is(tmp_path: Path) -> None:
    with (
        FolderLock(tmp_path / "data"),
        pytest.raises(DataFolderBusy, match=f"process {os.getpid()}.*HYPECUT_DATA"),
        FolderLock(tmp_path / "data"),
    ):
        pass
    with FolderLock(tmp_path / "data"):
        assert (tmp_path / "data" / "lock").read_text().strip() == str(os.getpid())


def test_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(DataFolderUnusable, match=re.escape(str(tmp_path / "file" / "data"))),
        FolderLock(tmp_path / "file" / "data"),
    ):
        pass


def test_log_begins_anew_when_full_and_keeps_its_predecessor(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "part.log", bytes_max=100)
    for number in range(30):
        log.write(f"line {number:03d}\n".encode())
    newest, before = (tmp_path / "part.log").read_text(), (tmp_path / "part.log.1").read_text()
    assert len(newest) <= 100
    assert len(before) <= 100
    assert (before + newest).splitlines()[-1] == "line 029"
    numbers = [int(line.split()[1]) for line in (before + newest).splitlines()]
    assert numbers == list(range(numbers[0], 30))


def test_log_goes_on_where_the_last_run_ended(tmp_path: Path) -> None:
    LogFile(tmp_path / "part.log", bytes_max=20).write(b"first run\n")
    LogFile(tmp_path / "part.log", bytes_max=20).write(b"second run\n")
    assert (tmp_path / "part.log").read_text() == "second run\n"
    assert (tmp_path / "part.log.1").read_text() == "first run\n"


def test_full_disk_stops_no_process(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    log = LogFile(tmp_path / "gone" / "part.log")
    (tmp_path / "gone").rmdir()
    log.write(b"lost\n")
    assert not (tmp_path / "gone").exists()
