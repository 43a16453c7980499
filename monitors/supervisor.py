"""The supervisor: one channel for each watch that is wanted.

In: `watch.state`. Out: channels that run, each on its own; a bug in one is logged and leaves the
others alone. A watch that moves to another process with its partition is fenced off at the door.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from monitors.channel import Channel, Means, Outcome, end_orphan
from monitors.sources.choose import twitch_channel
from schemas.capture import WatchState
from streams.door import DoorRefused, DoorShut
from streams.road import RoadClosed, Subscriber

log = logging.getLogger(__name__)

BACK_ON_AIR_S = 60.0
"""How often an off-air Twitch channel that stays wanted is looked at, as a patient viewer would."""

CRASH_WAITS_S = (1.0, 5.0, 30.0)
"""Waits before a channel that crashed is tried again; a bug that comes back the third time stays."""

STOP_S = 8.0
"""What the channels have to finish in; the process has ten seconds."""


class RunsChannel(Protocol):
    """What the supervisor needs of a channel."""

    async def run(self) -> Outcome:
        """Capture until it is over."""
        ...

    def stop(self) -> None:
        """The process stops."""
        ...

    def unwanted(self) -> None:
        """The watch is over."""
        ...


class Supervisor:
    """Keeps a task for each wanted watch."""

    def __init__(
        self,
        means: Means,
        make: Callable[[WatchState, Means], RunsChannel] = Channel,
        back_on_air_s: float = BACK_ON_AIR_S,
    ) -> None:
        self._means = means
        self._make = make
        self._back_on_air_s = back_on_air_s
        self._revisions: dict[str, WatchState] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._channels: dict[str, RunsChannel] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._failure: asyncio.Future[None] | None = None
        self._stopping = False

    async def run(self, subscriber: Subscriber, stop: asyncio.Event) -> None:
        """Follow the wishes until asked to stop. Raises RoadClosed."""
        self._failure = asyncio.get_running_loop().create_future()
        listening = asyncio.create_task(self._follow(subscriber), name="wishes")
        stopped = asyncio.create_task(stop.wait(), name="stop")
        try:
            ends: list[asyncio.Future[Any]] = [listening, stopped, self._failure]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                listening.result()
            if self._failure.done():
                self._failure.result()
        finally:
            for task in (listening, stopped):
                task.cancel()
            await asyncio.gather(listening, stopped, return_exceptions=True)
            await self._stop_all()

    async def _follow(self, subscriber: Subscriber) -> None:
        async for received in subscriber:
            if isinstance(received.event, WatchState):
                self.wish(received.event)
            await subscriber.ack(received)

    def wish(self, watch: WatchState) -> None:
        """What is wanted of a watch now; older words than one already heard change nothing."""
        known = self._revisions.get(watch.watch_id)
        if known is not None and known.revision >= watch.revision:
            return
        self._revisions[watch.watch_id] = watch
        channel = self._channels.get(watch.watch_id)
        if not watch.wanted:
            if channel is not None:
                channel.unwanted()
            elif watch.watch_id not in self._tasks:
                self._in_background(end_orphan(self._means, watch, "it is no longer wanted", error=False))
            return
        if watch.watch_id not in self._tasks:
            if len(self._tasks) >= self._means.settings.channels_max:
                log.error(
                    "watch %s is not taken on: this process has %d channels already; start another one",
                    watch.watch_id,
                    len(self._tasks),
                )
                return
            task = asyncio.create_task(self._keep(watch.watch_id), name=f"watch-{watch.watch_id}")
            self._tasks[watch.watch_id] = task
            task.add_done_callback(lambda done: self._done(watch.watch_id, done))

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _done(self, watch_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(watch_id, None)
        error = None if task.cancelled() else task.exception()
        if error is not None and self._failure is not None and not self._failure.done():
            self._failure.set_exception(error)

    async def _keep(self, watch_id: str) -> None:
        """Run the channel of a watch, again where that makes sense."""
        crashes = 0
        while self._wanted(watch_id):
            watch = self._revisions[watch_id]
            try:
                if not await self._still_wanted(watch):
                    return
                outcome = await self._once(watch)
            except RoadClosed:
                raise
            except DoorShut as shut:
                log.warning("watch %s waits: %s", watch_id, shut)
                await asyncio.sleep(CRASH_WAITS_S[0])
                continue
            except Exception:
                if crashes >= len(CRASH_WAITS_S):
                    log.exception("watch %s failed again and is given up; the others go on", watch_id)
                    await self._give_up(watch)
                    return
                log.exception("watch %s failed and is tried again; the others go on", watch_id)
                await asyncio.sleep(CRASH_WAITS_S[crashes])
                crashes += 1
                continue
            if not await self._again(watch, outcome):
                return

    async def _once(self, watch: WatchState) -> Outcome:
        channel = self._make(watch, self._means)
        self._channels[watch.watch_id] = channel
        try:
            if self._stopping:
                return Outcome.STOPPED
            return await channel.run()
        finally:
            self._channels.pop(watch.watch_id, None)

    async def _again(self, watch: WatchState, outcome: Outcome) -> bool:
        """Whether the watch goes on after its session; it is stopped at the door where it does not."""
        if outcome in (Outcome.STOPPED, Outcome.FENCED):
            return False
        if (
            outcome is Outcome.DONE
            and twitch_channel(watch.source) is not None
            and not await self._is_once(watch)
        ):
            await asyncio.sleep(self._back_on_air_s)
            return True
        await self._give_up(watch)
        return False

    async def _give_up(self, watch: WatchState) -> None:
        try:
            await self._means.door.stop_watch(watch.watch_id)
        except (DoorRefused, DoorShut) as refused:
            log.warning("watch %s could not be stopped at the door: %s", watch.watch_id, refused)

    async def _still_wanted(self, watch: WatchState) -> bool:
        """A log may begin with wishes that were withdrawn long ago: the door knows."""
        wanted = {item.watch_id for item in await self._means.door.watches(wanted=True)}
        return watch.watch_id in wanted

    async def _is_once(self, watch: WatchState) -> bool:
        watches = await self._means.door.watches(wanted=True)
        return next((item.once for item in watches if item.watch_id == watch.watch_id), True)

    def _wanted(self, watch_id: str) -> bool:
        return not self._stopping and self._revisions[watch_id].wanted

    async def _stop_all(self) -> None:
        self._stopping = True
        for channel in list(self._channels.values()):
            channel.stop()
        tasks = [*self._tasks.values(), *self._closing]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=STOP_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if late:
            log.warning("%d channels did not end in %d s", len(late), STOP_S)
