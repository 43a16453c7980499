"""Closing seconds: when everything of a second is there, and what it then is called.

In: how far each track is, what stretch it covered, sound and pictures. Out: `MediaSecond`s in
order, each once, without holes; a second at least half covered counts as live.
"""

from __future__ import annotations

from collections.abc import Callable

from monitors.audio import AudioLane
from monitors.items import Lost, MediaSecond
from schemas.capture import AudioWindow, Frame, GapReason, WindowState
from schemas.moment import SECOND_MS, Span, second_of

SLACK_MS = 3000
"""How far one track may lag behind the other before seconds are closed without it: interleaving in
live streams stays below a second, and a track that has stopped must not stop the judging."""

LIVE_MS_MIN = SECOND_MS // 2


class SecondCloser:
    """Gathers the two tracks of a session into seconds.

    Args:
        session_id: written into the windows.
        emit: takes each `MediaSecond` and `Lost`.
        from_ms: first second to say; a whole second.
    """

    def __init__(self, session_id: str, emit: Callable[[MediaSecond | Lost], None], from_ms: int = 0) -> None:
        self.audio = AudioLane()
        self.audio.forget_before(from_ms)
        self.has_audio = False
        self.has_video = False
        self.closed_ms = from_ms
        self.gap_said_ms = from_ms
        self._session_id = session_id
        self._emit = emit
        self._frames: list[Frame] = []
        self._video_covered: dict[int, int] = {}
        self._video_ms = from_ms
        self._numbers: dict[int, int] = {}
        self._number = 0
        self._ads: list[Span] = []

    def stretch(self, at_ms: int, discontinuity: int) -> None:
        """From here on, seconds carry this number."""
        self._numbers[max(self.closed_ms, second_of(at_ms))] = discontinuity

    def video(self, start_ms: int, end_ms: int, decoded_ms: int) -> None:
        """A picture covers [start_ms, end_ms); no earlier one than `decoded_ms` follows."""
        at = max(start_ms, self.closed_ms)
        while at < end_ms:
            second = second_of(at)
            end = min(end_ms, second + SECOND_MS)
            self._video_covered[second] = self._video_covered.get(second, 0) + end - at
            at = end
        self._video_ms = max(self._video_ms, decoded_ms)

    def frame(self, frame: Frame) -> None:
        """A keyframe's picture."""
        if frame.at_ms >= self.closed_ms:
            self._frames.append(frame)

    def lost(self, span: Span, reason: GapReason, detail: str = "") -> None:
        """A stretch without any track."""
        if span.duration_ms <= 0:
            return
        if reason is GapReason.AD:
            self._ads = [*self._ads[-8:], span]  # only seconds still open are looked up
        self._emit(Lost(span, reason, detail))

    def idle(self, span: Span, reason: GapReason, detail: str) -> None:
        """Nothing comes: the stretch so far is lost, and its seconds are closed as they pass."""
        until = second_of(span.end_ms)
        if until > max(self.closed_ms, span.start_ms):
            self.gap_said_ms = until
            self.lost(Span(span.start_ms, until), reason, detail)
            self.close_until(until)

    def advance(self) -> None:
        """Close every second that is complete."""
        video_ms = self._video_ms if self.has_video else self.audio.until_ms
        audio_ms = self.audio.until_ms if self.has_audio else video_ms
        until_ms = max(min(audio_ms, video_ms), max(audio_ms, video_ms) - SLACK_MS)
        if until_ms >= self.closed_ms + SECOND_MS:
            self.close_until(second_of(until_ms))

    def close_until(self, until_ms: int) -> None:
        """Close the seconds before `until_ms` (a whole second), whatever is in them."""
        while self.closed_ms < until_ms:
            self._close()

    def finish(self, end_ms: int) -> None:
        """Close everything up to the second that holds the last instant; that one is final."""
        last = max(second_of(end_ms + SECOND_MS - 1), self.closed_ms + SECOND_MS)
        self.close_until(last - SECOND_MS)
        self._close(final=True)

    def _close(self, final: bool = False) -> None:
        second = self.closed_ms
        until = second + SECOND_MS
        number = self._number_of(second)
        pcm, covered = self.audio.take(second)
        ad = any(span.overlap_ms(Span(second, until)) >= LIVE_MS_MIN for span in self._ads)
        missing = WindowState.AD if ad else WindowState.GAP
        audio_state = self._state(self.has_audio, covered, missing)
        frames_state = self._state(self.has_video, self._video_covered.pop(second, 0), missing)
        window = None
        if audio_state is WindowState.LIVE:
            window = AudioWindow(
                session_id=self._session_id,
                start_ms=second,
                discontinuity=number,
                covered_ms=covered,
                pcm=pcm,
            )
        frames = tuple(sorted((f for f in self._frames if f.at_ms < until), key=lambda f: f.at_ms))
        self._frames = [frame for frame in self._frames if frame.at_ms >= until]
        self.closed_ms = until
        self.audio.forget_before(until)
        self._emit(MediaSecond(until, number, audio_state, frames_state, window, frames, final))

    def _number_of(self, second_ms: int) -> int:
        for at in sorted(self._numbers):
            if at > second_ms:
                break
            self._number = self._numbers.pop(at)
        return self._number

    @staticmethod
    def _state(exists: bool, covered_ms: int, missing: WindowState) -> WindowState:
        if not exists:
            return WindowState.ABSENT
        return WindowState.LIVE if covered_ms >= LIVE_MS_MIN else missing
