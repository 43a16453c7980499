"""One supervisor for one data folder.

In: the folder. Out: a lock that ends with the process that holds it, however it ends.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from streams.process import CannotStart


class DataFolderBusy(CannotStart):
    """Another supervisor works in the data folder; names its process."""


class DataFolderUnusable(CannotStart):
    """The data folder cannot be written."""


class FolderLock:
    """An exclusive lock on a folder, as a context manager.

    Raises:
        DataFolderBusy, DataFolderUnusable: on entering.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle: int | None = None

    def __enter__(self) -> FolderLock:
        path = self._folder / "lock"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DataFolderUnusable(
                f"the data folder {self._folder} cannot be written ({error.strerror}): "
                "point HYPECUT_DATA at one that can"
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
            os.close(handle)
            raise DataFolderBusy(
                f"another hypecut (process {holder}) works in {self._folder}: "
                "stop it, or give this one a folder of its own in HYPECUT_DATA"
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
