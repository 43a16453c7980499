"""The object store: where recorded segments, clips and artifacts lie.

One interface, shaped so that Google Cloud Storage fits it; here a directory. All calls block and
belong in threads. Keys are relative POSIX paths: `sessions/<id>/segments/...`.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from streams.clock import Clock, SystemClock

_KEY = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")

_DRAFT = ".put-"
"""What the name of an object that is still being written begins with."""


class ObjectMissing(LookupError):
    """There is no object of that key (any more)."""


class BadKey(ValueError):
    """A key that is no plain relative path."""


class StoreUnwritable(OSError):
    """The store takes nothing: full, read-only or gone. Says where and what to do."""


@dataclass(frozen=True)
class ObjectInfo:
    """What a listing says of an object."""

    key: str
    bytes_count: int
    modified_ms: int


class ObjectStore(Protocol):
    """Where objects lie. Putting is atomic: a reader sees the old object or the new one, whole."""

    def put(self, key: str, source: Path | bytes) -> ObjectInfo:
        """Store a file's content, or bytes. The source file is left where it is.

        Raises:
            BadKey, StoreUnwritable
        """
        ...

    def get(self, key: str, target: Path) -> None:
        """Copy an object into a file. Raises ObjectMissing."""
        ...

    def range(self, key: str, start: int, length: int) -> bytes:
        """Bytes [start, start + length); fewer at the end. Raises ObjectMissing."""
        ...

    def sign(self, key: str, ttl_s: int) -> str:
        """A URL under which the object can be read for a while. Raises ObjectMissing."""
        ...

    def delete(self, key: str) -> None:
        """Remove an object; no error when there is none."""
        ...

    def list(self, prefix: str, start_after: str = "") -> Iterator[ObjectInfo]:
        """Objects whose key begins with `prefix` and sorts after `start_after`, in key order."""
        ...


class DirectoryStore:
    """An object store in a directory of this machine."""

    def __init__(self, root: Path, clock: Clock | None = None) -> None:
        self._root = root
        self._clock = clock or SystemClock()

    def path_of(self, key: str) -> Path:
        """Where the object lies; it need not exist. Raises BadKey."""
        if not _KEY.fullmatch(key) or any(set(part) == {"."} for part in key.split("/")):
            raise BadKey(f"{key!r} is no object key: use letters, digits, '.', '_', '-' and '/'")
        return self._root / key

    def put(self, key: str, source: Path | bytes) -> ObjectInfo:
        """See `ObjectStore.put`."""
        target = self.path_of(key)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=_DRAFT)
            try:
                with os.fdopen(handle, "wb") as out:
                    if isinstance(source, bytes):
                        out.write(source)
                    else:
                        with source.open("rb") as content:
                            shutil.copyfileobj(content, out, 1 << 20)
                    out.flush()
                    os.fsync(out.fileno())
                Path(name).replace(target)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise StoreUnwritable(
                f"the object store {self._root} took no {key}: {error.strerror or error}; "
                "free some space or point HYPECUT_STORE at a folder that can be written"
            ) from error
        return self._info(key, target)

    def get(self, key: str, target: Path) -> None:
        """See `ObjectStore.get`."""
        source = self.path_of(key)
        if not source.is_file():
            raise ObjectMissing(f"no object {key} in {self._root}")
        shutil.copyfile(source, target)

    def range(self, key: str, start: int, length: int) -> bytes:
        """See `ObjectStore.range`."""
        try:
            with self.path_of(key).open("rb") as content:
                content.seek(start)
                return content.read(length)
        except FileNotFoundError as error:
            raise ObjectMissing(f"no object {key} in {self._root}") from error

    def sign(self, key: str, ttl_s: int) -> str:
        """A `file:` URL; a directory cannot make it expire, so `ttl_s` is not used."""
        path = self.path_of(key)
        if not path.is_file():
            raise ObjectMissing(f"no object {key} in {self._root}")
        return path.resolve().as_uri()

    def delete(self, key: str) -> None:
        """See `ObjectStore.delete`."""
        self.path_of(key).unlink(missing_ok=True)

    def list(self, prefix: str, start_after: str = "") -> Iterator[ObjectInfo]:
        """See `ObjectStore.list`."""
        folder = self._root / prefix if prefix.endswith("/") else (self._root / prefix).parent
        if not folder.is_dir():
            return
        found = sorted(
            path.relative_to(self._root).as_posix()
            for path in folder.rglob("*")
            if not path.name.startswith(_DRAFT) and path.is_file()
        )
        for key in found:
            if key.startswith(prefix) and key > start_after:
                try:
                    yield self._info(key, self._root / key)
                except FileNotFoundError:  # pruned while the list was read
                    continue

    def sweep_drafts(self, older_than_ms: int) -> int:
        """Remove what processes that were killed while they put an object left behind.

        Args:
            older_than_ms: a draft last written to longer ago than this is nobody's; choose more than
                the slowest `put` takes.

        Returns:
            How many were removed. One that cannot be removed now is left to the next sweep.
        """
        oldest_ms = self._clock.now_ms() - older_than_ms
        removed = 0
        for folder, _, names in os.walk(self._root):
            for draft in (Path(folder, name) for name in names if name.startswith(_DRAFT)):
                with contextlib.suppress(OSError):
                    if draft.stat().st_mtime_ns // 1_000_000 < oldest_ms:
                        draft.unlink()
                        removed += 1
        return removed

    def _info(self, key: str, path: Path) -> ObjectInfo:
        status = path.stat()
        return ObjectInfo(key, status.st_size, status.st_mtime_ns // 1_000_000)
