"""A real single-node Apache Kafka, kept in the data folder.

In: an installation and a Java. Out: an address on 127.0.0.1, the same for as long as this object
lives and, if it can be had, the next time too. What is written to it outlives every process; after a
power cut the last seconds may be missing, as with any single Kafka.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path

from streams import guard
from streams.brokers import BrokerFailed
from streams.brokers.install import KafkaHome
from streams.brokers.java import JavaMissing, find_java
from streams.children import Child, LogFile
from streams.lifeline import Lifeline
from streams.settings import CLUSTER_PARTITIONS, BrokerKind

FORMAT_S = 60.0
"""Formatting takes 1.4 s on a quiet machine."""

START_S = 90.0
"""It answers after 3 s; after a kill it first reads its files again, and the machine may be busy."""

KNOCK_S = 0.1
"""Between two looks whether it answers."""

GRACE_S = 3.0
"""An orderly stop takes 1-2 s; after a kill nothing is lost, only the next start takes longer."""

HEAP_MB = 256
"""Enough for 29 MB/s; 294 MB of memory in all."""

OFFSETS_PARTITIONS = 8
"""Of Kafka's own topic for positions: 50 by default, each a folder with files."""

FENCE_MS = 3_000
FENCE_HEARTBEAT_MS = 500
"""After a kill the controller takes the broker for alive for so long, and lets no second one in: by
default 9 s, which is most of the outage. There is one broker, so nothing speaks for a longer time."""

CLEANER_BYTES = 4 * 1024 * 1024
"""For compacting a topic of watches; the default would take half of the heap."""


class LocalBroker:
    """Kafka under the supervisor's care.

    Args:
        data: the data folder; its lock must be held, so that nobody else uses this Kafka.
        kafka: the installation.
    """

    def __init__(self, data: Path, kafka: KafkaHome) -> None:
        self._home = data / "kafka"
        self._kafka = kafka
        self._log = LogFile(data / "logs" / "kafka.log")
        self._lifeline: Lifeline | None = None
        self._child: Child | None = None
        self._port = 0

    @property
    def kind(self) -> BrokerKind:
        """Local."""
        return BrokerKind.LOCAL

    @property
    def note(self) -> str:
        """Where it is kept."""
        return f"Apache Kafka on this machine; what it holds is in {self._home}"

    @property
    def pid(self) -> int | None:
        """Of the Java process, while it runs."""
        if self._child is None or self._child.pid is None:
            return None
        return _read_number(self._pid_file)

    async def start(self) -> str:
        """Start it and return when it answers. Raises BrokerFailed."""
        try:
            java = await asyncio.to_thread(find_java)
            if self._child is None:
                self._home.mkdir(parents=True, exist_ok=True)
                self._log.path.parent.mkdir(parents=True, exist_ok=True)
                _end_leftover(self._pid_file, str(self._properties))
                self._write_properties()
                await asyncio.to_thread(self._format, java)
        except (JavaMissing, OSError) as error:
            raise BrokerFailed(f"Kafka did not start: {error}") from error
        await self._end_child()
        self._pid_file.unlink(missing_ok=True)
        # Imported by nobody: it runs by its path, without the project.
        command = [sys.executable, "-I", "-S", guard.__file__, str(self._pid_file), str(java)]
        if self._lifeline is None:
            self._lifeline = Lifeline()
        self._child = Child([*command, *self._options()], os.environ, self._log, self._lifeline)
        await self._child.start()
        await self._until_it_answers(self._child)
        return f"127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Stop it, in order if that is quick."""
        await self._end_child()
        self._pid_file.unlink(missing_ok=True)
        if self._lifeline is not None:
            self._lifeline.close()
            self._lifeline = None

    def alive(self) -> bool:
        """Whether its process runs."""
        return self._child is not None and self._child.pid is not None

    @property
    def _pid_file(self) -> Path:
        return self._home / "kafka.pid"

    @property
    def _properties(self) -> Path:
        return self._home / "server.properties"

    def _options(self) -> list[str]:
        return [
            f"-Xmx{HEAP_MB}m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Djava.awt.headless=true",
            "-cp",
            self._kafka.class_path,
            "kafka.Kafka",
            str(self._properties),
        ]

    def _write_properties(self) -> None:
        if "," in str(self._home):
            raise BrokerFailed(
                f"Kafka takes the comma in {self._home} for two folders; point HYPECUT_DATA at one without"
            )
        self._port = _port(self._home / "port")
        controller = _port(self._home / "controller-port", other_than=self._port)
        self._properties.write_text(_properties(self._port, controller, self._home / "log"))

    def _format(self, java: Path) -> None:
        if (self._home / "log" / "meta.properties").is_file():
            return
        cluster = _cluster_id()
        command = [str(java), "-cp", self._kafka.class_path, "kafka.tools.StorageTool", "format"]
        try:
            subprocess.run(
                [*command, "-t", cluster, "-c", str(self._properties), "--ignore-formatted"],
                capture_output=True,
                text=True,
                timeout=FORMAT_S,
                check=True,
            )
        except subprocess.CalledProcessError as error:
            lines = (error.stdout + error.stderr).strip().splitlines()
            raise BrokerFailed(
                f"Kafka's folder {self._home} could not be prepared: {lines[-1] if lines else error}; "
                "is the disk full, or the installation broken? `hypecut kafka install` makes it again"
            ) from error
        except subprocess.TimeoutExpired as error:
            raise BrokerFailed(f"Kafka's folder {self._home} was not prepared in {FORMAT_S:.0f} s") from error

    async def _until_it_answers(self, child: Child) -> None:
        try:
            async with asyncio.timeout(START_S):
                while not await _answers(self._port):
                    if child.pid is None:
                        await child.wait()
                        raise BrokerFailed(
                            f"Kafka ended at its start: {child.last_line}; see {self._log.path}"
                        )
                    await asyncio.sleep(KNOCK_S)
        except TimeoutError as error:
            await self._end_child()
            raise BrokerFailed(
                f"Kafka did not answer on port {self._port} within {START_S:.0f} s; see {self._log.path}"
            ) from error

    async def _end_child(self) -> None:
        if self._child is not None:
            await self._child.stop(GRACE_S)


def _cluster_id() -> str:
    """16 random bytes as Kafka wants them; its tool takes one that begins with a dash for an option."""
    while (made := base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")).startswith("-"):
        continue
    return made


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


def _properties(port: int, controller: int, log: Path) -> str:
    values = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": log,
        "num.partitions": CLUSTER_PARTITIONS,
        "auto.create.topics.enable": "false",
        "offsets.topic.num.partitions": OFFSETS_PARTITIONS,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": OFFSETS_PARTITIONS,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        # A group of a single machine is complete when its first member is.
        "group.initial.rebalance.delay.ms": 0,
        # Otherwise a session timeout under 6 s, and with it a short outage, is refused.
        "group.min.session.timeout.ms": 1000,
        "broker.session.timeout.ms": FENCE_MS,
        "broker.heartbeat.interval.ms": FENCE_HEARTBEAT_MS,
        "log.cleaner.dedupe.buffer.size": CLEANER_BYTES,
    }
    return "".join(f"{name}={escaped(str(value))}\n" for name, value in values.items())


def escaped(value: str) -> str:
    """As Java reads a properties file: Latin-1, with a backslash before what is not plain."""
    plain = value.replace("\\", "\\\\")
    units = (plain[at : at + 1].encode("utf-16-be") for at in range(len(plain)))
    return "".join(
        unit.decode("utf-16-be")
        if len(unit) == 2 and unit < b"\x00\x7f"
        else "".join(f"\\u{unit[at : at + 2].hex()}" for at in range(0, len(unit), 2))
        for unit in units
    )


def _port(kept: Path, other_than: int = 0) -> int:
    """The port of the last time if it is still free, else another; remembered in a file."""
    for wanted in (_read_number(kept) or 0, 0, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            port = int(probe.getsockname()[1])
        if port != other_than:
            kept.write_text(f"{port}\n")
            return port
    raise BrokerFailed("no free port on 127.0.0.1 for Kafka; end some programs")


def _read_number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _end_leftover(pid_file: Path, properties: str) -> None:
    """Kill a Kafka of this folder whose supervisor and guard were both killed."""
    pid = _read_number(pid_file)
    if pid is None:
        return
    with contextlib.suppress(OSError):
        if properties in Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace"):
            os.kill(pid, signal.SIGKILL)
