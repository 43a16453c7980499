"""The life of one process: settings, logging, a stop asked for by signal, and an exit code."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
from collections.abc import Awaitable, Callable

from streams.clock import ClockRefused, SystemClock
from streams.lifeline import kill_own_group, supervisor_is_gone, watch_lifeline
from streams.settings import ProcessSettings
from streams.telemetry import set_up_logging

log = logging.getLogger(__name__)

STOPPED = 0
FAILED = 1
UNUSABLE = 2
"""Exit codes: ended as asked; a bug or a lost service (start it again); settings or an input that
no restart will mend."""


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


class CannotStart(Exception):
    """The process cannot run as it is set up: one sentence with the remedy; it exits with 2."""


class CannotStartYet(Exception):
    """What keeps the process from starting may pass: one sentence with the remedy; it exits with 1.

    The supervisor starts it again after a while, whereas an exit with 2 would end all others as well.
    """


def refusal(error: OSError, sentence: str) -> CannotStart | CannotStartYet:
    """The end of a process that met this error at its start. A full or sick disk may pass."""
    return CannotStart(sentence) if error.errno in LASTING else CannotStartYet(sentence)


def mark_ready(settings: ProcessSettings) -> None:
    """Tell the supervisor that this process now does its work."""
    if settings.ready_file is not None:
        settings.ready_file.touch()


async def _supervised(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await main(stop)


def run_process(
    name: str, settings: ProcessSettings, main: Callable[[asyncio.Event], Awaitable[None]]
) -> int:
    """Run `main` until it returns; it is asked to by the event it gets, on SIGINT or SIGTERM.

    It is asked, too, when the supervisor that started it is gone, however that ended.

    Returns:
        The exit code.
    """
    set_up_logging(name, settings.log_level)
    watch_lifeline()
    try:
        SystemClock()  # a setting of it that cannot be used is told like any other
        asyncio.run(_supervised(main))
    except (CannotStart, ClockRefused) as fault:
        log.error("%s", fault)
        return UNUSABLE
    except CannotStartYet as fault:  # no bug: the sentence says more than a trace
        log.error("%s", fault)
        return FAILED
    except Exception:
        log.exception("%s ended with an error", name)
        return FAILED
    finally:
        if supervisor_is_gone():  # nobody else ends what this process may have left behind
            kill_own_group()
    return STOPPED
