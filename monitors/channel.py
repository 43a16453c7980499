"""One watched channel: from the wish to watch it to the end of its session.

In: a `WatchState`. Out: a session on the road and at the door. Whatever goes wrong in here stays in
here; only a broker that is gone is everybody's business.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from enum import StrEnum

from monitors.border import Border
from monitors.chat.base import Chat, NoChat
from monitors.chat.choose import NO_CHAT_MEANS, ChatMeans, chat_of
from monitors.chat.recorded import ChatFileMissing
from monitors.items import Failed, Over, SourceInfo
from monitors.meter import Meter, resumed
from monitors.plan import Bounds, Plan
from monitors.reader import SourceReader
from monitors.session import SessionRun
from monitors.settings import MonitorSettings
from monitors.sources.address import without_secrets
from monitors.sources.base import SourceUnusable
from monitors.sources.choose import source_of
from monitors.spool import SessionSpool
from schemas.capture import SessionOpened, SourceFailed, WatchState
from schemas.credits import MINUTE_MS
from schemas.moment import second_of
from streams.clock import Clock
from streams.door import Door, DoorRefused, DoorShut, Fenced, Session, SessionRequest
from streams.recording import recording_of
from streams.road import Publisher
from streams.store import ObjectStore
from streams.topics import SESSIONS

log = logging.getLogger(__name__)

JOIN_S = 1.0
"""The thread says that it is over just before it ends."""

DATE_SKEW_MS_MAX = 300_000
"""A program date time further from our clock than this is some other day's: a rerun, a wrong clock."""


NOT_WANTED = "it is no longer wanted"

SPENT = "The credits of its workspace are used up."
BARRED = "It may not be watched."

UNPAID, FORBIDDEN = 402, 403
"""HTTP's words for a session that is not paid for, and for one that nobody may have."""


class Outcome(StrEnum):
    """How a channel ended, for the supervisor: `OFFLINE` (off air, or lost) may come back."""

    DONE = "done"
    OFFLINE = "offline"
    FAILED = "failed"
    STOPPED = "stopped"
    FENCED = "fenced"


@dataclass(frozen=True)
class Means:
    """What every channel is given."""

    settings: MonitorSettings
    door: Door
    publisher: Publisher
    store: ObjectStore
    clock: Clock
    chats: ChatMeans = NO_CHAT_MEANS


class Channel:
    """Captures one watch until it is over, unwanted, or this process stops.

    Args:
        kept: somebody looks again when the source is not there now; its absence is no failure.
    """

    def __init__(self, watch: WatchState, means: Means, *, kept: bool = False) -> None:
        self._watch = watch
        self._category = watch.category
        self._kept = kept
        self._means = means
        self._reader: SourceReader | None = None
        self._run: SessionRun | None = None
        self._unwanted = False
        self._why = NOT_WANTED
        self._stopping = False

    def stop(self) -> None:
        """This process stops; another one will go on with the session."""
        self._stopping = True
        self._halt()

    def unwanted(self, reason: str = "") -> None:
        """Nobody wants this source any more: end the session."""
        self._unwanted = True
        self._why = reason or NOT_WANTED
        self._halt()

    def is_about(self, category: str) -> None:
        """The channel says that its stream is of this category now."""
        self._category = category
        if self._run is not None:
            self._run.is_about(category)

    async def run(self) -> Outcome:
        """Capture. Raises RoadClosed when the broker is gone."""
        means = self._means
        earlier = await self._open_session()
        try:
            trusted = self._watch.trusted
            chat = chat_of(self._watch.chat, means.settings, means.clock, trusted=trusted, means=means.chats)
            source = source_of(self._watch.source, means.settings, means.clock, trusted=trusted)
        except ChatFileMissing as missing:
            reason, _, remedy = str(missing).partition(". ")
            return await self._failed(f"{reason}.", remedy, earlier)
        except SourceUnusable as unusable:
            return await self._failed(unusable.reason, unusable.remedy, earlier)
        border = Border(asyncio.get_running_loop())
        settings = means.settings
        offline_ms = settings.offline_ms
        if self._kept:  # who streams again soon goes on with the same session
            offline_ms = max(offline_ms, settings.stream_grace_ms)
        bounds = Bounds(settings.stall_ms, settings.reopen_ms, offline_ms)
        self._reader = reader = SourceReader(
            source, border, means.clock, bounds=bounds, patient=earlier is not None
        )
        reader.start()
        if self._unwanted or self._stopping:
            reader.stop()
        try:
            first = await border.get()
            if isinstance(first, Failed):
                return await self._failed(first.reason, first.remedy, earlier, first.may_return)
            if isinstance(first, SourceInfo):
                return await self._session(first, border, chat, earlier)
            if isinstance(first, Over) and first.error:
                remedy = "The monitor's log has the trace; report it, or start the watch again."
                return await self._failed("Opening the source failed unexpectedly.", remedy, earlier)
            return await self._never_opened(earlier)
        finally:
            reader.stop()
            border.close()
            await chat.close()
            await asyncio.to_thread(reader.join, JOIN_S)

    def _halt(self) -> None:
        if self._reader is not None:
            self._reader.stop()

    async def _open_session(self) -> Session | None:
        """The session of this watch that is still open, from a process before this one."""
        sessions = await self._means.door.sessions(self._watch.watch_id)
        return next((session for session in sessions if session.ended_at_ms is None), None)

    async def _session(
        self, info: SourceInfo, border: Border, chat: Chat, earlier: Session | None
    ) -> Outcome:
        means, reader = self._means, self._reader
        assert reader is not None  # noqa: S101 - made by the caller
        now_ms = means.clock.now_ms()
        believed = info.dated and abs(info.started_at_ms - now_ms) <= DATE_SKEW_MS_MAX
        started_at_ms = info.started_at_ms if believed or not info.dated else now_ms
        try:
            session = await means.door.open_session(
                SessionRequest(
                    watch_id=self._watch.watch_id,
                    node=means.settings.node,
                    started_at_ms=started_at_ms,
                    source=self._watch.source,
                    speed=self._watch.speed if info.paced else 1.0,
                    title=info.title,
                    broadcaster=info.broadcaster,
                )
            )
        except Fenced:
            log.info("watch %s is no longer wanted", self._watch.watch_id)
            return Outcome.FENCED
        except DoorRefused as refused:
            if refused.status == UNPAID:
                return await self._failed(SPENT, refused.detail, earlier)
            if refused.status == FORBIDDEN:  # only now is it known whose recording it is
                return await self._failed(BARRED, refused.detail, earlier)
            raise
        meter = Meter(session.session_id)
        if session.incarnation > 1:
            meter = await resumed(means.door, means.store, session.session_id)
        spool = SessionSpool(means.settings.data, session.session_id)
        held = await asyncio.to_thread(spool.hold)
        if not held:
            log.warning("session %s: %s cannot be used yet", session.session_id, spool.folder)
        plan = self._plan(session, info, spool, await self._said_ms(session, spool), believed)
        await means.publisher.send(SESSIONS, session.session_id, _opened(session, info))
        run = SessionRun(
            means, session, spool, chat=chat, meter=meter, from_ms=plan.from_ms, halt=reader.stop
        )
        self._run = run
        run.is_about(self._category)
        chat.start(session.started_at_ms)
        reader.go(plan)
        over = await run.until_over(border)
        return await self._ended(run, over)

    async def _said_ms(self, session: Session, spool: SessionSpool) -> int:
        """Up to where the process before this one has said everything.

        On another machine there is no note of it. The last report may be old then; a minute that was counted
        was said to its end.
        """
        if session.incarnation == 1:
            return 0
        said_ms = spool.said_ms()
        if said_ms is not None:
            return said_ms
        last = await self._means.door.last_minute(session.session_id)
        counted_ms = 0 if last is None else (last + 1) * MINUTE_MS
        return max(second_of(session.recorded_until_ms), counted_ms)

    def _plan(
        self, session: Session, info: SourceInfo, spool: SessionSpool, from_ms: int, dated: bool
    ) -> Plan:
        resumed = session.incarnation > 1
        seek_ms = 0
        if resumed and info.paced:
            live_ms = round((self._means.clock.now_ms() - session.started_at_ms) * session.speed)
            seek_ms = max(from_ms, live_ms)
        return Plan(
            session_id=session.session_id,
            started_at_ms=session.started_at_ms,
            from_ms=from_ms,
            seek_ms=seek_ms,
            resumed=resumed,
            dated=dated,
            discontinuity=session.discontinuity,
            speed=session.speed,
            limit_ms=self._watch.max_media_ms,
            spool=spool.folder,
            segment_ms=self._means.settings.segment_ms,
        )

    async def _ended(self, run: SessionRun, over: Over) -> Outcome:
        if run.fenced:
            log.info("session %s: another process has it now", run.session.session_id)
            run.spool.release(done=False)
            return Outcome.FENCED
        if over.stopped and not self._unwanted:
            await run.pause()
            return Outcome.STOPPED
        reason = self._why if over.stopped else over.reason
        await run.end(over.end_ms, reason, over.error)
        if over.lost:
            return Outcome.OFFLINE
        return Outcome.FAILED if over.error else Outcome.DONE

    async def _never_opened(self, earlier: Session | None) -> Outcome:
        if self._unwanted and earlier is not None:
            await end_orphan(self._means, self._watch, self._why, error=False)
        return Outcome.STOPPED

    async def _failed(
        self, reason: str, remedy: str, earlier: Session | None, may_return: bool = False
    ) -> Outcome:
        awaited = self._kept and may_return
        level = logging.DEBUG if awaited else logging.ERROR
        log.log(level, "watch %s: %s %s", self._watch.watch_id, reason, remedy)
        if earlier is not None:
            await end_orphan(self._means, self._watch, reason, error=not awaited)
        if awaited:
            return Outcome.OFFLINE
        event = SourceFailed(watch_id=self._watch.watch_id, reason=reason, remedy=remedy)
        await self._means.publisher.publish(SESSIONS, self._watch.watch_id, event)
        return Outcome.FAILED


async def end_orphan(means: Means, watch: WatchState, reason: str, error: bool) -> None:
    """End the open session of a watch that nobody captures, if it has one."""
    try:
        sessions = await means.door.sessions(watch.watch_id)
        if all(session.ended_at_ms is not None for session in sessions):
            return
        session = await means.door.open_session(
            SessionRequest(
                watch_id=watch.watch_id,
                node=means.settings.node,
                started_at_ms=means.clock.now_ms(),
                source=watch.source,
            )
        )
        spool = SessionSpool(means.settings.data, session.session_id)
        end_ms = spool.said_ms()
        if end_ms is None:  # it ran on another machine: it is as long as its recording
            refs = await asyncio.to_thread(recording_of, means.store, session.session_id)
            end_ms = max((session.recorded_until_ms, *(ref.span.end_ms for ref in refs)))
        meter = await resumed(means.door, means.store, session.session_id)
        run = SessionRun(
            means,
            session,
            spool,
            chat=NoChat(),
            meter=meter,
            from_ms=second_of(end_ms),
            halt=lambda: None,
        )
        await run.end(end_ms, reason, error)
    except (DoorRefused, DoorShut) as refused:
        log.warning("watch %s: its open session was not ended, %s", watch.watch_id, refused)


def _opened(session: Session, info: SourceInfo) -> SessionOpened:
    return SessionOpened(
        session_id=session.session_id,
        watch_id=session.watch_id,
        incarnation=session.incarnation,
        started_at_ms=session.started_at_ms,
        speed=session.speed,
        source=without_secrets(session.source),
        title=info.title or session.title,
        has_video=info.has_video,
        has_audio=info.has_audio,
        width=info.width,
        height=info.height,
        frame_rate_milli=info.frame_rate_milli,
    )
