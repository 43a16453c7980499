"""The chat of linked channels, as it comes on the topic `twitch.chat`.

In: `ChannelChat` events of all channels, one consumer for all sessions of the process. Out: for each
session, its channel's lines on the session's timeline.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from monitors.chat.base import Beside
from monitors.chat.message import Heard
from monitors.chat.shelf import Shelf
from schemas.chat import ChannelChat, ChatMessage
from schemas.moment import SECOND_MS
from streams.clock import Clock
from streams.road import Received, RoadClosed

log = logging.getLogger(__name__)

SILENT_MS = 10_000
"""A channel of which the road says nothing for so long has nobody who listens to it there. It says
something of each several times a second; a process that is started again is back sooner."""

BACKLOG_MS = 15_000
"""What a session hears that begins, or comes back, after its channel has spoken."""

BACKLOG_EVENTS_MAX = 200
CHANNELS_MAX = 5000
"""Channels whose last seconds are kept: a hundred times what one set of websockets can hear."""

COVERED_MS_MAX = 5000
"""An event answers for so much at most: one that comes after a longer silence knows nothing of it."""

SPANS_MAX = 64
"""Stretches of being listened to that are remembered; only those of the last minute are asked for."""

AGAIN_S = 5.0
"""Until a broker that let us go is asked again; the other reader of the chat goes on meanwhile."""

Listener = Callable[[ChannelChat], None]


class Hears(Protocol):
    """What gives the events (`streams.consumer.RoadConsumer`)."""

    def __aiter__(self) -> AsyncIterator[Received]:
        """Events as they come."""
        ...


MakesConsumer = Callable[[], AbstractAsyncContextManager[Hears]]


class ChatRoad:
    """Brings each channel's events to the sessions of it.

    Args:
        consumer: makes a consumer of `twitch.chat` that begins with the newest; asked for when the
            first session wants it, and again after the broker was gone.
    """

    def __init__(self, clock: Clock, consumer: MakesConsumer) -> None:
        self._clock = clock
        self._consumer = consumer
        self._listeners: dict[str, list[Listener]] = {}
        self._backlog: dict[str, deque[ChannelChat]] = {}
        self._task: asyncio.Task[None] | None = None

    def join(self, channel: str, listener: Listener) -> None:
        """Tell the listener what the channel says, beginning with its last seconds."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep_hearing(), name="chat-road")
        self._listeners.setdefault(channel, []).append(listener)
        since_ms = self._clock.now_ms() - BACKLOG_MS
        for event in self._backlog.get(channel, ()):
            if event.until_ms >= since_ms:
                listener(event)

    def leave(self, channel: str, listener: Listener) -> None:
        """Tell it nothing more."""
        listeners = self._listeners.get(channel, [])
        if listener in listeners:
            listeners.remove(listener)
        if not listeners:
            self._listeners.pop(channel, None)

    def hear(self, event: ChannelChat) -> None:
        """An event has come."""
        backlog = self._backlog.pop(event.channel, None)
        if backlog is None:
            backlog = deque(maxlen=BACKLOG_EVENTS_MAX)
            if len(self._backlog) >= CHANNELS_MAX:
                del self._backlog[next(iter(self._backlog))]
        self._backlog[event.channel] = backlog  # the one that spoke last is forgotten last
        backlog.append(event)
        while backlog[0].until_ms < event.until_ms - BACKLOG_MS:
            backlog.popleft()
        for listener in tuple(self._listeners.get(event.channel, ())):
            listener(event)

    async def close(self) -> None:
        """Stop hearing."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep_hearing(self) -> None:
        told = False
        while True:
            try:
                async with self._consumer() as consumer:
                    told = False
                    async for received in consumer:
                        if isinstance(received.event, ChannelChat):
                            self.hear(received.event)
            except RoadClosed as closed:
                if not told:
                    log.warning("no chat of linked channels comes for now: %s", closed)
                told = True
            except Exception:  # sessions have their other reader; nothing here may end them
                log.exception("hearing the chat of linked channels failed; it is begun anew")
            await asyncio.sleep(AGAIN_S)


class RoadChat:
    """One channel's chat from the road, for one session."""

    present = True

    def __init__(self, channel: str, road: ChatRoad, clock: Clock) -> None:
        self._channel = channel.lower()
        self._road = road
        self._clock = clock
        self._shelf = Shelf()
        self._spans: deque[list[int]] = deque(maxlen=SPANS_MAX)
        self._until_ms = 0
        self._heard_ms: int | None = None
        self._listened = False

    @property
    def fresh(self) -> bool:
        """Whether the road says something of the channel just now."""
        return self._heard_ms is not None and self._clock.monotonic_ms() - self._heard_ms < SILENT_MS

    @property
    def listened(self) -> bool:
        """Whether somebody listens to the channel for the road just now."""
        return self._listened and self.fresh

    def start(self, started_at_ms: int) -> None:
        """See `Chat.start`."""
        self._shelf.started_at_ms = started_at_ms
        self._road.join(self._channel, self._take)

    def until(self, until_ms: int) -> list[ChatMessage]:
        """See `Chat.until`."""
        return self._shelf.lines(until_ms)

    def beside(self, until_ms: int) -> list[Beside]:
        """See `Chat.beside`."""
        return self._shelf.beside(until_ms)

    def known_until_ms(self) -> int | None:
        """See `Chat.known_until_ms`. A road that says nothing keeps a session waiting no longer."""
        silent_ms = self._clock.now_ms() - SILENT_MS
        return max(self._until_ms, silent_ms) - self._shelf.started_at_ms

    def live(self, second_ms: int) -> bool:
        """Whether at least half of the second was listened to."""
        from_ms = second_ms + self._shelf.started_at_ms
        covered = sum(
            max(0, min(from_ms + SECOND_MS, end_ms) - max(from_ms, begin_ms))
            for begin_ms, end_ms in self._spans
        )
        return covered >= SECOND_MS // 2

    async def close(self) -> None:
        """Stop listening."""
        self._road.leave(self._channel, self._take)
        self._shelf.told()

    def _take(self, event: ChannelChat) -> None:
        self._heard_ms = self._clock.monotonic_ms()
        self._listened = event.live
        if event.live:
            self._cover(event.until_ms)
        self._until_ms = max(self._until_ms, event.until_ms)
        now_ms = self._clock.now_ms()
        for message in event.messages:
            self._shelf.put(Heard(message), now_ms)
        self._shelf.put(Heard(None, event.events, event.withdrawals), now_ms)

    def _cover(self, until_ms: int) -> None:
        begin_ms = max(self._until_ms, until_ms - COVERED_MS_MAX)
        if self._spans and self._spans[-1][1] >= begin_ms:
            self._spans[-1][1] = max(self._spans[-1][1], until_ms)
        else:
            self._spans.append([begin_ms, until_ms])
