"""Secrets that a data folder makes for itself at its first start."""

from __future__ import annotations

import fcntl
import os
import secrets
import tempfile
from pathlib import Path

_TOKEN_BYTES = 32

FIRST_OPERATOR = "operator@localhost"
"""Who runs an installation until its people have made accounts."""


def kept_secret(data: Path, name: str) -> str:
    """The secret of that name in the data folder; made at first use, readable by its owner only.

    Two processes that come first at the same time get the same one. An empty file, as a machine that
    lost its power may leave behind, is no secret: it is replaced.

    Raises:
        OSError: the folder cannot be read, or takes no files.
    """
    folder = data / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    return _read(path) or _made(folder, path)


def _read(path: Path) -> str:
    """What the file holds; empty where there is none."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


def _made(folder: Path, path: Path) -> str:
    lock = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # ends with the process, so that nobody waits for a dead one
        if not _read(path):
            _write(path, secrets.token_urlsafe(_TOKEN_BYTES))
            os.fsync(lock)
        return _read(path)
    finally:
        os.close(lock)


def _write(path: Path, secret: str) -> None:
    """Put a whole file in place, on the disk before it gets its name."""
    handle, draft_name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    draft = Path(draft_name)
    try:
        with os.fdopen(handle, "w") as out:
            out.write(secret)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def operator_token(data: Path) -> str:
    """The token with which the command on this machine speaks to the API of the data folder."""
    return kept_secret(data, "operator-token")


def api_secret(data: Path) -> str:
    """With which the API encrypts what it keeps in its database."""
    return kept_secret(data, "api-secret")


def first_login(data: Path) -> str:
    """The password of the first operator, until it has been shown."""
    return kept_secret(data, "first-login")


def take_first_login(data: Path) -> str:
    """The password of the first operator, this once; empty when it was shown before."""
    path = data / "secrets" / "first-login"
    try:
        password = path.read_text().strip()
        path.unlink()
    except FileNotFoundError:
        return ""
    return password


def worker_token(data: Path) -> str:
    """The token with which the workers of this data folder speak to its API."""
    return kept_secret(data, "worker-token")
