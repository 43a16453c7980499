"""Starts a program that ends with the one that started it, however that one ends.

In: `leash.py PARENT NICENESS PROGRAM ARGUMENTS...`, run as a file by a bare interpreter.
Out: the program, in place of this one. The kernel kills it when the parent dies, even by SIGKILL;
a fork hook of `subprocess` could do the same, but is not safe in a process with threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
NOT_STARTED = 127


def main() -> None:
    """Bind this process to its parent, then become the program."""
    parent, niceness, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        sys.exit(NOT_STARTED)
    if niceness:
        os.nice(niceness)
    try:
        os.execv(program, sys.argv[3:])  # noqa: S606 - becoming the program is the purpose
    except OSError as error:
        sys.stderr.write(f"cannot start {program}: {error.strerror}\n")
        sys.exit(NOT_STARTED)


if __name__ == "__main__":
    main()
