"""Files that brand clips, kept on this machine so that each clip need not fetch them again.

In: what the door says of an asset, and the object store. Out: the file in a clip's folder, with the digest
that the door named. What is kept is bounded; the file of a clip at work is its own, whatever is dropped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from pathlib import Path

from streams.looks import LookAsset
from streams.store import BadKey, ObjectMissing, ObjectStore

KEPT_BYTES_MAX = 512 * 1024 * 1024
"""A dozen intros of 20 s in the best quality, or everything of a hundred ordinary workspaces."""

ASSET_BYTES_MAX = 64 * 1024 * 1024
"""The API takes none that is larger."""

_DRAFT = ".draft"


class AssetBroken(Exception):
    """The object store has no such file, or another one: says which."""


class AssetCache:
    """Keeps what was fetched, by digest; the least recently used goes first.

    Args:
        folder: of this process alone; made when the first file comes.
        bytes_max: of all that is kept.
    """

    def __init__(self, folder: Path, bytes_max: int = KEPT_BYTES_MAX) -> None:
        self._folder = folder
        self._bytes_max = bytes_max
        self._lock = threading.Lock()

    def place(self, store: ObjectStore, asset: LookAsset, target: Path) -> None:
        """Put the asset's file at `target`, on the same disk.

        Raises:
            AssetBroken: it is not in the store, or its content is not what the door says.
            OSError: this machine has no room, or the store is away.
        """
        kept = self._folder / asset.sha256
        with self._lock:
            if kept.is_file():
                os.utime(kept)
            else:
                self._fetch(store, asset, kept)
                self._trim(kept)
            try:
                target.hardlink_to(kept)
            except OSError:  # some file systems have no links
                shutil.copyfile(kept, target)

    def _fetch(self, store: ObjectStore, asset: LookAsset, kept: Path) -> None:
        if asset.bytes_count > ASSET_BYTES_MAX:
            raise AssetBroken(f"has {asset.bytes_count} bytes, more than {ASSET_BYTES_MAX}")
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(_DRAFT)
        try:
            try:
                store.get(asset.key, draft)
            except (ObjectMissing, BadKey) as error:
                raise AssetBroken(f"is not in the object store: {error}") from error
            with draft.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            if digest != asset.sha256:
                raise AssetBroken("is another file in the object store than was uploaded")
            draft.replace(kept)
        finally:
            draft.unlink(missing_ok=True)

    def _trim(self, newest: Path) -> None:
        files = [(one.stat(), one) for one in self._folder.iterdir() if one != newest]
        left = newest.stat().st_size + sum(status.st_size for status, _ in files)
        for status, file in sorted(files, key=lambda one: one[0].st_mtime_ns):
            if left <= self._bytes_max:
                return
            file.unlink(missing_ok=True)
            left -= status.st_size
