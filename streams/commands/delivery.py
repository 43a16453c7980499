"""From the object store into the user's folder: ready clips in, files with readable names out.

All of it blocks and belongs in a thread.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from pathlib import Path

from schemas.rendering import Clip
from streams.store import ObjectMissing, ObjectStore

_SLUG_MAX = 48
"""Long enough for a title; the whole name stays far below the 255 bytes of a file name."""


class FolderUnwritable(OSError):
    """The output folder takes no files; one sentence with the remedy."""


class ClipUndelivered(Exception):
    """A clip was ready but could not be copied.

    Args:
        reason: what went wrong.
        remedy: what to do about it.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


def prepare_folder(out: Path) -> None:
    """Make the folder, and write and remove a file in it.

    Raises:
        FolderUnwritable: it is no folder, read-only, or on a full disk.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=out, prefix=".hypecut-") as trial:
            trial.write(b"x")
            trial.flush()
    except OSError as error:
        raise FolderUnwritable(
            f"the output folder {out} cannot be written ({error.strerror or error}); "
            "choose another one with --out"
        ) from error


def clip_name(clip: Clip) -> str:
    """A file name that says when and what, safe on every file system: `0m42s-what-a-save-3f2a.mp4`."""
    at_s = clip.start_ms // 1000
    plain = unicodedata.normalize("NFKD", clip.title).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("'", "")
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_MAX].rstrip("-") or "moment"
    tail = re.sub(r"[^0-9a-z]", "", clip.clip_id.lower())[-4:] or "0000"
    return f"{at_s // 60}m{at_s % 60:02d}s-{slug}-{tail}.mp4"


def deliver(store: ObjectStore, clip: Clip, out: Path) -> Path:
    """Copy a ready clip into the folder; whoever looks sees the whole file or none.

    Returns:
        Where it lies.

    Raises:
        ClipUndelivered: the clip is gone from the store, or the folder takes nothing.
    """
    target = out / clip_name(clip)
    draft = out / f".{target.name}.part"
    try:
        out.mkdir(parents=True, exist_ok=True)
        try:
            store.get(clip.key, draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except ObjectMissing as missing:
        raise ClipUndelivered(str(missing), "watch the source again to get this clip") from missing
    except OSError as error:
        raise ClipUndelivered(
            f"the clip could not be copied into {out}: {error.strerror or error}",
            f"free some space, then copy it from the object store by hand: {clip.key}",
        ) from error
    return target
