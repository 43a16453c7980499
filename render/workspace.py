"""Folders for unfinished work, and the removal of what dead renderers left.

In: a root folder. Out: one folder per process, locked while it lives, with one folder per clip.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

log = logging.getLogger(__name__)

_LOCK = "lock"


class Workspace:
    """This process's folder. Use as a context manager; entering sweeps the folders of dead ones."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = -1
        self.folder = root

    def __enter__(self) -> Workspace:
        """Make and lock the folder.

        Raises:
            OSError: the root takes no files.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / _LOCK).open("w") as door:
            fcntl.flock(door, fcntl.LOCK_EX)  # or another might sweep a folder not locked yet
            self._sweep()
            self.folder = Path(tempfile.mkdtemp(prefix="run-", dir=self._root)).resolve()
            self._lock = os.open(self.folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)

    @contextmanager
    def clip(self, clip_id: str) -> Iterator[Path]:
        """A fresh folder for one clip, removed afterwards."""
        folder = Path(tempfile.mkdtemp(prefix=f"{clip_id}-", dir=self.folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        for folder in self._root.glob("run-*"):
            if _abandoned(folder):
                log.info("removing what a renderer that died left in %s", folder)
                shutil.rmtree(folder, ignore_errors=True)


def _abandoned(folder: Path) -> bool:
    """Whether nobody holds the folder's lock."""
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
