"""One process of the stack: kept running until it is no longer wanted.

In: a command, an environment that may change, and the pace. Out: events, and a failure where no
restart will help.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from streams.children import Child, LogFile
from streams.clock import Clock
from streams.lifeline import Lifeline
from streams.process import STOPPED, UNUSABLE, CannotStart
from streams.restarts import Backoff, Pace


class StackEventKind(StrEnum):
    """What happened."""

    NOTE = "note"
    STARTING = "starting"
    READY = "ready"
    DIED = "died"
    RESTARTING = "restarting"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class StackEvent:
    """Something that happened to a part of the stack.

    Attributes:
        part: `broker`, or a part with its number where there are several (`agents-2`).
        text: the fact in a sentence, with the part's name.
        wait_ms: for `RESTARTING`, how long until then.
    """

    kind: StackEventKind
    part: str
    text: str
    wait_ms: int = 0

    def __str__(self) -> str:
        return self.text


class StackFailed(CannotStart):
    """A part of the stack cannot run, and no restart will help; says why, and where its log is."""


@dataclass(frozen=True)
class WorkerPlan:
    """What to run.

    Attributes:
        name: `api`, `agents`, `agents-2` ...
        environment: asked for at each start, since the broker's address may have changed.
    """

    name: str
    command: Sequence[str]
    environment: Callable[[], Mapping[str, str]]
    log: Path
    ready_file: Path


class Worker:
    """Starts a process, and starts it again when it dies."""

    def __init__(
        self,
        plan: WorkerPlan,
        lifeline: Lifeline,
        pace: Pace,
        clock: Clock,
        tell: Callable[[StackEvent], None],
    ) -> None:
        self._plan = plan
        self._lifeline = lifeline
        self._pace = pace
        self._clock = clock
        self._tell = tell
        self._log = LogFile(plan.log)
        self._backoff = Backoff(pace)
        self._child: Child | None = None
        self._unwanted = asyncio.Event()
        self._renewed = False
        self._ready_ms: int | None = None
        self.ready = asyncio.Event()

    @property
    def name(self) -> str:
        """Its part, with a number where there are several."""
        return self._plan.name

    @property
    def pid(self) -> int | None:
        """Of the running process."""
        return None if self._child is None else self._child.pid

    async def tend(self) -> None:
        """Keep it running; returns after `stop`. Raises StackFailed."""
        while not self._unwanted.is_set():
            code = await self._run_once()
            if self._unwanted.is_set():
                return
            if self._renewed:
                self._renewed = False
                continue
            fact = self._fact(code)
            self._say(StackEventKind.DIED, fact)
            if code == UNUSABLE:
                raise self._failed(f"{self.name} cannot run", fact)
            wait_ms = self._backoff.died(self._worked_ms())
            if wait_ms is None:
                raise self._failed(f"{self.name} died {self._pace.restarts_max + 1} times in a row", fact)
            self._tell(
                StackEvent(
                    StackEventKind.RESTARTING,
                    self.name,
                    f"{self.name} is started again in {wait_ms / 1000:.1f} s",
                    wait_ms,
                )
            )
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_ms / 1000):
                    await self._unwanted.wait()

    async def renew(self) -> None:
        """End the running process at once and start it with today's environment."""
        if self._child is not None and self._child.pid is not None:
            self._renewed = True
            self.ready.clear()
            await self._child.stop(self._pace.stop_ms / 1000)

    async def stop(self) -> None:
        """End it for good, within the pace's `stop_ms`."""
        self._unwanted.set()
        if self._child is not None:
            await self._child.stop(self._pace.stop_ms / 1000)

    def kill(self) -> None:
        """End it and all that it started, at once."""
        self._unwanted.set()
        if self._child is not None:
            self._child.signal_group(signal.SIGKILL)

    async def _run_once(self) -> int:
        ready_file = self._plan.ready_file
        ready_file.unlink(missing_ok=True)
        self.ready.clear()
        self._ready_ms = None
        self._say(StackEventKind.STARTING, f"starting {self.name}")
        child = Child(self._plan.command, self._plan.environment(), self._log, self._lifeline)
        await child.start()
        self._child = child
        if self._unwanted.is_set():  # `stop` came while it was being started
            return await child.stop(0)
        watching = asyncio.create_task(self._watch_ready(child, ready_file))
        try:
            return await child.wait()
        finally:
            watching.cancel()
            self.ready.clear()

    async def _watch_ready(self, child: Child, ready_file: Path) -> None:
        began_ms = self._clock.monotonic_ms()
        while not _is_there(ready_file):
            if self._clock.monotonic_ms() - began_ms > self._pace.ready_ms:
                self._say(
                    StackEventKind.NOTE,
                    f"{self.name} was not ready after {self._pace.ready_ms // 1000} s and is ended",
                )
                child.signal_group(signal.SIGKILL)
                return
            await asyncio.sleep(self._pace.look_ms / 1000)
        self._ready_ms = self._clock.monotonic_ms()
        self.ready.set()
        self._say(StackEventKind.READY, f"{self.name} is ready")

    def _worked_ms(self) -> int:
        """How long the last one worked: what hung at its start never did, however long it took."""
        return 0 if self._ready_ms is None else self._clock.monotonic_ms() - self._ready_ms

    def _fact(self, code: int) -> str:
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        if code == STOPPED:
            how = "ended though nobody asked it to"
        last = self._child.last_line if self._child is not None else ""
        return f"{self.name} {how}{f': {last}' if last else ''}"

    def _failed(self, what: str, fact: str) -> StackFailed:
        self._say(StackEventKind.FAILED, fact)
        return StackFailed(f"{what}. {fact} (log: {self._log.path})")

    def _say(self, kind: StackEventKind, text: str) -> None:
        self._tell(StackEvent(kind, self.name, text))


def _is_there(path: Path) -> bool:
    return path.exists()
