"""All processes of hypecut on one machine, as one thing that is entered and left.

In: settings, and which parts how often. Out: a broker with its topics, the API, the workers; what
dies is started again, and on leaving nothing is left running.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import socket
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType

from pydantic import SecretStr

from schemas.ids import new_id
from streams.admin import TopicMismatch, ensure_topics
from streams.brokers import Broker, BrokerFailed, resolve_broker
from streams.clock import Clock, SystemClock
from streams.lifeline import Lifeline
from streams.lock import FolderLock
from streams.restarts import Backoff, Pace
from streams.road import RoadClosed
from streams.secrets import operator_token, worker_token
from streams.settings import BrokerKind, ProcessSettings
from streams.worker import StackEvent, StackEventKind, StackFailed, Worker, WorkerPlan

log = logging.getLogger(__name__)

__all__ = ["PARTS", "TWITCH", "KafkaAddress", "Stack", "StackEvent", "StackEventKind", "StackFailed"]

PARTS = ("api", "agents", "render", "monitors")

TWITCH = "twitch"
"""The part that holds the connections to Twitch; there is work for it where an application is registered."""

MODULES = {TWITCH: "monitors.twitch"}
"""What is run for a part whose name is no package."""

DOOR = "api"
"""The part that the others cannot start without."""

BROKER = "broker"

OPERATOR = "HYPECUT_OPERATOR_TOKEN"

OF_THE_DOOR = frozenset(
    {OPERATOR, "HYPECUT_STRIPE_KEY", "HYPECUT_STRIPE_WEBHOOK_SECRET", "HYPECUT_TWITCH_CLIENT_SECRET"}
)
"""What no other process is given: the token that may do everything, and the keys to money and to Twitch."""

BROKER_STOP_S = 3.5
"""What is left for the broker of the ten seconds in which everything stops."""


@dataclass(frozen=True)
class KafkaAddress:
    """Where the road is: `address` as clients take it, and what stands behind it."""

    address: str
    kind: BrokerKind


def handed_on(part: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What a part is given of the environment that the supervisor was started in."""
    return {key: value for key, value in environ.items() if part == DOOR or key not in OF_THE_DOOR}


class Stack:
    """The processes of one machine. Use as an async context manager.

    When a part cannot run at all, the body of the `async with` is interrupted and `StackFailed` is
    raised from it, as with a time limit.

    Args:
        settings: `data` is the folder that the stack takes for itself; `kafka` names the broker.
        parts: names, or names with how many of each.
        extra_env: for every process.
        on_event: told what happens.
        commands: what to run for a part instead of `python -m PART`.
        broker: instead of the one that the settings ask for.
        api_port: where the API listens; 0 takes a free one.

    Raises:
        CannotStart: (`DataFolderBusy`, `KafkaMissing` and so on) on entering.
        StackFailed: on entering, and from the body.
    """

    def __init__(
        self,
        settings: ProcessSettings,
        parts: Sequence[str] | Mapping[str, int] = PARTS,
        *,
        extra_env: Mapping[str, str] | None = None,
        on_event: Callable[[StackEvent], None] | None = None,
        commands: Mapping[str, Sequence[str]] | None = None,
        broker: Broker | None = None,
        pace: Pace | None = None,
        clock: Clock | None = None,
        api_port: int = 0,
    ) -> None:
        self._settings = settings
        self._counts = dict(parts) if isinstance(parts, Mapping) else dict.fromkeys(parts, 1)
        self._extra_env = dict(extra_env or {})
        self._on_event = on_event or (lambda event: None)
        self._commands = dict(commands or {})
        self._broker = broker
        self._pace = pace or Pace()
        self._clock = clock or SystemClock()
        self._lock = FolderLock(settings.data)
        self._lifeline: Lifeline | None = None
        self._workers: list[Worker] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._owner: asyncio.Task[object] | None = None
        self._failure: StackFailed | None = None
        self._stopping = False
        self._address = ""
        self._wanted_port = self._api_port = api_port
        self._token = self._operator = ""
        self._run = new_id(self._clock.now_ms())  # what an earlier start left behind is told apart by it

    @property
    def kafka(self) -> KafkaAddress:
        """The address of the broker, and its kind."""
        return KafkaAddress(self._address, self._running_broker.kind)

    @property
    def api_url(self) -> str:
        """Of the governance API."""
        if DOOR not in self._counts:
            return self._settings.api_url
        return f"http://127.0.0.1:{self._api_port}"

    @property
    def token(self) -> str:
        """With which workers speak to the API."""
        return self._token

    @property
    def settings(self) -> ProcessSettings:
        """For whoever commands this stack: with the operator's token, which no worker is given."""
        return self._settings.model_copy(
            update={
                "kafka": self._address,
                "kafka_kind": self._running_broker.kind,
                "api_url": self.api_url,
                "token": SecretStr(self._operator),
            }
        )

    @property
    def _running_broker(self) -> Broker:
        if self._broker is None:
            raise RuntimeError("the stack is not started: use `async with Stack(...)`")
        return self._broker

    def pids(self, part: str) -> list[int]:
        """Process ids of the running instances of a part; `broker` for a local Kafka's Java."""
        if part == BROKER:
            pid: int | None = getattr(self._broker, "pid", None)
            return [] if pid is None else [pid]
        return [worker.pid for worker in self._of(part) if worker.pid is not None]

    async def __aenter__(self) -> Stack:
        self._owner = asyncio.current_task()
        with contextlib.ExitStack() as undo:
            undo.enter_context(self._lock)
            try:
                await self._start()
            except BaseException as error:
                await self._stopped()
                if isinstance(error, asyncio.CancelledError):
                    self._raise_failure()
                raise
            undo.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        interrupted = await self._stopped()
        self._lock.__exit__(kind, error, trace)
        if interrupted or isinstance(error, asyncio.CancelledError):
            self._raise_failure()
        if interrupted:
            raise asyncio.CancelledError

    async def _start(self) -> None:
        self._token = worker_token(self._settings.data)
        self._operator = os.environ.get(OPERATOR, "") or operator_token(self._settings.data)
        for folder in ("logs", "run"):
            (self._settings.data / folder).mkdir(parents=True, exist_ok=True)
        if self._broker is None:
            self._broker = resolve_broker(self._settings)
        self._lifeline = Lifeline()
        await self._start_broker()
        self._tell(StackEventKind.NOTE, BROKER, self._broker.note)
        self._tasks.append(asyncio.create_task(self._failing(self._tend_broker())))
        if DOOR in self._counts:
            self._api_port = self._wanted_port or _free_port()
            self._add(DOOR)
            await self._all_ready()
        for part in self._counts:
            if part != DOOR:
                self._add(part)
        await self._all_ready()

    async def _start_broker(self) -> None:
        self._tell(StackEventKind.STARTING, BROKER, f"starting the {self._running_broker.kind.value} broker")
        try:
            self._address = await self._running_broker.start()
            await ensure_topics(self.settings)
        except (BrokerFailed, RoadClosed, TopicMismatch) as error:
            raise StackFailed(str(error)) from error
        self._tell(StackEventKind.READY, BROKER, f"the broker answers at {self._address}")

    def _add(self, part: str) -> None:
        if self._lifeline is None:
            raise RuntimeError("workers need a lifeline")
        for number in range(1, self._counts[part] + 1):
            name = part if number == 1 else f"{part}-{number}"
            ready_file = self._settings.data / "run" / f"{name}.ready"
            plan = WorkerPlan(
                name=name,
                command=self._commands.get(part, (sys.executable, "-m", MODULES.get(part, part))),
                environment=partial(self._environment, name, ready_file),
                log=self._settings.data / "logs" / f"{name}.log",
                ready_file=ready_file,
            )
            worker = Worker(plan, self._lifeline, self._pace, self._clock, self._on_event)
            self._workers.append(worker)
            self._tasks.append(asyncio.create_task(self._failing(worker.tend())))

    def _environment(self, name: str, ready_file: Path) -> dict[str, str]:
        settings = self._settings
        ours = {
            "HYPECUT_KAFKA": self._address,
            "HYPECUT_KAFKA_KIND": self._running_broker.kind.value,
            "HYPECUT_KAFKA_PARTITIONS": str(settings.kafka_partitions),
            "HYPECUT_KAFKA_REPLICATION": str(settings.kafka_replication),
            "HYPECUT_API_URL": self.api_url,
            "HYPECUT_TOKEN": self._token,
            "HYPECUT_DATA": str(settings.data),
            "HYPECUT_STORE": str(settings.store_dir),
            "HYPECUT_READY_FILE": str(ready_file),
            "HYPECUT_NODE": f"{settings.node}-{name}",
            "HYPECUT_LOG_LEVEL": settings.log_level,
            "PYTHONUNBUFFERED": "1",
        }
        if name == DOOR:
            ours |= {"HYPECUT_API_HOST": "127.0.0.1", "HYPECUT_API_PORT": str(self._api_port)}
            ours |= {"HYPECUT_RUN": self._run, OPERATOR: self._operator}
        return {**handed_on(name, os.environ), **ours, **self._extra_env}

    async def _all_ready(self) -> None:
        for worker in self._workers:
            await worker.ready.wait()

    async def _tend_broker(self) -> None:
        """Start the broker again when it dies, and the workers too if it is somewhere else then."""
        backoff = Backoff(self._pace)
        ready_ms: int | None = self._clock.monotonic_ms()
        while True:
            await asyncio.sleep(self._pace.look_ms / 1000)
            if self._running_broker.alive():
                continue
            self._tell(StackEventKind.DIED, BROKER, "the broker died")
            wait_ms = backoff.died(0 if ready_ms is None else self._clock.monotonic_ms() - ready_ms)
            if wait_ms is None:
                raise StackFailed(f"the broker died {self._pace.restarts_max + 1} times in a row")
            text = f"the broker is started again in {wait_ms / 1000:.1f} s"
            self._on_event(StackEvent(StackEventKind.RESTARTING, BROKER, text, wait_ms))
            await asyncio.sleep(wait_ms / 1000)
            before = self._address
            ready_ms = None
            try:
                await self._start_broker()
            except StackFailed as error:
                self._tell(StackEventKind.NOTE, BROKER, str(error))
                continue
            ready_ms = self._clock.monotonic_ms()
            if self._address != before:
                await asyncio.gather(*(worker.renew() for worker in self._workers))

    async def _failing(self, work: Coroutine[object, object, None]) -> None:
        """Run something that must not end; its failure interrupts the body of the `async with`."""
        try:
            await work
        except Exception as error:
            if not isinstance(error, StackFailed):
                log.exception("the supervisor failed")
                error = StackFailed(f"the supervisor failed: {error!r}")
            if self._failure is None:
                self._failure = error
                if not self._stopping and self._owner is not None:
                    self._owner.cancel()

    def _raise_failure(self) -> None:
        """Turn the interruption that we caused into its reason."""
        if self._failure is not None and self._owner is not None and self._owner.uncancel() == 0:
            raise self._failure from None

    async def _stopped(self) -> bool:
        """Stop, whatever happens meanwhile; returns whether we were interrupted.

        A second Ctrl-C must not leave half of it running.
        """
        self._stopping = True
        stopping = asyncio.create_task(self._stop())
        interrupted = False
        while not stopping.done():
            try:
                await asyncio.wait([stopping])
            except asyncio.CancelledError:
                interrupted = True
        stopping.result()
        return interrupted

    async def _stop(self) -> None:
        began_ms = self._clock.monotonic_ms()
        for broker_task in self._tasks[:1]:
            broker_task.cancel()
        await asyncio.gather(*(worker.stop() for worker in self._workers), return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in self._workers:
            worker.kill()
        if self._broker is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BROKER_STOP_S):
                    await self._broker.stop()
        if self._lifeline is not None:
            self._lifeline.close()
            self._lifeline = None
        took_ms = self._clock.monotonic_ms() - began_ms
        self._tell(StackEventKind.STOPPED, "stack", f"everything stopped in {took_ms / 1000:.1f} s")

    def _of(self, part: str) -> Iterable[Worker]:
        return (w for w in self._workers if re.fullmatch(rf"{re.escape(part)}(-\d+)?", w.name))

    def _tell(self, kind: StackEventKind, part: str, text: str) -> None:
        self._on_event(StackEvent(kind, part, text))


def _free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
