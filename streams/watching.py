"""Watching one source from the first frame to the last clip on disk.

In: the events of one watch, as they come from the road. Out: what a view is told, clips in a
folder, and an outcome. `Watching` knows the road, the door and the store only by their interfaces;
`streams.commands.watch` brings the real ones.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from schemas.codec import AnyEvent
from schemas.judging import Highlight
from schemas.rendering import Clip, ClipState
from streams.clock import Clock
from streams.commands.delivery import ClipUndelivered, deliver
from streams.commands.story import Line, Story, clip_line
from streams.door import DoorRefused, DoorShut, Watch, WatchRequest
from streams.road import Received
from streams.store import ObjectStore

ENDED = 0
BROKEN = 1
UNOPENED = 2
INTERRUPTED = 130
"""Exit codes: every clip is on disk; something did not end as it should; the source or the call
was unusable; stopped by Ctrl-C before everything was done (128 + SIGINT, as shells count)."""

QUEUE_MAX = 2000
"""Events between the road and the user; a full queue slows the reader, which loses nothing."""

TICK_S = 0.25
"""How often the view is asked to draw: four times a second looks alive and costs little."""


@dataclass(frozen=True)
class Bounds:
    """How long each wait may last before it ends in a clear line.

    Attributes:
        open_s: from the watch to its session. Streamlink tries for a while, on a slow network.
        silence_s: without any event while the source runs; longer than a reopening with backoff.
        finish_s: without any event after the source ended; longer than the longest render.
        ask_s: after so much silence the door is asked what it knows, in case an event was lost.
        interrupt_s: after Ctrl-C, for clips that were opened: with the stop of the stack it makes
            less than ten seconds.
    """

    open_s: float = 120.0
    silence_s: float = 600.0
    finish_s: float = 300.0
    ask_s: float = 10.0
    interrupt_s: float = 5.0


class WatchDoor(Protocol):
    """What watching asks of the governance API; `streams.door.Door` has it."""

    async def create_watch(self, request: WatchRequest) -> Watch:
        """See `Door`."""
        ...

    async def stop_watch(self, watch_id: str) -> Watch:
        """See `Door`."""
        ...

    async def watches(self, wanted: bool | None = None) -> list[Watch]:
        """See `Door`."""
        ...

    async def highlights(self, session_id: str) -> list[Highlight]:
        """See `Door`."""
        ...

    async def clips(self, session_id: str) -> list[Clip]:
        """See `Door`."""
        ...


class View(Protocol):
    """Where the user looks."""

    def note(self, text: str) -> None:
        """A sentence about the progress of the command itself."""
        ...

    def heard(self, event: AnyEvent) -> None:
        """An event of this watch's session."""
        ...

    def told(self, line: Line) -> None:
        """A line of the JSON output."""
        ...

    def tick(self) -> None:
        """Time has passed; draw again."""
        ...


class Interrupts:
    """Ctrl-C, counted: the first asks for an orderly end, the second for an end at once.

    Before `orderly` is set there is nothing to end in order, and the first ends it at once.
    """

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.orderly = False
        self._task: asyncio.Task[object] | None = None

    def install(self, task: asyncio.Task[object]) -> None:
        """Take SIGINT and SIGTERM; `task` is cancelled for an end at once."""
        self._task = task
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.interrupt)

    def interrupt(self) -> None:
        """One Ctrl-C."""
        at_once = self.asked.is_set() or not self.orderly
        self.asked.set()
        if at_once and self._task is not None:
            self._task.cancel()


@dataclass
class Outcome:
    """How a watch ended.

    Attributes:
        code: exit code.
        delivered: where the clip of each highlight lies; those made besides, by clip.
        error: one sentence when it did not end as it should.
    """

    code: int
    story: Story
    delivered: dict[str, Path] = field(default_factory=dict)
    error: str = ""


class Watching:
    """Follows one watch. Use once."""

    def __init__(
        self,
        door: WatchDoor,
        events: AsyncIterator[Received],
        *,
        store: ObjectStore,
        view: View,
        clock: Clock,
        out: Path,
        bounds: Bounds | None = None,
    ) -> None:
        self._door = door
        self._events = events
        self._store = store
        self._view = view
        self._clock = clock
        self._out = out
        self._bounds = bounds or Bounds()
        self._queue: asyncio.Queue[AnyEvent] = asyncio.Queue(QUEUE_MAX)
        self._delivered: dict[str, Path] = {}
        self._unsettled: dict[str, str] = {}
        self._heard_ms = 0
        self._asked_ms = 0
        self._story = Story("")

    async def run(self, request: WatchRequest, interrupts: Interrupts) -> Outcome:
        """Watch the source until everything that comes of it has come.

        Raises:
            DoorShut, DoorRefused: the watch could not be made.
            RoadClosed: the broker went away.
        """
        await self._stop_leftovers()
        reader = asyncio.create_task(self._read())
        watch: Watch | None = None
        try:
            watch = await self._door.create_watch(request)
            self._story = Story(watch.watch_id, watch.workspace_id)
            self._heard_ms = self._asked_ms = self._clock.monotonic_ms()
            interrupts.orderly = True
            return await self._follow(watch, interrupts, reader)
        finally:
            reader.cancel()
            if watch is not None and self._story.ended is None:
                with suppress(DoorShut, DoorRefused, TimeoutError):
                    await asyncio.wait_for(self._door.stop_watch(watch.watch_id), 2.0)

    async def _stop_leftovers(self) -> None:
        """An earlier run that was killed left its watch behind; nobody looks at it any more."""
        for watch in await self._door.watches(wanted=True):
            if watch.once:
                await self._door.stop_watch(watch.watch_id)
                self._view.note(f"stopped an earlier watch of {watch.source} that was left behind")

    async def _read(self) -> None:
        async for received in self._events:
            await self._queue.put(received.event)

    async def _follow(self, watch: Watch, interrupts: Interrupts, reader: asyncio.Task[None]) -> Outcome:
        stop_by_ms: int | None = None
        while not self._story.whole:
            if self._story.failure is not None:
                failure = self._story.failure
                return self._outcome(UNOPENED, one_sentence(failure.reason, failure.remedy))
            if interrupts.asked.is_set():
                if stop_by_ms is None:
                    stop_by_ms = await self._begin_to_stop(watch)
                if self._clock.monotonic_ms() >= stop_by_ms or self._nothing_to_await():
                    break
            await self._take_one(reader)
            overdue = await self._overdue()
            if overdue:
                return self._outcome(BROKEN, overdue)
        return self._finished(interrupts.asked.is_set())

    async def _take_one(self, reader: asyncio.Task[None]) -> None:
        """Hear events for one tick, or raise what the reader died of."""
        try:
            event = await asyncio.wait_for(self._queue.get(), TICK_S)
        except TimeoutError:
            if reader.done():
                reader.result()
                raise EventsEnded("the events of the road ended before the session did") from None
        else:
            await self._hear(event)
        self._view.tick()

    async def _hear(self, event: AnyEvent) -> None:
        for told, own_line in self._story.hear(event):
            self._heard_ms = self._clock.monotonic_ms()
            self._view.heard(told)
            line = own_line
            if isinstance(told, Clip) and told.state is ClipState.READY:
                line = await self._deliver(told)
            elif isinstance(told, Clip) and told.state is ClipState.FAILED:
                self._unsettled[_key(told)] = told.reason
            if line is not None:
                self._view.told(line)

    async def _deliver(self, clip: Clip) -> Line:
        try:
            path = await asyncio.to_thread(deliver, self._store, clip, self._out)
        except ClipUndelivered as error:
            self._unsettled[_key(clip)] = error.reason
            lost = msgspec.structs.replace(
                clip, state=ClipState.FAILED, reason=error.reason, remedy=error.remedy
            )
            self._view.heard(lost)
            return clip_line(lost, None)
        self._delivered[_key(clip)] = path
        self._unsettled.pop(_key(clip), None)
        return clip_line(clip, path)

    async def _begin_to_stop(self, watch: Watch) -> int:
        bound_s = self._bounds.interrupt_s
        self._view.note(
            f"stopping: waiting up to {bound_s:.0f} s for {len(self._story.awaited)} open clip(s); "
            "Ctrl-C again stops at once"
        )
        with suppress(DoorShut, DoorRefused, TimeoutError):
            await asyncio.wait_for(self._door.stop_watch(watch.watch_id), 2.0)
        return self._clock.monotonic_ms() + round(bound_s * 1000)

    def _nothing_to_await(self) -> bool:
        return self._story.session_id is None or (self._story.ended is not None and not self._story.awaited)

    async def _overdue(self) -> str:
        """A sentence when a bound is passed. Asks the door first, when the road is silent."""
        now_ms = self._clock.monotonic_ms()
        silent_ms = now_ms - self._heard_ms
        session_id = self._story.session_id
        if session_id is None:
            if silent_ms < self._bounds.open_s * 1000:
                return ""
            return (
                f"the source was not opened within {self._bounds.open_s:.0f} s; "
                "see the log of the monitor, or run `hypecut doctor`"
            )
        if min(silent_ms, now_ms - self._asked_ms) >= self._bounds.ask_s * 1000:
            self._asked_ms = now_ms
            await self._ask_the_door(session_id)
        bound_s = self._bounds.silence_s if self._story.ended is None else self._bounds.finish_s
        if silent_ms < bound_s * 1000:
            return ""
        phase = "while the source ran" if self._story.ended is None else "after the source had ended"
        return (
            f"nothing was heard for {bound_s:.0f} s {phase}, and {len(self._story.awaited)} clip(s) are "
            "missing; see the logs in the data folder, or run `hypecut doctor`"
        )

    async def _ask_the_door(self, session_id: str) -> None:
        """Hear what the door has: an event lost with an in-memory broker is not lost there."""
        with suppress(DoorShut, DoorRefused):
            for highlight in await self._door.highlights(session_id):
                await self._hear(highlight)
            for clip in await self._door.clips(session_id):
                await self._hear(clip)

    def _finished(self, interrupted: bool) -> Outcome:
        missing = len(self._story.awaited)
        if interrupted and not self._story.whole:
            error = f"stopped before {missing} open clip(s) were ready" if missing else ""
            if not missing and not self._unsettled:
                return self._outcome(ENDED, "")
            return self._outcome(INTERRUPTED if missing else BROKEN, error or self._lost())
        ended = self._story.ended
        if ended is not None and ended.error:
            return self._outcome(BROKEN, f"the source broke off: {ended.reason}")
        if self._unsettled:
            return self._outcome(BROKEN, self._lost())
        return self._outcome(ENDED, "")

    def _lost(self) -> str:
        return f"{len(self._unsettled)} clip(s) could not be made"

    def _outcome(self, code: int, error: str) -> Outcome:
        if self._story.failure is None:
            end = self._story.end_line(len(self._unsettled), len(self._delivered), error)
            self._view.told(end)
        return Outcome(code, self._story, dict(self._delivered), error)


def _key(clip: Clip) -> str:
    return clip.clip_id if clip.extra else clip.highlight_id


def one_sentence(reason: str, remedy: str) -> str:
    """Reason and remedy, which may be sentences of their own, as one."""
    reason, remedy = reason.strip().rstrip("."), remedy.strip().rstrip(".")
    if remedy[1:2].islower():  # not a setting's name in capitals
        remedy = remedy[0].lower() + remedy[1:]
    return f"{reason}; {remedy}" if remedy else reason


class EventsEnded(ConnectionError):
    """The road said nothing more, and the watch was not over."""
