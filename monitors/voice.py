"""What a session says: its seconds on the three topics of the judges, in order and without holes.

In: `MediaSecond`s. Out: windows, frames, batches and watermarks, as pairs of topic and event.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitors.chat.base import Chat
from monitors.chat.lane import ChatLane
from monitors.items import MediaSecond
from schemas.capture import Watermark, WindowState
from schemas.event import Event
from schemas.moment import SECOND_MS, Span
from streams.topics import CHAT_BATCHES, MEDIA_AUDIO, MEDIA_FRAMES, Topic

Said = tuple[Topic, Event]


class Voice:
    """Says the seconds of one session.

    Attributes:
        until_ms: media time up to which the media topics have been said.
        final_said: the last second has been said.
    """

    def __init__(self, session_id: str, chat: Chat, from_ms: int) -> None:
        self.until_ms = from_ms
        self.final_said = False
        self._session_id = session_id
        self._lane = ChatLane(session_id, chat)
        self._number = 0
        self._absent = (False, False)

    def second(self, second: MediaSecond) -> tuple[list[Said], Span | None]:
        """A second, and the stretch before it that never came (it was dropped on the way)."""
        said: list[Said] = []
        hole: Span | None = None
        start = second.until_ms - SECOND_MS
        if start > self.until_ms:
            hole = Span(self.until_ms, start)
            while self.until_ms < start:
                said += self._one(self._gap(self.until_ms + SECOND_MS, second))
        if second.until_ms > self.until_ms:
            said += self._one(second)
        return said, hole

    def finish(self) -> list[Said]:
        """The last second, where none was marked as such."""
        if self.final_said:
            return []
        audio_absent, video_absent = self._absent
        last = MediaSecond(
            self.until_ms + SECOND_MS,
            self._number,
            WindowState.ABSENT if audio_absent else WindowState.GAP,
            WindowState.ABSENT if video_absent else WindowState.GAP,
            final=True,
        )
        return list(self._one(last))

    def is_about(self, category: str) -> None:
        """What the channel says from now on that it is about."""
        self._lane.category = category

    def chat(self) -> Iterator[Said]:
        """What the chat has by itself."""
        for event in self._lane.events():
            yield CHAT_BATCHES, event

    def _one(self, second: MediaSecond) -> Iterator[Said]:
        self.until_ms = second.until_ms
        self._number = second.discontinuity
        self._absent = (
            second.audio_state is WindowState.ABSENT,
            second.frames_state is WindowState.ABSENT,
        )
        if second.audio is not None:
            yield MEDIA_AUDIO, second.audio
        yield MEDIA_AUDIO, self._mark(second, second.audio_state)
        for frame in second.frames:
            yield MEDIA_FRAMES, frame
        yield MEDIA_FRAMES, self._mark(second, second.frames_state)
        self._lane.second(second.until_ms, second.discontinuity, second.final)
        self.final_said |= second.final
        yield from self.chat()

    def _mark(self, second: MediaSecond, state: WindowState) -> Watermark:
        return Watermark(
            session_id=self._session_id,
            until_ms=second.until_ms,
            discontinuity=second.discontinuity,
            state=state,
            final=second.final,
        )

    def _gap(self, until_ms: int, like: MediaSecond) -> MediaSecond:
        def lost(state: WindowState) -> WindowState:
            return WindowState.ABSENT if state is WindowState.ABSENT else WindowState.GAP

        return MediaSecond(until_ms, like.discontinuity, lost(like.audio_state), lost(like.frames_state))
