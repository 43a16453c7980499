"""A broker for tests, in a thread with a loop of its own, so that it outlives the loop of one test."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, TypeVar

from streams.brokers import Broker
from streams.settings import ProcessSettings

T = TypeVar("T")

PATIENCE_S = 120.0


class LoopThread:
    """A loop of its own, as another process has one."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class RunningBroker:
    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.address = ""
        self._thread = LoopThread()

    @property
    def settings(self) -> ProcessSettings:
        return ProcessSettings(kafka=self.address, kafka_kind=self.broker.kind)

    def __enter__(self) -> RunningBroker:
        self.address = self._thread.call(self.broker.start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.call(self.broker.stop())
        self._thread.close()
