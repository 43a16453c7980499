"""A channel with stand-ins around it, and questions about what it said."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from monitors.channel import Channel, Means, Outcome
from monitors.settings import MonitorSettings
from schemas.capture import (
    Gap,
    GapReason,
    Segment,
    SessionEnded,
    SourceFailed,
    WatchState,
    Watermark,
    WindowState,
)
from schemas.event import Event
from streams.clock import SystemClock
from streams.store import DirectoryStore
from streams.topics import MEDIA_AUDIO, MEDIA_FRAMES, MEDIA_SEGMENTS, SESSIONS, Topic
from tests.fakes.door import FakeDoor
from tests.fakes.publisher import FakePublisher

E = TypeVar("E", bound=Event)
WATCH_ID = "01890000-0000-7000-8000-00000000000a"


@dataclass
class Capturing:
    """One watch, captured as often as a test likes."""

    data: Path
    source: str
    chat: str = "none"
    speed: float = 20.0
    max_media_ms: int | None = None
    kept: bool = False
    trusted: bool = True
    category: str = ""
    overrides: dict[str, object] = field(default_factory=dict)
    door: FakeDoor = field(default_factory=FakeDoor)
    road: FakePublisher = field(default_factory=FakePublisher)

    @property
    def means(self) -> Means:
        quick: dict[str, object] = {
            "stall_ms": 1500,
            "reopen_ms": 3000,
            "offline_ms": 6000,
            "segment_ms": 2000,
        }
        settings = MonitorSettings(data=self.data, progress_ms=100, **{**quick, **self.overrides})  # type: ignore[arg-type]
        return Means(settings, self.door, self.road, DirectoryStore(settings.store_dir), SystemClock())  # type: ignore[arg-type]

    def channel(self) -> Channel:
        watch = WatchState(
            watch_id=WATCH_ID,
            revision=1,
            wanted=True,
            source=self.source,
            chat=self.chat,
            speed=self.speed,
            max_media_ms=self.max_media_ms,
            trusted=self.trusted,
            category=self.category,
        )
        return Channel(watch, self.means, kept=self.kept)

    async def run(self) -> Outcome:
        return await self.channel().run()

    def said(self, topic: Topic, kind: type[E]) -> list[E]:
        return [event for event in self.road.on(topic) if isinstance(event, kind)]

    @property
    def segments(self) -> list[Segment]:
        return self.said(MEDIA_SEGMENTS, Segment)

    @property
    def ended(self) -> SessionEnded:
        (end,) = self.said(SESSIONS, SessionEnded)
        return end

    @property
    def failure(self) -> SourceFailed:
        (failed,) = self.said(SESSIONS, SourceFailed)
        return failed

    def states(self, topic: Topic = MEDIA_AUDIO) -> list[WindowState]:
        return [mark.state for mark in self.said(topic, Watermark)]

    def gaps(self, reason: GapReason) -> list[Gap]:
        """The last word on each gap of that reason."""
        last = {gap.start_ms: gap for gap in self.said(SESSIONS, Gap) if gap.reason is reason}
        return list(last.values())

    def assert_whole(self) -> None:
        """Every second of each topic is closed once, in order, and exactly the last is final."""
        for topic in (MEDIA_AUDIO, MEDIA_FRAMES):
            marks = self.said(topic, Watermark)
            assert [mark.until_ms for mark in marks] == list(range(1000, 1000 * len(marks) + 1, 1000)), (
                topic.name
            )
            assert [mark.final for mark in marks] == [False] * (len(marks) - 1) + [True]
            numbers = [mark.discontinuity for mark in marks]
            assert numbers == sorted(numbers)

    def assert_recorded(self, from_ms: int, to_ms: int) -> None:
        """Segments are in the store and cover the stretch without a hole of more than 100 ms."""
        store = self.means.store
        at = from_ms
        for segment in sorted(self.segments, key=lambda item: item.start_ms):
            assert len(store.range(segment.key, 0, 1 << 30)) == segment.bytes_count
            if segment.start_ms <= at + 100:
                at = max(at, segment.end_ms)
        assert at >= to_ms - 100, (at, to_ms)
