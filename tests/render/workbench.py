"""A renderer in this process, with stand-ins for the door, the road and a full disk around it."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from render.context import Tools
from render.job import RenderJob
from render.lineup import LINEUP
from render.renderer import Renderer
from render.settings import RenderSettings
from render.workspace import Workspace
from schemas.judging import Highlight
from schemas.rendering import Clip, ClipState, RenderAsked
from streams.clock import SystemClock
from streams.door import DoorRefused, Session
from streams.looks import ClipLook
from streams.road import Received
from streams.store import DirectoryStore, ObjectInfo, ObjectMissing, StoreUnwritable
from streams.telemetry import Counters
from streams.topics import CLIPS
from tests.fakes.publisher import FakePublisher
from tests.render.recordings import highlight

WANTED = highlight(1000, 3000, "Got him", [(1200, 1500, "got"), (1500, 1900, "him")])

MINUTES = [1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0]
"""The waits for a machine in trouble, in seconds."""


WEIGHT = {ClipState.RENDERING: 0, ClipState.FAILED: 1, ClipState.READY: 2}
"""What has been reached is not undone by what weighs less."""


class FakeDoor:
    """Keeps clips as the API does, and one session that records up to `recorded_until_ms`."""

    def __init__(self) -> None:
        self.kept: dict[str, Clip] = {}
        self.recorded_until_ms = 10**9
        self.asked = 0
        self.known = True
        self.refuses = 0
        self.refuses_state: ClipState | None = None
        self.highlights: dict[str, Highlight] = {}
        self.looks: dict[str, ClipLook] = {}
        self.refuses_look = 0
        self.waits: dict[str, int] = {}
        self.wait_ms = 1
        self.made_wait = asyncio.Event()

    async def session(self, session_id: str) -> Session:
        self.asked += 1
        if not self.known:
            raise DoorRefused(404, "no such session")
        return Session(
            session_id=session_id,
            watch_id="w",
            incarnation=1,
            started_at_ms=SystemClock().now_ms() - 60_000,
            speed=2.0,
            source="",
            title="",
            discontinuity=0,
            recorded_until_ms=self.recorded_until_ms,
            ended_at_ms=None,
            end_reason="",
        )

    async def clips(self, session_id: str) -> list[Clip]:
        return list(self.kept.values())

    async def highlight(self, highlight_id: str) -> Highlight:
        return self.highlights[highlight_id]

    async def clip_look(self, clip_id: str) -> ClipLook:
        if self.refuses_look:
            raise DoorRefused(self.refuses_look, "no look")
        if clip_id in self.looks:
            return self.looks[clip_id]
        if clip_id not in self.kept:
            raise DoorRefused(404, "no such clip")
        kept = self.kept[clip_id]
        return ClipLook(clip_id=clip_id, highlight_id=kept.highlight_id, session_id=kept.session_id)

    async def put_clip(self, clip: Clip) -> int:
        if self.refuses:
            raise DoorRefused(self.refuses, "no such highlight")
        if clip.state is self.refuses_state or max(len(clip.reason), len(clip.remedy)) > 1000:
            raise DoorRefused(422, "a field cannot be used")
        before = self.kept.get(clip.clip_id)
        if before is not None and WEIGHT[clip.state] < WEIGHT[before.state]:
            return 0
        if clip.state is ClipState.RENDERING and self.waits.get(clip.clip_id, 0):
            self.waits[clip.clip_id] -= 1
            self.made_wait.set()
            return self.wait_ms
        self.kept[clip.clip_id] = clip
        if clip.state is not ClipState.RENDERING and clip.clip_id in self.looks:
            self.looks[clip.clip_id] = msgspec.structs.replace(self.looks[clip.clip_id], wanted=False)
        return 0


class FakeRoad:
    """Gives out highlights and what is asked for, then ends or stays open; remembers what was acked."""

    def __init__(self, events: list[Highlight | RenderAsked], open_end: bool = False) -> None:
        self._events = events
        self._open_end = open_end
        self.acked: list[int] = []
        self._more = asyncio.Event()

    def __aiter__(self) -> AsyncIterator[Received]:
        return self._given()

    async def _given(self) -> AsyncIterator[Received]:
        for offset, one in enumerate(self._events):
            yield Received("highlights", 0, offset, one.session_id, one)
        if self._open_end:
            await asyncio.Event().wait()

    async def ack(self, received: Received) -> None:
        self.acked.append(received.offset)
        self._more.set()

    async def acked_at_least(self, count: int) -> None:
        while len(self.acked) < count:
            self._more.clear()
            await self._more.wait()


class FullStore(DirectoryStore):
    """Takes no clips until it was asked `full_for` times; its listings and reads can fail as well."""

    full_for = 99
    tried = 0
    unlistable_for = 0
    missing_for = 0

    def list(self, prefix: str, start_after: str = "") -> Iterator[ObjectInfo]:
        if self.unlistable_for:
            self.unlistable_for -= 1
            raise OSError(errno.EIO, "Input/output error")
        return super().list(prefix, start_after)

    def get(self, key: str, target: Path) -> None:
        if self.missing_for:
            self.missing_for -= 1
            raise ObjectMissing(f"no object {key}")
        super().get(key, target)

    def put(self, key: str, source: Path | bytes) -> ObjectInfo:
        if key.startswith("clips/"):
            self.tried += 1
            if self.tried <= self.full_for:
                raise StoreUnwritable(f"the object store took no {key}: No space left on device")
        return super().put(key, source)


class Bench:
    """A renderer with everything around it in this process."""

    def __init__(self, root: Path, store: DirectoryStore, tools: Tools, workspace: Workspace) -> None:
        self.door = FakeDoor()
        self.publisher = FakePublisher()
        self.store = store
        self.slept: list[float] = []
        self.before_sleep: Callable[[], object] = lambda: None
        self.executor = ThreadPoolExecutor(max_workers=2)
        self.counters = Counters()
        settings = RenderSettings(data=root, render_width=144, render_height=256, render_wait_ms=3000)
        self.job = RenderJob(
            settings, store, tools, workspace, self.executor, LINEUP, self.counters, SystemClock(), self.sleep
        )

    async def sleep(self, wait_s: float) -> None:
        self.slept.append(wait_s)
        self.before_sleep()

    async def serve(
        self, *events: Highlight | RenderAsked, slots: int = 1, open_end: bool = False, until: int = 0
    ) -> FakeRoad:
        """Render these; with an open end, until so many are acked."""
        road, stop = FakeRoad(list(events), open_end), asyncio.Event()
        serving = asyncio.create_task(self.renderer(slots).serve(road, stop))
        if open_end:
            acked = asyncio.create_task(road.acked_at_least(until))
            await asyncio.wait({acked, serving}, return_when=asyncio.FIRST_COMPLETED, timeout=60)
            acked.cancel()
            stop.set()
        await serving
        return road

    def renderer(self, slots: int = 1) -> Renderer:
        return Renderer(self.job, self.door, self.publisher, self.store, SystemClock(), slots)

    @property
    def clip(self) -> Clip:
        (clip,) = self.door.kept.values()
        return clip

    @property
    def told(self) -> list[Clip]:
        return [event for event in self.publisher.on(CLIPS) if isinstance(event, Clip)]
