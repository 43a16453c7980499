"""The judging process, put together: Faust, the desk, speech, the watchdog.

In: settings, and an event that asks it to stop. Out: judged sessions, until then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

from agents.app import HEARD, FaustSide
from agents.closing import Closings
from agents.credits.worker import CreditWorker
from agents.desk import Desk, DeskBounds
from agents.judge import Judge, by_category
from agents.settings import AgentRole, AgentSettings
from agents.speech import SpeechModelMissing, check_model
from agents.speech_pool import SpeechPool
from agents.watchdog import LOOK_EVERY_S, LogEnds, Place, View, Watchdog
from streams.clock import SystemClock
from streams.door import Door, Heartbeat
from streams.heart import beating
from streams.process import CannotStart, mark_ready
from streams.producer import RoadProducer
from streams.road import Received
from streams.stage import StageMeter, UnknownStage, load_stages
from streams.store import DirectoryStore
from streams.telemetry import Counters

log = logging.getLogger(__name__)

DOOR_PATIENCE_S = 10.0
"""Then the desk is told that the door is shut, says so once, and knocks on."""

STOP_S = 4.0
"""For the last save, and again for leaving the group; the supervisor gives a process 10 s."""

LAST_MINUTES_S = 1.0
"""For the last of the timelines; what is not taken then lies in the saved memories."""

FIGURES_EVERY_S = 60.0
"""How often the process says what it has done."""


def make_judges(settings: AgentSettings, meter: StageMeter) -> dict[str, Judge[Any]]:
    """The judges with the stages that the settings name.

    Raises:
        CannotStart: a name leads to no stage.
    """
    from agents.audio.judge import AudioJudge
    from agents.chat.judge import ChatJudge
    from agents.events.judge import EventsJudge
    from agents.fusion.judge import FusionJudge
    from agents.vision.judge import VisionJudge

    def stages(names: tuple[str, ...] | None) -> Any:
        return None if names is None else load_stages(names)

    numbers = settings.judging
    try:
        judges: dict[str, Any] = {
            "chat": ChatJudge(
                stages(settings.lineup_chat),
                numbers,
                meter,
                EventsJudge(stages(settings.lineup_events), numbers, meter),
            ),
            "audio": AudioJudge(stages(settings.lineup_audio), numbers, meter),
            "vision": VisionJudge(stages(settings.lineup_vision), numbers, meter),
            "fusion": FusionJudge(
                stages(settings.lineup_fusion),
                stages(settings.lineup_verdict),
                numbers,
                meter,
                by_category(numbers, settings.judging_by_category),
            ),
        }
    except UnknownStage as unknown:
        raise CannotStart(f"{unknown} (HYPECUT_LINEUP_*)") from unknown
    return judges


async def work(settings: AgentSettings, stop: asyncio.Event) -> None:
    """Judge until asked to stop.

    Raises:
        CannotStart: a stage of the settings does not exist.
        Stalled, RoadClosed: the process is of no use any more, and a new one is.
    """
    counters = Counters()
    judges = make_judges(settings, counters)
    async with AsyncExitStack() as stack:
        door = await stack.enter_async_context(
            Door(settings.api_url, settings.token.get_secret_value(), DOOR_PATIENCE_S)
        )
        heart = await stack.enter_async_context(beating(door, settings, "agents"))
        if not await heart.called_up(stop, lambda: mark_ready(settings)):
            return
        publisher = await stack.enter_async_context(RoadProducer(settings, counters))
        roles = []
        if AgentRole.CREDITS in settings.agent_roles:
            ends = await stack.enter_async_context(LogEnds(settings, settings.credits_group))
            charging = CreditWorker(settings, door, publisher, counters, ends)
            roles.append(asyncio.create_task(charging.run(), name="credits"))
            if AgentRole.JUDGES not in settings.agent_roles:
                roles.append(asyncio.create_task(_ready_with(charging, settings), name="ready"))
        if AgentRole.JUDGES in settings.agent_roles:
            judging = await _judging(
                settings, judges, door=door, publisher=publisher, counters=counters, stack=stack
            )
            heart.load = lambda: Heartbeat(busy=judging.sessions)
            roles.append(asyncio.create_task(judging.run(stop), name="judges"))
        # A drain is a stop: what is remembered is saved, and whoever gets the partitions goes on from there.
        heart.on_drain(stop.set)
        await _all_of(roles, stop)


async def _all_of(roles: list[asyncio.Task[None]], stop: asyncio.Event) -> None:
    """Run until asked to stop, or until one role fails, which is raised: the process is started again."""
    stopped = asyncio.create_task(stop.wait())
    waiting: set[asyncio.Task[Any]] = {stopped, *roles}
    try:
        while not stopped.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in (stopped, *roles):
            task.cancel()
        await asyncio.gather(stopped, *roles, return_exceptions=True)


async def _ready_with(charging: CreditWorker, settings: AgentSettings) -> None:
    await charging.ready.wait()
    mark_ready(settings)


async def _judging(
    settings: AgentSettings,
    judges: dict[str, Judge[Any]],
    *,
    door: Door,
    publisher: RoadProducer,
    counters: Counters,
    stack: AsyncExitStack,
) -> Worker:
    """The judges of this process."""
    ends = await stack.enter_async_context(LogEnds(settings, settings.judges_group))
    ears = await _ears(settings, counters, stack)
    return _worker(settings, judges, door=door, publisher=publisher, ends=ends, ears=ears, counters=counters)


def _worker(
    settings: AgentSettings,
    judges: dict[str, Judge[Any]],
    *,
    door: Door,
    publisher: RoadProducer,
    ends: LogEnds,
    ears: SpeechPool | None,
    counters: Counters,
) -> Worker:
    closings = Closings(
        door,
        DirectoryStore(settings.store_dir),
        ears=ears,
        counters=counters,
        clock=SystemClock(),
        recorded_wait_ms=settings.recorded_wait_ms,
        speech_workers=settings.speech_workers,
    )
    return Worker(
        settings, judges, door=door, publisher=publisher, ends=ends, closings=closings, counters=counters
    )


async def _ears(settings: AgentSettings, counters: Counters, stack: AsyncExitStack) -> SpeechPool | None:
    model = settings.speech_model_dir
    if model is None:
        log.info("speech is off: highlights have no transcripts")
        return None
    try:
        check_model(model)
    except SpeechModelMissing as missing:
        log.error("judging goes on without transcripts: %s", missing)
        return None
    pool = SpeechPool(model, counters, workers=settings.speech_workers, niceness=settings.speech_nice)
    return await stack.enter_async_context(pool)


class Worker:
    """What ties Faust, the desk and the watchdog together."""

    def __init__(
        self,
        settings: AgentSettings,
        judges: dict[str, Judge[Any]],
        *,
        door: Door,
        publisher: RoadProducer,
        ends: LogEnds,
        closings: Closings,
        counters: Counters,
    ) -> None:
        fusion: Any = judges["fusion"]
        self._settings = settings
        self._publisher = publisher
        self._ends = ends
        self._counters = counters
        self._read: dict[Place, int] = {}
        self._unplaced: set[Place] = set()
        self._taken_away: frozenset[Place] = frozenset()
        self._faust = FaustSide(
            settings,
            settings.judges_group,
            HEARD,
            take=self._take,
            dead=self._dead,
            assigned=self._on_assigned,
            revoked=self._on_revoked,
        )
        self._desk = Desk(
            judges,
            fusion,
            door=door,
            publisher=publisher,
            closer=closings,
            counters=counters,
            clock=SystemClock(),
            bounds=DeskBounds(settings.save_every_ms, settings.unacked_max, settings.unacked_light_max),
            log_name=settings.log_name,
            log_end=self._faust.log_end,
        )

    @property
    def sessions(self) -> int:
        """Sessions that are judged here."""
        return self._desk.sessions

    async def run(self, stop: asyncio.Event) -> None:
        """Until asked to stop, or until something fails, which is raised."""
        parts = [
            asyncio.create_task(part, name=name)
            for name, part in {
                "stop": stop.wait(),
                "faust": self._join(),
                "desk": self._desk.run(),
                "timelines": self._desk.timelines.run(),
                "watchdog": self._watch(),
                "figures": self._report(),
            }.items()
        ]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in done:
                part.result()
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
            await self._leave()

    async def _join(self) -> None:
        await self._faust.start()
        await self._faust.ended()

    async def _leave(self) -> None:
        for end, wait_s in (
            (self._desk.timelines.send, LAST_MINUTES_S),
            (self._desk.save, STOP_S),
            (self._faust.stop, STOP_S),
        ):
            try:
                await asyncio.wait_for(end(), wait_s)
            except (TimeoutError, ConnectionError) as error:
                log.warning("not everything was saved at the end, and will be heard again: %r", error)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._desk.forget(part_well=False), STOP_S)

    async def _take(self, judge: str, received: Received, ack: Callable[[], None]) -> None:
        place = (received.topic, received.partition)
        self._read[place] = received.offset + 1
        self._unplaced.discard(place)
        session_id = getattr(received.event, "session_id", "")
        if not session_id:
            await self._publisher.dead_letter(received, judge, "it belongs to no session")
            ack()
            return
        await self._desk.take(judge, session_id, received, ack, self._desk.term)

    async def _dead(self, topic: str, key: str, body: bytes, reason: str) -> None:
        self._counters.add("events_undecodable")
        log.warning("an event of %s is unreadable: %s", topic, reason)
        await self._publisher.dead_bytes(topic, key, body, "", reason)

    async def _on_assigned(self, places: frozenset[Place]) -> None:
        heard = {topic.name for topic in HEARD.values()}
        self._read = {}
        self._taken_away = frozenset()
        self._unplaced = {place for place in places if place[0] in heard}
        log.info("%d partitions are ours", len(self._unplaced))
        mark_ready(self._settings)

    async def _on_revoked(self, places: frozenset[Place]) -> None:
        self._taken_away = self._taken_away or places
        self._read = {}
        self._unplaced = set()
        await self._desk.forget()

    async def _watch(self) -> None:
        watchdog = Watchdog(SystemClock(), self._settings.judges_stall_ms)
        topics = {judge: topic.name for judge, topic in HEARD.items()}
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for place in list(self._unplaced):
                position = await self._ends.committed(place)
                if position is not None and place in self._unplaced:
                    self._unplaced.discard(place)
                    self._read[place] = position
            read = dict(self._read)
            watchdog.look(
                View(
                    ends=await self._ends.ends(frozenset(read) or self._taken_away),
                    read={place: max(seen, self._read.get(place, seen)) for place, seen in read.items()},
                    full=frozenset(topics[judge] for judge in self._desk.full),
                    waiting=self._desk.waiting,
                    judged=self._desk.heard,
                    excused=self._desk.waits_for_door,
                    homeless=bool(self._taken_away),
                    beginnings=await self._ends.beginnings(frozenset(read)) or {},
                )
            )

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(FIGURES_EVERY_S)
            log.info("%d sessions; %s", self._desk.sessions, _figures(self._counters))


def _figures(counters: Counters) -> str:
    counts = ", ".join(f"{name} {count}" for name, count in sorted(counters.counts.items()))
    stages = ", ".join(
        f"{name} {figures.calls}x{figures.duration_us // max(figures.calls, 1)} us"
        for name, figures in sorted(counters.stages.items())
    )
    return f"{counts}; {stages}"
