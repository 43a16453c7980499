"""Fetches Apache Kafka once, and checks every byte of it.

In: Maven Central by way of `mvn`, or Apache's download site. Out: a folder of jars, whole or not
there at all, in `HYPECUT_KAFKA_HOME` or in the data folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from streams.brokers.java import find_java
from streams.process import CannotStart

KAFKA_VERSION = "4.3.1"
SCALA_VERSION = "2.13"
SLF4J_VERSION = "1.7.36"

PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
"""Named with its version, so that every Maven does the same."""

FETCH_S = 900.0
"""54 MB; a quarter of an hour is a line of half a megabit a second."""

_MARKER = "INSTALLED"
_MAVEN = "Maven Central"

Progress = Callable[[str], None]


class KafkaMissing(CannotStart):
    """`HYPECUT_KAFKA=local`, but Kafka was not fetched."""


class KafkaNotInstalled(CannotStart):
    """Kafka could not be fetched, or is not what it should be; says what to do."""


@dataclass(frozen=True)
class KafkaHome:
    """An installation: a folder with `libs/*.jar`."""

    folder: Path

    @property
    def class_path(self) -> str:
        """As Java takes it."""
        return f"{self.folder / 'libs'}{os.sep}*"


def kafka_folder(data: Path) -> Path:
    """Where Kafka is, or will be: `HYPECUT_KAFKA_HOME`, to share it among data folders, or in `data`."""
    shared = os.environ.get("HYPECUT_KAFKA_HOME", "")
    return Path(shared) if shared else data / "kafka" / f"dist-{KAFKA_VERSION}"


def installed_kafka(data: Path) -> KafkaHome | None:
    """The installation of this data folder, if there is one."""
    folder = kafka_folder(data)
    return KafkaHome(folder) if (folder / _MARKER).is_file() else None


def require_kafka(data: Path) -> KafkaHome:
    """The installation of this data folder. Raises KafkaMissing."""
    kafka = installed_kafka(data)
    if kafka is None:
        raise KafkaMissing(
            f"there is no Apache Kafka in {kafka_folder(data)}: run `hypecut kafka install` once, "
            "or set HYPECUT_KAFKA=embedded"
        )
    return kafka


def install_kafka(data: Path, progress: Progress) -> KafkaHome:
    """Fetch Kafka unless it is there. Interrupted, it leaves nothing half done, and can be repeated.

    Args:
        data: the data folder.
        progress: told what happens, a line each.

    Raises:
        KafkaNotInstalled: it could not be fetched, or differs from what it should be.
        streams.brokers.java.JavaMissing: there is no Java to run it.
    """
    folder = kafka_folder(data)
    found = installed_kafka(data)
    if found is not None and _whole(found):
        progress(f"Apache Kafka {KAFKA_VERSION} is there already: {folder}")
        return found
    java = find_java()
    progress(f"Java: {java}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.parent, progress):
        found = installed_kafka(data)
        return found if found is not None else _installed(folder, java, progress)


@contextmanager
def _alone(parent: Path, progress: Progress) -> Iterator[None]:
    """One installation at a time: two would write to the same partial download."""
    lock = os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("another installation is at work here; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _installed(folder: Path, java: Path, progress: Progress) -> KafkaHome:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".kafka-install-") as name:
        draft = Path(name) / "kafka"
        draft.mkdir()
        maven = shutil.which("mvn")
        if maven is not None:
            origin = _fetch_with_maven(maven, java, draft, progress)
        else:
            from streams.brokers.download import fetch_release

            origin = fetch_release(draft, folder.parent, progress)
        (draft / _MARKER).write_text(f"Apache Kafka {KAFKA_VERSION} from {origin}\n")
        _move(draft, folder)
    progress(f"Apache Kafka {KAFKA_VERSION} is installed in {folder}; it is the default from now on")
    return KafkaHome(folder)


def _whole(kafka: KafkaHome) -> bool:
    """Whether an installation is what it was; one that is not is cleared for the next."""
    marker = kafka.folder / _MARKER
    if _MAVEN not in marker.read_text():
        return any((kafka.folder / "libs").glob("kafka_*.jar"))
    try:
        check_jars(kafka.folder / "libs")
    except KafkaNotInstalled:
        shutil.rmtree(kafka.folder)
        return False
    return True


def _move(draft: Path, folder: Path) -> None:
    """Put the whole folder in place at once."""
    if folder.is_dir() and not (folder / _MARKER).is_file() and any(folder.iterdir()):
        raise KafkaNotInstalled(
            f"{folder} holds something that is no installation of ours: empty it, or name another folder "
            "in HYPECUT_KAFKA_HOME"
        )
    try:
        draft.rename(folder)
    except OSError as error:
        if (folder / _MARKER).is_file():  # somebody else has just finished the same
            return
        raise KafkaNotInstalled(f"{folder} cannot be written: {error.strerror or error}") from error


def pinned_jars() -> dict[str, str]:
    """SHA-256 by name of each jar that belongs to this version.

    They were computed from what Maven Central delivered, after Maven had checked each against the
    SHA-1 published beside it, and the jar of the broker by hand against its published SHA-512.
    """
    lines = resources.files("streams.brokers").joinpath(f"kafka-{KAFKA_VERSION}.sha256").read_text()
    return {name: digest for digest, name in (line.split() for line in lines.splitlines())}


def check_jars(libs: Path) -> None:
    """Compare a folder of jars with the pinned checksums. Raises KafkaNotInstalled."""
    expected = pinned_jars()
    found = {path.name: path for path in libs.glob("*.jar")}
    missing = sorted(expected.keys() - found.keys())
    surplus = sorted(found.keys() - expected.keys())
    if missing or surplus:
        raise KafkaNotInstalled(
            f"Maven brought other jars than expected (missing: {missing or 'none'}, "
            f"not expected: {surplus or 'none'}): look at your Maven settings and mirrors"
        )
    for name, path in sorted(found.items()):
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        if digest != expected[name]:
            raise KafkaNotInstalled(
                f"{name} is not the published one (SHA-256 {digest}, expected {expected[name]}): "
                "remove it from ~/.m2/repository, look at your Maven mirrors, and try again"
            )


def _fetch_with_maven(maven: str, java: Path, draft: Path, progress: Progress) -> str:
    progress(f"fetching Apache Kafka {KAFKA_VERSION} from Maven Central with {maven} (54 MB, once)")
    (draft / "pom.xml").write_text(_POM)
    libs = draft / "libs"
    command = [maven, "-q", "-B", PLUGIN, f"-DoutputDirectory={libs}", "-DincludeScope=runtime"]
    environment = {"JAVA_HOME": str(java.resolve().parent.parent)} | os.environ
    try:
        done = subprocess.run(
            command, cwd=draft, env=environment, capture_output=True, text=True, timeout=FETCH_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KafkaNotInstalled(f"Maven did not fetch Kafka: {error}; try again") from error
    if done.returncode != 0:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise KafkaNotInstalled(
            f"Maven did not fetch Kafka: {lines[0] if lines else f'it ended with {done.returncode}'}; "
            "is Maven Central, or the mirror in ~/.m2/settings.xml, reachable?"
        )
    progress("checking 92 jars against their pinned SHA-256")
    check_jars(libs)
    return _MAVEN


_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>hypecut</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_{SCALA_VERSION}</artifactId>
      <version>{KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka-tools</artifactId>
      <version>{KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>{SLF4J_VERSION}</version>
    </dependency>
  </dependencies>
</project>
"""
