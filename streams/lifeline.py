"""How a process learns that its supervisor is dead, however it died.

In: the read end of a pipe, by number in `HYPECUT_LIFELINE_FD`; the supervisor holds the other end
and never writes. Out: when the pipe ends, this process is asked to stop, and a little later it and
all of its process group are killed.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable

LIFELINE_ENV = "HYPECUT_LIFELINE_FD"

ORDERLY_S = 4.0
"""How long a process may take to stop once its supervisor is gone; as long as the supervisor itself
would have given it, or less."""

log = logging.getLogger(__name__)

_cut = threading.Event()


def supervisor_is_gone() -> bool:
    """Whether the lifeline of this process was cut."""
    return _cut.is_set()


class Lifeline:
    """The supervisor's side: as long as it lives, so does the pipe."""

    def __init__(self) -> None:
        self.read_fd, self._write_fd = os.pipe()

    def close(self) -> None:
        """Let go: what still runs is asked to stop."""
        os.close(self.read_fd)
        os.close(self._write_fd)


def watch_lifeline(on_cut: Callable[[], None] | None = None) -> bool:
    """Stop this process when its supervisor dies. Returns whether there is a supervisor.

    Args:
        on_cut: called instead, from a thread, when the supervisor is gone.
    """
    number = os.environ.get(LIFELINE_ENV, "")
    if not number.isdecimal():
        return False
    # The children of this process get their end from it, not from the supervisor.
    fd = int(number)
    os.set_inheritable(fd, False)
    threading.Thread(target=_wait, args=(fd, on_cut or _stop), name="lifeline", daemon=True).start()
    return True


def _wait(fd: int, on_cut: Callable[[], None]) -> None:
    try:
        while os.read(fd, 1):
            pass
    except OSError:  # no such pipe: a leftover in the environment
        return
    _cut.set()
    on_cut()


def _stop() -> None:
    log.warning("the supervisor is gone: stopping")
    os.kill(os.getpid(), signal.SIGTERM)
    killer = threading.Timer(ORDERLY_S, kill_own_group)
    killer.daemon = True
    killer.start()


def kill_own_group() -> None:
    """End this process and those it started, at once."""
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
