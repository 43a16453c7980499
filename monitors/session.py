"""A session while it runs: from what the reader hands over to events on the road.

In: items over the border. Out: the session's events, its segments in the store, reports at the door.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from monitors.border import Border
from monitors.chat.base import Chat
from monitors.items import Lost, MediaSecond, Over, Spooled
from monitors.keeper import SegmentKeeper
from monitors.meter import Meter
from monitors.reporter import Reporter
from monitors.spool import SessionSpool
from monitors.voice import Said, Voice
from schemas.capture import Gap, GapReason, SessionEnded
from schemas.credits import CreditTick
from schemas.moment import Span
from streams.door import DoorRefused, DoorShut, Fenced, Session, SessionProgress
from streams.topics import CREDIT_TICKS, SESSIONS

if TYPE_CHECKING:
    from monitors.channel import Means

log = logging.getLogger(__name__)

CHAT_TICK_S = 0.25
"""A batch of chat covers as much."""

LAST_REPORT_S = 8.0
"""The door may be away when a process stops; its supervisor waits ten seconds for it."""

DRAIN_S = 5.0
"""A last segment is a few MB; a disk that takes longer for it is broken."""


class SessionRun:
    """Says what a session has to say.

    Attributes:
        fenced: another process has taken the session over.
    """

    def __init__(
        self,
        means: Means,
        session: Session,
        spool: SessionSpool,
        *,
        chat: Chat,
        meter: Meter,
        from_ms: int,
        halt: Callable[[], None],
    ) -> None:
        self.session = session
        self.spool = spool
        self.fenced = False
        self._told_dropped = False
        self._publisher = means.publisher
        self._halt = halt
        self._meter = meter
        self._voice = Voice(session.session_id, chat, from_ms)
        self._discontinuity = session.discontinuity
        self._turn = asyncio.Lock()
        self._keeper = SegmentKeeper(
            session.session_id,
            means.store,
            means.publisher,
            on_lost=self._lost,
            on_kept=self._kept,
            recorded_until_ms=session.recorded_until_ms,
        )
        self._reporter = Reporter(
            session.session_id, means.door, means.settings.progress_ms, self._progress, self._on_fenced
        )

    def is_about(self, category: str) -> None:
        """What the channel says from now on that it is about."""
        self._voice.is_about(category)

    async def until_over(self, border: Border) -> Over:
        """Say everything until the reader is over. Raises RoadClosed."""
        tasks = [
            asyncio.create_task(self._keeper.run(), name="segments"),
            asyncio.create_task(self._reporter.run(), name="reports"),
            asyncio.create_task(self._tick_chat(), name="chat-lane"),
        ]
        listening = asyncio.create_task(self._listen(border), name="seconds")
        try:
            running: set[asyncio.Task[None] | asyncio.Task[Over]] = {*tasks, listening}
            while not listening.done():
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()  # the broker is gone, or there is a bug: the channel ends with it
            over = listening.result()
            await self._drained()
            if border.dropped_count:
                log.warning(
                    "session %s: %d seconds were dropped in all",
                    self.session.session_id,
                    border.dropped_count,
                )
            return over
        finally:
            for left in (*tasks, listening):
                left.cancel()
            await asyncio.gather(*tasks, listening, return_exceptions=True)

    async def pause(self) -> None:
        """This process stops, the session does not: leave everything as the next one needs it."""
        await self._publisher.flush()
        await self._last_report(self._progress())
        self.spool.release(done=False)

    async def end(self, end_ms: int, reason: str, error: bool) -> None:
        """The session is over."""
        session_id = self.session.session_id
        await self._say(self._voice.finish())
        await self._tell(self._meter.rest(end_ms))
        ended = SessionEnded(session_id=session_id, end_ms=end_ms, reason=reason, error=error)
        await self._publisher.publish(SESSIONS, session_id, ended)
        log.log(logging.ERROR if error else logging.INFO, "session %s ended: %s", session_id, reason)
        arrived = await self._last_report(
            SessionProgress(
                incarnation=self.session.incarnation,
                discontinuity=self._discontinuity,
                recorded_until_ms=self._keeper.recorded_until_ms,
                ended_at_ms=end_ms,
                end_reason=reason,
            )
        )
        # Whoever ends it again, should the door not know yet, must find how far it was.
        await asyncio.to_thread(self.spool.release, arrived)

    async def _listen(self, border: Border) -> Over:
        while True:
            item = await border.get()
            if border.dropped_count and not self._told_dropped:
                self._told_dropped = True
                log.warning(
                    "session %s: the broker takes events more slowly than they come; seconds are dropped",
                    self.session.session_id,
                )
            if isinstance(item, Over):
                return item
            if self.fenced:
                continue
            if isinstance(item, MediaSecond):
                await self._second(item)
            elif isinstance(item, Lost):
                await self._lost(item)
            elif isinstance(item, Spooled):
                await self._keeper.add(item)

    async def _second(self, second: MediaSecond) -> None:
        self._discontinuity = max(self._discontinuity, second.discontinuity)
        async with self._turn:
            said, hole = self._voice.second(second)
            await self._publish(said)
        if hole is not None:
            await self._lost(Lost(hole, GapReason.OVERLOAD, "the road was slower than the source"))
        self.spool.say(self._voice.until_ms)
        await self._count()

    async def _lost(self, lost: Lost) -> None:
        gap = Gap(
            session_id=self.session.session_id,
            start_ms=lost.span.start_ms,
            end_ms=lost.span.end_ms,
            reason=lost.reason,
            detail=lost.detail,
        )
        await self._publisher.send(SESSIONS, self.session.session_id, gap)
        self._reporter.gap(gap)
        self._meter.lost(lost.span, lost.reason)

    async def _kept(self, span: Span) -> None:
        self._meter.recorded(span)
        await self._count()

    async def _count(self) -> None:
        if not self.fenced:
            await self._tell(self._meter.ticks(self._voice.until_ms))

    async def _tell(self, ticks: Iterable[CreditTick]) -> None:
        for tick in ticks:
            await self._publisher.send(CREDIT_TICKS, self.session.session_id, tick)

    async def _tick_chat(self) -> None:
        while True:
            await asyncio.sleep(CHAT_TICK_S)
            async with self._turn:
                await self._publish(self._voice.chat())

    async def _say(self, said: Iterable[Said]) -> None:
        async with self._turn:
            await self._publish(said)

    async def _publish(self, said: Iterable[Said]) -> None:
        for topic, event in said:
            await self._publisher.send(topic, self.session.session_id, event)

    async def _drained(self) -> None:
        try:
            async with asyncio.timeout(DRAIN_S):
                await self._keeper.drained()
        except TimeoutError:
            log.warning(
                "session %s: the last segments stay in the spool; the next start of a monitor stores them",
                self.session.session_id,
            )

    async def _last_report(self, progress: SessionProgress) -> bool:
        """Whether the door has it."""
        try:
            async with asyncio.timeout(LAST_REPORT_S):
                await self._reporter.once(progress)
        except Fenced:
            log.info("session %s: another process has it now", self.session.session_id)
        except (DoorShut, DoorRefused, TimeoutError) as error:
            reason = str(error) or f"no answer within {LAST_REPORT_S:.0f} s"
            log.warning("session %s: the last report did not arrive, %s", self.session.session_id, reason)
            return False
        return True

    def _progress(self) -> SessionProgress:
        return SessionProgress(
            incarnation=self.session.incarnation,
            discontinuity=self._discontinuity,
            recorded_until_ms=self._keeper.recorded_until_ms,
        )

    def _on_fenced(self) -> None:
        self.fenced = True
        self._halt()
