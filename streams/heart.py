"""A process's sign of life at the door, beside its work.

In: a door, and who the process is. Out: a heartbeat every few seconds, and what the door answers: whether
the process is to finish and leave. A door that is down, refuses or talks nonsense never disturbs the work:
it is told of once, and asked again with the next beat.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from streams.door import DoorRefused, Heartbeat, RegisteredWorker, WorkerRegistration
from streams.settings import ProcessSettings

log = logging.getLogger(__name__)

BEAT_S = 15.0
"""A quarter of the silence after which the API counts a worker as gone."""

FIRST_WORD_S = 5.0
"""Whoever wants to know at its start whether it is drained waits for so long; then it goes to work."""

_KNOWS_NO_WORKERS = (404, 405)
"""To a registration: an API from before there were any. It stays so until it is replaced."""


class WorkerDoor(Protocol):
    """What a heart asks of the governance API (`streams.door.Door`)."""

    async def register_worker(self, registration: WorkerRegistration) -> RegisteredWorker:
        """Say that this process works."""
        ...

    async def heartbeat(self, worker_id: str, beat: Heartbeat) -> RegisteredWorker:
        """Say that it lives. Raises DoorRefused with 404 when it was forgotten."""
        ...


def _no_load() -> Heartbeat:
    return Heartbeat()


class Heart:
    """Beats until cancelled."""

    def __init__(
        self,
        door: WorkerDoor,
        registration: WorkerRegistration,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._door = door
        self._registration = registration
        self._pause = pause
        self._worker_id = ""
        self._trouble = ""
        self._asked = asyncio.Event()
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._on_drain: Callable[[], None] | None = None
        self.load: Callable[[], Heartbeat] = _no_load
        """What is told of the process with each beat."""

    @property
    def draining(self) -> bool:
        """Whether the door said last that this process is to leave."""
        return not self._wanted.is_set()

    def on_drain(self, leave: Callable[[], None]) -> None:
        """Call this once when the process is to take nothing new; at once, when that is so already."""
        self._on_drain = leave
        if self.draining:
            self._tell()

    async def called_up(self, stop: asyncio.Event, waits: Callable[[], None] = lambda: None) -> bool:
        """Wait for as long as the process is drained; false when `stop` came first.

        Args:
            stop: asks for the end of the process.
            waits: called when the wait begins, which may be long.
        """
        await _either(self._asked, stop, FIRST_WORD_S)
        if self.draining:
            log.info("this worker is drained, and waits until an operator takes it back")
            waits()
        await _either(self._wanted, stop, None)
        return not stop.is_set()

    async def run(self) -> None:
        """Beat until cancelled, or until it is clear that the door knows no workers."""
        while True:
            try:
                self._heard(await self._beat())
            except DoorRefused as refused:
                if not self._worker_id and refused.status in _KNOWS_NO_WORKERS:
                    log.info("the API knows no workers; this one goes on unseen")
                    return
                self._troubled(str(refused))
            except ConnectionError as error:
                self._troubled(str(error))
            except Exception:
                if not self._trouble:
                    log.exception("a heartbeat ended with an error; the work goes on")
                self._trouble = "an error"
            finally:
                self._asked.set()
            await self._pause(BEAT_S)

    async def _beat(self) -> RegisteredWorker:
        if self._worker_id:
            try:
                return await self._door.heartbeat(self._worker_id, self.load())
            except DoorRefused as refused:
                if refused.status != 404:
                    raise
                log.info("the API has forgotten this worker, which registers again")
        return await self._door.register_worker(self._registration)

    def _heard(self, worker: RegisteredWorker) -> None:
        self._worker_id = worker.worker_id
        if self._trouble:
            log.info("the API hears this worker again")
        self._trouble = ""
        if not worker.draining:
            self._wanted.set()
        elif not self.draining:
            self._wanted.clear()
            self._tell()

    def _tell(self) -> None:
        leave, self._on_drain = self._on_drain, None
        if leave is not None:
            log.info("an operator drains this worker: it takes nothing new")
            leave()

    def _troubled(self, why: str) -> None:
        if not self._trouble:
            log.warning("the API does not hear this worker, which goes on: %s", why)
        self._trouble = why


@asynccontextmanager
async def beating(
    door: WorkerDoor,
    settings: ProcessSettings,
    kind: str,
    abilities: tuple[str, ...] = (),
    slots: int = 0,
) -> AsyncIterator[Heart]:
    """A heart that beats for as long as this is open.

    Args:
        door: of the process.
        settings: say its name.
        kind: `monitors`, `agents` or `render`.
        abilities: what it can do.
        slots: how many jobs it takes at a time.
    """
    registration = WorkerRegistration(
        node=settings.node, kind=kind, release=_release(), abilities=abilities, slots=slots
    )
    heart = Heart(door, registration)
    task = asyncio.create_task(heart.run(), name="heart")
    try:
        yield heart
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _release() -> str:
    try:
        return version("hypecut")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return ""


async def _either(one: asyncio.Event, other: asyncio.Event, within_s: float | None) -> None:
    """Return when one of the events is set, or when the time is over."""
    waiting = [asyncio.create_task(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(waiting, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
