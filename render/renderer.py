"""Takes final highlights, and what is asked for besides, off the road; sees to it that each becomes one clip.

In: highlights and `RenderAsked`. Out: clips at the door and on the road; dead letters for those that failed.

A highlight is acked only when the outcome of its clip is at the door and on the road, so that a
renderer may be killed at any moment: whoever hears the highlight again makes the clip again, under
the same name, or only says so again when it is there already. What is asked for is heard more than once by
design (`api.renders.outbox`): the door says whether anybody still waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError as FutureCancelled
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import msgspec

from render.context import AGAIN_REMEDY, LookUnknown
from render.ffmpeg import Abandoned
from render.job import Order, Outcome, Questions, RenderJob, blank_clip, failed_clip
from render.shift import Shift
from schemas.judging import Highlight, HighlightState
from schemas.rendering import Clip, ClipState, RenderAsked
from streams.clock import Clock
from streams.door import DoorRefused, Session
from streams.looks import ClipLook
from streams.road import Publisher, Received, Subscriber
from streams.store import ObjectMissing, ObjectStore
from streams.topics import CLIPS

log = logging.getLogger(__name__)

REPORT_EVERY_MS = 500
"""Progress of a clip is told twice a second: a person sees it move, and the road hardly notices."""

DROP_S = 3.0
"""After a stop: ffmpeg is gone within half a second, a clip being stored within one or two."""

SESSION_POLL_S = 0.2
"""How soon a thread that waits for the door notices that it is to stop."""


_NOT_LET_IN = (401, 403)
"""The token is wrong: every other highlight would fail alike, so that the process ends instead."""

T = TypeVar("T")


class ClipDoor(Protocol):
    """What a renderer asks of the governance API (`streams.door.Door`)."""

    async def session(self, session_id: str) -> Session:
        """One session. Raises DoorRefused with 404."""
        ...

    async def clips(self, session_id: str) -> list[Clip]:
        """The clips of a session, oldest first."""
        ...

    async def put_clip(self, clip: Clip) -> int:
        """Store how far a clip is; in how many ms one that is not begun may ask again, 0: now."""
        ...

    async def highlight(self, highlight_id: str) -> Highlight:
        """One highlight. Raises DoorRefused with 404."""
        ...

    async def clip_look(self, clip_id: str) -> ClipLook:
        """How a clip is to look, and whether somebody waits for it. Raises DoorRefused with 404."""
        ...


@dataclass(frozen=True)
class Renderer:
    """Renders what a subscriber hears, `slots` highlights at a time."""

    job: RenderJob
    door: ClipDoor
    publisher: Publisher
    store: ObjectStore
    clock: Clock
    slots: int
    at_work: set[asyncio.Task[None]] = field(default_factory=set, compare=False)
    resting: set[str] = field(default_factory=set, compare=False)

    @property
    def busy(self) -> int:
        """How many clips are in the making."""
        return sum(not task.done() for task in self.at_work) - len(self.resting)

    async def serve(self, heard: Subscriber, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then drop what is in the making within a second, not acked.

        When nothing more is heard, what was begun is finished first; what waits for its turn is left.

        Raises:
            DoorShut, RoadClosed: a service was away for longer than this process's patience.
        """
        cancelled = threading.Event()
        free = asyncio.Semaphore(self.slots)
        shift = Shift(free, asyncio.Event(), cancelled)
        stopping = asyncio.create_task(stop.wait())
        working = self.at_work
        events = aiter(heard)
        try:
            while not stop.is_set():
                # Heard before there is a slot for it: a slot that waits with us for the next highlight would
                # be missed by a clip whose turn has come.
                received = await _first(stopping, working, asyncio.ensure_future(anext(events, None)))
                if received is None:
                    break
                await _first(stopping, working, asyncio.ensure_future(free.acquire()))
                if stop.is_set():
                    break
                task = asyncio.create_task(self._handle(heard, received, shift))
                task.add_done_callback(lambda _: free.release())
                working.add(task)
            shift.leaving.set()
            if working:  # nothing more comes: finish what was taken, unless the stop comes first
                await _first(stopping, working, asyncio.ensure_future(asyncio.wait(set(working))))
                for task in [task for task in working if task.done()]:
                    task.result()
        finally:
            cancelled.set()
            shift.leaving.set()
            stopping.cancel()
            await _ended(working)

    async def _handle(self, heard: Subscriber, received: Received, shift: Shift) -> None:
        event, order = received.event, None
        if isinstance(event, Highlight) and _is_wanted(event):
            order = Order(event)
        clip_id = order.clip_id if order is not None else getattr(event, "clip_id", "")
        if order is None and not isinstance(event, RenderAsked):
            await heard.ack(received)
            return
        async with shift.turns.setdefault(clip_id, asyncio.Lock()):  # one heard twice is rendered once
            try:
                if isinstance(event, RenderAsked):
                    order = await self._asked(event)
                if order is not None:
                    await self._make(received, order, shift)
            except Abandoned:
                log.info("clip %s is left to the next renderer", clip_id)
                return
            except DoorRefused as refused:
                if refused.status in _NOT_LET_IN:
                    raise
                await self._give_up(received, order, refused)
        await heard.ack(received)

    async def _asked(self, asked: RenderAsked) -> Order | None:
        """What is to be made; None when nobody waits for it any more. Then it is only announced again."""
        try:
            look = await self.door.clip_look(asked.clip_id)
        except DoorRefused as refused:
            if refused.status != 404:
                raise
            log.info("clip %s was asked for, and the door knows nothing of it", asked.clip_id)
            return None
        if look.wanted:
            highlight = await self.door.highlight(look.highlight_id)
            return Order(highlight, look.template_id if look.extra else "", asked=True)
        for clip in await self.door.clips(asked.session_id):
            if clip.clip_id == asked.clip_id:
                log.info("clip %s is settled already and is announced again", clip.clip_id)
                await self.publisher.publish(CLIPS, clip.session_id, clip)
        return None

    async def _make(self, received: Received, order: Order, shift: Shift) -> None:
        highlight = order.highlight
        done = None if order.asked else await self._done_before(order)
        if done is not None:
            log.info("clip %s is there already and is announced again", done.clip_id)
            await self.publisher.publish(CLIPS, highlight.session_id, done)
            return
        blank = blank_clip(order)
        while wait_ms := await self.door.put_clip(blank):
            self.resting.add(blank.clip_id)
            try:
                await shift.rest(wait_ms)
            finally:
                self.resting.discard(blank.clip_id)
        outcome = await self._render(order, blank, shift.cancelled)
        if outcome.gone:
            return
        clip = outcome.clip
        if clip.state is ClipState.READY:
            clip = msgspec.structs.replace(clip, ready_at_ms=await self._media_now_ms(highlight.session_id))
            log.info("clip %s is ready: %d ms of it, %s", clip.clip_id, clip.duration_ms, clip.stages_ms)
        else:
            log.error("clip %s failed in %s: %s", clip.clip_id, clip.stage, clip.reason)
            await self.publisher.dead_letter(received, outcome.stage, outcome.reason)
        await self.door.put_clip(clip)
        await self.publisher.publish(CLIPS, highlight.session_id, await self._standing(clip))

    async def _give_up(self, received: Received, order: Order | None, refused: DoorRefused) -> None:
        """Bury what the door refused, and end the waiting of whoever waits for the clip."""
        if order is None:  # what is asked for stays with the door, which gives it up in time
            log.error("what was asked for is given up, the door refused to say more of it: %s", refused)
            await self.publisher.dead_letter(received, "door", str(refused))
            return
        clip = failed_clip(
            blank_clip(order),
            "door",
            f"the API refused the clip: {refused}",
            f"see that the API and the renderer are of one version; then {AGAIN_REMEDY}",
        )
        log.error("clip %s is given up, the door refused it: %s", clip.clip_id, refused)
        await self.publisher.dead_letter(received, "door", str(refused))
        try:
            await self.door.put_clip(clip)
        except DoorRefused as again:
            if again.status in _NOT_LET_IN:
                raise
            log.info("the door refused the failure of clip %s as well: %s", clip.clip_id, again)
        await self.publisher.publish(CLIPS, clip.session_id, await self._standing(clip))

    async def _standing(self, clip: Clip) -> Clip:
        """What the door has of a clip now: an earlier one stays when making it anew has failed."""
        if clip.state is not ClipState.FAILED:
            return clip
        for kept in await self.door.clips(clip.session_id):
            if kept.clip_id == clip.clip_id and kept.state is ClipState.READY:
                log.info("clip %s stays as it was made before", clip.clip_id)
                return kept
        return clip

    async def _done_before(self, order: Order) -> Clip | None:
        """The clip of this very highlight, when an earlier renderer finished it."""
        asked = blank_clip(order)
        for clip in await self.door.clips(asked.session_id):
            same = clip.clip_id == asked.clip_id and clip.state is ClipState.READY
            if same and _content(clip) == _content(asked) and await asyncio.to_thread(self._exists, clip.key):
                return clip
        return None

    def _exists(self, key: str) -> bool:
        try:
            return len(self.store.range(key, 0, 1)) == 1
        except ObjectMissing:
            return False
        except OSError as error:  # a new one is put in its place, as soon as the store takes it
            log.warning("the file of a finished clip, %s, cannot be read: %s", key, error)
            return False

    async def _render(self, order: Order, blank: Clip, cancelled: threading.Event) -> Outcome:
        loop = asyncio.get_running_loop()
        told_ms = [0]
        progress: set[asyncio.Task[None]] = set()

        async def tell(stage: str, share: float) -> None:
            told = msgspec.structs.replace(blank, stage=stage, progress=round(share, 3))
            await self.publisher.send(CLIPS, blank.session_id, told)

        def take(stage: str, share: float) -> None:
            now_ms = self.clock.monotonic_ms()
            if now_ms - told_ms[0] < REPORT_EVERY_MS or progress:
                return  # too soon, or the road is slow: only the newest progress is worth a message
            told_ms[0] = now_ms
            task = loop.create_task(tell(stage, share))
            progress.add(task)
            task.add_done_callback(progress.discard)

        outcome = await self.job.run(
            order,
            Questions(
                lambda: self._session(loop, blank.session_id, cancelled),
                lambda: self._look(loop, blank.clip_id, cancelled),
            ),
            lambda stage, share: _in_loop(loop, take, stage, share),
            cancelled,
        )
        await asyncio.gather(*progress)
        return outcome

    def _session(
        self, loop: asyncio.AbstractEventLoop, session_id: str, cancelled: threading.Event
    ) -> Session | None:
        """The session, asked for in a worker's thread."""
        try:
            return _answered(loop, self.door.session(session_id), cancelled)
        except DoorRefused as refused:
            if refused.status == 404:
                return None
            raise

    def _look(self, loop: asyncio.AbstractEventLoop, clip_id: str, cancelled: threading.Event) -> ClipLook:
        """How the clip is to look, asked for in a worker's thread. Raises LookUnknown."""
        try:
            return _answered(loop, self.door.clip_look(clip_id), cancelled)
        except DoorRefused as refused:
            raise LookUnknown(f"the API says nothing of the clip's template: {refused}") from refused
        except msgspec.ValidationError as error:
            raise LookUnknown(f"the clip's template is of another version: {error}") from error

    async def _media_now_ms(self, session_id: str) -> int:
        """Media time that the session has reached live."""
        try:
            session = await self.door.session(session_id)
        except DoorRefused:
            return 0
        return max(0, int((self.clock.now_ms() - session.started_at_ms) * session.speed))


def _is_wanted(highlight: Highlight) -> bool:
    return highlight.state is HighlightState.FINAL and not highlight.near_miss


def _content(clip: Clip) -> tuple[int, int, str, str]:
    """What was asked for; when this changes the clip is made anew."""
    return clip.start_ms, clip.end_ms, clip.title, clip.transcript


async def _first(
    stopping: asyncio.Task[bool], working: set[asyncio.Task[None]], wanted: asyncio.Future[T]
) -> T | None:
    """What is wanted; None when the stop comes first. An error of work that is done is raised."""
    try:
        while not wanted.done() and not stopping.done():
            waited_for: set[asyncio.Future[Any]] = {stopping, wanted, *working}
            await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
            for task in [task for task in working if task.done()]:
                working.discard(task)
                task.result()
        return wanted.result() if wanted.done() else None
    finally:
        if not wanted.done():
            wanted.cancel()
            await asyncio.gather(wanted, return_exceptions=True)


async def _ended(working: set[asyncio.Task[None]]) -> None:
    """Wait for work that was told to end, then end what waits for a service that is away."""
    if not working:
        return
    _, late = await asyncio.wait(working, timeout=DROP_S)
    for task in late:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)


def _answered(
    loop: asyncio.AbstractEventLoop, asked: Coroutine[Any, Any, T], cancelled: threading.Event
) -> T:
    """What the door answers, waited for in a worker's thread. Raises Abandoned."""
    answer = asyncio.run_coroutine_threadsafe(asked, loop)
    while True:
        if cancelled.is_set():
            answer.cancel()
            raise Abandoned
        try:
            return answer.result(SESSION_POLL_S)
        except TimeoutError:
            continue
        except FutureCancelled as error:
            raise Abandoned from error


def _in_loop(
    loop: asyncio.AbstractEventLoop, take: Callable[[str, float], None], stage: str, share: float
) -> None:
    try:
        loop.call_soon_threadsafe(take, stage, share)
    except RuntimeError:  # the loop has closed: nobody listens any more
        raise Abandoned from None
