"""The spool: where segments lie between the recorder and the object store.

In: a data folder. Out: a folder for each session, guarded by a lock that dies with its process, a
note of what was said last, and what a killed monitor left behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import av

from monitors.pump import TICKS_PER_S, ticks_of
from monitors.timeline import TICKS_PER_MS, WRAP_TICKS
from schemas.capture import Segment, SegmentKind
from schemas.moment import Span
from streams.recording import parse_segment_key, segment_key
from streams.store import ObjectStore, StoreUnwritable

log = logging.getLogger(__name__)

_SAID = "said"
_SAID_DIGITS = 20
"""All notes are equally long, so that a newer one covers an older one."""

_LOCK = "lock"


class SessionSpool:
    """The folder of one session, held by this process."""

    def __init__(self, data: Path, session_id: str) -> None:
        self.folder = data / "spool" / session_id
        self._lock: IO[bytes] | None = None

    def hold(self) -> bool:
        """Take the folder. False when another process has it, or nothing can be written there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / _LOCK).open("wb")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._let_go()
            return False
        return True

    def said_ms(self) -> int | None:
        """Media time up to which a process on this machine has said everything."""
        try:
            return int((self.folder / _SAID).read_text())
        except (OSError, ValueError):
            return None

    def say(self, until_ms: int) -> None:
        """Note how far this process is. A note that cannot be written costs a little precision.

        It is written over, and never emptied first: whoever is killed in between leaves the one before.
        """
        try:
            note = os.open(self.folder / _SAID, os.O_WRONLY | os.O_CREAT, 0o644)
            try:
                os.pwrite(note, f"{until_ms:0{_SAID_DIGITS}d}".encode(), 0)
            finally:
                os.close(note)
        except OSError:
            log.debug("no note of what was said in %s", self.folder)

    def release(self, done: bool) -> None:
        """Let the folder go; a session that is over leaves nothing but what still has to be stored."""
        if done:
            with contextlib.suppress(OSError):
                (self.folder / _SAID).unlink(missing_ok=True)
            self.tidy()
        self._let_go()

    def tidy(self) -> None:
        """Remove the folder, unless segments wait in it, or another process may go on from its note."""
        try:
            left = {path.name for path in self.folder.iterdir()} - {_LOCK}
        except OSError:
            return
        if not left:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


@dataclass(frozen=True)
class _Leftover:
    path: Path
    session_id: str


def spooled_sessions(data: Path) -> list[str]:
    """The sessions that have a folder in the spool."""
    root = data / "spool"
    return sorted(path.name for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def salvage(data: Path, store: ObjectStore, session_ids: Sequence[str] | None = None) -> Iterator[Segment]:
    """Put what killed processes left in the spool into the object store; blocks.

    A file is removed from the spool when the next segment is asked for: until then it is salvaged again,
    should this process die with the segment in its hands.

    Args:
        data: folder of the spool.
        store: takes the segments.
        session_ids: of these sessions alone; None: of all.

    Yields:
        The segments that came of it; files without anything readable are removed.
    """
    for leftover in _leftovers(
        data / "spool", spooled_sessions(data) if session_ids is None else session_ids
    ):
        try:
            segment = _salvaged(leftover, store)
        except (StoreUnwritable, OSError) as error:
            log.error("%s stays in the spool: %s", leftover.path, error)
            continue
        if segment is not None:
            log.info("salvaged %s", segment.key)
            yield segment
        leftover.path.unlink(missing_ok=True)


def _leftovers(root: Path, session_ids: Sequence[str]) -> Iterator[_Leftover]:
    for folder in [root / session_id for session_id in session_ids]:
        if not folder.is_dir():
            continue
        spool = SessionSpool(root.parent, folder.name)
        if not spool.hold():
            continue
        try:
            for path in sorted(folder.iterdir()):
                if path.name not in (_SAID, _LOCK):
                    yield _Leftover(path, folder.name)
            spool.tidy()
        finally:
            spool.release(done=False)


def _salvaged(leftover: _Leftover, store: ObjectStore) -> Segment | None:
    path, session_id = leftover.path, leftover.session_id
    whole = parse_segment_key(f"sessions/{session_id}/segments/{path.name}")
    if whole is not None:
        span, kind, number, suffix = whole.span, whole.kind, whole.discontinuity, path.suffix.lstrip(".")
    else:
        head, _, rest = path.name.partition("-")
        number_text, _, rest = rest.partition(".")
        suffix = rest.removesuffix(".part")
        if not (head.isdigit() and number_text.isdigit() and suffix in ("ts", "mkv")):
            return None
        found = readable_span(path, int(head))
        if found is None:
            return None
        span, kind, number = found, SegmentKind.PARTIAL, int(number_text)
    key = segment_key(session_id, span, number, kind, suffix)
    info = store.put(key, path)
    return Segment(
        session_id=session_id,
        key=key,
        start_ms=span.start_ms,
        end_ms=span.end_ms,
        kind=kind,
        discontinuity=number,
        bytes_count=info.bytes_count,
    )


def readable_span(path: Path, near_ms: int) -> Span | None:
    """What a file that was cut off holds; its time stamps are the session's, modulo 2^33 ticks."""
    first: int | None = None
    last = 0
    try:
        with av.open(str(path)) as container:
            for packet in container.demux():
                if packet.pts is None or packet.size == 0:
                    continue
                at = ticks_of(packet.pts, packet.time_base)
                first = at if first is None else min(first, at)
                last = max(last, at + ticks_of(packet.duration or 0, packet.time_base))
    except (av.FFmpegError, ValueError):
        if first is None:
            return None
    if first is None or last <= first:
        return None
    turns = (near_ms * TICKS_PER_MS - first + WRAP_TICKS // 2) // WRAP_TICKS
    start_ms = max(0, (first + turns * WRAP_TICKS) // TICKS_PER_MS)
    return Span(start_ms, start_ms + -(-(last - first) * 1000 // TICKS_PER_S))
