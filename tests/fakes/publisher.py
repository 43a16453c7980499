"""A publisher that remembers what it was given; it can be told to be out of reach."""

from __future__ import annotations

from schemas.event import Event
from streams.road import Received, RoadClosed
from streams.topics import Topic


class FakePublisher:
    """Records what was sent, in order.

    Attributes:
        sent: what a broker would have by now.
        dead: dead letters with stage and reason.
        down: raise RoadClosed from every call.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[Topic, str, Event]] = []
        self.dead: list[tuple[Received, str, str]] = []
        self.down = False

    async def send(self, topic: Topic, key: str, event: Event) -> None:
        self._check()
        self.sent.append((topic, key, event))

    async def publish(self, topic: Topic, key: str, event: Event) -> None:
        await self.send(topic, key, event)

    async def flush(self) -> None:
        self._check()

    async def dead_letter(self, received: Received, stage: str, reason: str) -> None:
        self._check()
        self.dead.append((received, stage, reason))

    def on(self, topic: Topic) -> list[Event]:
        """The events of one topic, oldest first."""
        return [event for where, _, event in self.sent if where is topic]

    def _check(self) -> None:
        if self.down:
            raise RoadClosed("the fake broker is down")
