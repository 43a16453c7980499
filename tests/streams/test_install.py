"""Fetching Kafka: what is said when it cannot be, and that nothing half done stays."""

from __future__ import annotations

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from streams.brokers import download, install
from streams.brokers.download import ARCHIVE, SHA512, fetch_release
from streams.brokers.install import (
    KafkaNotInstalled,
    check_jars,
    install_kafka,
    installed_kafka,
    kafka_folder,
    pinned_jars,
)
from streams.brokers.java import JavaMissing, find_java, java_version


def executable(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of its own with a Java 21, and no Maven."""
    folder = tmp_path / "tools"
    executable(folder / "java", """echo 'openjdk version "21.0.2" 2024-01-16' >&2""")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.delenv("HYPECUT_KAFKA_HOME", raising=False)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(
        install.shutil, "which", lambda name: str(p) if (p := folder / name).exists() else None
    )
    return folder


def test_no_java_is_said_with_the_remedy(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tools / "java").unlink()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(JavaMissing, match=r"found none.*uv sync --extra kafka"):
        find_java()
    old = executable(tools / "java", """echo 'java version "1.8.0_401"' >&2""")
    assert java_version(old) == 8
    with pytest.raises(JavaMissing, match=r"version 8\).*uv sync --extra kafka"):
        find_java()
    broken = executable(tools / "java", "exit 3")
    assert java_version(broken) is None
    with pytest.raises(JavaMissing, match="does not run"):
        find_java()


def test_java_home_helps_where_the_path_has_an_old_one(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tools / "java", """echo 'openjdk version "11.0.2"' >&2""")
    new = executable(tools / "home" / "bin" / "java", """echo 'openjdk version "17" 2021' >&2""")
    monkeypatch.setenv("JAVA_HOME", str(tools / "home"))
    assert find_java() == new


def test_mavens_own_words_are_passed_on_and_nothing_stays(tools: Path, tmp_path: Path) -> None:
    executable(tools / "mvn", "mkdir -p libs; echo '[ERROR] no route to repo.example'; exit 1")
    with pytest.raises(KafkaNotInstalled, match=r"no route to repo\.example.*settings\.xml"):
        install_kafka(tmp_path / "data", lambda line: None)
    assert installed_kafka(tmp_path / "data") is None
    assert list((tmp_path / "data" / "kafka").iterdir()) == []


def test_other_jars_than_the_pinned_are_refused(tools: Path, tmp_path: Path) -> None:
    executable(
        tools / "mvn", "mkdir -p libs; echo x > libs/kafka_2.13-4.3.1.jar; echo x > libs/surprise-1.jar"
    )
    with pytest.raises(KafkaNotInstalled, match=r"missing: \['HdrHist.*not expected: \['surprise-1\.jar'\]"):
        install_kafka(tmp_path / "data", lambda line: None)
    assert installed_kafka(tmp_path / "data") is None


def test_changed_jar_is_refused(tmp_path: Path) -> None:
    for name in pinned_jars():
        (tmp_path / name).write_bytes(b"not the published one")
    with pytest.raises(KafkaNotInstalled, match=r"HdrHistogram-2\.2\.2\.jar is not the published one"):
        check_jars(tmp_path)


def test_pins_are_whole() -> None:
    pins = pinned_jars()
    assert len(pins) == 92
    assert {"kafka_2.13-4.3.1.jar", "kafka-clients-4.3.1.jar", "kafka-tools-4.3.1.jar"} <= pins.keys()
    assert all(len(digest) == 64 and int(digest, 16) for digest in pins.values())
    assert len(SHA512) == 128
    assert int(SHA512, 16)


def archive_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


class Site(BaseHTTPRequestHandler):
    """A download site that knows ranges, and may break the first answer off."""

    content: ClassVar[bytes] = b""
    break_after: ClassVar[int | None] = None
    ranges: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        Site.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-") or 0)
        if not self.path.endswith(ARCHIVE) or start >= len(Site.content):
            self.send_error(404 if not start else 416)
            return
        body = Site.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if Site.break_after is not None:
            body, Site.break_after = body[: Site.break_after], None
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Site.content = archive_of(
        {
            "kafka_2.13-4.3.1/libs/kafka_2.13-4.3.1.jar": bytes(200_000),
            "kafka_2.13-4.3.1/libs/../../../escaped.jar": b"no",
            "kafka_2.13-4.3.1/bin/kafka-server-start.sh": b"no",
        }
    )
    Site.break_after = None
    Site.ranges = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        serving.join()


def test_download_goes_on_where_it_broke(site: str, tmp_path: Path) -> None:
    Site.break_after = 100
    lines: list[str] = []
    draft = tmp_path / "draft"
    draft.mkdir()
    digest = hashlib.sha512(Site.content).hexdigest()
    assert fetch_release(draft, tmp_path, lines.append, sites=[site], sha512=digest) == site + ARCHIVE
    assert Site.ranges == ["", "bytes=100-"]
    assert any("going on" in line for line in lines)
    assert [path.name for path in (draft / "libs").iterdir()] == ["kafka_2.13-4.3.1.jar"]
    assert (draft / "libs" / "kafka_2.13-4.3.1.jar").read_bytes() == bytes(200_000)
    assert not list(tmp_path.rglob("escaped*"))
    assert not list(tmp_path.glob(".*part"))


def test_archive_fetched_whole_before_an_interruption_is_used(site: str, tmp_path: Path) -> None:
    (tmp_path / f".{ARCHIVE}.part").write_bytes(Site.content)
    draft = tmp_path / "draft"
    draft.mkdir()
    digest = hashlib.sha512(Site.content).hexdigest()
    fetch_release(draft, tmp_path, lambda line: None, sites=[site], sha512=digest)
    assert (draft / "libs" / "kafka_2.13-4.3.1.jar").exists()


def test_archive_that_is_not_the_published_one_is_removed(site: str, tmp_path: Path) -> None:
    with pytest.raises(KafkaNotInstalled, match="not the published archive"):
        fetch_release(tmp_path, tmp_path, lambda line: None, sites=[site])
    assert list(tmp_path.iterdir()) == []


def test_second_site_is_asked_when_the_first_has_it_no_more(site: str, tmp_path: Path) -> None:
    digest = hashlib.sha512(Site.content).hexdigest()
    gone = site + "gone?"
    origin = fetch_release(
        tmp_path, tmp_path, lambda line: None, sites=[gone + "/nothing-here#", site], sha512=digest
    )
    assert origin == site + ARCHIVE


def test_no_site_at_all_is_said_with_the_other_way(tmp_path: Path) -> None:
    with pytest.raises(KafkaNotInstalled, match=r"could not be fetched.*install Maven"):
        fetch_release(tmp_path, tmp_path, lambda line: None, sites=["http://127.0.0.1:1/"])


def test_without_maven_the_release_is_installed_as_a_whole(
    tools: Path, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "SITES", (site,))
    digest = hashlib.sha512(Site.content).hexdigest()
    monkeypatch.setattr(download.fetch_release, "__kwdefaults__", {"sites": (site,), "sha512": digest})
    lines: list[str] = []
    kafka = install_kafka(tmp_path / "data", lines.append)
    assert kafka.folder == kafka_folder(tmp_path / "data")
    assert installed_kafka(tmp_path / "data") == kafka
    assert install_kafka(tmp_path / "data", lines.append) == kafka
    assert "already" in lines[-1]
    assert sorted(path.name for path in kafka.folder.parent.iterdir()) == [kafka.folder.name]


def test_folder_with_something_else_in_it_is_left_alone(
    tools: Path, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = hashlib.sha512(Site.content).hexdigest()
    monkeypatch.setattr(download.fetch_release, "__kwdefaults__", {"sites": (site,), "sha512": digest})
    precious = tmp_path / "mine" / "thesis.txt"
    precious.parent.mkdir()
    precious.write_text("years of work")
    monkeypatch.setenv("HYPECUT_KAFKA_HOME", str(precious.parent))
    with pytest.raises(KafkaNotInstalled, match="no installation of ours"):
        install_kafka(tmp_path / "data", lambda line: None)
    assert precious.read_text() == "years of work"
