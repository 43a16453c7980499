"""What keeps the API from starting: whether it lasts, or may have passed at the next start.

In: an error of the system or of the database. Out: the exception with which the process ends.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from api.problems import passing_fault
from streams.process import CannotStart

LASTING = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOTDIR,
        errno.EEXIST,
        errno.EISDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
    }
)
"""Faults of a path that stay until a person mends the settings or the rights."""


class CannotStartYet(Exception):
    """What keeps the process from starting may pass: one sentence with the remedy; it exits with 1.

    The supervisor starts it again after a while, whereas an exit with 2 would end all others as well.
    """


def refusal(
    error: OSError | DBAPIError, sentence: str, file: Path | None = None
) -> CannotStart | CannotStartYet:
    """The end of a process that met this error at its start.

    Args:
        error: of the system or of the database.
        sentence: what to say of it, with the remedy.
        file: of the database, where it has one.
    """
    lasts = _lasts(error, file) if isinstance(error, DBAPIError) else error.errno in LASTING
    return CannotStart(sentence) if lasts else CannotStartYet(sentence)


def _lasts(error: DBAPIError, file: Path | None) -> bool:
    said = str(error.orig).lower()
    if "readonly database" in said:
        return True
    if "unable to open database" in said:  # SQLite says this of missing rights and of a full disk alike
        return file is None or not os.access(file.parent, os.W_OK | os.X_OK)
    return passing_fault(error) is None
