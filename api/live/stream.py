"""One listener: in, a position; out, the events behind it, as they come, until its rights end.

No transaction is open while it waits. A listener that reads slowly holds up nobody but itself: events stay
in the table until it asks for more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from fastapi.sse import ServerSentEvent
from sqlalchemy.exc import SQLAlchemyError

from api.database import Database
from api.events import service
from api.events.news import News
from api.events.shapes import EventShape

log = logging.getLogger(__name__)

BATCH_ROWS = 100
"""Read at a time: some MB at most, with highlights and their evidence."""

RECHECK_S = 15.0
"""Between two looks at the rights of a listener; also how long one who lost them goes on to hear."""

RETRY_MS = 2_000
"""After which a browser connects anew."""


@dataclass(frozen=True)
class Listener:
    """Who listens to what.

    Attributes:
        position: the number of the last event that it has.
        lost: it asked for a position that is not kept any more.
        kinds: of events; none for all.
        may_listen: why it may not any more; empty while it may.
    """

    workspace_id: str
    position: int
    lost: bool
    kinds: frozenset[str]
    may_listen: Callable[[], Awaitable[str]]


async def follow(listener: Listener, database: Database, news: News) -> AsyncIterator[ServerSentEvent]:
    """The stream. It ends by itself only with an `end` event, or when the process does."""
    position = listener.position
    if listener.lost:
        reset = {"reason": "events behind this position are not kept any more; read the lists anew"}
        yield ServerSentEvent(event="reset", id=str(position), data=reset, retry=RETRY_MS)
    else:  # without data nothing is dispatched, but the position is kept
        yield ServerSentEvent(comment="listening", id=str(position), retry=RETRY_MS)
    checked_ms = _now_ms()
    with news.listening(listener.workspace_id) as woken:
        while not news.closed:
            woken.clear()
            try:
                async with database.reading() as session:
                    rows = await service.after(
                        session, listener.workspace_id, position, listener.kinds, BATCH_ROWS
                    )
                if _now_ms() - checked_ms >= RECHECK_S * 1000:
                    checked_ms = _now_ms()
                    if reason := await listener.may_listen():
                        yield ServerSentEvent(event="end", data={"reason": reason})
                        return
            except SQLAlchemyError as error:
                log.warning("a stream ends, and will be asked for anew: %s", error)
                return
            for row in rows:
                position = row.number
                yield ServerSentEvent(
                    event=row.kind,
                    id=str(row.number),
                    data=EventShape.model_validate(row).model_dump(mode="json"),
                )
            if len(rows) < BATCH_ROWS:
                await _until(woken, RECHECK_S - (_now_ms() - checked_ms) / 1000)


def _now_ms() -> float:
    """Of the loop: rights are checked by the time that passes, whatever the clock of the data says."""
    return asyncio.get_running_loop().time() * 1000


async def _until(woken: asyncio.Event, within_s: float) -> None:
    try:
        async with asyncio.timeout(max(0.0, within_s)):
            await woken.wait()
    except TimeoutError:
        return
