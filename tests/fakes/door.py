"""A governance API in memory: what monitors ask of the door, with the same refusals."""

from __future__ import annotations

from schemas.capture import Gap
from schemas.ids import new_id
from schemas.moment import Span
from streams.door import (
    DoorRefused,
    DoorShut,
    Fenced,
    Session,
    SessionProgress,
    SessionRequest,
    Watch,
)


class FakeDoor:
    """Keeps watches, sessions and gaps.

    Attributes:
        shut: raise DoorShut from every call.
        held: spans that `holds` answers, by session.
        counted: the last minute that was charged, by session.
    """

    def __init__(self) -> None:
        self.shut = False
        self.kept: dict[str, Session] = {}
        self.wanted: dict[str, Watch] = {}
        self.gaps: list[Gap] = []
        self.requests: list[SessionRequest] = []
        self.progress: list[SessionProgress] = []
        self.stopped: list[str] = []
        self.held: dict[str, list[Span]] = {}
        self.counted: dict[str, int] = {}

    def want(self, watch_id: str, source: str, once: bool = True) -> None:
        """As if somebody had asked for a watch."""
        self.wanted[watch_id] = Watch(
            watch_id=watch_id,
            revision=1,
            wanted=True,
            source=source,
            chat="none",
            speed=1.0,
            max_media_ms=None,
            once=once,
            created_at_ms=0,
            workspace_id="home",
        )

    async def watches(self, wanted: bool | None = None) -> list[Watch]:
        self._check()
        return [watch for watch in self.wanted.values() if wanted is None or watch.wanted == wanted]

    async def stop_watch(self, watch_id: str) -> Watch:
        self._check()
        self.stopped.append(watch_id)
        return self.wanted.pop(watch_id)

    async def sessions(self, watch_id: str) -> list[Session]:
        self._check()
        return [session for session in self.kept.values() if session.watch_id == watch_id]

    async def open_session(self, request: SessionRequest) -> Session:
        self._check()
        self.requests.append(request)
        for session in self.kept.values():
            if session.watch_id == request.watch_id and session.ended_at_ms is None:
                return self._put(session, incarnation=session.incarnation + 1)
        session = Session(
            session_id=new_id(request.started_at_ms),
            watch_id=request.watch_id,
            incarnation=1,
            started_at_ms=request.started_at_ms,
            speed=request.speed,
            source=request.source,
            title=request.title,
            discontinuity=0,
            recorded_until_ms=0,
            ended_at_ms=None,
            end_reason="",
        )
        return self._put(session)

    async def report_progress(self, session_id: str, progress: SessionProgress) -> Session:
        self._check()
        session = self.kept[session_id]
        if progress.incarnation != session.incarnation:
            raise Fenced(409, "another process has this session")
        self.progress.append(progress)
        return self._put(
            session,
            discontinuity=max(session.discontinuity, progress.discontinuity),
            recorded_until_ms=max(session.recorded_until_ms, progress.recorded_until_ms),
            ended_at_ms=progress.ended_at_ms,
            end_reason=progress.end_reason,
        )

    async def session(self, session_id: str) -> Session:
        self._check()
        if session_id not in self.kept:
            raise DoorRefused(404, "there is no such session")
        return self.kept[session_id]

    async def report_gap(self, gap: Gap) -> None:
        self._check()
        self.gaps.append(gap)

    async def gaps_of(self, session_id: str) -> list[Gap]:
        self._check()
        return [gap for gap in self.gaps if gap.session_id == session_id]

    async def last_minute(self, session_id: str) -> int | None:
        self._check()
        return self.counted.get(session_id)

    async def holds(self, session_id: str) -> list[Span]:
        self._check()
        if session_id not in self.held:
            raise DoorRefused(404, "there is no such session")
        return self.held[session_id]

    def _put(self, session: Session, **changes: object) -> Session:
        fields = {name: getattr(session, name) for name in session.__struct_fields__}
        self.kept[session.session_id] = Session(**{**fields, **changes})
        return self.kept[session.session_id]

    def _check(self) -> None:
        if self.shut:
            raise DoorShut("the fake door is shut")
