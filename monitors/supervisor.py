"""The supervisor: one channel for each watch that is wanted.

In: `watch.state`. Out: channels that run, each on its own; a bug in one is logged and leaves the
others alone. A watch that moves to another process with its partition is fenced off at the door.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

from monitors.channel import NOT_WANTED, Channel, Means, Outcome, end_orphan
from monitors.sources.choose import twitch_channel
from schemas.capture import WatchState
from streams.door import DoorRefused, DoorShut, Watch
from streams.road import RoadClosed, Subscriber

log = logging.getLogger(__name__)

BACK_ON_AIR_S = 60.0
"""How often an off-air Twitch channel that stays wanted is looked at, as a patient viewer would."""

SOON_ON_AIR_S = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Before that: Twitch tells that a stream begins some seconds before there is anything to be read."""

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

    def unwanted(self, reason: str = "") -> None:
        """The watch is over, and why."""
        ...

    def is_about(self, category: str) -> None:
        """What the channel says now that its stream is about."""
        ...


class MakesChannel(Protocol):
    """`Channel`, or what a test has in its place."""

    def __call__(self, watch: WatchState, means: Means, *, kept: bool) -> RunsChannel:
        """Make the channel of a watch; see `Channel`."""
        ...


@dataclass
class _Wish:
    """The newest word on a watch, and who sees to it.

    Attributes:
        heard_count: how often a word on it was heard; a partition that comes back says it again.
        stirred: a word was heard, or the process stops: whoever waits looks again.
        told_waiting: the log has it that the watch waits for its source.
        looked_count: how often nothing was there since it was wanted, or since it was there last.
        ending: a session that nobody captures is being ended.
    """

    watch: WatchState
    heard_count: int = 0
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    channel: RunsChannel | None = None
    told_waiting: bool = False
    looked_count: int = 0
    ending: bool = False


class Supervisor:
    """Keeps a task for each wanted watch."""

    def __init__(
        self,
        means: Means,
        make: MakesChannel = Channel,
        back_on_air_s: float = BACK_ON_AIR_S,
    ) -> None:
        self._means = means
        self._make = make
        self._back_on_air_s = back_on_air_s
        self._wishes: dict[str, _Wish] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._failure: asyncio.Future[None] | None = None
        self._stopping = False

    @property
    def busy(self) -> int:
        """Watches that this process has taken on."""
        return sum(1 for wish in self._wishes.values() if wish.task is not None)

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
        """What is wanted of a watch now; words older than one already heard change nothing.

        The door says it again while a session of an unwanted watch is open: it is ended again then.
        """
        wish = self._wishes.setdefault(watch.watch_id, _Wish(watch))
        if watch.revision < wish.watch.revision:
            return
        wish.watch = watch
        wish.heard_count += 1
        wish.stirred.set()
        if not watch.wanted:
            if wish.channel is not None:
                wish.channel.unwanted(watch.stop_reason)
            elif wish.task is None and not wish.ending:
                wish.ending = True
                self._in_background(self._end(wish))
        elif wish.task is None:
            self._take_on(wish)
        elif wish.channel is not None:
            wish.channel.is_about(watch.category)

    def _take_on(self, wish: _Wish) -> None:
        watch_id = wish.watch.watch_id
        if self.busy >= self._means.settings.channels_max:
            log.error(
                "watch %s is not taken on: this process has %d channels already; start another one",
                watch_id,
                self.busy,
            )
            return
        wish.task = asyncio.create_task(self._keep(wish), name=f"watch-{watch_id}")
        wish.task.add_done_callback(lambda done: self._done(wish, done))

    async def _end(self, wish: _Wish) -> None:
        try:
            await self._orphan(wish.watch)
        finally:
            wish.ending = False

    async def _orphan(self, watch: WatchState) -> None:
        await end_orphan(self._means, watch, watch.stop_reason or NOT_WANTED, error=False)

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _done(self, wish: _Wish, task: asyncio.Task[None]) -> None:
        wish.task = None
        error = None if task.cancelled() else task.exception()
        if error is not None and self._failure is not None and not self._failure.done():
            self._failure.set_exception(error)

    async def _keep(self, wish: _Wish) -> None:
        """Run the channel of a watch, again where that makes sense."""
        watch_id = wish.watch.watch_id
        crashes = wish.looked_count = 0
        while not self._stopping and wish.watch.wanted:
            watch, heard_count = wish.watch, wish.heard_count
            wish.stirred.clear()
            try:
                known = await self._at_the_door(watch_id)
                if known is None:
                    if watch is wish.watch:
                        return
                    continue  # another word came in the meantime
                outcome = await self._once(wish, watch, known)
            except RoadClosed:
                raise
            except DoorShut as shut:
                log.warning("watch %s waits: %s", watch_id, shut)
                await self._pause(wish, CRASH_WAITS_S[0])
                continue
            except Exception:
                if crashes >= len(CRASH_WAITS_S):
                    log.exception("watch %s failed again and is given up; the others go on", watch_id)
                    await self._give_up(watch)
                    return
                log.exception("watch %s failed and is tried again; the others go on", watch_id)
                await self._pause(wish, CRASH_WAITS_S[crashes])
                crashes += 1
                continue
            if not await self._again(wish, watch, outcome, heard_count, _is_kept(known)):
                return
        if not self._stopping:
            await self._orphan(wish.watch)  # unwanted while no channel ran that could have ended it

    async def _once(self, wish: _Wish, watch: WatchState, known: Watch) -> Outcome:
        wish.channel = channel = self._make(watch, self._means, kept=_is_kept(known))
        try:
            if self._stopping:
                return Outcome.STOPPED
            return await channel.run()
        finally:
            wish.channel = None

    async def _again(
        self, wish: _Wish, watch: WatchState, outcome: Outcome, heard_count: int, kept: bool
    ) -> bool:
        """Whether the watch goes on after its session; it is stopped at the door where it does not."""
        if self._stopping or not wish.watch.wanted:
            return False
        if wish.watch.revision > watch.revision:
            return True  # wanted anew while the old session ended: that wish stands
        if outcome is Outcome.FENCED:
            return wish.heard_count > heard_count  # the partition came back to us in the meantime
        if outcome is Outcome.STOPPED:
            return False
        if kept and outcome in (Outcome.DONE, Outcome.OFFLINE):
            if outcome is Outcome.OFFLINE and not wish.told_waiting:
                log.info("watch %s waits until its channel is on air", watch.watch_id)
            wish.told_waiting = outcome is Outcome.OFFLINE
            soon = SOON_ON_AIR_S[wish.looked_count :]
            wish.looked_count = wish.looked_count + 1 if outcome is Outcome.OFFLINE else 0
            await self._pause(wish, min([self._back_on_air_s, *soon[:1]]))
            return True
        await self._give_up(watch)
        return False

    async def _pause(self, wish: _Wish, seconds: float) -> None:
        """Wait, unless something changes."""
        try:
            async with asyncio.timeout(seconds):
                await wish.stirred.wait()
        except TimeoutError:
            return

    async def _give_up(self, watch: WatchState) -> None:
        try:
            await self._means.door.stop_watch(watch.watch_id)
        except (DoorRefused, DoorShut) as refused:
            log.warning("watch %s could not be stopped at the door: %s", watch.watch_id, refused)

    async def _at_the_door(self, watch_id: str) -> Watch | None:
        """The watch as it is wanted: a log may begin with wishes that were withdrawn long ago."""
        watches = await self._means.door.watches(wanted=True)
        return next((item for item in watches if item.watch_id == watch_id), None)

    async def _stop_all(self) -> None:
        self._stopping = True
        for wish in self._wishes.values():
            wish.stirred.set()
            if wish.channel is not None:
                wish.channel.stop()
        running = [wish.task for wish in self._wishes.values() if wish.task is not None]
        tasks = [*running, *self._closing]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=STOP_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if late:
            log.warning("%d channels did not end in %d s", len(late), STOP_S)


def _is_kept(watch: Watch) -> bool:
    """Whether the watch outlasts its source: a Twitch channel goes off air and comes back."""
    return not watch.once and twitch_channel(watch.source) is not None
