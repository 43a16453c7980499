"""What keeps a renderer from starting: whether it lasts, or may have passed at the next start.

In: an error of the system. Out: the exception with which the process ends.
"""

from __future__ import annotations

import errno

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


def refusal(error: OSError, sentence: str) -> CannotStart | CannotStartYet:
    """The end of a process that met this error at its start. A full or sick disk may pass."""
    return CannotStart(sentence) if error.errno in LASTING else CannotStartYet(sentence)
