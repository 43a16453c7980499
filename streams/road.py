"""What it means to publish on the road and to hear from it, whatever broker lies beneath."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from schemas.codec import AnyEvent
from schemas.event import Event
from streams.topics import Topic


class RoadClosed(ConnectionError):
    """The broker could not be reached for longer than the bound; names the address."""


@dataclass(frozen=True)
class Received:
    """An event with the place it came from."""

    topic: str
    partition: int
    offset: int
    key: str
    event: AnyEvent


class Publisher(Protocol):
    """Puts events on the road."""

    async def send(self, topic: Topic, key: str, event: Event) -> None:
        """Hand an event over; it is sent within the linger time, in order within its key.

        Waits while the buffer is full, so that a slow broker slows the sender.
        Raises RoadClosed.
        """
        ...

    async def publish(self, topic: Topic, key: str, event: Event) -> None:
        """Send, and return when the broker has it (with all that was sent before it)."""
        ...

    async def flush(self) -> None:
        """Return when the broker has everything sent so far."""
        ...

    async def dead_letter(self, received: Received, stage: str, reason: str) -> None:
        """Publish the event to the dead letters."""
        ...


class Subscriber(Protocol):
    """Hears events from the road."""

    def __aiter__(self) -> AsyncIterator[Received]:
        """Events as they come; undecodable ones go to the dead letters by themselves."""
        ...

    async def ack(self, received: Received) -> None:
        """This event is dealt with. The position is committed up to the first one that is not."""
        ...
