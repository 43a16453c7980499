"""A session that was never captured: the events of one watch, as the road would bring them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from schemas.capture import Gap, GapReason, SessionEnded, SessionOpened, WindowState
from schemas.codec import AnyEvent
from schemas.ids import derived_id, new_id
from schemas.judging import (
    Evidence,
    Highlight,
    HighlightState,
    JudgingEnded,
    Modality,
    Reason,
    Signal,
)
from schemas.rendering import Clip, ClipState
from streams.door import Watch, WatchRequest
from streams.road import Received

WATCH_ID = new_id(1_700_000_000_000)
SESSION_ID = new_id(1_700_000_001_000)
HIGHLIGHT_ID = derived_id(SESSION_ID, "highlight", 40_000)
CLIP_ID = derived_id(HIGHLIGHT_ID, "clip", 0)
CLIP_KEY = "sessions/s/clips/c.mp4"


def opened(watch_id: str = WATCH_ID, session_id: str = SESSION_ID) -> SessionOpened:
    return SessionOpened(
        session_id=session_id,
        watch_id=watch_id,
        incarnation=1,
        started_at_ms=1_700_000_001_000,
        speed=1.0,
        source="match.mp4",
        width=1280,
        height=720,
        frame_rate_milli=30_000,
    )


def signal(start_ms: int, score: float = 1.0, modality: Modality = Modality.CHAT) -> Signal:
    return Signal(
        session_id=SESSION_ID,
        modality=modality,
        start_ms=start_ms,
        discontinuity=0,
        state=WindowState.LIVE,
        score=score,
        parts={},
    )


def highlight(revision: int, state: HighlightState, *, session_id: str = SESSION_ID) -> Highlight:
    return Highlight(
        highlight_id=HIGHLIGHT_ID,
        session_id=session_id,
        revision=revision,
        state=state,
        start_ms=30_500,
        peak_ms=40_000,
        end_ms=52_250,
        score=6.54321,
        decided_at_ms=41_000 + revision * 1000,
        discontinuity=0,
        reasons=(Reason(modality="chat", text="chat is 8 times its normal", times_normal=8.0),),
        evidence=Evidence(weights={}, open_threshold=2.5, close_threshold=1.5, chat_lag_ms=3000),
        title="Crowd goes wild!",
    )


def clip(state: ClipState, **changes: object) -> Clip:
    values: dict[str, object] = {
        "clip_id": CLIP_ID,
        "highlight_id": HIGHLIGHT_ID,
        "session_id": SESSION_ID,
        "state": state,
        "start_ms": 30_500,
        "end_ms": 52_250,
    }
    if state is ClipState.READY:
        values |= {
            "key": CLIP_KEY,
            "duration_ms": 21_750,
            "width": 1080,
            "height": 1920,
            "title": "Crowd goes wild!",
            "transcript": "oh my god",
            "stages_ms": {"fetch": 120, "encode": 3400},
            "ready_at_ms": 58_900,
        }
    return Clip(**(values | changes))  # type: ignore[arg-type]


def gap() -> Gap:
    return Gap(session_id=SESSION_ID, start_ms=10_000, end_ms=12_000, reason=GapReason.STALL)


def ended(error: bool = False) -> SessionEnded:
    return SessionEnded(session_id=SESSION_ID, end_ms=78_000, reason="end of stream", error=error)


def judged(*final_ids: str) -> JudgingEnded:
    return JudgingEnded(session_id=SESSION_ID, end_ms=78_000, final_ids=final_ids, dropped_count=0)


def whole_session() -> list[AnyEvent]:
    return [
        opened(),
        signal(39_000),
        gap(),
        highlight(1, HighlightState.OPENED),
        highlight(2, HighlightState.GROWN),
        highlight(3, HighlightState.FINAL),
        clip(ClipState.RENDERING, stage="encode", progress=0.4),
        ended(),
        judged(HIGHLIGHT_ID),
        clip(ClipState.READY),
    ]


class ScriptedRoad:
    """Brings the events it is given, then stays silent for ever, as a road does."""

    def __init__(self, events: list[AnyEvent], *, silent: bool = True) -> None:
        self._events = events
        self._silent = silent

    async def __aiter__(self) -> AsyncIterator[Received]:
        for offset, event in enumerate(self._events):
            yield Received("topic", 0, offset, "key", event)
        if self._silent:
            await asyncio.Event().wait()


class RecordingDoor:
    """The part of the door that watching uses; keeps what it was asked."""

    def __init__(self, leftovers: list[Watch] | None = None) -> None:
        self.leftovers = leftovers or []
        self.requests: list[WatchRequest] = []
        self.stopped: list[str] = []
        self.known_highlights: list[Highlight] = []
        self.known_clips: list[Clip] = []

    def watch(self, watch_id: str, request: WatchRequest) -> Watch:
        return Watch(
            watch_id=watch_id,
            revision=1,
            wanted=True,
            source=request.source,
            chat=request.chat,
            speed=request.speed,
            max_media_ms=request.max_media_ms,
            once=request.once,
            created_at_ms=0,
            workspace_id="home",
        )

    async def create_watch(self, request: WatchRequest) -> Watch:
        self.requests.append(request)
        return self.watch(WATCH_ID, request)

    async def stop_watch(self, watch_id: str) -> Watch:
        self.stopped.append(watch_id)
        return self.watch(watch_id, WatchRequest(source=""))

    async def watches(self, wanted: bool | None = None) -> list[Watch]:
        return self.leftovers

    async def highlights(self, session_id: str) -> list[Highlight]:
        return self.known_highlights

    async def clips(self, session_id: str) -> list[Clip]:
        return self.known_clips
