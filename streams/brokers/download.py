"""Apache's own release of Kafka, for machines without Maven.

In: an archive from Apache's download site, checked against a pinned SHA-512. Out: its `libs` folder.
A download that was cut goes on where it was.
"""

from __future__ import annotations

import hashlib
import tarfile
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from streams.brokers.install import KAFKA_VERSION, SCALA_VERSION, KafkaNotInstalled

ARCHIVE = f"kafka_{SCALA_VERSION}-{KAFKA_VERSION}.tgz"

SITES = (
    f"https://downloads.apache.org/kafka/{KAFKA_VERSION}/",
    f"https://archive.apache.org/dist/kafka/{KAFKA_VERSION}/",
)
"""The second keeps versions that the first no longer has."""

SHA512 = (
    "c7d7b2318cb51aa0c61d3246a51c349210073c5c9b754947ef965a439f2f939e"
    "8600f204e134a75ac31faf3829c9370960ef7c6a9886c8a1dbf0339a21f4c54c"
)
"""Of the archive, as Apache publishes it in `<archive>.sha512`. It was taken from several public
projects that record it independently of one another, not from Apache's site itself."""

CONNECT_S = 30.0
"""Without a byte for so long a connection is given up; the next try goes on where it was."""

TRIES_A_SITE = 4
"""A line that breaks more often than this during 130 MB is for a person to look at."""

CHUNK_BYTES = 1 << 20
REPORT_BYTES = 16 << 20
"""A line of progress every 16 MB."""

LIBS_BYTES_MAX = 1 << 30
"""The jars are 120 MB; an archive that unpacks to more than this is no Kafka."""


def fetch_release(
    draft: Path,
    cache: Path,
    progress: Callable[[str], None],
    *,
    sites: Sequence[str] = SITES,
    sha512: str = SHA512,
) -> str:
    """Fetch the archive, check it, unpack its jars to `draft/libs`.

    Args:
        draft: a folder, to be renamed when all is done.
        cache: where the partial download stays between two runs.
        progress: told what happens, a line each.
        sites: addresses of folders that have the archive, tried in order.
        sha512: of the archive, in lower case.

    Returns:
        The address it came from.

    Raises:
        KafkaNotInstalled: no site has it, or it is not what it should be.
    """
    part = cache / f".{ARCHIVE}.part"
    problems: list[str] = []
    for site in sites:
        for _ in range(TRIES_A_SITE):
            try:
                _download(site + ARCHIVE, part, progress)
            except (OSError, ValueError) as error:
                problems.append(f"{site}: {error}")
                if isinstance(error, urllib.error.HTTPError) and error.code < 500:
                    break
            else:
                _check(part, site, sha512)
                progress("unpacking")
                _unpack(part, draft / "libs")
                part.unlink()
                return site + ARCHIVE
    raise KafkaNotInstalled(
        f"Apache Kafka could not be fetched ({'; '.join(problems[-2:])}); look at the connection and try "
        "again (what was fetched is kept), or install Maven (`mvn`) to fetch it from Maven Central"
    )


def _download(url: str, part: Path, progress: Callable[[str], None]) -> None:
    have = part.stat().st_size if part.is_file() else 0
    # The scheme is ours: a constant above, or a test's own server.
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310
    try:
        answer = urllib.request.urlopen(request, timeout=CONNECT_S)  # noqa: S310
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 416 and have:  # the whole of it is here; the checksum decides
                return
            raise
    with answer:
        resumed = answer.status == 206
        left = int(answer.headers.get("Content-Length", 0))
        total = left + (have if resumed else 0)
        progress(f"fetching {url} ({total / 1e6:.0f} MB{', going on' if resumed else ''})")
        with part.open("ab" if resumed else "wb") as out:
            done = have if resumed else 0
            reported = done
            while chunk := answer.read(CHUNK_BYTES):
                out.write(chunk)
                done += len(chunk)
                if done - reported >= REPORT_BYTES:
                    reported = done
                    progress(f"{done / 1e6:.0f} of {total / 1e6:.0f} MB")
    if total and done < total:
        raise ConnectionError(f"the connection broke after {done} of {total} bytes")


def _check(part: Path, site: str, sha512: str) -> None:
    with part.open("rb") as content:
        digest = hashlib.file_digest(content, "sha512").hexdigest()
    if digest != sha512:
        part.unlink()
        raise KafkaNotInstalled(
            f"{site}{ARCHIVE} is not the published archive (SHA-512 {digest}, expected {sha512}); "
            "it was removed; try again, from another network if need be"
        )


def _unpack(archive: Path, libs: Path) -> None:
    """Only the jars, by their last name: nothing of an archive decides where a file goes."""
    libs.mkdir()
    unpacked = 0
    with tarfile.open(archive, "r:gz") as content:
        for member in content:
            path = Path(member.name)
            if not (member.isfile() and path.parent.name == "libs" and path.suffix == ".jar"):
                continue
            unpacked += member.size
            if unpacked > LIBS_BYTES_MAX:
                raise KafkaNotInstalled(f"{archive} holds more than a Kafka")
            source = content.extractfile(member)
            if source is not None:
                with source, (libs / path.name).open("wb") as out:
                    while chunk := source.read(CHUNK_BYTES):
                        out.write(chunk)
    if unpacked == 0:
        raise KafkaNotInstalled(f"{archive} holds no Kafka: there are no jars in it")
