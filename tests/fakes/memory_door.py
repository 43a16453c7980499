"""A door that keeps memories and highlights by the rules of the real one, in a dict."""

from __future__ import annotations

from schemas.judging import Highlight
from streams.door import DoorRefused, DoorShut, Fenced, Memory, TimelineMinute


class FakeMemoryDoor:
    """Attributes.

    Attributes:
        memories: by judge and session.
        put: the newest revision of each highlight.
        minutes: of timelines, by session, start and sense.
        shut: raise DoorShut from every call.
        refused: sessions of which nothing is taken.
        fails_at: sessions at which it fails (500) each time, though it answers otherwise.
        no_status: refuse every call with it; None for none.
    """

    def __init__(self) -> None:
        self.memories: dict[tuple[str, str], Memory] = {}
        self.put: dict[str, Highlight] = {}
        self.minutes: dict[tuple[str, int, str], TimelineMinute] = {}
        self.shut = False
        self.no_status: int | None = None
        self.fails_at: set[str] = set()
        self.refused: set[str] = set()
        self.saves = 0

    async def save_memories(self, memories: list[Memory]) -> None:
        self._check(*(memory.session_id for memory in memories))
        for memory in memories:
            if memory.session_id in self.refused:
                raise DoorRefused(413, "the memory is too large")
            stored = self.memories.get((memory.judge, memory.session_id))
            if stored is not None and memory.position < stored.position:
                raise Fenced(409, "another process remembers more")
        self.saves += 1
        for memory in memories:
            stored = self.memories.get((memory.judge, memory.session_id))
            if stored is None or memory.position > stored.position:
                self.memories[memory.judge, memory.session_id] = memory

    async def memory(self, judge: str, session_id: str) -> Memory | None:
        self._check(session_id)
        return self.memories.get((judge, session_id))

    async def put_highlight(self, highlight: Highlight) -> None:
        self._check(highlight.session_id)
        if highlight.session_id in self.refused:
            raise DoorRefused(404, "no such session")
        stored = self.put.get(highlight.highlight_id)
        if stored is None or highlight.revision > stored.revision:
            self.put[highlight.highlight_id] = highlight

    async def highlights(self, session_id: str) -> list[Highlight]:
        self._check()
        return [one for one in self.put.values() if one.session_id == session_id]

    async def put_minutes(self, minutes: list[TimelineMinute]) -> tuple[str, ...]:
        self._check(*(minute.session_id for minute in minutes))
        for minute in minutes:
            if minute.session_id in self.refused:
                raise DoorRefused(422, "a minute that is none")
        for minute in minutes:
            stored = self.minutes.get(_key(minute))
            if stored is None or minute.covered_ms >= stored.covered_ms:
                self.minutes[_key(minute)] = minute
        return ()

    async def health(self) -> None:
        if self.shut:
            raise DoorShut("the fake door is shut")

    def _check(self, *session_ids: str) -> None:
        if self.fails_at.intersection(session_ids):
            raise DoorShut("the fake door failed: HTTP 500")
        if self.shut:
            raise DoorShut("the fake door is shut")
        if self.no_status is not None:
            raise DoorRefused(self.no_status, "no")


def _key(minute: TimelineMinute) -> tuple[str, int, str]:
    return minute.session_id, minute.start_ms, minute.sense
