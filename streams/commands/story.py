"""What one watch has told so far: events of the road in, lines for the user out.

No I/O and no clock: the same events in the same order give the same lines. Events of other watches
on the same road are passed over. What comes before the session is known is held back, because the
topics of the road are read side by side and a highlight may overtake its session.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path

import msgspec

from schemas.capture import Gap, SessionEnded, SessionOpened, SourceFailed, WatchState
from schemas.chat import ChannelChat
from schemas.codec import AnyEvent
from schemas.credits import CreditBalance
from schemas.judging import Highlight, HighlightState, JudgingEnded
from schemas.moment import seconds
from schemas.rendering import Clip, ClipState, DeadLetter

HELD_MAX = 4096
"""Events held back until the session is known: about ten minutes of one session's small events."""

LAST_WORD = frozenset({ClipState.READY, ClipState.FAILED})


class Line(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """One object on standard output. Times ending in `_s` are media seconds from the first frame."""


class SessionLine(Line, frozen=True, kw_only=True, tag="session"):
    """Capture has begun."""

    id: str
    watch_id: str
    source: str
    title: str
    started_at_ms: int
    speed: float
    has_video: bool
    has_audio: bool
    width: int
    height: int
    frame_rate: float


class HighlightLine(Line, frozen=True, kw_only=True, tag="highlight"):
    """A revision of a highlight; `decided_at_s` is how far the decision had heard."""

    id: str
    state: HighlightState
    start_s: float
    peak_s: float
    end_s: float
    score: float
    decided_at_s: float
    reasons: tuple[str, ...]
    title: str


class ClipLine(Line, frozen=True, kw_only=True, tag="clip"):
    """A clip is on disk (`path`), or is not going to be (`reason` and `remedy`)."""

    id: str
    highlight_id: str
    state: ClipState
    path: str | None
    duration_s: float
    width: int
    height: int
    stages_ms: dict[str, int]
    ready_at_s: float
    title: str
    transcript: str
    reason: str = ""
    remedy: str = ""


class GapLine(Line, frozen=True, kw_only=True, tag="gap"):
    """A stretch that was not captured."""

    start_s: float
    end_s: float
    reason: str
    detail: str


class BalanceLine(Line, frozen=True, kw_only=True, tag="balance"):
    """What the workspace has left, after minutes of it were charged; none where it is not charged."""

    balance: int
    held: int
    minutes_left: int | None


class EndLine(Line, frozen=True, kw_only=True, tag="end"):
    """Nothing follows. `error` is a sentence when it did not end as it should."""

    end_s: float
    reason: str
    highlights: int
    clips: int
    failed: int
    error: str = ""


def clip_line(clip: Clip, path: Path | None) -> ClipLine:
    """The line of a clip that is ready at `path`, or failed."""
    return ClipLine(
        id=clip.clip_id,
        highlight_id=clip.highlight_id,
        state=clip.state,
        path=None if path is None else str(path),
        duration_s=seconds(clip.duration_ms),
        width=clip.width,
        height=clip.height,
        stages_ms=clip.stages_ms,
        ready_at_s=seconds(clip.ready_at_ms),
        title=clip.title,
        transcript=clip.transcript,
        reason=clip.reason,
        remedy=clip.remedy,
    )


class Story:
    """Follows one watch from its first event to its last clip.

    Attributes:
        session_id: known from `SessionOpened` on.
        failure: the source could not be opened.
        ended, judged: the last words of capture and of the judges.
        highlights: the newest revision of each, near misses left out.
        clips: the newest state of each highlight's own clip, by highlight.
        extras: that of each clip that is made besides, by clip; nothing waits for them.
    """

    def __init__(self, watch_id: str, workspace_id: str = "") -> None:
        self.watch_id = watch_id
        self.workspace_id = workspace_id
        self.session_id: str | None = None
        self.failure: SourceFailed | None = None
        self.ended: SessionEnded | None = None
        self.judged: JudgingEnded | None = None
        self.highlights: dict[str, Highlight] = {}
        self.clips: dict[str, Clip] = {}
        self.extras: dict[str, Clip] = {}
        self._held: deque[AnyEvent] = deque(maxlen=HELD_MAX)
        self._gaps: set[tuple[int, str, int]] = set()

    def hear(self, event: AnyEvent) -> list[tuple[AnyEvent, Line | None]]:
        """Take one event in.

        Returns:
            The events that are this watch's and new, each with its line. A ready clip has none
            yet: it gets its line when it lies in the user's folder.
        """
        if isinstance(event, SourceFailed) and event.watch_id == self.watch_id:
            self.failure = event
        if isinstance(event, SourceFailed | WatchState | DeadLetter | ChannelChat):
            return []
        if isinstance(event, CreditBalance):
            return self._balance(event)
        if isinstance(event, SessionOpened):
            return self._opened(event)
        if self.session_id is None:
            self._held.append(event)
            return []
        if event.session_id != self.session_id:
            return []
        return self._own(event)

    @property
    def awaited(self) -> frozenset[str]:
        """Highlights whose clip is neither ready nor failed."""
        if self.judged is not None:
            wanted = set(self.judged.final_ids)
        else:
            wanted = {name for name, one in self.highlights.items() if one.state != HighlightState.DROPPED}
        return frozenset(name for name in wanted if not self._has_last_word(name))

    @property
    def whole(self) -> bool:
        """Whether everything that will come of this watch has come."""
        return self.ended is not None and self.judged is not None and not self.awaited

    def end_line(self, failed: int, ready: int, error: str = "") -> EndLine:
        """The last line."""
        final = sum(1 for one in self.highlights.values() if one.state == HighlightState.FINAL)
        return EndLine(
            end_s=seconds(self.ended.end_ms) if self.ended else 0.0,
            reason=self.ended.reason if self.ended else "",
            highlights=final,
            clips=ready,
            failed=failed,
            error=error,
        )

    def _has_last_word(self, highlight_id: str) -> bool:
        clip = self.clips.get(highlight_id)
        return clip is not None and clip.state in LAST_WORD

    def _opened(self, event: SessionOpened) -> list[tuple[AnyEvent, Line | None]]:
        if event.watch_id != self.watch_id or self.session_id is not None:
            return []
        self.session_id = event.session_id
        line = SessionLine(
            id=event.session_id,
            watch_id=event.watch_id,
            source=event.source,
            title=event.title,
            started_at_ms=event.started_at_ms,
            speed=event.speed,
            has_video=event.has_video,
            has_audio=event.has_audio,
            width=event.width,
            height=event.height,
            frame_rate=round(event.frame_rate_milli / 1000, 3),
        )
        told: list[tuple[AnyEvent, Line | None]] = [(event, line)]
        held, self._held = self._held, deque(maxlen=HELD_MAX)
        for earlier in held:
            told += self.hear(earlier)
        return told

    def _balance(self, event: CreditBalance) -> list[tuple[AnyEvent, Line | None]]:
        if event.workspace_id != self.workspace_id or event.unlimited or self.session_id is None:
            return []
        line = BalanceLine(balance=event.balance, held=event.held, minutes_left=event.minutes_left)
        return [(event, line)]

    def _own(self, event: AnyEvent) -> list[tuple[AnyEvent, Line | None]]:
        match event:
            case Highlight():
                return self._highlight(event)
            case Clip():
                return self._clip(event)
            case Gap():
                return self._gap(event)
            case SessionEnded():
                self.ended = event
            case JudgingEnded():
                self.judged = event
        return [(event, None)]

    def _highlight(self, event: Highlight) -> list[tuple[AnyEvent, Line | None]]:
        known = self.highlights.get(event.highlight_id)
        if event.near_miss or (known is not None and known.revision >= event.revision):
            return []
        self.highlights[event.highlight_id] = event
        line = HighlightLine(
            id=event.highlight_id,
            state=event.state,
            start_s=seconds(event.start_ms),
            peak_s=seconds(event.peak_ms),
            end_s=seconds(event.end_ms),
            score=round(event.score, 3),
            decided_at_s=seconds(event.decided_at_ms),
            reasons=tuple(reason.text for reason in event.reasons),
            title=event.title,
        )
        return [(event, line)]

    def _clip(self, event: Clip) -> list[tuple[AnyEvent, Line | None]]:
        told, key = (self.extras, event.clip_id) if event.extra else (self.clips, event.highlight_id)
        known = told.get(key)
        settled = known is not None and known.state in LAST_WORD
        if event == known or (settled and event.state not in LAST_WORD):
            return []  # what is only said again is no sign of life
        told[key] = event
        return [(event, clip_line(event, None) if event.state == ClipState.FAILED else None)]

    def _gap(self, event: Gap) -> list[tuple[AnyEvent, Line | None]]:
        mark = (event.start_ms, event.reason.value, event.end_ms)
        if mark in self._gaps:
            return []
        self._gaps.add(mark)
        line = GapLine(
            start_s=seconds(event.start_ms),
            end_s=seconds(event.end_ms),
            reason=event.reason.value,
            detail=event.detail,
        )
        return [(event, line)]
