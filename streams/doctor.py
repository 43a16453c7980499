"""`hypecut doctor`: what works here, what is missing, and the remedy.

In: settings. Out: a line for each part, an exit code. What only the renderer and the judges can
know is asked of them, as processes of their own.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import click
import msgspec

from streams.commands.watch import load_settings
from streams.lock import DataFolderBusy, FolderLock
from streams.process import CannotStart
from streams.settings import BrokerKind, ProcessSettings
from streams.watching import BROKEN, ENDED

PYTHON_MIN, PYTHON_END = (3, 11), (3, 14)

DISK_BYTES_MIN = 2 * 1024**3
"""Two hours of one 6 Mbit/s channel are 5 GB; below this a short watch already fills the disk."""

ASK_S_MAX = 120.0
"""The renderer encodes a picture with each encoder, the judges load a model; on a slow disk both
take a while."""

BROKER_S_MAX = 20.0
ADDRESS_S_MAX = 3.0


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of one part. A part that is not `needed` has a substitute."""

    part: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True


def examine(settings: ProcessSettings) -> Iterator[Finding]:
    """Findings, one after the other as they come."""
    yield check_python()
    yield check_disk(settings)
    yield check_port(settings)
    yield asyncio.run(check_broker(settings))
    for process in ("render", "agents"):
        yield from ask(process)


def check_python() -> Finding:
    """The interpreter that runs this."""
    version = sys.version_info
    return Finding(
        part="Python",
        ok=PYTHON_MIN <= version[:2] < PYTHON_END,
        detail=f"{version.major}.{version.minor}.{version.micro} at {sys.executable}",
        remedy="" if PYTHON_MIN <= version[:2] < PYTHON_END else "use Python 3.11, 3.12 or 3.13",
    )


def check_disk(settings: ProcessSettings) -> Finding:
    """Room in the data folder."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(settings.data).free
        (settings.data / ".doctor").write_bytes(b"x")
        (settings.data / ".doctor").unlink()
    except OSError as error:
        return Finding(
            part="data folder",
            ok=False,
            detail=f"{settings.data} cannot be written: {error.strerror or error}",
            remedy="point HYPECUT_DATA at a folder that can be written",
        )
    enough = free >= DISK_BYTES_MIN
    return Finding(
        part="data folder",
        ok=enough,
        detail=f"{settings.data}, {free / 1e9:.1f} GB free",
        remedy="" if enough else "free some space: two hours of one channel take about 5 GB",
    )


def check_port(settings: ProcessSettings) -> Finding:
    """Whether something listens at the API's address already."""
    where = urlsplit(settings.api_url)
    host, port = where.hostname or "127.0.0.1", where.port or 80
    try:
        socket.create_connection((host, port), timeout=ADDRESS_S_MAX).close()
    except OSError:
        detail = f"{host}:{port} is free; `hypecut up` takes another one by itself"
    else:
        detail = f"{host}:{port} is in use, by an API that runs already or by something else"
    return Finding(part="API port", ok=True, detail=detail, needed=False)


async def check_broker(settings: ProcessSettings) -> Finding:
    """Start the broker that the settings ask for, or reach the one that they name."""
    from streams.brokers import BrokerFailed, resolve_broker

    try:
        broker = resolve_broker(settings)
        if broker.kind is BrokerKind.CLUSTER and not await asyncio.to_thread(_reachable, settings.kafka):
            return _unreachable(settings.kafka)
        with FolderLock(settings.data):  # a Kafka of this folder that runs is not to be disturbed
            async with asyncio.timeout(BROKER_S_MAX):
                try:
                    address = await broker.start()
                    reached = await asyncio.to_thread(_reachable, address)
                finally:
                    await broker.stop()
    except DataFolderBusy as busy:
        return Finding(part="broker", ok=True, detail=f"not tried: {busy}", needed=False)
    except (CannotStart, BrokerFailed) as error:
        detail, _, remedy = str(error).partition("; ")
        return Finding(part="broker", ok=False, detail=detail, remedy=remedy)
    except TimeoutError:
        return Finding(
            part="broker",
            ok=False,
            detail=f"it did not start within {BROKER_S_MAX:.0f} s",
            remedy="see its log in the data folder, or use HYPECUT_KAFKA=embedded",
        )
    if not reached:
        return _unreachable(address)
    return Finding(part="broker", ok=True, detail=f"{broker.kind.value} at {address}: {broker.note}")


def _unreachable(address: str) -> Finding:
    return Finding(
        part="broker",
        ok=False,
        detail=f"nothing answers at {address}",
        remedy="start that Kafka, or remove HYPECUT_KAFKA to use the embedded broker",
    )


def _reachable(address: str) -> bool:
    """Whether one of the servers of the address takes a connection."""
    for server in address.split(","):
        host, _, port = server.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=ADDRESS_S_MAX).close()
        except (OSError, ValueError):
            continue
        return True
    return False


def ask(process: str) -> list[Finding]:
    """What `python -m <process> doctor --json` finds; its exit code says what is needed."""
    command = [sys.executable, "-m", process, "doctor", "--json"]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=ASK_S_MAX, check=False)
    except subprocess.TimeoutExpired:
        detail = f"`python -m {process} doctor` did not end within {ASK_S_MAX:.0f} s"
        return [
            Finding(part=process, ok=False, detail=detail, remedy="run it by hand to see where it stands")
        ]
    findings = []
    for line in answer.stdout.splitlines():
        try:
            found = msgspec.json.decode(line, type=Finding)
        except msgspec.DecodeError:
            continue
        # A part that is missing while its process calls itself usable has a substitute.
        findings.append(msgspec.structs.replace(found, needed=found.ok or answer.returncode != 0))
    if not findings:
        last = answer.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
        remedy = "install the packages of the lock file again: delete .venv and run ./hypecut"
        findings.append(Finding(part=process, ok=False, detail=last[0], remedy=remedy))
    return findings


def run_doctor(as_json: bool) -> int:
    """The command. Returns its exit code: 1 when something that is needed is missing."""
    settings = load_settings()
    usable = True
    if not as_json:
        click.echo("examining; the encoders and the models take some seconds", err=True)
    for finding in examine(settings):
        usable = usable and (finding.ok or not finding.needed)
        click.echo(msgspec.json.encode(finding).decode() if as_json else _sentence(finding))
    if not as_json:
        click.echo("everything that is needed works" if usable else "something that is needed is missing")
    return ENDED if usable else BROKEN


def _sentence(finding: Finding) -> str:
    mark = "ok     " if finding.ok else "MISSING" if finding.needed else "absent "
    remedy = f"\n           remedy: {finding.remedy}" if finding.remedy and not finding.ok else ""
    return f"{mark}  {finding.part}: {finding.detail}{remedy}"
