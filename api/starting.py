"""What keeps the API from starting: whether it lasts, or may have passed at the next start.

In: an error of the system or of the database. Out: the exception with which the process ends.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from api.problems import passing_fault
from streams import process
from streams.process import CannotStart, CannotStartYet


def refusal(
    error: OSError | DBAPIError, sentence: str, file: Path | None = None
) -> CannotStart | CannotStartYet:
    """The end of a process that met this error at its start.

    Args:
        error: of the system or of the database.
        sentence: what to say of it, with the remedy.
        file: of the database, where it has one.
    """
    if isinstance(error, OSError):
        return process.refusal(error, sentence)
    return CannotStart(sentence) if _lasts(error, file) else CannotStartYet(sentence)


def _lasts(error: DBAPIError, file: Path | None) -> bool:
    said = str(error.orig).lower()
    if "readonly database" in said:
        return True
    if "unable to open database" in said:  # SQLite says this of missing rights and of a full disk alike
        return file is None or not os.access(file.parent, os.W_OK | os.X_OK)
    return passing_fault(error) is None
